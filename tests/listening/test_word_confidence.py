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
from balint_voice.listening.own_words import as_prompt, fits, parts_of
from balint_voice.listening.transcript import Decoded, Word
from balint_voice.listening.word_confidence import unsure_words


def decoded(text: str, no_speech: float = 0.05, confidence: float = -0.2) -> Decoded:
    return Decoded(0.0, 3.0, text, no_speech, confidence)


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
    verdict = judge(decoded(text), 3.0)
    assert verdict.doubtful
    assert verdict.text == text


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
    verdict = judge(decoded(text), 3.0)
    assert not verdict.doubtful
    assert verdict.text == text


def test_a_courtesy_the_model_is_not_sure_of_is_doubted() -> None:
    assert judge(decoded("Bedankt.", confidence=-0.9), 1.0).doubtful


def test_probably_nobody_and_not_sure_is_doubted() -> None:
    assert judge(decoded("Het is een mooie dag.", no_speech=0.8, confidence=-1.2), 2.0).doubtful
    assert not judge(decoded("Het is een mooie dag.", no_speech=0.8, confidence=-0.3), 2.0).doubtful


def test_too_much_text_for_the_time_is_doubted_and_far_too_little_as_well() -> None:
    assert judge(decoded("dit past in geen halve seconde spraak van wie dan ook"), 0.4).doubtful
    assert judge(decoded("Ja."), 20.0).doubtful
    assert not judge(decoded("Ja."), 0.2).doubtful


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
    verdict = judge(decoded(loop), 60.0)
    assert verdict.text == once
    assert verdict.doubtful


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
    assert judge(decoded(text), 3.0).doubtful


@pytest.mark.parametrize("confidence", [-1.04, -1.2, -1.43])
def test_gibberish_is_doubted_though_somebody_speaks(confidence: float) -> None:
    """As real `base` made it of noisy clips, with a no-speech probability below 0.24."""
    assert judge(decoded("Ze zwan de koor op.", 0.2, confidence), 2.0).doubtful


@pytest.mark.parametrize("confidence", [-0.32, -0.6, -0.8])
def test_right_sentences_of_noisy_clips_are_not_doubted(confidence: float) -> None:
    assert not judge(decoded("We doen mee aan dit systeem.", 0.2, confidence), 2.0).doubtful


def worded(*words: tuple[str, float]) -> Decoded:
    said = tuple(Word(text, confidence) for text, confidence in words)
    return replace(decoded(" ".join(text for text, _ in words)), words=said)


def test_words_that_the_model_guessed_are_marked_inside_their_sentence() -> None:
    guessed = worded(("Ik", 0.9), ("zag", 0.95), ("apothekers", 0.2), ("dochter.", 0.8))
    verdict = judge(guessed, 2.0)
    assert not verdict.doubtful
    assert verdict.unsure == (2,)


def test_a_text_that_was_guessed_from_end_to_end_is_doubtful() -> None:
    """Nine of ten words of such a text were wrong, in a room with noise."""
    guessed = worded(("Die", 0.6), ("Wärter", 0.2), ("sind", 0.5), ("kaum", 0.3))
    assert judge(guessed, 2.0).doubtful


def test_a_word_is_as_certain_as_its_least_certain_piece() -> None:
    pieces = (Word("e", 0.9), Word("-mail", 0.1), Word("kwam.", 0.9))
    assert unsure_words("e-mail kwam.", pieces) == (0,)


def test_words_that_are_not_those_of_the_text_mark_nothing() -> None:
    assert unsure_words("Ik kwam.", (Word("Ik", 0.1),)) == ()
    assert unsure_words("Ik kwam.", (Word("Wij", 0.1), Word("kwamen.", 0.1))) == ()


def test_a_dash_is_no_word_to_be_unsure_of() -> None:
    assert unsure_words("Ja – nee", (Word("Ja", 0.9), Word("–", 0.1), Word("nee", 0.9))) == ()


def test_a_dash_that_is_joined_to_the_word_after_it_hides_no_doubt() -> None:
    """As faster-whisper gives a free-standing dash, bracket or quotation mark."""
    joined = (Word("- Ja,", 0.9), Word("zij", 0.9), Word("slikt", 0.1), Word("- Hoe?", 0.9))
    assert unsure_words("- Ja, zij slikt - Hoe?", joined) == (3,)


OWN = parts_of(("metoprolol", "Huize Avondrust", "POH-GGZ"))


def test_the_groups_own_words_have_to_be_more_certain() -> None:
    words = (Word("Zij", 0.9), Word("slikt", 0.6), Word("metoprolol.", 0.6))
    assert unsure_words("Zij slikt metoprolol.", words) == ()
    assert unsure_words("Zij slikt metoprolol.", words, OWN) == (2,)


@pytest.mark.parametrize("text", ["Metoprolol, Huize Avondrust.", "metoprolol", "POH-GGZ"])
def test_a_text_of_the_groups_own_words_alone_is_doubted(text: str) -> None:
    assert judge(decoded(text), 3.0, OWN).doubtful
    assert not judge(decoded(text), 3.0).doubtful
    assert not judge(decoded(f"Zij slikt nu {text}"), 3.0, OWN).doubtful


def test_what_the_model_can_be_told_is_bounded() -> None:
    assert fits(("metoprolol",) * 20) and as_prompt(("a", "b")) == "a, b"
    assert not fits(("x" * 41,)) and not fits(("metoprolol",) * 60)


def test_a_sentence_that_a_window_holds_again_and_again_is_doubtful() -> None:
    """As real `base`, searching widely, made of an office: one sentence, seven times a segment."""
    heard = [decoded("En dan is het nog wel goed.", 0.3, -0.3) for _ in range(7)]
    loops = loops_of(heard)
    assert all(judge(one, 2.0, loops=loops).doubtful for one in heard)
    twice = [decoded("Ik weet het niet."), decoded("Ik weet het niet."), decoded("Nee.")]
    assert not loops_of([*twice, decoded("Nee."), decoded("Nee.")])


def test_a_long_text_that_only_repeats_doubtful_ones_is_as_doubtful() -> None:
    """As real `base` made of an office: it was unsure of two sentences, then said both again."""
    leuk, heel_leuk = "En dan is het leuk.", "En dan is het heel leuk."
    unsure = [decoded(heel_leuk, confidence=-1.2), decoded(leuk, confidence=-1.2)]
    again, new = decoded(f"{heel_leuk} {leuk}"), decoded(f"{heel_leuk} {leuk} Zei hij tegen haar.")
    found = judge_window([(one, 3.0) for one in (*unsure, again, new, decoded(leuk))])
    assert [each.doubtful for each in found] == [True, True, True, False, False]
    sure = [decoded(heel_leuk), decoded(leuk), again]
    assert not any(each.doubtful for each in judge_window([(one, 3.0) for one in sure]))
