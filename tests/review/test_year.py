"""A group's year: what counts, hours and points, and a table that a spreadsheet reads rightly."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from balint_voice.cli.commands.history import history as history_command
from balint_voice.cli.commands.year import year as year_command
from balint_voice.cli.with_settings import WithSettings
from balint_voice.errors import Unusable
from balint_voice.review.credit import RULES, CreditRule, credit_rule
from balint_voice.review.spreadsheet import EUROPEAN, PLAIN, table
from balint_voice.review.totals import SessionTotals, session_totals
from balint_voice.review.year import LeftOut, year_of
from balint_voice.session import log_records as r
from balint_voice.session.log_records import SessionRequested
from tests.review.group import FIRST, PLANNED, evening, usual, write
from tests.support.browser import seen

HOUR = RULES["hour"]


def of(*more: tuple[int, dict[str, object]]) -> list[SessionTotals]:
    found = [session_totals(evening(FIRST + timedelta(days=n), usual(n), **how)) for n, how in more]  # type: ignore[arg-type]
    return [each for each in found if each is not None]


def test_minutes_and_points_are_sums_of_what_is_shown() -> None:
    found = year_of(of((0, {}), (14, {}), (400, {})), 2026, HOUR)
    assert [each.session for each in found.meetings] == ["2026-01-07-200000", "2026-01-21-200000"]
    assert found.minutes == sum(each.minutes for each in found.meetings)
    assert found.points == sum(HOUR.of(each.minutes) for each in found.meetings)
    assert {each.ended[11:13] for each in found.meetings} <= {"21", "22"}


def test_what_does_not_count_is_named_with_its_reason() -> None:
    start, *rest = evening(FIRST, usual(9))
    rehearsal = session_totals([start, (start[0], SessionRequested(pace=60.0)), *rest])
    cut_off = session_totals(evening(FIRST + timedelta(days=1), usual(1))[:-1])
    nothing = session_totals(
        evening(FIRST + timedelta(days=2), dict.fromkeys(PLANNED, 0.0), complete=False)
    )
    early = session_totals(
        evening(
            FIRST + timedelta(days=3), {"verzamelen": 10.0, "probleemkeuze": 5.0}, complete=False
        )
    )
    demonstration = session_totals(evening(FIRST + timedelta(days=4), usual(4), script="demo"))
    tried = session_totals(evening(FIRST + timedelta(days=5), {"verzamelen": 2.0}, complete=False))
    assert rehearsal and cut_off and nothing and early and demonstration and tried
    assert not tried.group_met and early.group_met, "as the history and the sheet say"
    found = year_of([rehearsal, cut_off, nothing, early, demonstration, tried], 2026, HOUR)
    assert found.left_out == (
        LeftOut("2026-01-07-200000", "rehearsed"),
        LeftOut("2026-01-08-200000", "interrupted"),
        LeftOut("2026-01-09-200000", "nothing-held"),
        LeftOut("2026-01-11-200000", "rehearsed"),
        LeftOut("2026-01-12-200000", "nothing-held"),
    )
    (counts,) = found.meetings
    assert (counts.minutes, counts.complete) == (15, False)
    assert counts.phases == ("verzamelen", "probleemkeuze")


def test_an_evening_that_looked_back_and_a_night_in_between() -> None:
    *records, (at, ended) = evening(FIRST, usual(3))
    night = 10 * 3600.0
    later = type(at)(at + night + 180.0)
    longer = session_totals(
        [
            *records,
            (at, r.InterludeBegan(r.Id("evaluation"), 180.0)),
            (later, r.Slept(night)),
            (later, ended),
        ]
    )
    (usual_one,), (found,) = of((0, {})), (longer,)
    assert found is not None
    plain = session_totals(evening(FIRST, usual(3)))
    assert plain is not None and usual_one is not None
    (counted,) = year_of([found], 2026, HOUR).meetings
    (without,) = year_of([plain], 2026, HOUR).meetings
    assert counted.looked_back and not without.looked_back
    assert counted.minutes == without.minutes + 3, "nobody was there at night"


@pytest.mark.parametrize(
    ("rule", "minutes", "points"),
    [
        ("hour", 60, 1), ("hour", 112, 1.75), ("hour", 113, 2), ("hour", 119, 2), ("hour", 0, 0),
        ("double", 90, 2), ("double", 88, 2), ("double", 105, 2), ("double", 115, 3),
        ("45=1", 90, 2), ("45=1", 100, 2.25), ("60=0,5", 120, 1), (" Hour ", 60, 1),
    ],
)  # fmt: skip
def test_points_by_a_rule(rule: str, minutes: int, points: float) -> None:
    assert credit_rule(rule).of(minutes) == points


@pytest.mark.parametrize("rule", ["", "hours", "0=1", "45=0", "45", "=", "-45=1", "45=1=2", "٤٥=1"])
def test_a_rule_that_is_none_is_refused(rule: str) -> None:
    with pytest.raises(Unusable) as refusal:
        credit_rule(rule)
    assert refusal.value.key == "credit-rule"


@given(st.text())
def test_any_text_is_a_rule_or_is_refused(text: str) -> None:
    try:
        assert isinstance(credit_rule(text), CreditRule)
    except Unusable as refusal:
        assert refusal.key == "credit-rule"


@given(st.text(alphabet="=+-@\t\r\"';,a1. \n"), st.floats(allow_nan=False, allow_infinity=False))
def test_no_text_becomes_a_formula_and_no_number_a_text(text: str, value: float) -> None:
    for dialect in (PLAIN, EUROPEAN):
        written = table([[text, value]], dialect)
        ((cell, number),) = csv.reader(
            io.StringIO(written, newline=""), delimiter=dialect.delimiter
        )
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert cell in (" ".join(text.split()), f"'{' '.join(text.split())}")
        assert float(number.replace(dialect.decimal, ".")) == value


# As it is typed.

APP = typer.Typer()
APP.command("year", cls=WithSettings)(year_command)
APP.command("history")(history_command)
MEMBERS = "Naam;BIG-nummer;Beroep;E-mail\nAnna de Wit;19012345678;huisarts;a@b.nl\nJörg =1+1;;\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path))
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path / "settings.toml"))
    (tmp_path / "settings.toml").write_text("")
    for n in range(20):
        began = FIRST + timedelta(days=14 * n)
        group = "Noord" if n % 2 == 0 else "Zuid"
        write(tmp_path / "sessions", began, evening(began, usual(n), group=group))
    return tmp_path


def typed(*line: str) -> Result:
    return CliRunner().invoke(APP, line)


def test_a_year_of_one_group_in_80_columns(root: Path) -> None:
    shown = typed("year", "2026", "--group", "Noord")
    assert shown.exit_code == 0, shown.exception
    assert shown.stdout.startswith("Noord · 2026\n") and shown.stdout.count("intervisie") == 10
    assert max(map(len, shown.stdout.splitlines())) <= 80
    data = json.loads(typed("year", "2026", "--group", "Noord", "--json").stdout)
    assert f"Samen {data['minutes']} minuten" in shown.stdout
    assert len(data["meetings"]) == 10 and {m["group"] for m in data["meetings"]} == {"Noord"}


def test_the_settings_give_the_group_and_its_rule(root: Path) -> None:
    (root / "settings.toml").write_text('group = "Zuid"\ncredit = "double"\n')
    data = json.loads(typed("year", "2026", "--json").stdout)
    assert data["group"] == "Zuid" and data["rule"]["minutes"] == 90
    assert {m["points"] for m in data["meetings"]} == {2}


def test_a_damaged_session_is_named_and_does_not_count(root: Path) -> None:
    first = min((root / "sessions").iterdir()) / "timing.jsonl"
    first.write_bytes(b"x" + first.read_bytes()[1:])
    shown = typed("year", "2026")
    assert f"Niet te lezen, en dus niet meegeteld: {first.parent.name}." in shown.stdout
    assert json.loads(typed("year", "2026", "--json").stdout)["damaged"] == [first.parent.name]


def test_a_european_spreadsheet_has_semicolons_a_comma_and_a_mark(root: Path) -> None:
    shown = typed("year", "2026", "--group", "Noord", "--csv", "--excel")
    written = shown.stdout_bytes
    assert written.startswith(b"\xef\xbb\xbfdatum;begin;einde;minuten;") and b"\r\n" in written
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 10 and rows[0]["punten"] == "1,75" and rows[0]["terugblik"] == "nee"
    plain = list(csv.DictReader(io.StringIO(typed("year", "2026", "--csv").stdout)))
    assert len(plain) == 20 and plain[0]["points"] == "1.75" and plain[0]["looked_back"] == "0"
    parts = typed("history", "--csv", "--excel").stdout_bytes.decode("utf-8-sig").splitlines()
    assert parts[0].startswith("session;started;") and ",0;" in parts[1]
    assert len(parts) == 20 * 9 + 1


def test_what_cannot_be_is_refused(root: Path) -> None:
    for line, key in {
        ("2025",): "year-none",
        ("2026", "--group", "Oost"): "year-none-group",
        ("--credit", "uur"): "credit-rule",
        ("--json", "--excel"): "one-output",
        ("--members", "x.csv"): "members-need-html",
        ("2026", "--html", str(root / "y.html"), "--members", "none.csv"): "file-unreadable",
    }.items():
        refusal = typed("year", *line).exception
        assert isinstance(refusal, Unusable) and refusal.key == key, line
    assert not (root / "y.html").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_members_are_listed_to_be_ticked_and_not_kept(root: Path, encoding: str) -> None:
    (root / "leden.csv").write_bytes(MEMBERS.replace("\n", "\r\n").encode(encoding))
    page = root / "year.html"
    before = set(root.rglob("*"))
    line = ("year", "2026", "--group", "Noord", "--members", str(root / "leden.csv"))
    assert typed(*line, "--html", str(page)).exit_code == 0
    told = page.read_text("utf-8")
    assert "Anna de Wit<small>huisarts</small>" in told and "19012345678" in told
    assert "Jörg =1+1" in told and "a@b.nl" not in told
    assert set(root.rglob("*")) - before == {page}


@pytest.mark.slow
def test_the_page_fetches_nothing_and_shows_every_meeting(root: Path, browser: str) -> None:
    page = root / "year.html"
    assert typed("year", "2026", "--group", "Noord", "--html", str(page)).exit_code == 0
    looked_at = seen(browser, page)
    assert looked_at.fetched == () and looked_at.dom.count("Beeldvorming") >= 10
