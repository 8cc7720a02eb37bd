"""TOML -> Script, or an error that names file and key (or line) and says what would do.

Rules: opens no file; gets texts with the names to call them by. What it returns is
valid; nobody after it checks again.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from balint_voice.errors import Text, Unusable
from balint_voice.method.pack_keys import CUE_FIELDS, SECTIONS
from balint_voice.method.rounds import in_rounds, read_rounds
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

_FEW = 5
"""Most methods are meant for so many people, or more."""
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


def read_script(
    structure: Source, language: Source, words: Words, faults: list[Unusable] | None = None
) -> Script:
    """Put a script's structure and one language's words together.

    Raises Unusable with the first fault; with `faults` all of them are collected there, and where
    there are any, the script is not to be used.
    """
    top = Table.parse(structure, faults)
    top.only(
        "id",
        "people",
        "least_people",
        "in_small_groups",
        "recording",
        "evaluation_minutes",
        "follow_up_minutes",
        "lets_silence_be",
        "rounds",
        "phases",
    )
    pack = Table.parse(language, faults)
    pack.only(
        "name", "summary", "orientation", *(["rounds"] if top.has("rounds") else []), "phases"
    )
    spoken = pack.table("phases")
    tables = top.tables("phases")
    ids = [table.identifier("id") for table in tables]
    for twice in sorted({name for name in ids if name and ids.count(name) > 1}):
        top.refuse("phases", Text("has-phase-twice", phase=twice), Text("own-ids"))
    _only(spoken, ids)
    phases = tuple(
        _phase(table, spoken.table(name) if name else spoken.absent("?"), number)
        for number, (table, name) in enumerate(zip(tables, ids, strict=True), start=1)
    )
    if top.flag("lets_silence_be"):
        phases = tuple(replace(phase, lets_silence_be=True) for phase in phases)
    phases = in_rounds(phases, read_rounds(top, pack))
    follow_up = top.number("follow_up_minutes", least=0) if top.has("follow_up_minutes") else 0.0
    may_record = top.one_of("recording", ("allowed", "never")) == "allowed"
    if not may_record and any(phase.records for phase in phases):
        top.refuse("recording", Text("is-never-yet-records"), Text("take-one-out"))
    return Script(
        id=top.identifier("id"),
        language=words.language,
        name=pack.text("name"),
        summary=pack.text("summary"),
        may_record=may_record,
        evaluation_s=top.number("evaluation_minutes", least=0) * 60,
        follow_up_s=follow_up * 60,
        orientation=pack.texts("orientation"),
        people=round(top.number("people", least=1)),
        least_people=round(top.number("least_people", least=1))
        if top.has("least_people")
        else _FEW,
        in_small_groups=top.flag("in_small_groups"),
        phases=phases,
        words=words,
    )


def _only(table: Table, keys: Sequence[str]) -> None:
    """Where a key was refused, nobody knows which text it would have had."""
    if all(keys):
        table.only(*keys)


def _phase(table: Table, words: Table, number: int) -> Phase:
    table.only(*_PHASE_KEYS)
    reminders = table.tables("reminders") if table.has("reminders") else ()
    variants = table.tables("variants") if table.has("variants") else ()
    more = [name for name, there in (("reminders", reminders), ("variants", variants)) if there]
    words.only("name", *_BEATS, *more)
    said = words.table("reminders") if reminders else None
    if said is not None:
        _only(said, [reminder.identifier("key") for reminder in reminders])
    minutes = table.number("minutes", least=0.01, instead=math.inf)
    least = table.number("least_minutes", least=0)
    if least > minutes:
        table.refuse("least_minutes", Text("is-over-minutes", minutes=minutes), Text("lower"))
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
        table.refuse("reminders", Text("needs-one-time", reminder=key), Text("write-time"))
        return Reminder(key, "")
    text = words.text(key) if key else ""
    if table.has("halfway"):
        return Reminder(key, text, left_share=0.5)
    return Reminder(key, text, left_s=table.number("left_seconds", least=1))


def _variant(table: Table, words: Table) -> Variant:
    table.only("id", "steps")
    variant = table.identifier("id", most=14)
    said = words.table(variant) if variant else words.absent("?")
    steps = table.tables("steps")
    keys = [step.identifier("key", most=14) for step in steps]
    _only(said, keys)
    for step in steps:
        step.only("key", "share")
    return Variant(
        variant,
        tuple(
            Step(key, step.number("share", least=0.01), said.text(key) if key else "")
            for step, key in zip(steps, keys, strict=True)
        ),
    )


def _default_variant(table: Table, known: list[str]) -> str | None:
    """A phase with variants says which one is meant when nobody chooses."""
    if not known:
        return None
    return table.one_of("default_variant", tuple(known))
