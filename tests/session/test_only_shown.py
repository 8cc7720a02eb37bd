"""A cue that is only shown, because sound broke, makes the microphone deaf no longer."""

import pytest

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.cue_ids import CueId
from tests.support.theatre import Theatre, at_work, recorded_transitions

PHASE = "probleemstelling"
AIR = 5.0
"""Longer than the silence between two cues."""


@pytest.fixture
def theatre() -> Theatre:
    """The presenter's phase, recorded; its microphone is open."""
    made = at_work(PHASE, recorded=(PHASE,))
    made.play(until=lambda: made.session.state.microphone.open is not None)
    return made


def hand(theatre: Theatre, given: i.Input, after: float = 0.1) -> list[o.Output]:
    """Without a voice that answers."""
    theatre.now = Instant(theatre.now + after)
    return list(theatre.session.handle(given, theatre.now))


def cue_of(done: list[o.Output]) -> str:
    return next(str(out.cue.id) for out in done if isinstance(out, o.Say))


def test_it_hears_again_as_soon_as_it_is_known_that_nothing_sounds(theatre: Theatre) -> None:
    done = hand(theatre, i.TellTimeLeft(), after=AIR)
    assert o.TurnDeaf() in done
    cue = cue_of(done)
    assert hand(theatre, i.CueOnlyShown(CueId.parse(cue))) == [o.HearAgain(echo=False)]
    assert theatre.session.state.cues.sounding is not None, "it is still there to be read"
    after = hand(theatre, i.CueFailed(CueId.parse(cue)), after=3.0)
    assert not [out for out in after if isinstance(out, o.HearAgain | o.TurnDeaf)]


def test_what_was_heard_in_part_may_still_ring(theatre: Theatre) -> None:
    cue = cue_of(hand(theatre, i.TellTimeLeft(), after=AIR))
    hand(theatre, i.CueStarted(CueId.parse(cue)))
    assert hand(theatre, i.CueOnlyShown(CueId.parse(cue))) == [o.HearAgain(echo=True)]


def test_the_next_cue_makes_it_deaf_again(theatre: Theatre) -> None:
    cue = cue_of(hand(theatre, i.TellTimeLeft(), after=AIR))
    hand(theatre, i.CueOnlyShown(CueId.parse(cue)))
    hand(theatre, i.CueFailed(CueId.parse(cue)))
    assert o.TurnDeaf() in hand(theatre, i.TellTimeLeft(), after=AIR)


def test_it_opens_when_what_announces_it_can_have_been_read() -> None:
    theatre = at_work("verzamelen", recorded=(PHASE,))
    opens = f"{PHASE}/microphone-on"
    theatre.play(
        until=lambda: (
            (cue := theatre.session.state.cues.sounding) is not None and str(cue.id) == opens
        )
    )
    done, sounding = list[o.Output](), theatre.session.state.cues.sounding
    while sounding is not None:
        assert o.OpenMicrophone(PHASE, "record", echo=False) not in done
        done = hand(theatre, i.CueOnlyShown(sounding.id), after=0.0)
        done += hand(theatre, i.CueFailed(sounding.id), after=3.0)
        done += hand(theatre, i.TimePassed(), after=AIR)
        sounding = theatre.session.state.cues.sounding
    assert o.OpenMicrophone(PHASE, "record", echo=False) in done


def test_the_receipt_names_what_was_not_heard(theatre: Theatre) -> None:
    hand(theatre, i.ListeningEnded(PHASE, 60.0, 30.0, 30.0, 0.0, unheard_s=7.5))
    theatre.play()
    (receipt,) = recorded_transitions(theatre, r.AudioDeleted)
    assert isinstance(receipt[1], r.AudioDeleted)
    assert receipt[1].unheard_s == 7.5
