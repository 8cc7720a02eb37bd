"""`balint-voice scripts`: the methods there are, their phases and minutes, one's own copies."""

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import advice, completion, options, writing
from balint_voice.cli.language import label, refusal, settle_texts
from balint_voice.cli.notice import notice
from balint_voice.cli.paths import given_path
from balint_voice.cli.refusing import say
from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.method.schedule import Plan
    from balint_voice.method.script import Phase, Script

_WIDTH = 80


def scripts_list(
    language: options.TextLanguageOption = None, as_json: options.AsJsonOption = False
) -> None:
    """List the methods, and when to choose which."""
    from balint_voice.adapters.files import prompt_store

    language = settle_texts(language)
    rows = []
    for name in prompt_store.script_names():
        try:
            spoken = prompt_store.languages(prompt_store.find_script(name))
            script = prompt_store.load_script(name, language if language in spoken else spoken[0])
        except (Unusable, IndexError) as error:
            no_words = label("scripts", "no-words")
            why = f"{refusal(error).what}." if isinstance(error, Unusable) else no_words
            notice(label("scripts", "broken", script=name, why=why))
            continue
        rows.append(
            {
                "script": name,
                "summary": script.summary,
                "minutes": round(script.minutes, 2),
                "people": script.people,
                "languages": list(spoken),
                "recording": script.may_record,
            }
        )
    if as_json:
        writing.data(rows)
        return
    for row in rows:
        before = f"{row['script']:22} {row['minutes']:>4.0f} min  "
        writing.line(f"{before}{row['summary']}", len(before))


def scripts_show(
    script: Annotated[str, typer.Argument(help="The method.", autocompletion=completion.scripts)],
    language: options.TextLanguageOption = None,
    minutes: Annotated[
        float | None, typer.Option(min=1, max=600, help="The length of the whole session.")
    ] = None,
    people: Annotated[
        int | None, typer.Option(min=1, max=99, help="How many people take part.")
    ] = None,
    as_json: options.AsJsonOption = False,
) -> None:
    """Show the phases of a method and their minutes, for any length and group size."""
    from balint_voice.adapters.files.prompt_store import load_script
    from balint_voice.method.schedule import plan, planned_seconds

    language = settle_texts(language)
    method = load_script(script, language)
    heads = people or method.people
    planned = plan(method, heads, minutes)
    if minutes is not None:
        short_s = planned_seconds(planned) - minutes * 60
        short = advice.does_not_fit(method, f"{minutes:g}", minutes * 60, short_s)
        if short is not None:
            notice(short)
    if as_json:
        writing.data(_data(method, planned, heads))
    else:
        _show(method, planned, heads)


def scripts_check(
    path: Annotated[
        Path,
        typer.Argument(parser=given_path, help="The method's folder, or a file in it."),
    ],
) -> None:
    """Check a method of your own: its structure and its texts in every language."""
    from balint_voice.adapters.files.prompt_store import faults_of

    found, faults = faults_of(path)
    if len(faults) > 1:
        notice(label("scripts", "faults", n=len(faults)))
    for fault in faults[:-1]:
        say(fault)
        notice("")
    if faults:
        raise faults[-1]
    writing.line(label("scripts", "in-order", path=path, languages=found))


def scripts_copy(
    script: Annotated[
        str, typer.Argument(help="The method to copy.", autocompletion=completion.scripts)
    ],
    name: Annotated[str, typer.Argument(help="The name of the copy.")],
) -> None:
    """Copy a method, to edit it and use it with `run NAME`."""
    from balint_voice.adapters.files.prompt_store import copy

    folder = copy(script, name)
    writing.line(str(folder))
    notice(label("scripts", "edit", folder=folder))


def _minutes_of(seconds: float) -> float:
    return round(seconds / 60, 2)


def _data(script: "Script", planned: "Plan", people: int) -> dict[str, object]:
    slots = {slot.phase: slot.seconds for slot in planned}
    return {
        "script": script.id,
        "language": script.language,
        "minutes": _minutes_of(sum(slots.values())),
        "people": people,
        "recordable": [phase.id for phase in script.phases if phase.records],
        "phases": [
            {
                "phase": phase.id,
                "number": phase.number,
                "name": phase.name,
                "minutes": _minutes_of(slots[phase.id]),
                "least_minutes": phase.least_minutes,
                "scales": phase.scales != "no",
                "recordable": phase.records is not None,
                "speaks": phase.speaks,
                "variants": [variant.id for variant in phase.variants],
                "announce": phase.announce,
                "prepare": phase.prepare,
                "begin": phase.begin,
                "close": phase.close,
                "reminders": [reminder.text for reminder in phase.reminders],
            }
            for phase in script.phases
        ],
    }


def _show(script: "Script", planned: "Plan", people: int) -> None:
    """Each phase with its minutes; below its name who speaks, and what --record calls it."""
    words = script.words.label
    slots = {slot.phase: slot.seconds for slot in planned}
    rows = [(words("table", "phase"), words("table", "minutes"), words("table", "least"), "")]
    for phase in script.phases:
        name = f"{phase.number}  {phase.name}"
        least = _clock(phase.least_minutes * 60)
        rows.append((name, _clock(slots[phase.id]), least, _beneath(script, phase)))
    total = words("table", "total").format(n=people)
    rows.append((total, _clock(sum(slots.values())), "", ""))
    first, second, third = (max(len(row[n]) for row in rows) for n in range(3))
    writing.page(f"{textwrap.fill(f'{script.id}: {script.summary}', _WIDTH)}\n\n")
    for name, minutes, least, beneath in rows:
        writing.line(f"{name:<{first}}  {minutes:>{second}}  {least:>{third}}".rstrip())
        if beneath:
            writing.line(f"   {beneath}")


def _beneath(script: "Script", phase: "Phase") -> str:
    speaks = script.words.label("speaks", phase.speaks)
    return f"{speaks} · --record {phase.records}" if phase.records else speaks


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
