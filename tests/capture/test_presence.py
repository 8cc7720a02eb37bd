"""An open microphone tells how loud it is, and whether it hears anybody."""

import math

import numpy as np
import pytest

from balint_voice.adapters.capture.pipeline import PipelineSettings
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.level_bar import level_bar, step_of
from balint_voice.listening.presence import NOBODY_S
from balint_voice.session.inputs import LevelChanged, NobodyHeard, PartFailed
from tests.capture.room import QUIET, MakeRoom
from tests.support.fakes_listening import silence, tone


def test_zeros_between_sentences_are_no_fault_and_no_gap(room: MakeRoom) -> None:
    """A gate or a headset gives them; a microphone that gave a sound before is not dead."""
    gated: Samples = np.zeros(15 * LISTENING_RATE, np.float32)
    here = room(tone(2.0), gated.copy(), tone(2.0), gated.copy(), tone(2.0))
    here.listen()
    assert here.inbox.of(PartFailed) == [] and here.inbox.of(NobodyHeard) == []
    assert {entry.kind for entry in here.notes.entries} == {"heard"}


def test_nobody_is_heard_from_the_beginning_or_when_it_is_switched_off(room: MakeRoom) -> None:
    here = room(silence(NOBODY_S + 1), tone(2.0), silence(NOBODY_S + 10))
    here.listen()
    (told,) = here.inbox.of(NobodyHeard)
    assert told.quiet_s == pytest.approx(NOBODY_S, abs=0.2), "the silence after it is theirs"
    off: Samples = np.zeros(round((NOBODY_S + 10) * LISTENING_RATE), np.float32)
    muted = room(tone(2.0), silence(QUIET), off.copy(), tone(2.0), off.copy())
    muted.listen()
    assert len(muted.inbox.of(NobodyHeard)) == 2, "once each time"
    played = room(off.copy(), settings=PipelineSettings(dead_after_s=math.inf))
    played.listen()
    assert played.inbox.of(NobodyHeard) == [], "a recording may well end in silence"


def test_the_level_is_told_in_steps(room: MakeRoom) -> None:
    square = np.sign(tone(2.0, level=1.0)).astype(np.float32)
    here = room(silence(2.0), tone(2.0, level=0.1), square, silence(6.0))
    here.listen()
    steps = [(told.step, told.clips) for told in here.inbox.of(LevelChanged)]
    loudest = steps.index((5, True))
    assert steps[0] == (1, False) and steps[1] == (4, False) and loudest == 2
    assert steps[3:] == [(4, False), (3, False), (2, False), (1, False)], "it falls calmly"


def test_a_step_of_the_bar() -> None:
    assert [step_of(peak) for peak in (-140, -71, -60, -40, -25, -10, 0)] == [0, 0, 1, 2, 3, 4, 5]
    assert [level_bar(step) for step in (0, 2, 5, 9)] == ["░░░░░", "██░░░", "█████", "█████"]
