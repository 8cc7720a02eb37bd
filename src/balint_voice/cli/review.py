"""`balint-voice review`: planned, re-planned and actual times of a session."""

import json
from typing import Annotated

import typer

from balint_voice.cli.labels import words_for


def review(
    session: Annotated[
        str | None, typer.Argument(help="A session's id; the newest when left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As data, for other programs.")] = False,
) -> None:
    """What took how long, phase by phase. It holds times only, never a word that was said."""
    from balint_voice.adapters.places import sessions_folder
    from balint_voice.errors import Damaged
    from balint_voice.records.sessions import find_session
    from balint_voice.records.timing_log import read_what_is_readable
    from balint_voice.review.table import table
    from balint_voice.review.timing import review as reviewed
    from balint_voice.session.transitions import SessionStarted

    folder = find_session(sessions_folder(), session)
    reading = read_what_is_readable(folder.timing_log)
    start = reading.records[0][1] if reading.records else None
    if isinstance(start, SessionStarted):
        names, labels, _ = words_for(start.script, start.language)
        found = reviewed(reading.records, names)
        page = json.dumps(found.as_json(), ensure_ascii=False, indent=2) + "\n"
        typer.echo(page if as_json else table(found, labels), nl=False)
    if reading.damage is not None:
        raise Damaged(
            f"Session {folder.id}: {reading.damage}", "What stands before it is shown above."
        )
    if start is None:
        raise Damaged(f"Session {folder.id} has an empty timing log", "Nothing was kept of it.")
