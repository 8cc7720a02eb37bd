"""A wake word that would be heard in other talk is told."""

import pytest

from balint_voice.adapters.whisper import model_store
from balint_voice.doctor.voice_and_model import judge_wake_word


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("Balint", None),
        ("Sokrates", None),
        ("Jan", "wake-word-short"),
        ("vader", "wake-word-common"),
    ],
)
def test_a_short_or_ordinary_word_is_told_and_a_rare_one_is_not(
    word: str, what: str | None
) -> None:
    pieces = {"vader": 1}.get(word, 2)
    found = judge_wake_word(word, pieces)
    assert (found.what if found else None) == what


def test_a_frequent_word_is_one_piece_of_a_model_and_balint_is_not() -> None:
    folder = model_store.find("demo-nl").folder
    assert model_store.pieces_of(folder, "Balint") > 1
    assert model_store.pieces_of(folder, "the") == 1
    assert model_store.pieces_of(folder / "nowhere", "the") == 0
