"""TOML -> Script, or an error that names file and key (or line) and says what would do.

Rule of this room: opens no file; gets texts with the names to call them by. What it returns is
valid; nobody after it checks again.
"""

import difflib
import math
import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from balint_voice.errors import Unusable
from balint_voice.method.script import (
    RECORDABLE,
    SCALES,
    SPEAKS,
    Phase,
    Recordable,
    Reminder,
    Scales,
    Script,
    Speaks,
    Step,
    Variant,
)
from balint_voice.method.toml_lines import line_of
from balint_voice.method.words import CUE_FIELDS, SECTIONS, Words

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]*")
_BEATS = ("announce", "prepare", "begin", "close")
_PHASE_KEYS = (
    "id",
    "minutes",
    "least_minutes",
    "scales",
    "speaks",
    "prepare_seconds",
    "records",
    "guarded",
    "skippable",
    "reminders",
    "variants",
    "default_variant",
)


@dataclass(frozen=True)
class Source:
    """A text and the name that errors call it by."""

    name: str
    text: str


def read_words(source: Source) -> Words:
    """Read a language's common pack: every cue and label, no more and no less."""
    top = _Table.parse(source)
    top.only("language", "cues", *SECTIONS)
    cues = top.table("cues")
    cues.only(*CUE_FIELDS)
    texts = {key: cues.text(key, fields) for key, fields in CUE_FIELDS.items()}
    sections: dict[str, Mapping[str, str]] = {}
    for name, keys in SECTIONS.items():
        table = top.table(name)
        table.only(*keys)
        fields = frozenset({"n"}) if name == "minutes" else None
        sections[name] = {key: table.text(key, fields) for key in keys}
    return Words(top.text("language"), texts, sections)


def read_script(structure: Source, language: Source, words: Words) -> Script:
    """Put a script's structure and one language's words together."""
    top = _Table.parse(structure)
    top.only("id", "people", "recording", "evaluation_minutes", "phases")
    pack = _Table.parse(language)
    pack.only("name", "summary", "orientation", "phases")
    spoken = pack.table("phases")
    tables = top.tables("phases")
    ids = [table.identifier("id") for table in tables]
    for twice in {name for name in ids if ids.count(name) > 1}:
        raise top.wrong("phases", f"has the phase '{twice}' twice", "Give each phase its own id.")
    spoken.only(*ids)
    phases = tuple(
        _phase(table, spoken.table(name), number)
        for number, (table, name) in enumerate(zip(tables, ids, strict=True), start=1)
    )
    may_record = top.one_of("recording", ("allowed", "never")) == "allowed"
    if not may_record and any(phase.records for phase in phases):
        raise top.wrong(
            "recording", "is 'never', yet a phase has 'records'", "Take one of the two out."
        )
    return Script(
        id=top.identifier("id"),
        language=words.language,
        name=pack.text("name"),
        summary=pack.text("summary"),
        may_record=may_record,
        evaluation_s=top.number("evaluation_minutes", least=0) * 60,
        orientation=pack.texts("orientation"),
        people=round(top.number("people", least=1)),
        phases=phases,
        words=words,
    )


def _phase(table: "_Table", words: "_Table", number: int) -> Phase:
    table.only(*_PHASE_KEYS)
    reminders = table.tables("reminders") if table.has("reminders") else ()
    variants = table.tables("variants") if table.has("variants") else ()
    more = [name for name, there in (("reminders", reminders), ("variants", variants)) if there]
    words.only("name", *_BEATS, *more)
    said = words.table("reminders") if reminders else None
    if said is not None:
        said.only(*(reminder.identifier("key") for reminder in reminders))
    minutes = table.number("minutes", least=0.01)
    least = table.number("least_minutes", least=0)
    if least > minutes:
        raise table.wrong("least_minutes", f"is more than its minutes ({minutes:g})", "Lower it.")
    records = table.one_of("records", RECORDABLE) if table.has("records") else None
    announce, prepare, begin, close = (words.text(beat) for beat in _BEATS)
    return Phase(
        id=table.text("id"),
        number=number,
        name=words.text("name"),
        minutes=minutes,
        least_minutes=least,
        scales=cast("Scales", table.one_of("scales", SCALES)),
        speaks=cast("Speaks", table.one_of("speaks", SPEAKS)),
        prepare_s=table.number("prepare_seconds", least=0),
        records=cast("Recordable | None", records),
        guarded=table.flag("guarded"),
        skippable=table.flag("skippable"),
        announce=announce,
        prepare=prepare,
        begin=begin,
        close=close,
        reminders=tuple(_reminder(item, said) for item in reminders if said is not None),
        variants=tuple(_variant(item, words.table("variants")) for item in variants),
        default_variant=_default_variant(table, [item.text("id") for item in variants]),
    )


def _reminder(table: "_Table", words: "_Table") -> Reminder:
    table.only("key", "left_seconds", "halfway")
    key = table.identifier("key")
    if table.has("halfway") == table.has("left_seconds"):
        raise table.wrong(
            "reminders", f"'{key}' needs one time", "Write left_seconds = 120, or halfway = true."
        )
    if table.has("halfway"):
        return Reminder(key, words.text(key), left_share=0.5)
    return Reminder(key, words.text(key), left_s=table.number("left_seconds", least=1))


def _variant(table: "_Table", words: "_Table") -> Variant:
    table.only("id", "steps")
    variant = table.identifier("id", most=14)
    said, steps = words.table(variant), table.tables("steps")
    said.only(*(step.identifier("key", most=14) for step in steps))
    for step in steps:
        step.only("key", "share")
    return Variant(
        variant,
        tuple(
            Step(step.text("key"), step.number("share", least=0.01), said.text(step.text("key")))
            for step in steps
        ),
    )


def _default_variant(table: "_Table", known: list[str]) -> str | None:
    """A phase with variants says which one is meant when nobody chooses."""
    if not known:
        return None
    return table.one_of("default_variant", tuple(known))


@dataclass(frozen=True)
class _Table:
    """A TOML table that knows its file and its place, so that every refusal can name them."""

    source: Source
    path: str
    data: Mapping[str, Any]

    @classmethod
    def parse(cls, source: Source) -> "_Table":
        try:
            return cls(source, "", tomllib.loads(source.text))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise Unusable(
                f"{source.name} cannot be read as TOML: {error}.",
                "Mend that line; texts stand between double quotes, with no line break in them.",
            ) from None

    def wrong(self, key: str, what: str, hint: str) -> Unusable:
        place = self._place(key)
        line = line_of(self.source.text, place)
        where = f"{self.source.name}, line {line}" if line else self.source.name
        return Unusable(f"{where}: '{place}' {what}.", hint)

    def _place(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        return key in self.data

    def only(self, *keys: str) -> None:
        """Refuse a key that means nothing here: it is a slip of the pen, or of another version."""
        for key in self.data:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                hint = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(keys)}."
                raise self.wrong(key, "is not known here", hint)

    def _get(self, key: str, hint: str) -> Any:
        if key not in self.data:
            raise self.wrong(key, "is missing", hint)
        return self.data[key]

    def text(self, key: str, fields: frozenset[str] | None = None) -> str:
        """A text that says something. `fields`: what may stand in braces; None: braces are text."""
        value = self._get(key, f'Add: {key} = "..."')
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "is not a text", f'Write: {key} = "..."')
        if fields is not None:
            self._check_fields(key, value, fields)
        return value.strip()

    def identifier(self, key: str, most: int = 28) -> str:
        """A name of ours, short and plain enough to stand in the timing log."""
        value = self.text(key)
        if not _IDENTIFIER.fullmatch(value) or len(value) > most:
            raise self.wrong(
                key, "is not a plain name", f"Small letters, digits and hyphens, at most {most}."
            )
        return value

    def _check_fields(self, key: str, value: str, fields: frozenset[str]) -> None:
        known = ", ".join(f"{{{name}}}" for name in sorted(fields)) or "none"
        try:
            used = {
                name for _, name, spec, how in string.Formatter().parse(value) if name is not None
            }
            plain = not any(spec or how for _, _, spec, how in string.Formatter().parse(value))
        except ValueError:
            used, plain = set(), False
        if not plain or not used <= fields:
            raise self.wrong(key, "has a field in braces that is not known", f"Known: {known}.")

    def number(self, key: str, least: float) -> float:
        value = self._get(key, f"Add: {key} = {least:g} or more.")
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        if not fits or not math.isfinite(value) or not least <= value <= 100_000:
            raise self.wrong(key, f"is not a number from {least:g}", f"Write: {key} = 10")
        return float(value)

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        value = self._get(key, f"Choose one of: {', '.join(known)}.")
        if value not in known:
            raise self.wrong(key, f"is not known: {value!r}", f"Choose one of: {', '.join(known)}.")
        return str(value)

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "is neither true nor false", f"Write: {key} = true")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key, f'Add: {key} = ["...", "..."]')
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.wrong(key, "is not a list of texts", f'Write: {key} = ["...", "..."]')
        return tuple(text.strip() for text in value)

    def table(self, key: str) -> "_Table":
        value = self._get(key, f"Add a section [{key}].")
        if not isinstance(value, dict):
            raise self.wrong(key, "is not a section", f"Write it as [{key}].")
        return _Table(self.source, self._place(key), value)

    def tables(self, key: str) -> "tuple[_Table, ...]":
        value = self._get(key, f"Add at least one [[{key}]].")
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            raise self.wrong(key, "is not a list of sections", f"Write each as [[{key}]].")
        place = self._place(key)
        return tuple(
            _Table(self.source, f"{place}[{n}]", item) for n, item in enumerate(value, start=1)
        )
