"""TOML -> Script, or an error that names file and key (or line) and says what would do.

Rules: opens no file; gets texts with the names to call them by. What it returns is
valid; nobody after it checks again.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from balint_voice.errors import Text
from balint_voice.method.pack_keys import CUE_FIELDS, SECTIONS
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
from balint_voice.method.toml_table import Source, Table
from balint_voice.method.words import Words

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
    "lets_silence_be",
    "reminders",
    "variants",
    "default_variant",
)


def read_words(source: Source) -> Words:
    """Read a language's common pack: every cue and label, no more and no less."""
    top = Table.parse(source)
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
    top = Table.parse(structure)
    top.only("id", "people", "recording", "evaluation_minutes", "lets_silence_be", "phases")
    pack = Table.parse(language)
    pack.only("name", "summary", "orientation", "phases")
    spoken = pack.table("phases")
    tables = top.tables("phases")
    ids = [table.identifier("id") for table in tables]
    for twice in {name for name in ids if ids.count(name) > 1}:
        raise top.wrong("phases", Text("has-phase-twice", phase=twice), Text("own-ids"))
    spoken.only(*ids)
    quiet = top.flag("lets_silence_be")
    phases = tuple(
        replace(phase, lets_silence_be=quiet or phase.lets_silence_be)
        for phase in (
            _phase(table, spoken.table(name), number)
            for number, (table, name) in enumerate(zip(tables, ids, strict=True), start=1)
        )
    )
    may_record = top.one_of("recording", ("allowed", "never")) == "allowed"
    if not may_record and any(phase.records for phase in phases):
        raise top.wrong("recording", Text("is-never-yet-records"), Text("take-one-out"))
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


def _phase(table: Table, words: Table, number: int) -> Phase:
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
        raise table.wrong("least_minutes", Text("is-over-minutes", minutes=minutes), Text("lower"))
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
        lets_silence_be=table.flag("lets_silence_be"),
        announce=announce,
        prepare=prepare,
        begin=begin,
        close=close,
        reminders=tuple(_reminder(item, said) for item in reminders if said is not None),
        variants=tuple(_variant(item, words.table("variants")) for item in variants),
        default_variant=_default_variant(table, [item.text("id") for item in variants]),
    )


def _reminder(table: Table, words: Table) -> Reminder:
    table.only("key", "left_seconds", "halfway")
    key = table.identifier("key")
    if table.has("halfway") == table.has("left_seconds"):
        raise table.wrong("reminders", Text("needs-one-time", reminder=key), Text("write-time"))
    if table.has("halfway"):
        return Reminder(key, words.text(key), left_share=0.5)
    return Reminder(key, words.text(key), left_s=table.number("left_seconds", least=1))


def _variant(table: Table, words: Table) -> Variant:
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


def _default_variant(table: Table, known: list[str]) -> str | None:
    """A phase with variants says which one is meant when nobody chooses."""
    if not known:
        return None
    return table.one_of("default_variant", tuple(known))
