"""`balint-voice sessions sheet`: an attendance sheet to print and fill in by hand."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import completion
from balint_voice.cli.files import refuse_existing, write_page
from balint_voice.cli.labels import words_of_session
from balint_voice.cli.language import settle
from balint_voice.cli.options import MembersOption
from balint_voice.cli.paths import given_path
from balint_voice.errors import Damaged, Unusable

if TYPE_CHECKING:
    from balint_voice.review.members import Member

_MOST_PEOPLE = 48


def sessions_sheet(
    html: Annotated[
        Path,
        typer.Option(parser=given_path, metavar="<path>", help="Write the sheet to this new file."),
    ],
    session: Annotated[
        str | None,
        typer.Argument(
            help="A session's id. The default is the newest session that was no trial.",
            autocompletion=completion.sessions,
        ),
    ] = None,
    people: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=_MOST_PEOPLE,
            help="How many lines to sign. The default is the number of people.",
        ),
    ] = None,
    members: MembersOption = None,
    theme: Annotated[str, typer.Option(help="The theme. The default is an empty line.")] = "",
) -> None:
    """Write an attendance sheet: date, duration, method and phases, with lines to sign.

    It contains nothing of what was said.
    """
    from balint_voice.adapters.files.member_list import load_members

    refuse_existing(html)
    named_members = load_members(members) if members is not None else ()
    found = session or _newest_session()
    page, damage = as_page(found, people=people, members=named_members, theme=theme)
    write_page(html, page)
    if damage is not None:
        raise damage


def as_page(
    session: str | None,
    *,
    people: int | None = None,
    members: "Sequence[Member]" = (),
    theme: str = "",
) -> tuple[str, Damaged | None]:
    """The sheet of a session, and what is the matter with its times. Raises Damaged, and
    Unusable."""
    from balint_voice.adapters.files.pages import rendered
    from balint_voice.adapters.system.places import sessions_folder
    from balint_voice.records.sessions import find_session, read_log
    from balint_voice.review.sheet import sheet_page
    from balint_voice.review.timing import review
    from balint_voice.review.totals import session_totals

    folder = find_session(sessions_folder(), session)
    reading = read_log(folder)
    if not reading.records and reading.damage is not None:
        raise Damaged("session-damaged", session=folder.id, damage=reading.damage)
    if not reading.records:
        raise Damaged("session-empty", session=folder.id)
    totals = session_totals(reading.records)
    if totals is not None and not totals.group_met:
        raise Unusable("no-meeting", session=folder.id)
    found = review(reading.records, {})
    settle(found.language)
    words = words_of_session(found.script, found.language)
    lines = people or min(found.people, _MOST_PEOPLE)
    named = review(reading.records, words.names)
    page = sheet_page(
        named,
        words.title,
        sections=words.sections,
        people=lines,
        theme=theme,
        members=members,
    )
    damage = reading.damage
    return rendered("sheet", page), (
        Damaged("session-damaged", session=folder.id, damage=damage) if damage is not None else None
    )


def _newest_session() -> str | None:
    """Its id. None where there is none: then the newest session says what is the matter with it."""
    from balint_voice.adapters.system.places import sessions_folder
    from balint_voice.records.sessions import session_folders
    from balint_voice.records.timing_log import read_only
    from balint_voice.review.totals import CUES, KINDS, session_totals

    for folder in session_folders(sessions_folder()):
        found = session_totals(read_only(folder.timing_log, KINDS, CUES).records)
        if found is not None and found.group_met:
            return folder.id
    return None
