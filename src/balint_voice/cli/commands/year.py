"""`balint-voice year`: a group's meetings of one year, as a professional body asks for them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import options, writing
from balint_voice.cli.files import refuse_existing, write_page
from balint_voice.cli.labels import words_of_session
from balint_voice.cli.language import settle
from balint_voice.cli.totals import read_totals
from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.review.totals import SessionTotals
    from balint_voice.review.year_page import YearWords


def year(
    year: Annotated[
        int | None,
        typer.Argument(min=1970, max=9999, help="The year. The default is the present one."),
    ] = None,
    group: Annotated[str | None, typer.Option(help="Only the meetings of this group.")] = None,
    credit: Annotated[
        str,
        typer.Option(
            metavar="hour|double|MINUTES=POINTS",
            help="How points are reckoned: one an hour, two for 90 minutes, or your own rule.",
        ),
    ] = "hour",
    members: options.MembersOption = None,
    as_json: options.AsJsonOption = False,
    as_csv: options.AsCsvOption = False,
    excel: options.ExcelOption = False,
    html: options.HtmlOption = None,
) -> None:
    """Show a group's meetings of one year, with their hours and points.

    It contains times and phases, never what was said. A rehearsal, a trial of some minutes and a
    session that was cut off do not count.
    """
    from balint_voice.review.credit import credit_rule
    from balint_voice.review.year import year_of
    from balint_voice.review.year_page import year_rows, year_table
    from balint_voice.session.names import group_name

    group = group_name(group) or group if group is not None else None
    if as_json + (as_csv or excel) + (html is not None) > 1:
        raise Unusable("one-output")
    if members is not None and html is None:
        raise Unusable("members-need-html")
    refuse_existing(html)
    rule = credit_rule(credit)
    sessions, left_out = read_totals(group, None)
    wanted = year if year is not None else datetime.now().astimezone().year
    damaged = tuple(each for each in left_out if each.startswith(f"{wanted:04d}-"))
    found = year_of(sessions, wanted, rule)
    words = _words(sessions)
    if not found.meetings and not found.left_out and not damaged:
        raise _nothing(group, wanted, sessions)
    name = group or words.sections["history"]["all"]
    if as_json:
        writing.data({"group": group, **found.as_json(), "damaged": list(damaged)})
    elif as_csv or excel:
        writing.spreadsheet(year_rows(found, words, translated=excel), european=excel)
    elif html is not None:
        from balint_voice.adapters.files.member_list import load_members
        from balint_voice.adapters.files.pages import rendered
        from balint_voice.review.year_page import year_page

        present = load_members(members) if members is not None else ()
        page = year_page(found, name, words, members=present, damaged=damaged)
        write_page(html, rendered("year", page))
    else:
        writing.page(year_table(found, name, words, damaged))


def _nothing(group: str | None, year: int, sessions: "list[SessionTotals]") -> Unusable:
    from balint_voice.review.year import years_of

    known = tuple(map(str, years_of(sessions)))
    if group is not None:
        return Unusable("year-none-group", year=year, group=group, known=known)
    return Unusable("year-none", year=year, known=known)


def _words(sessions: "list[SessionTotals]") -> "YearWords":
    """In the language of the newest session."""
    from balint_voice.cli.language import language
    from balint_voice.review.year_page import YearWords

    newest = max(sessions, key=lambda each: each.started, default=None)
    settle(newest.language if newest is not None else None)
    spoken = language()
    scripts = sorted({each.script for each in sessions})
    found = {script: words_of_session(script, spoken) for script in scripts}
    sections = words_of_session("intervisie", spoken).sections
    return YearWords(
        spoken,
        {script: each.title for script, each in found.items()},
        {script: each.names for script, each in found.items()},
        sections,
    )
