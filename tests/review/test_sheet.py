"""The attendance sheet: what happened when, lines to sign, one sheet of paper, no content."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from balint_voice.adapters.files.pages import rendered
from balint_voice.adapters.files.prompt_store import load_words
from balint_voice.cli.main import app
from balint_voice.errors import Unusable
from balint_voice.review.dates import day_of
from balint_voice.review.shape import InterludeReview, Review
from balint_voice.review.sheet import sheet_page
from balint_voice.review.timing import review
from balint_voice.session.clock import Instant
from balint_voice.session.log_records import Slept
from tests.review.evening import NAMES, RECORDS
from tests.review.group import FIRST, evening, usual, write
from tests.support.browser import printed_pages, seen

EVENING = review(RECORDS, NAMES)


def sheet(found: Review, language: str = "nl", people: int = 9, theme: str = "") -> str:
    sections = load_words(language).sections
    return rendered(
        "sheet", sheet_page(found, "de methode", sections=sections, people=people, theme=theme)
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("Presentielijst", "21 november 2026", "20:05–20:28, 24 minuten", "handtekening")),
        ("en", ("Attendance sheet", "21 November 2026", "24 minutes", "signature")),
        ("de", ("Anwesenheitsliste", "21. November 2026", "24 Minuten", "Unterschrift")),
        ("fr", ("Feuille de présence", "21 novembre 2026", "24 minutes", "signature")),
    ],
)
def test_date_duration_method_and_phases_held(language: str, words: tuple[str, ...]) -> None:
    page = sheet(EVENING, language)
    for text in (*words, "De methode", "Noord", "Verzamelen van problemen, Probleemstelling"):
        assert text in page
    assert "Probleemkeuze" not in page, "it was skipped"


def test_a_phase_that_was_left_at_once_was_not_held() -> None:
    first, second, third = EVENING.phases
    brief = replace(first, taken_s=27.0)
    page = sheet(replace(EVENING, phases=(brief, second, third)))
    assert "Probleemstelling" in page and "Verzamelen van problemen" not in page


def test_the_sheet_is_of_the_newest_evening_and_never_of_a_trial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path))
    root = tmp_path / "sessions"
    write(root, FIRST, evening(FIRST, usual(1), group="Noord"))
    later = FIRST + timedelta(days=1)
    shown = write(root, later, evening(later, usual(2), script="demo", group="Zuid")).parent.name
    made = CliRunner().invoke(app, ["sessions", "sheet", "--html", str(tmp_path / "a.html")])
    assert made.exit_code == 0
    assert "Noord" in (tmp_path / "a.html").read_text("utf-8")
    refused = CliRunner().invoke(app, ["sessions", "sheet", shown, "--html", str(tmp_path / "b")])
    assert isinstance(refused.exception, Unusable) and refused.exception.key == "no-meeting"


def test_breaks_are_named_apart_and_two_cases_are_counted() -> None:
    pause = InterludeReview("break", 600.0, 605.0, 100.0)
    first, _, third = EVENING.phases
    twice = replace(third, phase="probleemstelling-2", number=6)
    page = sheet(replace(EVENING, interludes=(pause,), phases=(first, third, twice)))
    assert "(waarvan 10 minuten rustpauze)" in page
    assert "Verzamelen van problemen, Probleemstelling (2×)" in page


def test_a_session_that_did_not_end_lasted_to_its_last_record() -> None:
    assert "20:05–20:28" in sheet(review(RECORDS[:-1], NAMES))


def test_a_night_between_is_no_time_that_anybody_attended() -> None:
    night = 10 * 3600.0
    *records, (at, ended) = RECORDS
    morning = Instant(at + night)
    slept = review([*records, (morning, Slept(night)), (morning, ended)], NAMES)
    assert ", 24 minuten" in sheet(slept)


def test_a_theme_is_what_was_typed_and_nothing_more() -> None:
    assert '<dd class="theme">A &amp; &lt;b&gt;B&lt;/b&gt;</dd>' in sheet(
        EVENING, theme="A & <b>B</b>"
    )
    assert '<dd class="theme"></dd>' in sheet(EVENING)


@pytest.mark.slow
@pytest.mark.parametrize("people", [1, 9, 24, 25, 48])
def test_every_person_has_a_line_on_one_sheet(browser: str, tmp_path: Path, people: int) -> None:
    page = tmp_path / "sheet.html"
    page.write_text(sheet(EVENING, "de", people, "Ein langes Thema " * 8), "utf-8")
    assert page.read_text("utf-8").count('<td class="nr">') == people
    assert printed_pages(browser, page) == 1
    assert seen(browser, page).fetched == ()


@pytest.mark.parametrize(
    ("language", "shown"), [("nl", "1 mei 2026"), ("de", "1. Mai 2026"), ("fr", "1er mai 2026")]
)
def test_the_first_of_a_month(language: str, shown: str) -> None:
    assert day_of("2026-05-01T20:00:00+02:00", load_words(language).sections["page"]) == shown
