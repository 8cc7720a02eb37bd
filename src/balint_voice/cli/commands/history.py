"""`balint-voice history`: what many sessions of one group have in common, and minutes to fit it."""

from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import completion, options, writing
from balint_voice.cli.files import refuse_existing, write_page
from balint_voice.cli.labels import words_of_session
from balint_voice.cli.language import label, phrase, settle
from balint_voice.cli.notice import notice
from balint_voice.cli.totals import read_totals
from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.method.script import Script
    from balint_voice.review.history import MethodHistory
    from balint_voice.review.history_page import MethodPage, MethodWords
    from balint_voice.review.proposal import Proposal


def history(
    group: Annotated[str | None, typer.Option(help="Only the sessions of this group.")] = None,
    script: Annotated[
        str | None,
        typer.Option(help="Only the sessions with this method.", autocompletion=completion.scripts),
    ] = None,
    as_json: options.AsJsonOption = False,
    as_csv: options.AsCsvOption = False,
    excel: options.ExcelOption = False,
    html: options.HtmlOption = None,
    adopt: Annotated[
        str | None,
        typer.Option(help="Save the proposed minutes as a method of your own with this name."),
    ] = None,
) -> None:
    """Show how long the phases took in each session.

    After five sessions it also proposes minutes that suit the group.
    """
    from balint_voice.review import history_data
    from balint_voice.review.history import histories
    from balint_voice.session.names import group_name

    group = group_name(group) or group if group is not None else None
    as_csv = as_csv or excel
    if as_json + as_csv + (html is not None) + (adopt is not None) > 1:
        raise Unusable("one-output")
    refuse_existing(html)
    sessions, left_out = read_totals(group, script)
    methods = histories(sessions)
    if methods:
        settle(methods[0].language)
    for session, damage in left_out.items():
        notice(label("sessions", "left-out", session=session, damage=damage))
    if not methods:
        raise _nothing(group, script)
    proposals = {each.script: found for each in methods if (found := _proposal(each)) is not None}
    if adopt is not None:
        _adopt(methods[0], proposals, adopt)
    elif as_json:
        away = {session: phrase(damage) for session, damage in left_out.items()}
        data = history_data.as_json(group, methods, proposals, away)
        writing.data(data)
    elif as_csv:
        writing.spreadsheet(history_data.rows(methods), european=excel)
    elif html is not None:
        write_page(html, _page(group, methods, proposals, tuple(left_out)))
    else:
        _show(group, script, methods, proposals)


def as_page(group: str | None) -> str:
    """The page of a group's sessions, or of all. Raises Unusable."""
    from balint_voice.review.history import histories

    sessions, left_out = read_totals(group, None)
    methods = histories(sessions)
    if not methods:
        raise _nothing(group, None)
    proposals = {each.script: found for each in methods if (found := _proposal(each)) is not None}
    return _page(group, methods, proposals, tuple(left_out))


def _nothing(group: str | None, script: str | None) -> Unusable:
    if group is not None:
        return Unusable("history-none-group", group=group)
    if script is not None:
        return Unusable("history-none-script", script=script)
    return Unusable("history-none")


def _script(history: "MethodHistory") -> "Script | None":
    from balint_voice.adapters.files.prompt_store import load_script

    try:
        return load_script(history.script, history.language)
    except Unusable:
        return None


def _proposal(history: "MethodHistory") -> "Proposal | None":
    from balint_voice.review.proposal import propose

    script = _script(history)
    return None if script is None else propose(history, script)


def _adopt(history: "MethodHistory", proposals: dict[str, "Proposal"], name: str) -> None:
    from balint_voice.adapters.files.prompt_store import copy_with_minutes
    from balint_voice.review.proposal import FROM_SESSIONS

    proposal, script = proposals.get(history.script), _script(history)
    if script is None:
        raise Unusable("history-script-gone", script=history.script)
    if proposal is None:
        raise Unusable("history-too-few", n=len(history.sessions), least=FROM_SESSIONS)
    minutes, people = proposal.minutes_by_phase(script), proposal.people
    writing.line(str(copy_with_minutes(history.script, name, minutes, people)))
    notice(_words(history).sections["history"]["adopted"].format(name=name))


def _words(history: "MethodHistory") -> "MethodWords":
    from balint_voice.review.history_page import MethodWords

    found = words_of_session(history.script, history.language)
    known = _script(history) is not None
    return MethodWords(
        title=found.title,
        names=found.names,
        guarded=tuple(found.guarded),
        sections=found.sections,
        known=known,
    )


def _show(
    group: str | None,
    script: str | None,
    methods: tuple["MethodHistory", ...],
    proposals: dict[str, "Proposal"],
) -> None:
    from balint_voice.review.history_page import history_table

    for at, method in enumerate(methods):
        words = _words(method)
        adopt = _how_to_adopt(method, words, group, len(methods) > 1 or script is not None)
        table = history_table(method, words, proposals.get(method.script), adopt)
        writing.page(f"\n{table}" if at else table)


def _how_to_adopt(
    method: "MethodHistory", words: "MethodWords", group: str | None, named: bool
) -> str:
    # Double quotes are understood by every shell, and a group's name has none.
    options = f'--group "{group}" ' if group else ""
    options += f"--script {method.script} " if named else ""
    return words.sections["history"]["adopt"].format(options=options)


def _page(
    group: str | None,
    methods: tuple["MethodHistory", ...],
    proposals: dict[str, "Proposal"],
    left_out: tuple[str, ...],
) -> str:
    from balint_voice.adapters.files.pages import rendered
    from balint_voice.review.history_page import MOST_BARS, HistoryPage, method_page

    def drawn(method: "MethodHistory") -> "MethodPage":
        words = _words(method)
        adopt = _how_to_adopt(method, words, group, named=len(methods) > 1)
        return method_page(method, words, proposals.get(method.script), adopt)

    sections = _words(methods[0]).sections
    labels = sections["history"]
    away = labels["left-out"].format(sessions=", ".join(left_out))
    page = HistoryPage(
        language=methods[0].language,
        title=group or labels["all"],
        facts=(labels["overview"],),
        methods=tuple(map(drawn, methods)),
        labels=sections["review"],
        history=labels,
        notes=(away,) if left_out else (),
        most=MOST_BARS,
        fit=1.0,
    )
    return rendered("history", page)
