"""What `run` can be asked for. Each option is declared here, once.

Rules: a setting of the group has its option's name. What `run` shares with `resume` stands in
`options`, and what the options mean is said in `parsing`.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from balint_voice.cli import completion, options

_table = partial(typer.Option, rich_help_panel=options.TABLE)
_session = partial(typer.Option, rich_help_panel=options.SESSION)
_notes = partial(typer.Option, rich_help_panel=options.NOTES)
_sound = partial(typer.Option, rich_help_panel=options.SOUND)
_screen = partial(typer.Option, rich_help_panel=options.SCREEN)


class StartMode(StrEnum):
    AUTO = "auto"
    ASK = "ask"


class PolitenessMode(StrEnum):
    AUTO = "auto"
    ON = "on"
    OFF = "off"


class ThemeName(StrEnum):
    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """What `run` can be asked for."""

    script: Annotated[
        str, typer.Argument(help="The method.", autocompletion=completion.scripts)
    ] = "intervisie"
    language: options.LanguageOption = "nl"
    minutes: Annotated[
        float | None,
        _table(metavar="N", min=1, max=600, help="The length of the whole session, with breaks."),
    ] = None
    end_at: Annotated[
        str | None, _table(metavar="HH:MM", help="The time at which the session must end.")
    ] = None
    people: Annotated[
        int | None, _table(metavar="N", min=1, max=99, help="How many people take part.")
    ] = None
    group: Annotated[
        str | None,
        _table(metavar="NAME", help="The group's name. It keeps the group's sessions together."),
    ] = None
    variant: Annotated[
        list[str] | None,
        _session(
            metavar="NAME",
            help="How advice is given: written, direct or subgroups.",
            autocompletion=completion.variants,
        ),
    ] = None
    cases: Annotated[
        int,
        _session(metavar="N", min=1, max=2, help="How many cases are discussed."),
    ] = 1
    skip: Annotated[
        list[str] | None,
        _session(
            metavar="PHASE",
            help="A phase to leave out: its number or name.",
            autocompletion=completion.phases,
        ),
    ] = None
    orientation: Annotated[
        bool, _session("--orientation/--no-orientation", help="Explain the method at the start.")
    ] = False
    break_after: Annotated[
        list[str] | None,
        _session(
            metavar="PHASE",
            help="Take a break of ten minutes after this phase.",
            autocompletion=completion.phases,
        ),
    ] = None
    no_break: Annotated[bool, _session("--no-break", help="Take no break.")] = False
    follow_up: Annotated[
        bool,
        _session(
            "--follow-up/--no-follow-up",
            help="First five minutes for what became of last time's case.",
        ),
    ] = False
    evaluation: Annotated[
        bool, _session("--evaluation/--no-evaluation", help="Look back at the end.")
    ] = False
    start: Annotated[
        StartMode, _session(help="Start each phase automatically, or wait for a key.")
    ] = StartMode.AUTO
    record: Annotated[
        str | None,
        _notes(
            metavar="WHAT",
            help="What to record: case,advice,decision. Without this option nothing is recorded.",
            autocompletion=completion.recordable,
        ),
    ] = None
    parts: options.PartOptions
    consent_given: Annotated[
        bool,
        _notes(
            "--consent-given",
            help="Everybody has agreed already. The voice says so and does not ask.",
        ),
    ] = False
    politeness: Annotated[
        PolitenessMode,
        _sound(
            help="Wait for a pause before speaking: in recorded phases (auto), in every phase "
            "(on), or never (off)."
        ),
    ] = PolitenessMode.AUTO
    voice_control: Annotated[
        bool,
        _sound("--voice-control", help="Obey commands that are spoken after the wake word."),
    ] = False
    quiet: Annotated[
        bool,
        _sound(
            "--quiet/--no-quiet",
            help="Reminders are a soft chime and a line on the screen. Announcements are said.",
        ),
    ] = False
    round_chime: Annotated[
        bool,
        _sound(
            "--round-chime/--no-round-chime",
            help="Where each speaks in turn, a soft chime marks the share of a person.",
        ),
    ] = False
    unsaid: Annotated[
        list[str] | None,
        _sound(
            "--unsaid",
            metavar="REMINDER",
            help="A reminder to leave out, such as half-minute.",
            autocompletion=completion.reminders,
        ),
    ] = None
    theme: Annotated[ThemeName, _screen(help="The colours of the full screen.")] = ThemeName.DARK
    pace: Annotated[
        float,
        _screen(
            metavar="TIMES",
            min=0.01,
            max=10_000,
            help="How many times faster the clock runs, for a rehearsal. The voice keeps its "
            "normal speed.",
        ),
    ] = 1.0
