"""The group's own words: how many the model can be told, and how it is told them."""

from balint_voice.listening.own_words import as_prompt, fits


def test_what_the_model_can_be_told_is_bounded() -> None:
    assert fits(("metoprolol",) * 20) and as_prompt(("a", "b")) == "a, b"
    assert not fits(("x" * 41,)) and not fits(("metoprolol",) * 60)
