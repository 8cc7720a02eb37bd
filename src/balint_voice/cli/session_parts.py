"""What `run` and `resume` share: the parts that listen and speak, and the messages around them.

Rules: a missing part is reported before anybody is asked for anything, and before the session
begins.
"""

import os
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from balint_voice.cli.notice import notice
from balint_voice.errors import PartMissing, Unusable

if TYPE_CHECKING:
    from balint_voice.adapters.whisper.model_store import Model
    from balint_voice.app import (
        CaptureParts,
        Look,
        Outcome,
        Presenter,
        SessionRequest,
        SoundOptions,
    )
    from balint_voice.cli.options import PartOptions
    from balint_voice.method.script import Script
    from balint_voice.ports import Microphone
    from balint_voice.session.consent import MicrophoneUse
    from balint_voice.session.log_records import AudioDeleted
    from balint_voice.session.plan import Outline


_WORTH_SAYING_S = 1.0


def request_of(
    outline: "Outline",
    parts: "PartOptions",
    *,
    has_key: bool = False,
    presenter: "Presenter | None" = None,
    ends_at: datetime | None = None,
    theme: str | None = None,
) -> "SessionRequest":
    """The session with its parts. `has_key`: its notes are sealed to somebody already.
    `presenter`: who it will be, where they have been asked."""
    from balint_voice import app
    from balint_voice.adapters.files.own_words import own_words
    from balint_voice.adapters.files.settings_store import load_settings
    from balint_voice.cli import consent

    script, asked, file = outline.script, outline.asked, parts.microphone_file
    # What is missing is said before anybody is asked for anything.
    settings = load_settings()
    told_of = own_words(settings)
    source = app.file_microphone(file) if file is not None else None
    model = chosen_model(script, asked, parts.model)
    consent.can_be_given(asked, on_a_page=parts.screen == "browser")
    needed = bool(asked.recorded) and not has_key and presenter is None
    given = consent.given(parts.passphrase_file, parts.presenter_key, needed=needed)
    hears = listening(asked, model, parts.microphone, source)
    return app.SessionRequest(
        outline=outline,
        sound=sound_options(parts),
        politeness=settings.waits if outline.options.polite else None,
        listening=replace(hears, own_words=told_of) if hears is not None else None,
        presenter=presenter or given or (consent.asked_for(script) if needed else None),
        ends_at=ends_at,
        theme="light" if (theme or settings.theme) == "light" else "dark",
        screen="browser" if parts.screen == "browser" else "terminal",
    )


def sound_options(parts: "PartOptions") -> "SoundOptions":
    """How the voice speaks, and where: what was typed wins over the settings."""
    from dataclasses import replace

    from balint_voice import app
    from balint_voice.adapters.files.settings_store import load_settings

    typed = {"voice": parts.voice_volume, "chimes": parts.chimes_volume}
    given = {name: volume for name, volume in typed.items() if volume is not None}
    volumes = replace(load_settings().volumes, **given)
    return app.SoundOptions(parts.voice, parts.rate, tuple(parts.speaker or ()), volumes)


def chosen_model(script: "Script", asked: "MicrophoneUse", wanted: str | None) -> "Model | None":
    """The model this session needs, if any; what could fail later is checked now."""
    model = model_for(wanted, script) if asked.recorded or asked.commands else None
    if model is not None and model.shipped:
        notice(script.words.label("messages", "demo-model").format(model=model.name))
    _look_first(model, script.language)
    return model


def listening(
    asked: "MicrophoneUse",
    model: "Model | None",
    microphone: str | None,
    source: "Microphone | None",
) -> "CaptureParts | None":
    """By what the room will be heard: `source` (a recording), or a device. None where nobody is
    asked to be."""
    from balint_voice import app

    if not asked.anything:
        return None
    return app.CaptureParts(
        source or app.device_microphone(microphone), source is None, model, microphone
    )


def _look_first(model: "Model | None", language: str) -> None:
    """Before a session: warnings are shown; what is missing ends it here, not in the middle of the
    session. `model`: the one that will transcribe, if any."""
    found = found_at_once(model, language)
    for each in found:
        notice(f"{each.what} {each.remedy}".rstrip())
    if any(each.missing for each in found):
        raise typer.Exit(3)


@dataclass(frozen=True)
class QuickFinding:
    """What the quick look found, in words. `missing`: no session can be held like that."""

    missing: bool
    state: str
    what: str
    remedy: str


def found_at_once(model: "Model | None", language: str) -> tuple[QuickFinding, ...]:
    """What can be known in a blink."""
    from balint_voice.adapters.doctor.finding_words import load_finding_words
    from balint_voice.adapters.doctor.quick_check import quick_check
    from balint_voice.adapters.system import machine

    words, system = load_finding_words(language), machine.system()
    return tuple(
        QuickFinding(
            each.state == "missing",
            words.state(each),
            words.what(each),
            words.remedy(each, system) or "",
        )
        for each in quick_check(model, language)
        # A folder that cannot be written is refused, with its reason, where it is made.
        if each.what != "disk-closed"
    )


def model_for(wanted: str | None, script: "Script") -> "Model":
    """The model asked for; else the best one here. Whole, and for this language. Raises Unusable
    for one that does not hear the language."""
    from balint_voice.adapters.whisper import model_store

    language = script.language
    model = model_store.find(wanted) if wanted is not None else model_store.default(language)
    model_store.require_whole(model.folder)
    if not model.hears(language):
        raise Unusable("model-language", model=model.name, language=language, known=model.languages)
    return model


def look(parts: "PartOptions") -> "Look":
    """How the session is shown in the terminal: drawn only in one that nobody asked to keep plain.

    The full screen needs the keys and both outputs to be that terminal, and one that can draw.
    Raises Unusable where it was asked for and cannot be, PartMissing where a page cannot be.
    """
    from balint_voice.adapters.browser import loopback
    from balint_voice.cli.options import ScreenName

    if parts.screen is ScreenName.BROWSER and loopback.listening_socket() is None:
        raise PartMissing("page-closed")
    draws = os.environ.get("TERM") != "dumb" and (sys.stdout.encoding or "").lower().startswith(
        "utf"
    )
    terminal = sys.stdout.isatty()
    full = terminal and draws and sys.stdin.isatty() and sys.stderr.isatty()
    if parts.screen is ScreenName.FULL and not full:
        raise Unusable("no-full-screen")
    if parts.screen is ScreenName.FULL:
        return "full"
    if parts.plain or parts.screen is ScreenName.LINES or not terminal:
        return "plain"
    return "full" if full and parts.screen is ScreenName.AUTO else "status"


def farewell(script: "Script", outcome: "Outcome") -> None:
    """Say where to go from here, and leave with 130 when it was interrupted."""
    session = outcome.folder.id
    if outcome.receipt is not None:
        _show_receipt(script, outcome.receipt)
    notice(script.words.label("messages", "times-at").format(session=session))
    if outcome.notes:
        notice(script.words.label("messages", "notes-at").format(session=session))
    if outcome.resumable:
        notice(script.words.label("messages", "resume-at").format(session=session))
    if outcome.ended_early:
        notice(script.words.label("messages", "taken-back-at").format(session=session))
    if outcome.interrupted:
        raise typer.Exit(130)


def _show_receipt(script: "Script", receipt: "AudioDeleted") -> None:
    """What became of the sound, and what nobody can promise."""
    label = script.words.label
    notice(
        label("receipt", "sound").format(
            heard=f"{receipt.recorded_s:.0f}",
            transcribed=f"{receipt.transcribed_s:.0f}",
            dropped=f"{receipt.dropped_s:.0f}",
            vetoed=f"{receipt.vetoed_s:.0f}",
            memory=f"{receipt.in_memory_s:.0f}",
        )
    )
    if receipt.unheard_s >= _WORTH_SAYING_S:
        notice(label("receipt", "unheard").format(unheard=f"{receipt.unheard_s:.0f}"))
    notice(label("receipt", "not-promised"))
