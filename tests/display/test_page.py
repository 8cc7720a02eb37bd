"""The page at every size: the digits, what must never go, and what goes first."""

from dataclasses import replace
from math import ceil
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from balint_voice.adapters.display.page import Picture, TerminalPage
from balint_voice.adapters.display.rows import Row
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.questions import About
from balint_voice.session.stage_table import Stage
from balint_voice.session.view import look
from tests.support.theatre import Theatre, make_session

from . import pictures

WIDTHS = (*range(80, 250, 17), 250)
HEIGHTS = range(24, 71)
LANGUAGES = ("nl", "en", "de", "fr")


def text_of(row: Row) -> str:
    return "".join(span.text for span in row)


def digit_rows(rows: tuple[Row, ...]) -> list[int]:
    return [
        y
        for y, row in enumerate(rows)
        for span in row
        if span.role == "digits" and span.text.strip()
    ]


def fullest(language: str) -> tuple[TerminalPage, Picture]:
    """All that can be shown at once."""
    view, words = pictures.recording(language)
    longest = words.cue("evaluation")
    warnings = (words.label("warnings", "microphone"), words.label("warnings", "confirm-end"))
    return TerminalPage(words), pictures.picture(view, said=longest, warnings=warnings, noted="x")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_digits_fill_a_quarter_of_the_height_or_more(language: str) -> None:
    page, full = fullest(language)
    for width in WIDTHS:
        for height in HEIGHTS:
            found = digit_rows(page.rows(full, width, height))
            assert len(found) >= ceil(height / 4), (width, height)
            assert found == list(range(found[0], found[0] + len(found))), "nothing between"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("left", [0.0, 59.0, 600.0, 5999.0, 7200.0])
def test_as_high_for_each_time(language: str, left: float) -> None:
    view, words = pictures.recording(language)
    page = TerminalPage(words)
    for width, height in ((80, 24), (80, 70), (120, 30), (250, 70), (250, 24)):
        shown = page.rows(pictures.picture(replace(view, left_s=left)), width, height)
        assert len(digit_rows(shown)) >= ceil(height / 4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_there_from_80_by_24_up(language: str) -> None:
    page, full = fullest(language)
    view, words = pictures.recording(language)
    for width in WIDTHS:
        for height in HEIGHTS:
            shown = " ".join(" ".join(map(text_of, page.rows(full, width, height))).split())
            for wanted in (
                str(view.phase),
                f"{view.number}/{view.phases}",
                "21:34",
                str(view.speaks),
                str(view.next_phase),
                "● " + words.label("screen", "microphone-record"),
                words.label("screen", "backlog") + " 12 s",
                words.label("screen", "sealed").format(n=8),
                words.label("keys", "end"),
                "▲",
                *(" ".join(w.split()) for w in full.warnings),
            ):
                assert wanted in shown, (width, height, wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_keys_that_do_something_are_shown(language: str) -> None:
    page, _ = fullest(language)
    view, words = pictures.paused(language)
    shown = " ".join(" ".join(map(text_of, page.rows(pictures.picture(view), 200, 50))).split())
    assert words.label("keys", "extend") in shown
    for nothing_recorded in ("veto", "note"):
        assert words.label("keys", nothing_recorded) not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_digits_and_the_bar_do_not_jump(language: str) -> None:
    """Whatever is said, warned of or typed."""
    page, full = fullest(language)
    quiet = pictures.picture(full.view)
    for width, height in ((80, 24), (120, 30), (200, 50)):
        a, b = page.rows(full, width, height), page.rows(quiet, width, height)
        assert digit_rows(a) == digit_rows(b)
        assert [y for y, row in enumerate(a) if "▲" in text_of(row)] == [
            y for y, row in enumerate(b) if "▲" in text_of(row)
        ]


@settings(max_examples=300)
@given(width=st.integers(1, 260), height=st.integers(1, 80), language=st.sampled_from(LANGUAGES))
def test_every_size_is_filled_to_the_cell(width: int, height: int, language: str) -> None:
    page, full = fullest(language)
    rows = page.rows(full, width, height)
    assert len(rows) == height
    assert {cell_len(text_of(row)) for row in rows} == {width}


def test_a_question_is_whole_on_the_smallest_screen() -> None:
    """The consent question and its kind are read, not only heard."""
    page, full = fullest("de")
    question = full.said
    shown = page.rows(full, 80, 24)
    alone = page.rows(replace(full, warnings=(), noted=""), 80, 24)
    assert question in " ".join(" ".join(map(text_of, alone)).split())
    assert question[:60] in " ".join(" ".join(map(text_of, shown)).split())


def test_the_bar_shows_what_is_behind_and_where_we_are() -> None:
    view, words = pictures.recording("nl")
    rows = TerminalPage(words).rows(pictures.picture(view), 120, 30)
    bar = next(row for row in rows if any(span.role == "ahead" for span in row))
    below = rows[rows.index(bar) + 1]
    text = text_of(bar)
    assert text.lstrip().startswith("█") and text.rstrip().endswith("░")
    pointer = text_of(below).index("▲")
    assert text[pointer - 6 : pointer + 6].count("█") and text[pointer - 6 : pointer + 6].count("░")
    assert len(text.split()) == 9, "one part for each phase"


@pytest.mark.parametrize("asks", get_args(About))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_shows_its_keys_and_nothing_jumps(language: str, asks: About) -> None:
    page, full = fullest(language)
    asked = replace(full, view=replace(full.view, asks=asks))
    answer = pictures.recording(language)[1].label("screen", f"answer-{asks}")
    for width, height in ((60, 20), (80, 24), (120, 30), (200, 50)):
        before, after = (page.rows(each, width, height) for each in (full, asked))
        assert any(answer == text_of(row).strip() for row in after), (width, height)
        assert not any(answer == text_of(row).strip() for row in before)
        changed = [y for y in range(height) if before[y] != after[y]]
        bar = next(y for y, row in enumerate(after) if "▲" in text_of(row))
        assert min(changed) > bar, (width, height)


def test_while_a_note_is_typed_letters_are_letters() -> None:
    page, full = fullest("nl")
    typed = replace(full, view=replace(full.view, asks="consent"), typed=("a", "", ""))
    shown = " ".join(text_of(row) for row in page.rows(typed, 80, 24))
    assert "akkoord" not in shown
    assert "Enter" in shown


def test_a_typed_note_has_its_keys_below_it() -> None:
    view, words = pictures.recording("nl")
    typed = ("Denk aan de brie", "f", " ")
    rows = TerminalPage(words).rows(pictures.picture(view, typed=typed), 80, 24)
    shown = [text_of(row).strip() for row in rows]
    assert "Notitie: Denk aan de brief" in shown
    assert [row for row in shown if row][-1].endswith("Escape: niet bewaren")
    assert digit_rows(rows), "the countdown goes on"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asks", [False, True])
def test_what_has_to_be_true_for_all_can_be_read_until_the_first_phase(
    language: str, asks: bool
) -> None:
    use = MicrophoneUse(recorded=("probleemstelling", "besluitvorming"), commands=True)
    session = make_session(language=language, asked=use if asks else MicrophoneUse())
    theatre = Theatre(session).play(until=lambda: session.state.cues.sounding is not None)
    view, words = look(session.snapshot(), theatre.now), session.state.script.words
    page = TerminalPage(words)
    asked = (words.label("messages", "conditions"), *words.sections["conditions"].values())
    for width, height in ((80, 24), (120, 30), (250, 70)):
        shown = page.rows(pictures.picture(view), width, height)
        text = " ".join(" ".join(map(text_of, shown)).split())
        assert not [each for each in asked if " ".join(each.split()) not in text], (width, height)
    theatre.play(until=lambda: session.stage is Stage.PREPARE)
    later_on = page.rows(pictures.picture(look(session.snapshot(), theatre.now)), 80, 24)
    assert asked[0] not in " ".join(map(text_of, later_on))


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_loud_it_is_stands_beside_the_sign_of_the_microphone(language: str) -> None:
    view, words = pictures.recording(language)
    sign, loud = words.label("screen", "microphone-record"), words.label("screen", "too-loud")
    for level, bar in (((2, False), "  ██░░░"), ((5, True), f"  █████ {loud}")):
        shown = pictures.picture(replace(view, level=level))
        rows = map(text_of, TerminalPage(words).rows(shown, 80, 24))
        assert any(f"● {sign} {bar}" in row for row in rows)
