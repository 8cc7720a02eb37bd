"""Which words were heard for certain: all of them, or the wake word beyond doubt."""

import pytest

from balint_voice.listening.confidence import Confidence
from balint_voice.listening.transcript import Word

OF_FEW_WORDS = Confidence(0.97, wake_word=0.998, phrase=0.85)


def heard(text: str, *certainties: float) -> list[Word]:
    return [Word(word, c) for word, c in zip(text.split(), certainties, strict=True)]


def test_one_guess_among_the_words_is_enough_to_doubt() -> None:
    assert OF_FEW_WORDS.of_all(heard("Balint, pauze.", 0.97, 0.99))
    assert not OF_FEW_WORDS.of_all(heard("Balint, pauze.", 0.99, 0.96))


@pytest.mark.parametrize("text", ["Balint, pauze.", "balint pauze", "Balint! pauze"])
def test_who_was_called_for_certain_may_be_less_certain_of_the_rest(text: str) -> None:
    assert OF_FEW_WORDS.of_being_called(heard(text, 0.998, 0.85))
    assert not OF_FEW_WORDS.of_being_called(heard(text, 0.997, 0.96))
    assert not OF_FEW_WORDS.of_being_called(heard(text, 1.0, 0.84))


@pytest.mark.parametrize("text", ["Ja graag.", "Ballint, pauze.", "Balinten, pauze."])
def test_only_the_wake_word_to_the_letter_calls(text: str) -> None:
    assert not OF_FEW_WORDS.of_being_called(heard(text, 1.0, 0.9))


def test_a_model_of_which_nothing_is_said_is_taken_at_its_word() -> None:
    assert Confidence().of_all(heard("Balint, pauze.", 0.1, 0.0))
