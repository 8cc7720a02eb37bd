"""What in a text could identify somebody: names, places, dates, ages, institutions, numbers.

Rules: pure, and no claim. These are marks on the surface of the text (`identifying_words` has the
words of each language); what they find and miss is measured on sentences of our own
(`benchmarks/names`). A person looks at each, and decides.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from balint_voice.notes.identifying_words import LANGUAGES, LanguageMarks

MentionKind = Literal["name", "place", "date", "age", "institution", "number"]


@dataclass(frozen=True, order=True)
class Mention:
    """A piece of a text, from `start` to before `end`, and what it may be."""

    start: int
    end: int
    kind: MentionKind

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: "Mention") -> bool:
        return self.start < other.end and other.start < self.end


_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]*[\w]"
_NAMED = rf"{_CAPITAL}(?:\s+{_CAPITAL})*"
_NUMBERS = (
    re.compile(r"\S+@\S+\.\w+"),
    re.compile(r"(?<!\w)\+?\d(?:[\s().-]?\d){6,}"),
    re.compile(r"\b\d{4}\s?[A-Z]{2}\b"),
    re.compile(r"\b(?!(?:19|20)\d\d\b)\d{4,}\b"),
)
_DATES = (
    re.compile(r"\b\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})\b"),
    re.compile(r"\b(?:19|20)\d\d\b"),
)
_SENTENCE_ENDS = re.compile(r"[.!?:…][\"'”’]?\s+|\n|^")


def find(text: str, language: str) -> tuple[Mention, ...]:
    """What could identify somebody, in the order of the text; none of it overlaps."""
    marks = LANGUAGES[language]
    found = [
        *_matches(_INSTITUTIONS[language], text, "institution"),
        *_matches(_AGES[language], text, "age"),
        *_matches(_MONTHS[language], text, "date"),
        *(each for rule in _DATES for each in _matches(rule, text, "date")),
        *(each for rule in _NUMBERS for each in _matches(rule, text, "number")),
        *(each for rule in _STREETS[language] for each in _matches(rule, text, "place")),
        *_matches(_TITLED[language], text, "name"),
        *_capitals(text, marks),
    ]
    return apart(found)


def apart(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Those of several that overlap, the longest; of equals, the one that was found first."""
    kept: list[Mention] = []
    for each in sorted(mentions, key=lambda found: found.start - found.end):
        if not any(map(each.overlaps, kept)):
            kept.append(each)
    return tuple(sorted(kept))


def sentence_around(text: str, mention: Mention) -> tuple[str, str]:
    """What stands before and after it in its sentence."""
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(text)]
    begins = max((end for end in ends if end <= mention.start), default=0)
    stops = min((end for end in ends if end >= mention.end), default=len(text))
    return text[begins : mention.start], text[mention.end : stops].rstrip()


def _capitals(text: str, marks: LanguageMarks) -> Iterable[Mention]:
    """Capitals where the language writes none but in names; in German only what is known."""
    starts = {found.end() for found in _SENTENCE_ENDS.finditer(text)}
    for match in re.finditer(_NAMED, text):
        start, words = match.start(), match[0]
        while (first := words.split()[0]) in marks.no_names or (
            start in starts and first not in marks.first_names and len(words.split()) == 1
        ):
            rest = words[len(first) :]
            start, words = start + len(words) - len(rest.lstrip()), rest.lstrip()
            if not words:
                break
        if not words or words.isupper():
            continue
        before = re.search(r"(\w+)\s+$", text[:start])
        after_preposition = before is not None and before[1].lower() in marks.of_places
        known = words.split()[0] in marks.first_names
        if marks.nouns_are_capital and not known:
            # A noun has an article far more often than a place has.
            if after_preposition and words.split()[0] not in marks.nouns:
                yield Mention(start, start + len(words.split()[0]), "place")
            continue
        kind: MentionKind = "place" if after_preposition and not known else "name"
        if marks.nouns_are_capital:
            words = words.split()[0]
        yield Mention(start, start + len(words), kind)


def _matches(rule: re.Pattern[str], text: str, kind: MentionKind) -> Iterable[Mention]:
    """Its group `what` where it has one; else all of it."""
    group = "what" if "what" in rule.groupindex else 0
    for match in rule.finditer(text):
        yield Mention(match.start(group), match.end(group), kind)


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _each(rule: str, **words: str) -> Mapping[str, re.Pattern[str]]:
    """The rule with the words of each language: `words` maps a name in it to a field. A language
    without such words has no such rule."""
    return {
        language: re.compile(
            rule.format(
                **{name: _any(getattr(marks, field)) for name, field in words.items()},
                cap=_CAPITAL,
                named=_NAMED,
            )
        )
        for language, marks in LANGUAGES.items()
        if all(getattr(marks, field) for field in words.values())
    }


_TITLED = _each(
    r"\b(?i:{titles})\.?\s+(?P<what>(?:(?:{particles})\s+)*{cap}(?:(?:\s+(?:{particles}))*\s+{cap})?)",
    titles="titles",
    particles="particles",
)
_INSTITUTIONS = _each(
    r"(?P<what>\b(?:(?!(?:{articles})\b){cap}\s+)+(?i:\w*(?:{kinds}))\b(?:\s+{cap})*"
    r"|\b(?i:\w*(?:{kinds}))(?:\s+(?:{particles}))*\s+{cap}(?:\s+{cap})*|\b(?:{known})\b)",
    kinds="institutions",
    articles="no_names",
    particles="particles",
    known="known_institutions",
)
_ENDS = _each(r"\b{cap}(?:{streets})(?:\s+\d+(?:\s?[a-z]\b)?)?", streets="streets")
_BEGINS = _each(
    r"\b(?:\d+(?:\s(?:bis|ter)\b)?,?\s+)?(?i:{ways})\s+(?:(?:{particles})\s*)*{cap}(?:\s+{cap})*",
    ways="ways",
    particles="particles",
)
_STREETS = {
    language: tuple(rules[language] for rules in (_ENDS, _BEGINS) if language in rules)
    for language in LANGUAGES
}
_MONTHS = _each(
    r"\b(?:\d{{1,2}}(?:\.|st|nd|rd|th|e)?\s+(?:of\s+)?(?:{months})(?:\s+\d{{4}})?"
    r"|(?:{months})\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|(?:{months})\s+\d{{4}})\b",
    months="months",
)
_AGES = {
    language: re.compile(rf"\b(?:{'|'.join(marks.ages)})") for language, marks in LANGUAGES.items()
}
