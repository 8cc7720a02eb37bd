"""Everything that a script can have said, line by line, with the id that a sound of it bears.

Rules: pure. A line is a whole cue, never a part that is put together. What varies stands here in
the forms that are likely; any other form is left to a voice that can say anything. No text stands
here twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from balint_voice.listening.phrase_book import BOOKS
from balint_voice.method.arrangement import (
    FOLLOW_UP,
    with_follow_up,
    with_phases_taken_out,
    with_variants,
)
from balint_voice.method.script import Phase, Script
from balint_voice.session.options import WAKE_WORD
from balint_voice.session.plan import BREAK_S

LIKELY_MINUTES = (1, 2, 3, 5, 10, 15, 20)
"""Lengths of time that are said most."""
_SHORT_BY = LIKELY_MINUTES[:-2]
_EXTENDED_BY = (5, 10)


@dataclass(frozen=True)
class SpokenLine:
    """One thing to be said. `id`: the scope and the name with a slash between, in lower case."""

    id: str
    text: str


def spoken_lines(script: Script) -> tuple[SpokenLine, ...]:
    """All lines of a script in one language, in about the order in which they are said. What only
    some sessions need comes last: no other line loses its id to one of these."""
    found: dict[str, SpokenLine] = {}
    for line in (*_own(script), *_common(script), *_uncounted(script), *_follow_up(script)):
        found.setdefault(line.text, line)
    return tuple(found.values())


def _own(script: Script) -> Iterator[SpokenLine]:
    words = script.words

    def line(name: str, text: str) -> SpokenLine:
        return SpokenLine(f"{script.id}/{name}", text)

    yield line("welcome", words.cue("welcome", name=script.name, people=script.people))
    for number, text in enumerate(script.orientation, start=1):
        yield line(f"orientation-{number}", text)
    for phase in script.phases:
        for name, text in _of_phase(script, phase):
            yield line(f"{phase.id}/{name}", text)
    yield from _of_recordings(script)


def _of_phase(script: Script, phase: Phase) -> Iterator[tuple[str, str]]:
    """The beats and reminders of a phase; of one with variants, the beginning in each of them."""
    yield "announce", phase.announce
    yield "prepare", phase.prepare
    if not phase.variants:
        yield "begin", phase.begin
    for reminder in phase.reminders:
        yield reminder.key, reminder.text
    for variant in phase.variants:
        arranged = with_variants(script, [variant.id]).phase(phase.id)
        yield f"begin-{variant.id}", arranged.begin
        for step in variant.steps:
            yield f"{variant.id}-{step.key}", step.text
    yield "close", phase.close


def _of_recordings(script: Script) -> Iterator[SpokenLine]:
    """The question for consent, for each choice of what is recorded, and what a veto is about."""
    words = script.words
    recorded = [phase for phase in script.phases if phase.records is not None]
    for count in range(1, len(recorded) + 1):
        for some in combinations(recorded, count):
            name = "-".join(str(phase.records) for phase in some)
            text = words.cue("consent-record", phases=words.listing([each.name for each in some]))
            yield SpokenLine(f"{script.id}/consent-record-{name}", text)
    for phase in recorded:
        for key in ("ask-veto", "ask-veto-before", "ask-veto-heard", "veto-done"):
            text = words.cue(key, phase=phase.name)
            yield SpokenLine(f"{script.id}/{phase.id}/{key}", text)


def _uncounted(script: Script) -> Iterator[SpokenLine]:
    """The announcements without their number, as they are where a phase is left out."""
    for phase in with_phases_taken_out(script, [script.phases[0].id]).phases:
        yield SpokenLine(f"{script.id}/{phase.id}/announce-uncounted", phase.announce)


def _follow_up(script: Script) -> Iterator[SpokenLine]:
    """The look back at last time, where the method has one."""
    if script.follow_up_s > 0:
        phase = with_follow_up(script).phase(FOLLOW_UP)
        for name, text in _of_phase(script, phase):
            yield SpokenLine(f"common/{FOLLOW_UP}-{name}", text)


def _common(script: Script) -> Iterator[SpokenLine]:
    words = script.words

    def line(name: str, text: str) -> SpokenLine:
        return SpokenLine(f"common/{name}", text)

    for key in words.plain_cues():
        yield line(key, words.cue(key))
    for key, text in words.sections["conditions"].items():
        yield line(f"condition-{key}", text)
    for key in ("consent-commands", "help"):
        yield line(key, words.cue(key, wake=WAKE_WORD))
    yield line("break-begins", words.cue("break-begins", minutes=words.minutes(BREAK_S)))
    for key, likely in (
        ("time-left", (0, *LIKELY_MINUTES)),
        ("extended", _EXTENDED_BY),
        ("ask-extend", BOOKS[words.language].minutes),
        ("does-not-fit", _SHORT_BY),
    ):
        for minutes in likely:
            text = words.cue(key, minutes=words.minutes(minutes * 60))
            yield line(f"{key}-{minutes}", text)
    for command, said in words.sections["commands"].items():
        yield line(f"ask-command-{command}", words.cue("ask-command", command=said))
