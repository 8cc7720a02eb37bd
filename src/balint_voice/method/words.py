"""A language pack: what every script says and shows, in one language.

Rules: texts come from `prompts/`, never from code. A cue may hold fields in braces;
which ones is part of its key, so a pack that invents one is refused when it is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from balint_voice.method.pack_keys import CUE_FIELDS


@dataclass(frozen=True)
class Words:
    """One language's common texts, whole: `reader.read_words` checked every key."""

    language: str
    cues: Mapping[str, str]
    sections: Mapping[str, Mapping[str, str]]

    def cue(self, key: str, **fields: object) -> str:
        return self.cues[key].format(**fields)

    def plain_cues(self) -> tuple[str, ...]:
        """The keys of the cues that have no field to fill in."""
        return tuple(key for key, fields in CUE_FIELDS.items() if not fields)

    def label(self, section: str, key: str) -> str:
        return self.sections[section][key]

    def listing(self, names: Sequence[str]) -> str:
        """Several names as one would say them: a, b and c."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.label('lists', 'and')} {names[-1]}"

    def minutes(self, seconds: float) -> str:
        """A length of time as it is said: half-minutes are rounded to the whole minute."""
        whole = round(seconds / 60)
        if whole < 1:
            return self.label("minutes", "less")
        key = "one" if whole == 1 else "many"
        return self.label("minutes", key).format(n=whole)
