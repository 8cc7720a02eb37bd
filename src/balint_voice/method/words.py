"""A language pack: what every script says and shows, in one language.

Rules: texts come from `prompts/`, never from code. A cue may hold fields in braces;
which ones is part of its key, so a pack that invents one is refused when it is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CUE_FIELDS: Mapping[str, frozenset[str]] = {
    "welcome": frozenset({"name", "people"}),
    "goodbye": frozenset(),
    "ended-early": frozenset(),
    "paused": frozenset(),
    "went-on": frozenset(),
    "extended": frozenset({"minutes"}),
    "skipped": frozenset(),
    "break-begins": frozenset({"minutes"}),
    "break-last-minute": frozenset(),
    "break-over": frozenset(),
    "evaluation": frozenset(),
    "evaluation-last-minute": frozenset(),
    "does-not-fit": frozenset({"minutes"}),
    "does-not-fit-skip": frozenset({"minutes", "phase"}),
    "time-left": frozenset({"minutes"}),
    "time-left-none": frozenset(),
    "no-names": frozenset(),
    "microphone-on": frozenset(),
    "microphone-off": frozenset(),
    "microphone-lost": frozenset(),
    "microphone-attends": frozenset(),
    "consent-record": frozenset({"phases"}),
    "consent-pauses": frozenset(),
    "consent-commands": frozenset(),
    "consent-given": frozenset(),
    "ask-consent": frozenset(),
    "consent-yes": frozenset(),
    "consent-no": frozenset(),
    "ask-veto": frozenset(),
    "veto-done": frozenset(),
    "veto-all": frozenset(),
    "veto-nothing": frozenset(),
    "ask-silence": frozenset(),
    "ask-command": frozenset({"command"}),
    "slept": frozenset(),
    "resumed": frozenset(),
    "help": frozenset(),
    "audio-deleted": frozenset(),
    "all-forgotten": frozenset(),
}
"""Every cue that belongs to no phase, and the fields its text may use."""

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "minutes": ("less", "one", "many"),
    "lists": ("and",),
    "commands": ("skip", "back", "end", "veto"),
    "speaks": ("round", "all", "presenter", "group", "nobody"),
    "screen": (
        "phase",
        "next",
        "ends",
        "left",
        "paused",
        "microphone-record",
        "microphone-attend",
        "microphone-closed",
        "sealed",
        "ends-at",
        "late",
        "to-go",
        "lasts",
        "quiet",
        "closing",
        "whole",
        "note",
        "note-keys",
        "note-kept",
        "note-dropped",
        "backlog",
        "draining",
        "keys",
        "answer-consent",
        "answer-veto",
        "answer-silence",
        "answer-command",
        "warning",
        "short",
        "waits",
    ),
    "conditions": ("voluntary", "agreements", "prepared", "confidential", "equal"),
    "messages": (
        "small-group",
        "large-group",
        "conditions",
        "preparing",
        "loading",
        "no-sound",
        "demo-model",
        "times-at",
        "notes-at",
        "resume-at",
        "demo-notes",
        "demo-times",
        "too-short",
    ),
    "table": ("phase", "minutes", "least", "total"),
    "warnings": (
        "speaker",
        "voice",
        "microphone",
        "transcriber",
        "notes",
        "timing-log",
        "confirm",
        "mended",
        "no-notes",
        "erased",
        "listen-first",
        "network",
    ),
    "consent": ("passphrase-why", "passphrase", "passphrase-again"),
    "receipt": ("sound", "not-promised"),
    "review": (
        "number",
        "phase",
        "planned",
        "took",
        "working",
        "whole",
        "skipped",
        "extended",
        "paused",
        "people",
        "unfinished",
        "without-pauses",
        "nothing-recorded",
        "audio",
        "audio-vetoed",
        "audio-deleted",
        "audio-not-deleted",
        "break",
        "evaluation",
        "not-reached",
        "cut-short",
        "timeline",
        "times",
        "bar-planned",
        "bar-work",
        "bar-words",
        "bar-quiet",
        "bar-pause",
        "bar-over",
        "bar-rest",
        "bar-record",
        "bar-attend",
        "bar-tick",
        "new-plan",
        "prepare",
        "over",
        "findings",
        "waited",
        "heard",
        "vetoed",
        "typed",
    ),
    "findings": (
        "interrupted",
        "not-finished",
        "ended-early",
        "ended-late",
        "guarded-short",
        "guarded-skipped",
        "short",
        "long",
        "skipped",
        "not-reached",
        "extended",
        "paused",
        "away",
        "waited",
        "not-heard",
        "silent",
        "declined",
        "vetoed",
        "faulted-speaker",
        "faulted-voice",
        "faulted-microphone",
        "faulted-transcriber",
        "faulted-notes",
        "faulted-other",
        "network-refused",
        "as-planned",
    ),
    "history": (
        "one-day",
        "sessions",
        "all",
        "overview",
        "share",
        "course",
        "overran",
        "times",
        "skipped",
        "over",
        "short",
        "often-skipped",
        "breaks",
        "no-breaks",
        "steady",
        "unfinished",
        "left-out",
        "medians",
        "bars",
        "newest",
        "proposal",
        "why",
        "now",
        "usual",
        "proposed",
        "why-kept",
        "why-guarded",
        "too-few",
        "same",
        "gone",
        "adopt",
        "adopted",
    ),
    "sheet": (
        "title",
        "group",
        "date",
        "duration",
        "method",
        "phases",
        "theme",
        "number",
        "name",
        "registration",
        "signature",
        "facilitator",
        "minutes",
        "of-which-break",
    ),
    "page": ("date", "months"),
    "notes": ("title", "aid", "incomplete", "empty", "typed", "doubtful", "gap", "forgotten"),
}
"""Every other key that a language pack must hold."""


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
