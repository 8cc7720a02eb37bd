"""Large letters: every one can be drawn and told from the others, and captions follow the voice."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from balint_voice.adapters.display.big_letters import (
    SMALLEST,
    Letters,
    big_lines,
    cells,
    drawn,
    is_known,
    letters_for,
)
from balint_voice.adapters.display.caption_parts import part_at, parts
from balint_voice.adapters.display.letter_shapes import THREE_ROWS
from balint_voice.adapters.display.page import TerminalPage
from balint_voice.adapters.display.rows import Span
from balint_voice.adapters.display.tall_letter_shapes import FOUR_ROWS
from balint_voice.adapters.files.prompt_store import (
    find_script,
    languages,
    load_script,
    script_names,
)
from balint_voice.session.spoken_lines import spoken_lines
from tests.support.large import read_large

from . import pictures

LANGUAGES = ("nl", "en", "de", "fr")
SIZES = ((80, 24), (120, 30), (200, 50))
MARGIN = 2
MM_OF_A_LAPTOP = 190.0
SURE_TO_BE_READ_AT_3_M, LEAST_TO_BE_READ_AT_3_M = 21.0, 15.0
EVERYTHING = [(name, lang) for name in script_names() for lang in languages(find_script(name))]


def as_read(text: str) -> str:
    capitals = text.upper().replace("ß".upper(), "SS")
    for old, new in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("ẞ", "SS")):
        capitals = capitals.replace(old, new)
    return " ".join(capitals.split())


@pytest.mark.parametrize(("name", "language"), EVERYTHING)
def test_every_sign_that_is_said_has_a_shape(name: str, language: str) -> None:
    script = load_script(name, language)
    texts = [line.text for line in spoken_lines(script)] + [phase.name for phase in script.phases]
    assert not {sign for text in texts for sign in text if not is_known(sign)}


FORMS = (SMALLEST, Letters(THREE_ROWS, 2), Letters(FOUR_ROWS), Letters(FOUR_ROWS, 2))


@pytest.mark.parametrize("letters", FORMS)
def test_what_is_drawn_can_be_read_back(letters: Letters) -> None:
    text = "Één vraag: hoe übt Straßen-Öl? (Ja!) – 0123456789; BCDFGHJKLMPQTVWXYZ, “ok” & 5/7+%"
    rows = drawn(text, letters)
    assert len(rows) == letters.rows
    assert {len(row) for row in rows} == {cells(text, letters)}
    read = read_large([(Span(row, "large"),) for row in rows], letters)
    assert read.replace("ẞ", "SS") == as_read(text)


def test_an_unknown_letter_of_a_script_is_a_box_or_its_bare_form() -> None:
    assert not is_known("语")
    assert drawn("ł", SMALLEST) == drawn("ł", SMALLEST)
    assert is_known("ç")


@given(text=st.text(max_size=80), width=st.integers(1, 220), letters=st.sampled_from(FORMS))
@example(text="\U0001d15e", width=7, letters=FORMS[1])
@example(text="ﬃ", width=6, letters=FORMS[2])
def test_lines_fit_whatever_is_said(text: str, width: int, letters: Letters) -> None:
    lines = big_lines(text, width, letters)
    assert all(cells(line, letters) <= width for line in lines)
    if lines:
        assert "".join(lines).replace(" ", "") == "".join(text.split())


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_letters_are_high_enough_to_be_read_at_three_metres(width: int, height: int) -> None:
    rows = letters_for(width - 2 * MARGIN, height).rows
    assert rows >= 3
    assert rows * MM_OF_A_LAPTOP / height >= SURE_TO_BE_READ_AT_3_M


@pytest.mark.parametrize(("width", "height"), [(80, 30), (80, 38), (100, 40), (90, 50)])
def test_on_a_narrow_screen_they_are_lower_rather_than_few(width: int, height: int) -> None:
    letters = letters_for(width - 2 * MARGIN, height)
    assert letters.rows * MM_OF_A_LAPTOP / height >= LEAST_TO_BE_READ_AT_3_M
    assert cells("O" * 16, letters) <= width - 2 * MARGIN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_phase_and_who_may_speak_are_large(language: str, width: int, height: int) -> None:
    """Of every phase of the longest method, also where its name takes two lines."""
    view, words = pictures.recording(language)
    page = TerminalPage(words)
    for phase in load_script("intervisie", language).phases:
        who = words.label("speaks-large", phase.speaks)
        now = replace(view, phase=phase.name, number=phase.number, who=who)
        shown = page.rows(pictures.picture(now), width, height)
        read = read_large(shown, letters_for(width - 2 * MARGIN, height)).replace("ẞ", "SS")
        assert read == as_read(f"{phase.name} {who}"), (width, height)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_whole_cue_passes_as_captions(language: str, width: int, height: int) -> None:
    view, words = pictures.announcing(language)
    said = view.saying or ""
    read: list[str] = []
    for step in range(101):
        picture = pictures.picture(view, said=said, said_share=step / 100)
        now = read_large(
            TerminalPage(words).rows(picture, width, height),
            letters_for(width - 2 * MARGIN, height),
        )
        if not read or read[-1] != now:
            read.append(now)
    assert " ".join(read).replace("ẞ", "SS") == as_read(said)
    assert len(read) > 1


def test_a_part_ends_with_its_sentence_and_lasts_as_long_as_it_is_said() -> None:
    shown = parts("Pauze. De klok staat stil. We gaan straks verder met elkaar.", 76, 2, SMALLEST)
    assert [part[-1][-1] for part in shown] == [".", "."]
    assert part_at(shown, 0.0) == shown[0]
    assert part_at(shown, 0.35) == shown[0]
    assert part_at(shown, 0.7) == shown[1]
    assert part_at(shown, 1.0) == shown[-1]
    assert part_at((), 0.5) == ()


def test_a_warning_leaves_who_may_speak_large() -> None:
    view, words = pictures.recording("nl")
    warnings = (words.label("warnings", "microphone"), words.label("warnings", "confirm-end"))
    shown = TerminalPage(words).rows(pictures.picture(view, warnings=warnings, noted="x"), 80, 24)
    assert read_large(shown) == "DE INBRENGER"
