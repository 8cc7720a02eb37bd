"""`balint-voice`: the commands and their exit codes.

Rules: parts are imported inside commands, so that `--help` answers at once. Data goes
to stdout, messages to stderr. Exit codes: 0 done, 1 a fault of ours, 2 unusable, 3 a part is
missing, 4 damaged or a wrong secret, 130 interrupted. A traceback is never shown: it may hold
what was said.
"""

import sys
from collections.abc import Sequence
from functools import cache
from typing import Annotated, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command

from balint_voice import __version__
from balint_voice.adapters.browser import loopback
from balint_voice.adapters.system import network_wall
from balint_voice.cli import writing
from balint_voice.cli.commands import (
    demo,
    devices,
    doctor,
    history,
    models,
    notes,
    prune,
    resume,
    review,
    run,
    scripts,
    sessions,
    settings,
    sheet,
    shortcut,
    start,
    voices,
    voices_record,
    year,
)
from balint_voice.cli.page_wanted import wants_page
from balint_voice.cli.refusing import say
from balint_voice.cli.streams import settle_streams
from balint_voice.cli.unforeseen import as_refusal
from balint_voice.cli.usage import UsageError, in_our_terms, is_help
from balint_voice.cli.with_settings import WithSettings
from balint_voice.errors import BalintVoiceError, Damaged, PartMissing, Unusable

_CODES: tuple[tuple[type[BalintVoiceError], int], ...] = (
    (Unusable, 2),
    (PartMissing, 3),
    (Damaged, 4),
)

app = typer.Typer(
    name="balint-voice",
    help="Runs a Balint or intervision session aloud, keeps the time, and seals the presenter's "
    "notes for the presenter alone.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # drawn boxes take longer to import than the program itself
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("start")(start.start)
app.command("run", cls=run.RunCommand)(run.run)
app.command("resume", cls=WithSettings)(resume.resume)
app.command("demo")(demo.demo)
app.command("review")(review.review)
app.command("history")(history.history)
app.command("year", cls=WithSettings)(year.year)
app.command("notes")(notes.notes)
app.command("doctor", cls=WithSettings)(doctor.doctor)
app.command("devices")(devices.devices)
app.command("settings")(settings.settings)
app.command("shortcut")(shortcut.shortcut)

_scripts = typer.Typer(help="List, show, check and copy methods.", no_args_is_help=True)
_scripts.command("list")(scripts.scripts_list)
_scripts.command("show")(scripts.scripts_show)
_scripts.command("check")(scripts.scripts_check)
_scripts.command("copy")(scripts.scripts_copy)
app.add_typer(_scripts, name="scripts")

_sessions = typer.Typer(
    help="List, show and delete the sessions on this computer.", no_args_is_help=True
)
_sessions.command("list")(sessions.sessions_list)
_sessions.command("show")(sessions.sessions_show)
_sessions.command("delete")(sessions.sessions_delete)
_sessions.command("prune")(prune.sessions_prune)
_sessions.command("sheet")(sheet.sessions_sheet)
app.add_typer(_sessions, name="sessions")

_models = typer.Typer(help="List, fetch and check Whisper models.", no_args_is_help=True)
_models.command("list")(models.models_list)
_models.command("pull")(models.models_pull)
_models.command("check")(models.models_check)
app.add_typer(_models, name="models")

_voices = typer.Typer(help="List voices; make, check and delete voice packs.", no_args_is_help=True)
_voices.command("list")(voices.voices_list)
_voices.command("texts")(voices.voices_texts)
_voices.command("record")(voices_record.voices_record)
_voices.command("import")(voices.voices_import)
_voices.command("check")(voices.voices_check)
_voices.command("delete")(voices.voices_delete)
app.add_typer(_voices, name="voices")


def _show_version(wanted: bool) -> None:
    if wanted:
        writing.line(f"balint-voice {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None: ...


@cache
def commands() -> TyperGroup:
    """All commands as one tree. To build it takes longer than most of them do."""
    made = get_command(app)
    assert isinstance(made, TyperGroup)
    return made


_SESSIONS = ("start", "run", "resume", "demo")


def main() -> NoReturn:
    """Run a command and leave with the exit code of how it ended."""
    settle_streams()
    _give_up_network(sys.argv[1:])
    try:
        sys.exit(commands()(standalone_mode=False, prog_name="balint-voice") or 0)
    except UsageError as error:
        if is_help(error):
            writing.page(f"{error.format_message()}\n")
        else:
            say(in_our_terms(error))
        sys.exit(2)
    except BalintVoiceError as error:
        say(error)
        sys.exit(next((code for kind, code in _CODES if isinstance(error, kind)), 1))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except SystemExit as left:
        if isinstance(left.__context__, BrokenPipeError):  # whoever reads has enough; click says 1
            sys.exit(0)
        raise
    except Exception as error:  # noqa: BLE001 - no traceback reaches the user
        refused = as_refusal(error)
        say(refused)
        sys.exit(2 if isinstance(refused, Unusable) else 1)


def _give_up_network(arguments: Sequence[str]) -> None:
    """Give up the network, except for `models pull`.

    A session also watches for attempts to use it, and writes them in its log. A page of this
    computer needs one listening socket, which is made before: afterwards nobody can.
    """
    if tuple(arguments[:2]) == ("models", "pull"):
        return
    if wants_page(arguments):
        loopback.prepare()
    if arguments[:1] and arguments[0] in _SESSIONS:
        network_wall.give_up_network_and_watch()
    else:
        network_wall.give_up_network()
