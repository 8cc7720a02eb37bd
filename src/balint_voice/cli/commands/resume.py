"""`balint-voice resume`: continues a session that was interrupted.

Rules: the log says what the session was asked to be. Only what cannot be kept is asked again: the
consent, the devices, and the presenter's secret if nothing was sealed yet.
"""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from balint_voice.cli import completion, options
from balint_voice.cli.language import label, settle
from balint_voice.cli.notice import notice
from balint_voice.cli.secrets import confirmed
from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.method.script import Script
    from balint_voice.session.cut_off import Records
    from balint_voice.session.log_records import SessionRequested, SessionStarted


def resume(
    session: Annotated[
        str | None,
        typer.Argument(
            help="The session's id. The default is the newest session.",
            autocompletion=completion.sessions,
        ),
    ] = None,
    passphrase_file: options.PassphraseFile = None,
    presenter_key: options.PresenterKey = None,
    consent_given: Annotated[
        bool, typer.Option("--consent-given", help="Everybody present has agreed again.")
    ] = False,
    model: options.Model = None,
    voice: options.Voice = None,
    speaker: options.Speaker = None,
    microphone: options.Microphone = None,
    microphone_file: options.MicrophoneFile = None,
    plain: options.Plain = False,
) -> None:
    """Resume an interrupted session, in the same phase with the same time left."""
    from balint_voice import app
    from balint_voice.adapters.files.settings_store import load_settings
    from balint_voice.adapters.system import places
    from balint_voice.cli import consent, session_parts
    from balint_voice.records.chain import begun, records_in
    from balint_voice.records.loss import least_lost
    from balint_voice.records.sessions import find_session, read_log, since_handed_over
    from balint_voice.records.timing_log import raise_if_unreadable
    from balint_voice.session.cut_off import asked_again, is_over
    from balint_voice.session.plan import SessionOptions

    folder = find_session(places.sessions_folder(), session)
    records = raise_if_unreadable(read_log(folder))
    started, requested = _as_it_was(records, folder.id)
    settle(started.language)
    if is_over(records):
        raise Unusable("session-over", session=folder.id)
    method = _script(started, requested, records)
    here = since_handed_over(folder, records)
    if (lost := least_lost(here, records_in(folder.sealed_notes))) > 0:
        notice(label("resume", "notes-lost", entries=lost))
    asked = asked_again(records, beforehand=consent_given)
    source = app.file_microphone(microphone_file) if microphone_file is not None else None
    chosen = session_parts.chosen_model(method, asked, model)
    consent.can_be_given(asked)
    has_key = begun(folder.sealed_notes)
    needed = bool(asked.recorded) and not has_key
    if has_key and (passphrase_file, presenter_key) != (None, None):
        notice(label("resume", "key-kept"))
        passphrase_file = presenter_key = None
    given = consent.given(passphrase_file, presenter_key, needed=needed)
    hears = session_parts.listening(asked, chosen, microphone, source)
    presenter = given or (consent.asked_for(method) if needed else None)
    outcome = app.resume(
        app.SessionRequest(
            script=method,
            options=SessionOptions(
                people=started.people,
                minutes=requested.minutes or None,
                orientation=requested.orientation,
                evaluation=requested.evaluation,
                breaks=requested.breaks,
                skip=requested.skipped,
                asked=asked,
            ),
            requested=requested,
            ends_at=None,
            group=started.group,
            sound=session_parts.sound(voice, speaker),
            politeness=load_settings().waits if requested.polite else None,
            listening=hears,
            presenter=presenter,
            theme=session_parts.theme(),
        ),
        folder,
        records,
        out=sys.stdout,
        look=session_parts.look(plain=plain),
        notice=notice,
    )
    session_parts.farewell(method, outcome)


def gone_on_with(**options: Any) -> bool:
    """Tells of a session that was cut off today, and goes on with it, by these options of
    `resume`, where somebody says yes."""
    from balint_voice.adapters.system import places
    from balint_voice.records.sessions import cut_off_today

    folder = cut_off_today(places.sessions_folder())
    if folder is None:
        return False
    notice(label("resume", "unfinished", session=folder.id))
    if not sys.stdin.isatty() or not confirmed(label("resume", "question")):
        return False
    resume(folder.id, **options)
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
    from balint_voice.method.arrangement import with_cases, with_variants
    from balint_voice.session.cut_off import nothing_begun
    from balint_voice.session.log_records import PhasePlanned

    script = with_variants(load_script(started.script, started.language), requested.variants)
    script = with_cases(script, requested.cases)
    planned = [each.phase for _, each in records if isinstance(each, PhasePlanned)]
    phases = [phase.id for phase in script.phases]
    if len(planned) < len(phases) and planned == phases[: len(planned)] and nothing_begun(records):
        raise Unusable("session-not-begun", session=started.session)
    if planned != phases:
        raise Unusable("script-changed", script=started.script, session=started.session)
    return script
