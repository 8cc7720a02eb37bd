"""Sound that breaks under a whole session: a suspended source, a sound server killed and restarted.

A server of its own for each session here, since it is killed. The room hisses, or a source that
gives exact zeros would count as dead by itself.
"""

import signal
import sys

import numpy as np
import pytest

from balint_voice.session import log_records as r
from tests.support.pulse import Pulse, waited_for

from .conftest import BeginProgram
from .program import Program

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="PulseAudio is Linux's"),
]

RATE = 48_000
HISS_S = 150


def hiss(pulse: Pulse) -> None:
    noise = np.random.default_rng(7).normal(0, 0.003, HISS_S * RATE).astype(np.float32)
    pulse.say_into_microphone(noise, RATE)


def listening(begin: BeginProgram, pulse: Pulse) -> Program:
    """A session whose microphone is open, in a room that hisses."""
    hiss(pulse)
    nobody = pulse.listeners()
    program = begin(pace=1, microphone="device")
    program.until_logged(r.MicrophoneOpened)
    waited_for("the device", lambda: pulse.listeners() != nobody)
    return program


def ends_in_order(program: Program) -> None:
    program.process.send_signal(signal.SIGINT)
    assert program.ended() == 130
    assert program.last_event() == "session-interrupted"


def test_a_microphone_that_comes_and_goes_costs_its_own_silence_alone(
    begin: BeginProgram, own_pulse: Pulse
) -> None:
    program = listening(begin, own_pulse)
    own_pulse.pactl("suspend-source", "micfeed.monitor", "1")
    own_pulse.pactl("suspend-source", "mic", "1")
    program.until_logged(r.PartFailed, lambda each: each.part == "microphone")
    own_pulse.pactl("suspend-source", "micfeed.monitor", "0")
    own_pulse.pactl("suspend-source", "mic", "0")
    program.until_logged(r.PartRecovered, lambda each: each.part == "microphone")
    ends_in_order(program)


def test_the_last_microphone_is_unplugged_and_comes_back(
    begin: BeginProgram, own_pulse: Pulse
) -> None:
    program = listening(begin, own_pulse)
    own_pulse.pactl("unload-module", "module-remap-source")
    program.until_logged(r.PartFailed, lambda each: each.part == "microphone")
    own_pulse.pactl(
        "load-module", "module-remap-source", "source_name=mic", "master=micfeed.monitor"
    )
    own_pulse.pactl("set-default-source", "mic")
    program.until_logged(r.PartRecovered, lambda each: each.part == "microphone")
    ends_in_order(program)


def test_a_sound_server_that_dies_and_comes_back_does_not_end_the_session(
    begin: BeginProgram, own_pulse: Pulse
) -> None:
    program = listening(begin, own_pulse)
    own_pulse.stop()
    program.until_logged(r.PartFailed, lambda each: each.part == "microphone")
    own_pulse.start()
    hiss(own_pulse)
    program.until_logged(r.PartRecovered, lambda each: each.part == "microphone")
    ends_in_order(program)


def test_a_voice_that_loses_its_speaker_is_shown_and_the_session_goes_on(
    begin: BeginProgram, own_pulse: Pulse
) -> None:
    program = begin(pace=1, microphone=None, voice="default")
    program.until_logged(r.CueStarted)
    own_pulse.stop()
    program.until_logged(r.PartFailed, lambda each: each.part in ("speaker", "voice"))
    program.until_logged(r.BeatBegan, lambda each: each.beat == "work")
    ends_in_order(program)


def test_a_server_that_hangs_when_the_microphone_is_to_be_opened_is_told_of(
    begin: BeginProgram, own_pulse: Pulse
) -> None:
    hiss(own_pulse)
    nobody = own_pulse.listeners()
    program = begin(pace=1, microphone="device")
    program.until_logged(r.SessionStarted)
    assert own_pulse.listeners() == nobody, "open before anybody was told"
    own_pulse.freeze()
    try:
        program.until_logged(r.PartFailed, lambda each: each.part == "microphone")
    finally:
        own_pulse.thaw()
    program.until_logged(r.PartRecovered, lambda each: each.part == "microphone")
    program.process.send_signal(signal.SIGINT)
    assert program.ended() == 130
    waited_for("nobody to listen", lambda: own_pulse.listeners() == nobody)


def test_a_session_goes_on_and_ends_while_the_sound_hangs(
    begin: BeginProgram, own_pulse: Pulse
) -> None:
    program = begin(pace=1, microphone=None, voice="default")
    program.until_logged(r.CueStarted)
    own_pulse.freeze()
    program.until_logged(r.PartFailed, lambda each: each.part in ("speaker", "voice"))
    program.until_logged(r.BeatBegan, lambda each: each.beat == "work")
    ends_in_order(program)
