"""Where a text was said, told by the times of its words. The numbers are made up."""

import numpy as np
import pytest

from balint_voice.listening.alignment import align
from balint_voice.listening.audio import LISTENING_RATE
from balint_voice.listening.transcript import Decoded, Word
from balint_voice.listening.utterances import OpeningTime
from balint_voice.listening.windows import PlacedUtterance, Window

OPENING = OpeningTime("p", 0.0, 1.0)


def window(*utterances: tuple[float, float]) -> Window:
    """Voices from second to second; 0.3 s before and 0.4 s after each are kept."""
    pieces, offset = [], 0
    for start_s, end_s in utterances:
        voice = round(start_s * LISTENING_RATE), round(end_s * LISTENING_RATE)
        position = voice[0] - round(0.3 * LISTENING_RATE)
        length = voice[1] + round(0.4 * LISTENING_RATE) - position
        pieces.append(PlacedUtterance(offset, length, position, *voice))
        offset += length
    return Window(np.zeros(offset, np.float32), tuple(pieces), OPENING)


def said(start_s: float, end_s: float, *words: tuple[str, float, float]) -> Decoded:
    text = " ".join(word for word, _, _ in words)
    return Decoded(start_s, end_s, text, 0.1, -0.3, tuple(Word(w, 0.9, a, b) for w, a, b in words))


def test_a_sentence_of_ten_seconds_is_not_put_on_a_second() -> None:
    """The segment's own times say 0.8 s; its words say which utterance it was."""
    heard = window((5.0, 15.0), (20.0, 20.8))
    long = said(10.4, 11.2, ("Een", 0.4, 0.7), ("lange", 5.0, 5.4), ("zin.", 9.6, 10.2))
    short = said(11.2, 11.5, ("Ja.", 11.1, 11.5))
    first, second = align(heard, [long, short])
    assert (first.start_s, first.end_s) == pytest.approx((5.0, 15.0))
    assert first.speech_s == pytest.approx(10.0)
    assert (second.start_s, second.end_s) == pytest.approx((20.0, 20.8))


def test_two_sentences_of_one_utterance_are_parted_where_a_word_ends() -> None:
    heard = window((2.0, 8.0), (12.0, 13.0))
    one = said(0.0, 3.0, ("Ik", 0.3, 0.5), ("kwam.", 0.6, 1.4))
    two = said(3.0, 6.0, ("Toen", 4.0, 4.3), ("zei", 4.4, 4.7), ("hij", 5.9, 6.2))
    three = said(6.0, 8.0, ("Nee.", 7.1, 7.5))
    placed = align(heard, [one, two, three])
    assert [round(each.start_s, 1) for each in placed] == [2.0, 5.7, 12.0]
    assert [round(each.end_s, 1) for each in placed] == [3.1, 8.0, 13.0]


def test_a_word_in_the_pause_between_two_voices_belongs_to_its_own_text() -> None:
    """The first word of the second text lies in the quiet that is kept after the first voice, and
    the last word of the first text in the quiet before the second."""
    heard = window((2.0, 4.0), (8.0, 10.0))
    one = said(0.0, 2.9, ("Ik", 0.3, 0.5), ("kwam.", 2.75, 2.95))
    two = said(2.9, 5.0, ("De", 2.4, 2.6), ("man", 3.2, 3.6), ("sliep.", 4.0, 4.9))
    first, second = align(heard, [one, two])
    assert (first.start_s, first.end_s) == pytest.approx((2.0, 4.0))
    assert (second.start_s, second.end_s) == pytest.approx((8.0, 10.0))


def test_words_that_lie_in_the_pause_around_a_voice_are_put_on_the_voice() -> None:
    placed = align(window((2.0, 3.0)), [said(0.0, 1.7, ("Ja.", 0.0, 1.7))])
    assert (placed[0].start_s, placed[0].end_s) == pytest.approx((2.0, 3.0))
