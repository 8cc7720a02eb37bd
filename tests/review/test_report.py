"""The page of `review --html`: drawn from the log, read and printed in a real browser."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from balint_voice.adapters.files.pages import rendered
from balint_voice.adapters.files.prompt_store import load_words
from balint_voice.review.findings import findings, sentences
from balint_voice.review.report import session_page
from balint_voice.review.shape import PhaseReview, Review
from balint_voice.review.timeline import timeline
from balint_voice.review.timing import review
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from balint_voice.session.outputs import Log
from tests.review.evening import NAMES, RECORDS, STARTED, STELLING
from tests.support.browser import picture, printed_pages, seen
from tests.support.theatre import Theatre, make_session

OUTSIDE = re.compile(
    r"https?://|//[a-z]|@import|url\((?!#)|<script|<link|<img|<iframe|\ssrc=", re.I
)


def html(found: Review, language: str = "nl") -> str:
    sections = load_words(language).sections
    told = sentences(findings(found, ("beeldvorming",)), sections["findings"])
    return rendered("review", session_page(found, "de methode", sections, told))


def played(**options: object) -> Review:
    theatre = Theatre(make_session(**options)).play()  # type: ignore[arg-type]
    records = [(out.at, out.record) for _, out in theatre.done if isinstance(out, Log)]
    return review(records, {})


def fullest() -> Review:
    """Two cases of nine phases, two breaks and a look back, each phase with all its marks."""
    found = played(cases=2, breaks=("beeldvorming", "vergelijkbare-situaties"), evaluation=True)
    out_of_the_ordinary = PhaseReview(
        "", 0, "Verhalten in vergleichbaren Situationen", 600.0, 1500.0, 1500.0, 5.0, 20.0, 5.0,
        paused_s=125.0, extended_s=300.0, waited_s=12.0, taken_s=1500.0, typed=3, overrun_s=900.0,
        recorded_s=600.0,
    )  # fmt: skip
    marked = [
        replace(
            out_of_the_ordinary,
            phase=each.phase,
            number=each.number,
            planned_s=each.planned_s,
            speech_s=200.0 if each.number % 3 == 0 else None,
            silence_s=400.0 if each.number % 3 == 0 else None,
        )
        for each in found.phases
    ]
    return replace(found, phases=tuple(marked), faults=("voice", "speaker", "microphone"))


def test_the_drawing_has_a_bar_for_everything_that_took_time() -> None:
    drawn = timeline(review(RECORDS, NAMES))
    first, skipped, recorded = drawn.rows
    assert [bar.kind for bar in first.bars] == [
        "words", "quiet", "words", "work", "pause", "work", "words",
    ]  # fmt: skip
    (over,) = first.over
    assert over.begins_s == 10.0 + 60.0 + 600.0, "ten minutes of its own, and a pause of one"
    assert over.ends_s == 910.0
    assert skipped.bars and not skipped.over
    (open_for,) = recorded.microphone
    assert (open_for.kind, open_for.begins_s, open_for.ends_s) == ("record", 935.0, 1400.25)
    assert len(drawn.ticks) == 1 and [len(row.ticks) for row in drawn.rows] == [0, 0, 0]


def test_a_pause_divides_what_ran_over() -> None:
    found = review(
        [
            (Instant(0.0), STARTED),
            (Instant(0.0), r.PhasePlanned(STELLING, 3, 600.0)),
            (Instant(0.0), r.BeatBegan(STELLING, r.Id("work"))),
            (Instant(700.0), r.Paused()),
            (Instant(800.0), r.Continued()),
            (Instant(900.0), r.BeatBegan(STELLING, r.Id("close"))),
            (Instant(910.0), r.SessionEnded(True)),
        ],
        NAMES,
    )
    (row,) = timeline(found).rows
    assert [(bar.begins_s, bar.ends_s) for bar in row.over] == [(600.0, 700.0), (800.0, 910.0)]
    assert found.phases[0].overrun_s == 210.0


def test_planned_stands_above_in_the_order_of_the_plan() -> None:
    drawn = timeline(
        played(breaks=("beeldvorming",), evaluation=True, skipped=("associatiemoment",))
    )
    planned = [row.planned for row in drawn.rows if row.planned is not None]
    assert len(drawn.rows) == 11 and len(planned) == 10
    for before, after in pairwise(planned):
        assert after.x == pytest.approx(before.x + before.width, abs=1e-4)
    everything = [bar for row in drawn.rows for bar in (*row.bars, *row.over)]
    assert all(bar.x >= 0 and bar.x + bar.width <= 1.0001 for bar in everything)


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
def test_it_is_one_file_that_wants_nothing_from_outside(language: str) -> None:
    page = html(review(RECORDS, NAMES), language)
    assert not OUTSIDE.search(page)
    assert "default-src 'none'" in page
    assert f'<html lang="{review(RECORDS, NAMES).language}">' in page


def test_a_group_whose_name_looks_like_markup_is_only_a_name() -> None:
    page = html(replace(review(RECORDS, NAMES), group="A&B '<b>x"))
    assert "A&amp;B &#39;&lt;b&gt;x" in page and "<b>x" not in page


def test_a_browser_shows_it_and_fetches_nothing(browser: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(html(review(RECORDS, NAMES)), "utf-8")
    shown = seen(browser, page)
    assert shown.fetched == ()
    for text in ("Verzamelen van problemen", "21 november 2026", "+5:00, pauze 1:00", "Wat opvalt"):
        assert text in shown.dom
    light = picture(browser, page)
    dark = picture(browser, page, "--blink-settings=preferredColorScheme=0")
    assert light != dark and min(len(light), len(dark)) > 20_000


def test_the_watch_on_the_network_would_see_it(browser: str, tmp_path: Path) -> None:
    page = tmp_path / "leaky.html"
    page.write_text('<!doctype html><img src="http://pictures.invalid/dot.png">')
    assert seen(browser, page).fetched == ("http://pictures.invalid/dot.png",)


@pytest.mark.parametrize(
    "found", [review(RECORDS, NAMES), played(), fullest()], ids=["short", "usual", "fullest"]
)
def test_it_prints_on_one_sheet(browser: str, tmp_path: Path, found: Review) -> None:
    page = tmp_path / "page.html"
    page.write_text(html(found, "de"), "utf-8")
    assert printed_pages(browser, page) == 1
