"""The rule for spoken commands, on numbers that real `base` gave: no sound is needed."""

from collections.abc import Mapping

import pytest

from balint_voice.listening.phrase_book import BOOKS
from balint_voice.listening.phrases import (
    TAKES_AWAY,
    CommandThresholds,
    Likelihood,
    Phrase,
    Scored,
    Understood,
    calls,
    choose,
    contenders,
    is_called,
    is_perhaps_called,
    is_yes,
    phrases,
)

RULE = CommandThresholds()
CALLED = Likelihood(-4.7, -19.4, 3)
"""The wake word, said by a voice of espeak in a quiet room."""
PERHAPS = Likelihood(-18.5, -19.4, 3)
NOT_CALLED = Likelihood(-22.9, -19.4, 3)
ASKED = (
    Phrase((" Balint,", " pauze."), 0, "pause"),
    Phrase((" Balint,", " overslaan."), 0, "skip"),
    Phrase((" Balint,", " stop opname."), 0, "veto"),
    Phrase((" Balint,", " vijf minuten erbij."), 0, "more-time", 5),
    Phrase((" Balint,", " tien minuten erbij."), 0, "more-time", 10),
)
UNLIKELY = Likelihood(-22.0, -22.0, 4)


def heard(rest: Mapping[str, Likelihood], wake: Likelihood = CALLED) -> Scored:
    """The likelihoods of the five phrases; those that are not named are as likely as nothing."""
    return [(wake, rest.get(phrase.parts[1].strip(), UNLIKELY)) for phrase in ASKED]


def test_the_likeliest_phrase_after_the_wake_word_is_the_command() -> None:
    found = heard({"vijf minuten erbij.": Likelihood(-11.2, -30.1, 8)})
    assert choose(found, ASKED, RULE) == Understood("more-time", sure=True, minutes=5)


def test_without_the_wake_word_nothing_is_a_command() -> None:
    found = heard({"pauze.": Likelihood(-2.0, -15.0, 3)}, wake=NOT_CALLED)
    assert choose(found, ASKED, RULE) is None
    assert not is_called(found, ASKED, RULE)
    assert is_called(heard({}), ASKED, RULE)


def test_where_the_wake_word_came_first_no_phrase_ends_with_it() -> None:
    """ "Balint, was meinst du dazu?": the model hears an echo of the word behind "Pause", too."""
    asked = (
        Phrase((" Balint,", " wiederholen."), 0, "repeat"),
        Phrase((" Pause,", " Balint."), 1, "pause"),
    )
    pause, echo = Likelihood(-8.0, -10.0, 2), Likelihood(-12.0, -20.0, 3)
    assert choose([(CALLED, UNLIKELY), (pause, echo)], asked, RULE) is None
    last = Likelihood(-5.0, -20.0, 3)
    faint = Likelihood(-12.0, -19.4, 3)
    found = [(faint, UNLIKELY), (pause, last)]
    assert choose(found, asked, RULE) == Understood("pause", sure=True)


def test_where_the_wake_word_comes_later_no_phrase_begins_with_it() -> None:
    """ "So würde Balint das nicht machen", by a voice of espeak: he is named, and nobody called."""
    asked = (
        Phrase((" Balint,", " was kann ich sagen?"), 0, "help"),
        Phrase((" Pause,", " Balint."), 1, "pause"),
    )
    help_, unlikely = Likelihood(-13.0, -14.6, 5), Likelihood(-20.0, -10.0, 2)
    first, last = Likelihood(-15.8, -20.9, 3), Likelihood(-10.5, -20.0, 3)
    assert choose([(first, help_), (unlikely, last)], asked, RULE) is None
    faint = Likelihood(-15.0, -20.0, 3)
    found = [(first, help_), (unlikely, faint)]
    assert choose(found, asked, RULE) == Understood("help", sure=True)


def test_a_call_that_is_unclear_is_looked_at_closer_and_leaves_the_phrase_open() -> None:
    """In a room that echoes: the first gain of one voice, and what it was said with."""
    found = heard({"pauze.": Likelihood(-2.0, -15.0, 3)}, wake=PERHAPS)
    assert not is_called(found, ASKED, RULE)
    assert is_perhaps_called(found, ASKED, RULE)
    assert not is_perhaps_called(heard({}, wake=NOT_CALLED), ASKED, RULE)
    assert choose(found, ASKED, RULE) == Understood("pause", sure=True)


def test_talk_after_the_wake_word_stays_under_the_floor() -> None:
    """ "Balint heeft dat ook gezegd": every phrase is unlikely, one of them the least."""
    found = heard({"pauze.": Likelihood(-19.0, -15.0, 3)})
    assert choose(found, ASKED, RULE) is None


def test_a_number_that_could_be_either_of_two_is_asked_back() -> None:
    found = heard(
        {
            "vijf minuten erbij.": Likelihood(-11.2, -30.1, 8),
            "tien minuten erbij.": Likelihood(-11.9, -30.1, 8),
        }
    )
    assert choose(found, ASKED, RULE) == Understood("more-time", sure=False, minutes=5)


def test_what_could_be_either_of_two_commands_is_none() -> None:
    """Also where the number is unclear besides: then it is not clear what to ask."""
    five, pause = Likelihood(-11.2, -30.1, 8), Likelihood(-6.2, -15.0, 3)
    both = {"vijf minuten erbij.": five, "pauze.": pause}
    assert choose(heard(both), ASKED, RULE) is None
    ten = {"tien minuten erbij.": five._replace(heard=-11.9)}
    assert choose(heard(both | ten), ASKED, RULE) is None


def test_what_is_hardly_likely_itself_has_to_be_further_above() -> None:
    """Real `base` in a room, played slower: "verder" was said, "pauze" is the best of what is
    left, and a likelier one needs no more than that."""
    asked = (*ASKED[:1], Phrase((" Balint,", " ja."), 0, "yes"))
    pause, yes = Likelihood(-14.4, -15.2, 3), Likelihood(-9.3, -7.2, 2)
    assert choose([(CALLED, pause), (CALLED, yes)], asked, RULE) is None
    likelier = [
        (CALLED, one._replace(heard=one.heard + 1.5 * one.tokens**0.75)) for one in (pause, yes)
    ]
    assert choose(likelier, asked, RULE) == Understood("pause", sure=True)


def test_what_the_model_would_say_of_nothing_is_taken_off() -> None:
    """Here "overslaan" is likelier as it stands, and "pauze" is what the sound speaks for."""
    found = heard({"pauze.": Likelihood(-6.0, -15.0, 3), "overslaan.": Likelihood(-5.5, -6.0, 3)})
    assert choose(found, ASKED, RULE) == Understood("pause", sure=True)


def test_what_takes_something_away_is_asked_back_unless_it_is_far_ahead() -> None:
    far = heard({"overslaan.": Likelihood(-2.0, -16.0, 4)})
    near = heard({"overslaan.": Likelihood(-8.0, -16.0, 4), "pauze.": Likelihood(-8.3, -15.0, 3)})
    assert choose(far, ASKED, RULE) == Understood("skip", sure=True)
    assert choose(near, ASKED, RULE) == Understood("skip", sure=False)


def test_who_speaks_on_after_a_phrase_gave_no_command_unless_it_is_a_veto() -> None:
    """ "Balint, pauze hebben we al gehad" is longer than anybody says "Balint, pauze"."""
    pause = heard({"pauze.": Likelihood(-6.0, -15.0, 3)})
    assert choose(pause, ASKED, RULE, 2.2) == Understood("pause", sure=True)
    assert choose(pause, ASKED, RULE, 2.3) is None
    veto = heard({"stop opname.": Likelihood(-2.0, -19.0, 4)})
    assert choose(veto, ASKED, RULE, 9.0) == Understood("veto", sure=True)


def test_a_veto_that_is_only_probable_is_never_dropped_for_another_command() -> None:
    found = heard(
        {"pauze.": Likelihood(-6.0, -15.0, 3), "stop opname.": Likelihood(-7.5, -19.0, 4)}
    )
    assert choose(found, ASKED, RULE) == Understood("veto", sure=False)


def test_what_is_not_clear_is_looked_at_closer() -> None:
    """Real `base` in a room: "tien" is hardly above "vijf", and played slower it is."""
    unclear = heard(
        {
            "tien minuten erbij.": Likelihood(-11.2, -30.1, 8),
            "vijf minuten erbij.": Likelihood(-11.9, -30.1, 8),
        }
    )
    few = contenders(unclear, ASKED, RULE)
    assert [one.minutes for one in few[:2]] == [10, 5]
    assert choose(unclear, ASKED, RULE) == Understood("more-time", sure=False, minutes=10)
    slower = [
        (CALLED, Likelihood(-9.1, -30.1, 8)),
        (CALLED, Likelihood(-12.9, -30.1, 8)),
        *[(CALLED, UNLIKELY)] * (len(few) - 2),
    ]
    assert choose(slower, few, RULE) == Understood("more-time", sure=True, minutes=10)


def test_what_is_clear_or_far_from_any_command_is_not_looked_at_again() -> None:
    clear = heard({"vijf minuten erbij.": Likelihood(-11.2, -30.1, 8)})
    talk = [(CALLED, Likelihood(-30.0, -22.0, 4))] * len(ASKED)
    uncalled = heard({"pauze.": Likelihood(-2.0, -15.0, 3)}, wake=NOT_CALLED)
    for found in (clear, talk, uncalled, ()):
        assert contenders(found, ASKED, RULE) == ()


def test_a_phrase_just_under_the_floor_is_looked_at_closer_once_for_each_command() -> None:
    found = heard({"pauze.": Likelihood(-15.0, -15.0, 3)})
    spelled_twice = (*ASKED, Phrase((" Balint,", " even pauze."), 0, "pause"))
    few = contenders([*found, (CALLED, UNLIKELY)], spelled_twice, RULE)
    assert few[0].command == "pause"
    assert len({(one.command, one.minutes) for one in few}) == len(few)


def test_a_model_of_few_words_has_to_be_certain_of_the_phrase() -> None:
    found = heard({"pauze.": Likelihood(-3.0, -15.0, 3)})
    assert choose(found, ASKED, CommandThresholds(confidence=0.3)) is not None
    assert choose(found, ASKED, CommandThresholds(confidence=0.9)) is None


def test_a_model_that_always_says_the_wake_word_can_still_be_called() -> None:
    lips = Likelihood(-0.1, -2.3, 3)
    found = heard({"pauze.": Likelihood(-0.2, -15.0, 3)}, wake=lips)
    assert choose(found, ASKED, RULE) == Understood("pause", sure=True)
    assert not is_called(heard({}, wake=Likelihood(-1.0, -2.3, 3)), ASKED, RULE)
    asked = (ASKED[0], Phrase((" Pauze,", " Balint."), 1, "pause"))
    last = (UNLIKELY, Likelihood(-6.0, -20.0, 3))
    found = [(lips, Likelihood(-0.2, -15.0, 3)), last]
    assert choose(found, asked, RULE) == Understood("pause", sure=True)


def test_of_what_was_wiped_there_is_nothing() -> None:
    assert choose((), ASKED, RULE) is None
    assert not is_called((), ASKED, RULE)


@pytest.mark.parametrize("language", BOOKS)
def test_every_command_can_be_said_in_every_language(language: str) -> None:
    listed = phrases(language, "Balint")
    said = {(one.command, one.minutes) for one in listed}
    assert {("more-time", 2), ("more-time", 5), ("more-time", 10)} < said
    assert {command for command, _ in said} == set(BOOKS["nl"].phrases)
    assert {command for command, _ in said} > TAKES_AWAY
    texts = ["".join(one.parts) for one in listed]
    assert len(texts) == len(set(texts))
    assert all("{" not in text and text.startswith(" ") for text in texts)


def test_the_wake_word_may_come_last_and_may_be_another() -> None:
    texts = {one.parts: one.wake for one in phrases("nl", "Sokrates")}
    assert texts[" Sokrates,", " pauze."] == 0
    assert texts[" Pauze,", " Sokrates."] == 1
    assert {one.wake for one in calls("nl", "Sokrates")} == {0, 1}


@pytest.mark.parametrize(
    ("language", "text", "yes"),
    [
        ("nl", "Ja.", True),
        ("nl", "Ja, graag!", True),
        ("nl", "Ja, maar hij bleef.", False),
        ("en", "Yes, that's right.", True),
        ("de", "Ja, genau.", True),
        ("de", "Nein.", False),
        ("fr", "Oui, c'est ça.", True),
        ("fr", "Oui, mais il est resté.", False),
    ],
)
def test_a_yes_is_the_whole_of_what_was_said(language: str, text: str, yes: bool) -> None:
    assert is_yes(text, language) == yes
