"""`balint-voice review`: planned, re-planned and actual times of a session."""

from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import completion, options, writing
from balint_voice.cli.files import refuse_existing, write_page
from balint_voice.cli.labels import SessionWords, words_of_session
from balint_voice.cli.language import settle

if TYPE_CHECKING:
    from balint_voice.review.shape import Review


def review(
    session: Annotated[
        str | None,
        typer.Argument(
            help="A session's id. The default is the newest session.",
            autocompletion=completion.sessions,
        ),
    ] = None,
    as_json: options.AsJsonOption = False,
    html: options.HtmlOption = None,
) -> None:
    """Show how long each phase took. It contains only times, never what was said."""
    from balint_voice.adapters.system.places import sessions_folder
    from balint_voice.errors import Damaged
    from balint_voice.records.sessions import find_session, read_log
    from balint_voice.review.timing import review as reviewed
    from balint_voice.session.log_records import SessionStarted

    refuse_existing(html)
    folder = find_session(sessions_folder(), session)
    reading = read_log(folder)
    start = reading.records[0][1] if reading.records else None
    if isinstance(start, SessionStarted):
        settle(start.language)
        words = words_of_session(start.script, start.language)
        found = reviewed(reading.records, words.names)
        if as_json:
            writing.data(found.as_json())
        if html is not None:
            write_page(html, _page(found, words))
        if not as_json and html is None:
            writing.page(_table(found, words))
    if reading.damage is not None:
        raise Damaged("session-damaged", session=folder.id, damage=reading.damage)
    if start is None:
        raise Damaged("session-empty", session=folder.id)
    if not isinstance(start, SessionStarted):
        raise Damaged("session-without-start", session=folder.id)


def as_page(session: str) -> str:
    """The page of a session that began. Raises Damaged, and Unusable."""
    from balint_voice.adapters.system.places import sessions_folder
    from balint_voice.errors import Damaged
    from balint_voice.records.sessions import find_session, read_log
    from balint_voice.review.timing import review as reviewed
    from balint_voice.session.log_records import SessionStarted

    reading = read_log(find_session(sessions_folder(), session))
    start = reading.records[0][1] if reading.records else None
    if not isinstance(start, SessionStarted):
        raise Damaged("session-empty", session=session)
    words = words_of_session(start.script, start.language)
    return _page(reviewed(reading.records, words.names), words)


def _table(found: "Review", words: SessionWords) -> str:
    from balint_voice.review.table import table

    return table(found, words.sections["review"], _sentences(found, words))


def _page(found: "Review", words: SessionWords) -> str:
    from balint_voice.adapters.files.pages import rendered
    from balint_voice.review.report import session_page

    return rendered(
        "review", session_page(found, words.title, words.sections, _sentences(found, words))
    )


def _sentences(found: "Review", words: SessionWords) -> tuple[str, ...]:
    from balint_voice.review.findings import findings, sentences

    return sentences(findings(found, words.guarded), words.sections["findings"])
