"""What is a command and what is not, in three languages; a near miss never takes anything away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.listening.phrase_book import BOOKS
from balint_voice.listening.phrases import TAKES_AWAY, Understood, understand

SURE = [
    ("nl", "Balint, volgende fase.", Understood("next", True)),
    ("nl", "Balint, begin.", Understood("next", True)),
    ("nl", "Balint, pauze.", Understood("pause", True)),
    ("nl", "Balint, verder.", Understood("go-on", True)),
    ("nl", "Balint, twee minuten erbij.", Understood("more-time", True, 2)),
    ("nl", "Balint, 5 minuten erbij.", Understood("more-time", True, 5)),
    ("nl", "Balint: tien minuten erbij!", Understood("more-time", True, 10)),
    ("nl", "Balint, hoe lang nog?", Understood("time-left", True)),
    ("nl", "Balint, herhaal.", Understood("repeat", True)),
    ("nl", "Balint, stop opname.", Understood("veto", True)),
    ("nl", "Balint, overslaan.", Understood("skip", True)),
    ("nl", "Balint, help.", Understood("help", True)),
    ("nl", "Ja.", Understood("yes", True)),
    ("en", "Balint, next phase, please.", Understood("next", True)),
    ("en", "Balint, let's begin.", Understood("next", True)),
    ("en", "Balint, five more minutes.", Understood("more-time", True, 5)),
    ("en", "Balint, stop recording.", Understood("veto", True)),
    ("en", "Yes please.", Understood("yes", True)),
    ("de", "Balint, nächste Phase.", Understood("next", True)),
    ("de", "Balint, noch fünf Minuten bitte.", Understood("more-time", True, 5)),
    ("de", "Balint, überspringen.", Understood("skip", True)),
    ("de", "Balint, Aufnahme beenden.", Understood("veto", True)),
    ("de", "Ja, bitte.", Understood("yes", True)),
]


@pytest.mark.parametrize(("language", "text", "meant"), SURE)
def test_what_stands_in_the_book_is_understood(language: str, text: str, meant: Understood) -> None:
    assert understand(text, language) == meant


@pytest.mark.parametrize("heard", ["Bálint", "Ballint", "Ballend", "Balent", "Ba lint", "Palint"])
def test_the_wake_word_may_sound_a_little_different(heard: str) -> None:
    assert understand(f"{heard}, pauze.", "nl") == Understood("pause", True)


@pytest.mark.parametrize(
    "heard", ["Bellen", "Ballen", "Blind", "Talent", "Balans", "Beland", "Valentijn", "Belanden"]
)
def test_another_word_is_not_the_wake_word(heard: str) -> None:
    assert understand(f"{heard}, pauze.", "nl") is None


@pytest.mark.parametrize("language", BOOKS)
def test_without_the_wake_word_nothing_of_the_book_is_a_command(language: str) -> None:
    for phrase in BOOKS[language].phrases:
        assert understand(phrase, language) is None, phrase


@pytest.mark.parametrize("language", BOOKS)
def test_every_phrase_means_what_it_says_and_no_yes_is_a_command(language: str) -> None:
    book = BOOKS[language]
    for phrase, (command, minutes) in book.phrases.items():
        assert understand(f"Balint, {phrase}.", language) == Understood(command, True, minutes)
    for phrase in book.yes:
        assert understand(phrase, language) == Understood("yes", True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Balint."),
        ("nl", "Balint heeft gezegd dat we verder gaan met de volgende fase."),
        ("nl", "In de geest van Balint gaan we verder."),
        ("nl", "Volgens Balint is de dokter het geneesmiddel."),
        ("nl", "We nemen een pauze."),
        ("nl", "Nee."),
        ("nl", "Ja, maar dat is niet wat ik bedoel."),
        ("nl", "Balint, dat was een Hongaar."),
        ("en", "Balint groups began in London."),
        ("de", "Balint war ein Arzt."),
        ("nl", ""),
        ("nl", "..."),
    ],
)
def test_talk_is_no_command(language: str, text: str) -> None:
    assert understand(text, language) is None


@pytest.mark.parametrize(
    ("language", "text", "command"),
    [
        ("nl", "Balint, overslan.", "skip"),
        ("nl", "Ballint, overslaan.", "skip"),
        ("nl", "Balint, stop de opnamen.", "veto"),
        ("nl", "Balint, stop op naam.", "veto"),
        ("en", "Balint, stop recordings.", "veto"),
        ("de", "Balint, Aufnahme benden.", "veto"),
    ],
)
def test_a_near_miss_that_takes_something_away_is_not_sure(
    language: str, text: str, command: str
) -> None:
    understood = understand(text, language)
    assert understood is not None
    assert (understood.command, understood.sure) == (command, False)


@pytest.mark.parametrize("text", ["twien minuten erbij", "twintig minuten erbij", "vier minuten"])
def test_what_is_between_two_commands_is_none(text: str) -> None:
    assert understand(f"Balint, {text}.", "nl") is None


def test_a_near_miss_that_can_be_undone_is_understood() -> None:
    assert understand("Balint, volgend fase.", "nl") == Understood("next", sure=True)
    assert understand("Balint, pause.", "nl") == Understood("pause", sure=True), "by its sound"
    assert understand("Balint, paus.", "nl") == Understood("pause", sure=False)


LETTERS = st.text("abdeilnoprstuvw ", min_size=1, max_size=2)


@given(st.sampled_from(sorted(BOOKS)), st.data())
def test_a_changed_phrase_is_never_sure_to_take_something_away(
    language: str, data: st.DataObject
) -> None:
    phrases = BOOKS[language].phrases
    phrase = data.draw(st.sampled_from(sorted(phrases)))
    at = data.draw(st.integers(0, len(phrase)))
    changed = phrase[:at] + data.draw(LETTERS) + phrase[at + data.draw(st.integers(0, 2)) :]
    understood = understand(f"Balint, {changed}.", language)
    if understood is None or " ".join(changed.split()) in phrases:
        return
    words = [word for word in changed.split() if word not in BOOKS[language].fillers]
    if " ".join(words) not in phrases:
        assert not (understood.sure and understood.command in TAKES_AWAY), changed


@given(st.sampled_from(sorted(BOOKS)), st.text(max_size=60))
def test_any_text_is_taken(language: str, text: str) -> None:
    understand(text, language)
    understand("Balint " + text, language)
