"""`balint-voice start`: a session without a terminal, begun on a page of this computer.

Rules: the page is served by a process of its own, which ends when the session begins. What cannot
be begun is said on the page again.
"""

import base64
import sys
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balint_voice.cli import completion, options
from balint_voice.cli.folding import folded
from balint_voice.cli.language import label, language, preferred_language, settle
from balint_voice.cli.notice import notice
from balint_voice.cli.refusing import in_a_line, say
from balint_voice.cli.run_options import RunOptions
from balint_voice.errors import BalintVoiceError
from balint_voice.messages.languages import LANGUAGES

if TYPE_CHECKING:
    from balint_voice.app import Outcome, Presenter

_MISSING = 3
_WORKER = "balint_voice.cli.start_worker"


@dataclass(frozen=True, kw_only=True)
class StartOptions:
    """What `start` can be asked for; all else is chosen on the page."""

    language: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(LANGUAGES),
            help="The language to begin with.",
            autocompletion=completion.languages,
        ),
    ] = None
    model: options.ModelOption = None
    voice: options.VoiceOption = None
    speaker: options.SpeakerOption = None
    microphone: options.MicrophoneOption = None
    microphone_file: options.MicrophoneFileOption = None
    pace: Annotated[
        float | None,
        typer.Option(
            metavar="TIMES",
            min=0.01,
            max=10_000,
            help="How many times faster the clock runs, for a rehearsal.",
        ),
    ] = None


@folded(StartOptions)
def start(given: StartOptions) -> None:
    """Choose and begin a session on a page in the browser, without a terminal."""
    from balint_voice.adapters.browser import loopback
    from balint_voice.cli.start_choices import as_choices, options_of

    settle(given.language)
    parts = _words(given)
    typed = [] if given.language is None else [f"--language={given.language}"]
    failed = ""
    try:
        usual = options_of([*parts, *typed])
    except BalintVoiceError as error:
        if sys.stderr.isatty():
            raise
        # Begun with an icon: nobody would see it but on the page.
        usual, failed = RunOptions(parts=options.PartOptions()), in_a_line(error)
    choices: dict[str, Any] = as_choices(usual)
    if given.language is None:
        choices["language"] = preferred_language()
    settle(choices["language"])
    loopback.keep_open()
    while True:
        answer = _asked({"choices": choices, "parts": parts, "failed": failed})
        if not answer:
            return
        try:
            outcome = _begin(answer, parts)
        except BalintVoiceError as error:
            say(error)
            failed, choices = in_a_line(error), answer.get("choices", choices)
        except typer.Exit as left:
            if left.exit_code != _MISSING:
                raise
            failed, choices = "", answer.get("choices", choices)  # the page has what was found
        else:
            break
    notice(label("after-page", "there"))
    _asked({"after": outcome.folder.id, "language": language()})


def _words(given: StartOptions) -> list[str]:
    """What `run` is told of it, whatever is chosen."""
    typed = {each.name: getattr(given, each.name) for each in fields(given)}
    return [
        f"--{name.replace('_', '-')}={value}"
        for name, value in typed.items()
        if value is not None and name != "language"
    ]


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    """What was chosen; nothing where the page was left."""
    from balint_voice.adapters.browser import handed, loopback

    loopback.open_in_browser(
        lambda address: notice(label("start-page", "address", address=address))
    )
    answer, code = handed.answer_from(_WORKER, given)
    if code == 130:
        raise typer.Exit(130)
    if code:
        raise BalintVoiceError("fault-of-ours", where=f"{_WORKER}: {code}")
    return answer


def _begin(answer: dict[str, Any], parts: list[str]) -> "Outcome":
    from balint_voice.cli import under_way
    from balint_voice.cli.commands.resume import ResumeOptions, go_on
    from balint_voice.cli.commands.run import begun
    from balint_voice.cli.start_choices import chosen, options_of

    presenter = _presenter(answer)
    if "session" not in answer:
        return begun(chosen(answer["choices"], parts), presenter)
    with under_way.alone(asks=False):
        return go_on(
            ResumeOptions(session=answer["session"], parts=options_of(parts).parts), presenter
        )


def _presenter(answer: dict[str, Any]) -> "Presenter | None":
    from balint_voice.app import Presenter

    if "presenter" not in answer:
        return None
    recipient, wrapped = answer["presenter"]
    return Presenter(recipient, base64.b64decode(wrapped))
