"""What is chosen on the start page, as the options of `run`: read by the same parser.

Rules: a choice is what `run` would be told for it, so it is refused in the same words. What is
left empty on the page is empty, whatever the group's settings say. A tick at a phase that another
tick took away is none.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import typer

from balint_voice.cli.folding import folded
from balint_voice.cli.options import ScreenName
from balint_voice.cli.run_options import RunOptions
from balint_voice.cli.usage import UsageError, in_our_terms
from balint_voice.cli.with_settings import WithSettings

_TEXTS = ("language", "people", "minutes", "end_at", "group", "presenter_key")
_FLAGS = ("orientation", "evaluation", "follow_up", "quiet", "round_chime")
_LISTS = ("break_after", "skip", "variant")


def options_of(words: list[str]) -> RunOptions:
    """What a command line of `run` asks for, with the group's settings. Raises Unusable."""
    taken: list[RunOptions] = []

    def run(given: RunOptions) -> None:
        taken.append(given)

    parser = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    parser.command("run", cls=WithSettings)(folded(RunOptions)(run))
    try:
        parser(words, standalone_mode=False, prog_name="balint-voice run")
    except UsageError as error:
        raise in_our_terms(error) from None
    given = taken[0]
    return replace(given, parts=replace(given.parts, screen=ScreenName.BROWSER))


def chosen(choices: Mapping[str, Any], parts: list[str]) -> RunOptions:
    """What the page asks for. `parts`: the words about voice, microphone and the like with which
    `start` was called. Raises Unusable."""
    texts = {key: _text(choices.get(key)) for key in _TEXTS}
    words = [f"{_option(key)}={value}" for key, value in texts.items() if value]
    words += [_option(key if choices.get(key) else f"no_{key}") for key in _FLAGS]
    words.append(f"--record={','.join(_names(choices.get('record')))}")
    words.append(f"--cases={2 if choices.get('two_cases') else 1}")
    words.append(f"--start={'ask' if choices.get('asks') else 'auto'}")
    listed = {key: _names(choices.get(key)) for key in _LISTS}
    words += [f"{_option(key)}={each}" for key, names in listed.items() for each in names]
    given = options_of([*parts, *words, "--", _text(choices.get("script")) or "intervisie"])
    gone = _taken_away(given)
    breaks, skipped = ([e for e in listed[key] if e not in gone] for key in ("break_after", "skip"))
    return replace(
        given,
        break_after=breaks or None,
        no_break=not breaks and given.no_break,
        skip=skipped or None,
        variant=listed["variant"] or None,
        voice_control=bool(choices.get("voice_control")),
        people=given.people if texts["people"] else None,
        minutes=given.minutes if texts["minutes"] else None,
        end_at=given.end_at if texts["end_at"] else None,
        group=given.group if texts["group"] else None,
    )


def _taken_away(given: RunOptions) -> set[str]:
    """The phases that the method has with more cases, or with a look back at last time, and that
    are not there now. Raises Unusable."""
    from balint_voice.adapters.files.prompt_store import load_script
    from balint_voice.method.arrangement import FOLLOW_UP, with_cases

    script = load_script(given.script, given.language)
    there, most = (
        {phase.id for phase in with_cases(script, cases).phases} for cases in (given.cases, 2)
    )
    return (most | {FOLLOW_UP}) - there - ({FOLLOW_UP} if given.follow_up else set())


def as_choices(given: RunOptions) -> dict[str, Any]:
    """What the page shows as chosen before anybody has chosen anything."""
    return {
        "script": given.script,
        "language": given.language,
        "people": str(given.people or ""),
        "minutes": f"{given.minutes:g}" if given.minutes else "",
        "end_at": _on_the_clock(given.end_at),
        "group": given.group or "",
        "record": [each.strip() for each in (given.record or "").split(",") if each.strip()],
        "break_after": [] if given.no_break else _listed(given.break_after),
        "skip": _listed(given.skip),
        "variant": _listed(given.variant),
        "two_cases": given.cases == 2,
        "asks": given.start == "ask",
        "voice_control": given.voice_control,
        "presenter_key": given.parts.presenter_key or "",
        **{key: getattr(given, key) for key in _FLAGS},
    }


def as_settings(given: RunOptions) -> dict[str, Any]:
    """What the group's settings keep of it."""
    return {
        "script": given.script,
        "language": given.language,
        "people": given.people,
        "minutes": given.minutes,
        "end_at": given.end_at,
        "group": given.group,
        "record": _names((given.record or "").split(",")),
        "break_after": _listed(given.break_after),
        "no_break": given.no_break or None,
        "skip": _listed(given.skip),
        "variant": _listed(given.variant),
        "unsaid": _listed(given.unsaid),
        "cases": given.cases,
        "start": str(given.start),
        "voice_control": given.voice_control,
        **{key: getattr(given, key) for key in _FLAGS},
    }


def _on_the_clock(end_at: str | None) -> str:
    """As a browser's field for a time takes it: with both digits of the hour."""
    return end_at.zfill(len("HH:MM")) if end_at else ""


def _option(key: str) -> str:
    return f"--{key.replace('_', '-')}"


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _names(value: object) -> list[str]:
    """Names in a list; what has a comma or a control character is none."""
    found = map(_text, value) if isinstance(value, list) else ()
    return [each for each in found if each and each.isprintable() and "," not in each]


def _listed(given: list[str] | None) -> list[str]:
    from balint_voice.cli.parsing import listed

    return list(listed(given))
