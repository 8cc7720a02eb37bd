"""`balint-voice resume`: continues a session that was interrupted.

Rules: the log says what the session was asked to be. What it does not say is asked again (the
consent, and the presenter's secret if nothing was sealed yet), or stands in the settings or on the
command line (the parts that speak, listen and show).
"""

import sys
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import completion, options
from balint_voice.cli.folding import folded
from balint_voice.cli.language import label, settle
from balint_voice.cli.notice import notice
from balint_voice.cli.parsing import wake_word
from balint_voice.cli.secrets import confirmed
from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.app import Outcome, Presenter
    from balint_voice.method.script import Script
    from balint_voice.session.cut_off import Records
    from balint_voice.session.log_records import SessionRequested, SessionStarted


@dataclass(frozen=True, kw_only=True)
class ResumeOptions:
    """What `resume` can be asked for."""

    session: Annotated[
        str | None,
        typer.Argument(
            help="The session's id. The default is the newest session.",
            autocompletion=completion.sessions,
        ),
    ] = None
    parts: options.PartOptions
    consent_given: Annotated[
        bool, typer.Option("--consent-given", help="Everybody present has agreed again.")
    ] = False


@folded(ResumeOptions)
def resume(given: ResumeOptions) -> None:
    """Resume an interrupted session, in the same phase with the same time left.

    A session that was ended with q can be resumed for a quarter of an hour.
    """
    from balint_voice.cli import under_way

    with under_way.alone():
        go_on(given)


def go_on(given: ResumeOptions, presenter: "Presenter | None" = None) -> "Outcome":
    """`presenter`: who it will be, where nothing was sealed yet and they have been asked."""
    from balint_voice import app
    from balint_voice.adapters.system import places
    from balint_voice.cli import session_parts
    from balint_voice.records.chain import begun, records_in
    from balint_voice.records.loss import least_lost
    from balint_voice.records.sessions import find_session, read_log, since_handed_over
    from balint_voice.records.timing_log import raise_if_unreadable
    from balint_voice.session.cut_off import (
        asked_again,
        end_can_be_taken_back,
        is_over,
        reached_at,
    )
    from balint_voice.session.options import SessionOptions
    from balint_voice.session.plan import outline

    look = session_parts.look(given.parts)
    folder = find_session(places.sessions_folder(), given.session)
    records = raise_if_unreadable(read_log(folder))
    started, requested = _as_it_was(records, folder.id)
    settle(started.language)
    now = reached_at(records, datetime.now().astimezone())
    if is_over(records) and not end_can_be_taken_back(records, now, requested.pace):
        raise Unusable("session-over", session=folder.id)
    script = _script(started, requested, records)
    here = since_handed_over(folder, records)
    lost = least_lost(here, records_in(folder.sealed_notes))
    has_key = begun(folder.sealed_notes)
    if lost and has_key:
        notice(label("resume", "notes-lost", entries=lost))
    elif lost:
        notice(label("resume", "notes-gone", entries=lost))
    parts = _of_its_language(given.parts, started.language)
    asked = asked_again(records, beforehand=given.consent_given)
    asked = replace(asked, first_word=parts.microphone_file is None)
    options = SessionOptions.from_log(started, requested).with_microphone(asked)
    planned = outline(script, replace(options, wake_word=wake_word(parts.wake_word)))
    if has_key and (parts.passphrase_file, parts.presenter_key) != (None, None):
        notice(label("resume", "key-kept"))
        parts = replace(parts, passphrase_file=None, presenter_key=None)
    outcome = app.resume(
        session_parts.request_of(planned, parts, has_key=has_key, presenter=presenter),
        folder,
        records,
        out=sys.stdout,
        look=look,
        notice=notice,
    )
    session_parts.farewell(script, outcome)
    return outcome


def _of_its_language(parts: options.PartOptions, language: str) -> options.PartOptions:
    """The group's own voice is for its own language, and so may its model be: a session that was
    held in another one chooses its own."""
    from balint_voice.adapters.files.settings_store import load_settings
    from balint_voice.adapters.whisper.model_store import find

    settings = load_settings()
    if language == settings.language:
        return parts
    voice, model = parts.voice, parts.model
    if voice == settings.voice != "none":
        voice = None
    if model is not None and model == settings.model and not find(model).hears(language):
        model = None
    return replace(parts, voice=voice, model=model)


def gone_on_with(parts: options.PartOptions, *, consent_given: bool) -> bool:
    """Tells of a session that was cut off today, and goes on with it, with these parts, where
    somebody says yes."""
    from balint_voice.adapters.system import places
    from balint_voice.records.session_list import cut_off_today

    folder = cut_off_today(places.sessions_folder())
    if folder is None:
        return False
    notice(label("resume", "unfinished", session=folder.id))
    if not sys.stdin.isatty() or not confirmed(label("resume", "question")):
        return False
    go_on(ResumeOptions(session=folder.id, parts=parts, consent_given=consent_given))
    return True


def _as_it_was(records: "Records", session: str) -> "tuple[SessionStarted, SessionRequested]":
    from balint_voice.session.cut_off import nothing_begun
    from balint_voice.session.log_records import SessionRequested, SessionStarted

    started = next((each for _, each in records if isinstance(each, SessionStarted)), None)
    requested = next((each for _, each in records if isinstance(each, SessionRequested)), None)
    if (started is None or requested is None) and nothing_begun(records):
        raise Unusable("session-not-begun", session=session)
    if started is None or requested is None:
        raise Unusable("session-not-resumable", session=session)
    return started, requested


def _script(
    started: "SessionStarted", requested: "SessionRequested", records: "Records"
) -> "Script":
    """The script as it was then; refused when its phases are others now."""
    from balint_voice.adapters.files.prompt_store import load_script
    from balint_voice.method.arrangement import arranged
    from balint_voice.session.cut_off import nothing_begun
    from balint_voice.session.log_records import PhasePlanned

    script = load_script(started.script, started.language)
    script = arranged(
        script,
        requested.variants,
        requested.cases,
        requested.unsaid,
        follow_up=requested.follow_up,
    )
    planned = [each.phase for _, each in records if isinstance(each, PhasePlanned)]
    phases = [phase.id for phase in script.phases]
    if len(planned) < len(phases) and planned == phases[: len(planned)] and nothing_begun(records):
        raise Unusable("session-not-begun", session=started.session)
    if planned != phases:
        raise Unusable("script-changed", script=started.script, session=started.session)
    return script
