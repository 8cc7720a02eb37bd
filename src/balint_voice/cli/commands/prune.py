"""`balint-voice sessions prune`: deletes sessions that are older than a given age.

Rules: nothing is deleted without a yes.
"""

import sys
from datetime import datetime
from typing import Annotated

import typer

from balint_voice.cli.commands.sessions import show_line
from balint_voice.cli.language import label
from balint_voice.cli.notice import notice
from balint_voice.cli.secrets import confirmed
from balint_voice.errors import Text, Unusable


def sessions_prune(
    older_than: Annotated[
        str | None, typer.Option(help="90d, 12w or 2y. The default is the age in the settings.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without confirmation.")] = False,
) -> None:
    """Delete old sessions, after showing them and asking.

    Without a terminal it only shows them.
    """
    from balint_voice.adapters.files.settings_store import load_settings
    from balint_voice.adapters.system.places import sessions_folder
    from balint_voice.records import retention
    from balint_voice.records.session_list import summary_of
    from balint_voice.records.sessions import delete_session, session_folders

    days = load_settings().older_than_days if older_than is None else retention.days_in(older_than)
    if days is None:
        raise Unusable("age-missing")
    folders = session_folders(sessions_folder())
    old = retention.older_than(folders, days, datetime.now())
    age = Text("one-day") if days == 1 else Text("days", n=days)
    if not old:
        notice(label("sessions", "prune-none", days=age))
        return
    notice(label("sessions", "prune-these", days=age, n=len(old), of=len(folders)))
    found = [summary_of(each) for each in old]
    for summary in found:
        show_line(summary)
    if waiting := tuple(summary.id for summary in found if summary.notes):
        notice(label("sessions", "prune-notes", sessions=waiting))
    if not yes and not sys.stdin.isatty():
        notice(label("sessions", "prune-hint"))
        return
    if not yes and not confirmed(label("sessions", "prune", n=len(old))):
        notice(label("sessions", "kept"))
        return
    for each in old:
        delete_session(each)
    notice(label("sessions", "pruned", n=len(old)))
