"""A word is marked where the model was unsure of it, and the place of the mark is right."""

from balint_voice.listening.own_words import parts_of
from balint_voice.listening.transcript import Word
from balint_voice.listening.word_confidence import unsure_words


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


def test_the_groups_own_words_have_to_be_more_certain() -> None:
    words = (Word("Zij", 0.9), Word("slikt", 0.6), Word("metoprolol.", 0.6))
    assert unsure_words("Zij slikt metoprolol.", words) == ()
    assert unsure_words("Zij slikt metoprolol.", words, parts_of(("metoprolol",))) == (2,)
