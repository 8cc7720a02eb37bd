"""Inventions are marked, real sentences are not, and nothing disappears."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.listening.hallucination import (
    collapse_loops,
    is_empty,
    judge,
    judge_window,
    loops_of,
)
from balint_voice.listening.own_words import parts_of
from balint_voice.listening.transcript import AlignedText, Decoded, MarkedText, Word

OWN = parts_of(("metoprolol", "Huize Avondrust", "POH-GGZ"))


def decoded(text: str, no_speech: float = 0.05, confidence: float = -0.2) -> Decoded:
    return Decoded(0.0, 3.0, text, no_speech, confidence)


def aligned(text: Decoded, speech_s: float = 3.0) -> AlignedText:
    return AlignedText(text, 0.0, speech_s, speech_s)


def judged(
    text: Decoded,
    speech_s: float,
    own: frozenset[str] = frozenset(),
    loops: frozenset[str] = frozenset(),
) -> MarkedText:
    return judge(aligned(text, speech_s), own, loops)


@pytest.mark.parametrize(
    "text",
    [
        "TV Gelderland 2021",
        "Ondertiteld door de Amara.org gemeenschap",
        "Ondertiteling door TT888",
        "Ondertitels ingediend door de Amara.org gemeenschap",
        "Dank u wel voor het kijken.",
        "Bedankt voor het kijken!",
        "Bedankt voor het kijken en tot de volgende keer.",
        "Thank you for watching!",
        "Thanks so much for watching.",
        "Subtitles by the Amara.org community",
        "Untertitel der Amara.org-Community",
        "Untertitelung im Auftrag des ZDF, 2020",
        "Untertitel von Stephanie Geiges",
        "Vielen Dank fürs Zuschauen!",
        "Copyright WDR 2021",
        "[Muziek]",
    ],
)
def test_a_text_that_is_wholly_an_invention_is_doubted(text: str) -> None:
    marked = judged(decoded(text), 3.0)
    assert marked.doubtful
    assert marked.text == text


@pytest.mark.parametrize(
    "text",
    [
        "Mijn patiënt woont in Gelderland en kijkt de hele dag naar TV Gelderland.",
        "Ze keek naar de ondertiteling omdat ze doof is.",
        "Ik zei: bedankt voor het kijken naar die wond, collega.",
        "He said thank you for watching over my mother.",
        "Sie dankte mir fürs Zuhören und ging.",
        "Bedankt.",
        "Dank u wel.",
        "Nee, nee, nee.",
        "Ja ja, dat zegt hij elke keer, elke keer weer.",
        "Ik voelde mij machteloos.",
    ],
)
def test_what_people_say_is_left_alone(text: str) -> None:
    marked = judged(decoded(text), 3.0)
    assert not marked.doubtful
    assert marked.text == text


def test_a_courtesy_the_model_is_not_sure_of_is_doubted() -> None:
    assert judged(decoded("Bedankt.", confidence=-0.9), 1.0).doubtful


def test_probably_nobody_and_not_sure_is_doubted() -> None:
    assert judged(decoded("Het is een mooie dag.", no_speech=0.8, confidence=-1.2), 2.0).doubtful
    assert not judged(
        decoded("Het is een mooie dag.", no_speech=0.8, confidence=-0.3), 2.0
    ).doubtful


def test_too_much_text_for_the_time_is_doubted_and_far_too_little_as_well() -> None:
    assert judged(decoded("dit past in geen halve seconde spraak van wie dan ook"), 0.4).doubtful
    assert judged(decoded("Ja."), 20.0).doubtful
    assert not judged(decoded("Ja."), 0.2).doubtful


@pytest.mark.parametrize(
    ("loop", "once"),
    [
        ("ja " * 9, "ja […]"),
        ("en toen, " * 4, "en toen, […]"),
        ("Ik weet niet wat ik moet doen. " * 5 + "Maar goed.",
         "Ik weet niet wat ik moet doen. […] Maar goed."),
    ],
)  # fmt: skip
def test_a_loop_is_kept_once_and_doubted(loop: str, once: str) -> None:
    marked = judged(decoded(loop), 60.0)
    assert marked.text == once
    assert marked.doubtful


@pytest.mark.parametrize("text", ["", "  ", "...", "♪", "-"])
def test_an_empty_text_is_nothing(text: str) -> None:
    assert is_empty(decoded(text))


@given(st.lists(st.sampled_from(["ja", "nee", "en", "toen", "was", "hij", "weg"]), max_size=60))
def test_collapsing_drops_no_word_from_the_text(words: list[str]) -> None:
    collapsed = [w for w in collapse_loops(" ".join(words)).split() if w != "[…]"]
    assert set(collapsed) == set(words)
    assert len(collapsed) <= len(words)


@pytest.mark.parametrize(
    "text",
    [
        "[BLANK_AUDIO]",
        "[Stilte]",
        "(lacht)",
        "(unverständlich)",
        "*Musik*",
        "♪ la la la ♪",
        "Ondertiteling: NPO 2021",
        "Vertaling door Amara",
        "Untertitelung. BR 2018",
        "SWR 2021",
        "Translated by Amara",
        "字幕由社区提供",
        "Спасибо за просмотр",
    ],
)
def test_credits_asides_and_other_scripts_are_doubted(text: str) -> None:
    assert judged(decoded(text), 3.0).doubtful


@pytest.mark.parametrize("confidence", [-1.04, -1.2, -1.43])
def test_gibberish_is_doubted_though_somebody_speaks(confidence: float) -> None:
    """As real `base` made it of noisy clips, with a no-speech probability below 0.24."""
    assert judged(decoded("Ze zwan de koor op.", 0.2, confidence), 2.0).doubtful


@pytest.mark.parametrize("confidence", [-0.32, -0.6, -0.8])
def test_right_sentences_of_noisy_clips_are_not_doubted(confidence: float) -> None:
    assert not judged(decoded("We doen mee aan dit systeem.", 0.2, confidence), 2.0).doubtful


def worded(*words: tuple[str, float]) -> Decoded:
    said = tuple(Word(text, confidence) for text, confidence in words)
    return replace(decoded(" ".join(text for text, _ in words)), words=said)


def test_words_that_the_model_guessed_are_marked_inside_their_sentence() -> None:
    guessed = worded(("Ik", 0.9), ("zag", 0.95), ("apothekers", 0.2), ("dochter.", 0.8))
    marked = judged(guessed, 2.0)
    assert not marked.doubtful
    assert marked.unsure == (2,)


def test_a_text_that_was_guessed_from_end_to_end_is_doubtful() -> None:
    """Nine of ten words of such a text were wrong, in a room with noise."""
    guessed = worded(("Die", 0.6), ("Wärter", 0.2), ("sind", 0.5), ("kaum", 0.3))
    assert judged(guessed, 2.0).doubtful


@pytest.mark.parametrize("text", ["Metoprolol, Huize Avondrust.", "metoprolol", "POH-GGZ"])
def test_a_text_of_the_groups_own_words_alone_is_doubted(text: str) -> None:
    assert judged(decoded(text), 3.0, OWN).doubtful
    assert not judged(decoded(text), 3.0).doubtful
    assert not judged(decoded(f"Zij slikt nu {text}"), 3.0, OWN).doubtful


def test_a_sentence_that_a_window_holds_again_and_again_is_doubtful() -> None:
    """As real `base`, searching widely, made of an office: one sentence, seven times a segment."""
    heard = [decoded("En dan is het nog wel goed.", 0.3, -0.3) for _ in range(7)]
    loops = loops_of(heard)
    assert all(judged(one, 2.0, loops=loops).doubtful for one in heard)
    twice = [decoded("Ik weet het niet."), decoded("Ik weet het niet."), decoded("Nee.")]
    assert not loops_of([*twice, decoded("Nee."), decoded("Nee.")])


def test_a_long_text_that_only_repeats_doubtful_ones_is_as_doubtful() -> None:
    """As real `base` made of an office: it was unsure of two sentences, then said both again."""
    leuk, heel_leuk = "En dan is het leuk.", "En dan is het heel leuk."
    unsure = [decoded(heel_leuk, confidence=-1.2), decoded(leuk, confidence=-1.2)]
    again, new = decoded(f"{heel_leuk} {leuk}"), decoded(f"{heel_leuk} {leuk} Zei hij tegen haar.")
    found = judge_window([aligned(one) for one in (*unsure, again, new, decoded(leuk))])
    assert [each.doubtful for each in found] == [True, True, True, False, False]
    sure = [decoded(heel_leuk), decoded(leuk), again]
    assert not any(each.doubtful for each in judge_window([aligned(one) for one in sure]))
