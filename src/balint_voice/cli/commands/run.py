"""`balint-voice run`: a session, aloud, timed, hands-free."""

import sys
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import completion, options, parsing
from balint_voice.cli.language import settle
from balint_voice.cli.notice import notice
from balint_voice.cli.with_settings import WithSettings
from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.method.script import Script


_table = partial(typer.Option, rich_help_panel=options.TABLE)
_evening = partial(typer.Option, rich_help_panel=options.EVENING)
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


class Theme(StrEnum):
    DARK = "dark"
    LIGHT = "light"


class Run(WithSettings, options.UnderHeadings):
    """The command with the group's settings as defaults, and its options under headings."""


def run(
    script: Annotated[
        str, typer.Argument(help="The method.", autocompletion=completion.scripts)
    ] = "intervisie",
    language: options.Language = "nl",
    minutes: Annotated[
        float | None,
        _table(metavar="N", min=1, max=600, help="The length of the whole session, with breaks."),
    ] = None,
    end_at: Annotated[
        str | None, _table(metavar="HH:MM", help="The time at which the session must end.")
    ] = None,
    people: Annotated[
        int | None, _table(metavar="N", min=1, max=99, help="How many people take part.")
    ] = None,
    group: Annotated[
        str | None,
        _table(metavar="NAME", help="The group's name. It keeps the group's sessions together."),
    ] = None,
    variant: Annotated[
        list[str] | None,
        _evening(
            metavar="NAME",
            help="How advice is given: written, direct or subgroups.",
            autocompletion=completion.variants,
        ),
    ] = None,
    cases: Annotated[
        int,
        _evening(metavar="N", min=1, max=2, help="How many cases are discussed."),
    ] = 1,
    skip: Annotated[
        list[str] | None,
        _evening(
            metavar="PHASE",
            help="A phase to leave out: its number or name.",
            autocompletion=completion.phases,
        ),
    ] = None,
    orientation: Annotated[
        bool, _evening("--orientation/--no-orientation", help="Explain the method at the start.")
    ] = False,
    break_after: Annotated[
        list[str] | None,
        _evening(
            metavar="PHASE",
            help="Take a break of ten minutes after this phase.",
            autocompletion=completion.phases,
        ),
    ] = None,
    no_break: Annotated[bool, _evening("--no-break", help="Take no break.")] = False,
    evaluation: Annotated[
        bool, _evening("--evaluation/--no-evaluation", help="Look back at the end.")
    ] = False,
    start: Annotated[
        StartMode, _evening(help="Start each phase automatically, or wait for a key.")
    ] = StartMode.AUTO,
    record: Annotated[
        str | None,
        _notes(
            metavar="WHAT",
            help="What to record: case,advice,decision. Without this option nothing is recorded.",
            autocompletion=completion.recordable,
        ),
    ] = None,
    passphrase_file: options.PassphraseFile = None,
    presenter_key: options.PresenterKey = None,
    consent_given: Annotated[
        bool,
        _notes(
            "--consent-given",
            help="Everybody has agreed already. The voice says so and does not ask.",
        ),
    ] = False,
    model: options.Model = None,
    voice: options.Voice = None,
    speaker: options.Speaker = None,
    microphone: options.Microphone = None,
    microphone_file: options.MicrophoneFile = None,
    politeness: Annotated[
        PolitenessMode,
        _sound(
            help="Wait for a pause before speaking: in recorded phases (auto), in every phase "
            "(on), or never (off)."
        ),
    ] = PolitenessMode.AUTO,
    voice_control: Annotated[
        bool,
        _sound("--voice-control", help="Obey commands that are spoken after the word 'Balint'."),
    ] = False,
    plain: options.Plain = False,
    theme: Annotated[Theme, _screen(help="The colours of the full screen.")] = Theme.DARK,
    pace: Annotated[
        float,
        _screen(
            metavar="TIMES",
            min=0.01,
            max=10_000,
            help="How many times faster the clock runs, for a rehearsal. The voice keeps its "
            "normal speed.",
        ),
    ] = 1.0,
) -> None:
    """Run a session.

    Keys: space goes on, p pauses, + adds five minutes, q twice ends the session.
    """
    from balint_voice import app
    from balint_voice.adapters.files.prompt_store import load_script
    from balint_voice.adapters.files.settings_store import load_settings
    from balint_voice.cli import consent, session_parts
    from balint_voice.cli.commands import resume as resumed
    from balint_voice.method.arrangement import with_cases, with_variants
    from balint_voice.session import log_records as r
    from balint_voice.session.consent import MicrophoneUse
    from balint_voice.session.plan import SessionOptions, plan_session

    settle(language)
    if end_at is not None and minutes is not None:
        raise Unusable("end-and-minutes")
    ends_at = parsing.moment(end_at) if end_at is not None else None
    method = with_variants(load_script(script, language), parsing.listed(variant))
    one_case = [phase.id for phase in method.phases]
    method = with_cases(method, cases)
    if no_break and break_after:
        raise Unusable("break-and-none")
    breaks = (*parsing.phases(method, break_after), *(one_case[-1:] if cases > 1 else ()))
    session_options = SessionOptions(
        people=people or method.people,
        minutes=minutes,
        orientation=orientation,
        evaluation=evaluation,
        breaks=() if no_break else breaks,
        skip=parsing.phases(method, skip),
    )
    plan_session(
        method, session_options, seconds=len
    )  # refuses what cannot be held, before anything is opened
    least = sum(p.least_minutes for p in method.phases if p.id not in session_options.skip)
    if minutes is not None and minutes < least:
        short = method.words.label("messages", "too-short")
        notice(short.format(minutes=f"{minutes:g}", least=f"{least:g}"))
    group = parsing.group(group)
    asked = MicrophoneUse(
        recorded=parsing.phases_to_record(method, record, session_options.skip),
        pauses=politeness is PolitenessMode.ON,
        commands=voice_control,
        beforehand=consent_given,
    )
    parsing.check_microphone(method, asked)
    if resumed.gone_on_with(
        passphrase_file=passphrase_file,
        presenter_key=presenter_key,
        consent_given=consent_given,
        model=model,
        voice=voice,
        speaker=speaker,
        microphone=microphone,
        microphone_file=microphone_file,
        plain=plain,
    ):
        return
    # What is missing is said before anybody is asked for anything.
    source = app.file_microphone(microphone_file) if microphone_file is not None else None
    chosen = session_parts.chosen_model(method, asked, model)
    consent.can_be_given(asked)
    given = consent.given(passphrase_file, presenter_key, needed=bool(asked.recorded))
    hears = session_parts.listening(asked, chosen, microphone, source)
    presenter = given or (consent.asked_for(method) if asked.recorded else None)
    _welcome(method, session_options.people)
    outcome = app.run(
        app.SessionRequest(
            script=method,
            options=replace(session_options, asked=asked),
            requested=r.SessionRequested(
                variants=parsing.ids(parsing.listed(variant)),
                cases=cases,
                breaks=parsing.ids(session_options.breaks),
                skipped=parsing.ids(session_options.skip),
                orientation=orientation,
                evaluation=evaluation,
                minutes=minutes or 0.0,
                asks=start is StartMode.ASK,
                polite=politeness is not PolitenessMode.OFF,
                pauses=asked.pauses,
                commands=asked.commands,
                pace=pace,
            ),
            ends_at=ends_at,
            group=group,
            sound=session_parts.sound(voice, speaker),
            politeness=load_settings().waits if politeness is not PolitenessMode.OFF else None,
            listening=hears,
            presenter=presenter,
            theme=session_parts.theme(theme),
        ),
        out=sys.stdout,
        look=session_parts.look(plain=plain),
        notice=notice,
    )
    session_parts.farewell(method, outcome)


def _welcome(script: "Script", people: int) -> None:
    """What the facilitator sees before it starts: the group's size, and what to check."""
    label = script.words.label
    if not 5 <= people <= 12:
        notice(label("messages", "small-group" if people < 5 else "large-group"))
    notice(label("messages", "conditions"))
    for line in script.words.sections["conditions"].values():
        notice(f"  - {line}")
