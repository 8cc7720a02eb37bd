"""Which texts make one note. Times and texts are as real `base` gave them of three readers."""

import pytest

from balint_voice.listening.joining import join
from balint_voice.listening.transcript import MarkedText


def at(start_s: float, end_s: float, text: str, *unsure: int, doubtful: bool = False) -> MarkedText:
    return MarkedText(text, start_s, end_s, end_s - start_s, doubtful, unsure)


def times(*texts: MarkedText) -> list[tuple[float, float]]:
    return [(one.start_s, one.end_s) for one in join(texts)]


def test_texts_of_one_breath_are_one_note() -> None:
    """The reader paused before and after, and the transcriber parted in the middle."""
    before = at(18.52, 20.95, "De oerknal zullen we daar echter niet vinden.")
    one = at(22.01, 23.27, "Er zit ook een chiffchaft tussen.", 4)
    two = at(23.57, 24.60, "Schaars deze dagen.", 0)
    first, second = join([before, one, two])
    assert (first.start_s, first.end_s) == (18.52, 20.95)
    assert (second.start_s, second.end_s) == (22.01, 24.60)
    assert second.text == "Er zit ook een chiffchaft tussen. Schaars deze dagen."
    assert [second.text.split()[place] for place in second.unsure] == ["chiffchaft", "Schaars"]
    assert second.speech_s == pytest.approx(one.speech_s + two.speech_s)


def test_a_sentence_that_the_transcriber_cut_is_whole_again() -> None:
    heard = (
        at(12.28, 14.19, "Die kantige Berberinze lüte Mai"),
        at(14.19, 16.95, "im Herbst erscheinen rote Estarebere."),
        at(18.04, 20.93, "Bereits der früh wurde Spitze mit Nadeln oder Klöpel"),
        at(20.93, 22.91, "aus dünn vielen Hergestellt."),
    )
    assert times(*heard) == [(12.28, 16.95), (18.04, 22.91)]


def test_a_sentence_goes_on_after_a_short_pause() -> None:
    one = at(2.04, 4.70, "However, due to the slow communication channels,")
    two = at(5.34, 9.72, "styles in the west could lag behind by 25 to 30 years.")
    assert times(one, two) == [(2.04, 9.72)]


def test_what_follows_a_pause_is_another_note() -> None:
    """A sentence that ended, one that begins with a capital, and a pause that is no hesitation."""
    assert len(join([at(19.2, 21.6, "Er is een pagina."), at(22.4, 23.1, "een begin.")])) == 2
    assert len(join([at(12.3, 16.9, "im Herbst rote Beeren"), at(18.0, 20.9, "Bereits sehr")])) == 2
    assert len(join([at(1.0, 2.0, "en toen"), at(3.6, 5.0, "ging hij weg.")])) == 2


def test_a_mark_neither_spreads_nor_gets_lost() -> None:
    sure, doubtful = at(1.0, 2.0, "Ik kwam."), at(2.0, 3.0, "Tot de volgende.", doubtful=True)
    assert join([sure, doubtful, sure]) == (sure, doubtful, sure)


def test_who_talks_on_without_a_pause_gets_several_notes() -> None:
    talk = [at(4.0 * n, 4.0 * n + 4, "Zo ging het.") for n in range(6)]
    assert times(*talk) == [(0.0, 12.0), (12.0, 24.0)]
