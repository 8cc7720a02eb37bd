"""Passphrases: judged, explained in our own words, and made of common ones."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from balint_voice.adapters.files.passphrases import _SAID, bits, generate, judge, words
from balint_voice.messages import catalogue
from balint_voice.messages.catalogue import LANGUAGES

languages = st.sampled_from(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_are_many_short_plain_and_different_words(language: str) -> None:
    known = words(language)
    assert len(known) == len(set(known)) >= 1296
    assert list(known) == sorted(known)
    assert all(re.fullmatch("[a-z]{3,9}", word) for word in known)
    assert bits(language) > 53


def test_a_language_without_a_list_borrows_the_english_one() -> None:
    assert words("fy") == words("en")


@given(languages)
def test_a_generated_one_is_five_words_of_the_language_and_strong(language: str) -> None:
    made = generate(language)
    assert len(made.split(" ")) == 5
    assert set(made.split(" ")) <= set(words(language))
    assert judge(made, language).strong


def test_even_the_unluckiest_five_words_are_strong() -> None:
    """The judge thinks the first words of its list are tried first."""
    for language in LANGUAGES:
        assert judge(" ".join(words(language)[:5]), language).strong


def test_chance_is_the_systems_own_and_every_word_can_come(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def choice(known: tuple[str, ...]) -> str:
        asked.append(len(known))
        return known[-1]

    monkeypatch.setattr("secrets.choice", choice)
    assert generate("nl").split() == [words("nl")[-1]] * 5
    assert asked == [len(words("nl"))] * 5


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=200), languages)
@example("a" * 500, "nl")
@example("🔥" * 80, "de")
@example("4@8({[<3!1|0$57+%2" * 10, "en")
def test_any_text_can_be_judged_and_a_weak_one_is_told_why(text: str, language: str) -> None:
    judged = judge(text, language)
    assert judged.strong or judged.why
    for reason in judged.why:
        assert catalogue.phrase(reason, language)


@pytest.mark.parametrize(
    ("weak", "why"),
    [
        ("geheim", "better-more-words"),
        ("password", "weak-top-ten"),
        ("qwertyuiop", "weak-top-hundred"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "weak-repeated-letter"),
        ("abcabcabcabcabcabcabcabcabc", "weak-repeat"),
        ("21-03-1984", "weak-date"),
        ("wachtwoord123", "weak-like-common"),
        ("balint", "better-more-words"),
        ("welkom welkom", "better-more-words"),
        ("paard fiets", "better-more-words"),
    ],
)
def test_what_many_take_is_too_weak_and_says_why(weak: str, why: str) -> None:
    judged = judge(weak, "nl")
    assert not judged.strong
    assert why in [reason.key for reason in judged.why]


@pytest.mark.parametrize("strong", ["drie groene fietsen", "été en Provence chez tante Jo"])
def test_a_few_words_are_enough(strong: str) -> None:
    assert judge(strong, "nl").strong


def test_everything_that_the_library_can_say_has_words_of_ours() -> None:
    from zxcvbn import feedback

    tree = ast.parse(Path(feedback.__file__).read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    marked = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_"]
    assert {ast.literal_eval(call.args[0]) for call in marked} == set(_SAID)
