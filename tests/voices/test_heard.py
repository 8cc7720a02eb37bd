"""A pack in the room: recorded with a microphone, and heard in a whole session."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soxr

from balint_voice.adapters.capture.silero import SileroDetector
from balint_voice.adapters.sound.microphone import DeviceMicrophone
from balint_voice.adapters.sound.sound_file import read_sound
from balint_voice.adapters.tts import line_recorder
from balint_voice.adapters.tts.line_recorder import record_line
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.adapters.tts.voice_pack import load_pack
from balint_voice.listening.audio import LISTENING_RATE, AudioBlock, Samples, Sound
from tests.display.terminal import Terminal
from tests.support.fakes import FakeMicrophone
from tests.support.matching import find_in_pieces, pieces_at
from tests.support.program import ran
from tests.support.pulse import RECORDING_RATE, Pulse

from . import voice

LOOK_RATE = 8_000
LINES = voice.lines()

HEARD = 0.7
"""The least likeness of what was said, also beside other programs (`find_in_pieces`)."""


def command(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    return ran(*arguments, env={**os.environ, "BALINT_VOICE_DATA": str(data)})


def speak(pulse: Pulse, text: str, *, before_s: float = 1.0, after_s: float = 4.0) -> None:
    sound = voice.said(text)
    around = [np.zeros(round(s * sound.rate), np.float32) for s in (before_s, after_s)]
    pulse.say_into_microphone(np.concatenate([around[0], sound.samples * 3, around[1]]), sound.rate)


def test_a_short_line_that_is_torn_is_found_and_one_that_was_not_said_is_not() -> None:
    """What the tests below judge by: silence in its first second, as a busy machine leaves it."""
    phases = [line for line in LINES if line.id.count("/") == 2][:11]
    line = phases.pop()
    assert line.id == "demo/besluitvorming/begin"
    before = np.concatenate([at_8_khz(voice.said(each.text)) for each in phases])
    pieces = np.split(at_8_khz(voice.said(line.text)), [4_400, 7_200, 12_800])
    silences = [np.zeros(samples, np.float32) for samples in (2_800, 2_400, 4_000, 8_000)]
    torn = [part for both in zip(pieces, silences, strict=True) for part in both]
    heard = np.concatenate([before, *torn])
    sound = voice.said(line.text)
    assert find_in_pieces(sound, heard, LOOK_RATE).likeness > HEARD
    assert find_in_pieces(sound, before, LOOK_RATE).likeness < HEARD


def test_a_line_ends_by_itself_after_a_silence_and_not_at_a_breath(pulse: Pulse) -> None:
    text = "Pauze. De klok staat stil. We gaan zo verder."
    speak(pulse, text)
    sound = record_line(DeviceMicrophone(), SileroDetector())
    pulse.hush()
    assert sound is not None
    assert sound.rate == LISTENING_RATE
    match = find_in_pieces(voice.reader().render(text), at_8_khz(sound), LOOK_RATE)
    assert match.likeness > HEARD


class SlowMicrophone(FakeMicrophone):
    """Each block takes it a second."""

    def read(self, timeout: float) -> AudioBlock | None:
        return super().read(timeout) if timeout > 1.0 else None


def test_a_block_that_comes_late_is_waited_for() -> None:
    spoken = voice.said("Pauze. De klok staat stil.")
    samples = soxr.resample(spoken.samples * 3, spoken.rate, LISTENING_RATE)
    quiet = np.zeros(3 * LISTENING_RATE, np.float32)
    late = SlowMicrophone(np.concatenate([samples, quiet]).astype(np.float32))
    assert record_line(late, SileroDetector()) is not None


def test_nobody_speaks(pulse: Pulse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_recorder, "BEGINS_WITHIN_S", 1.0)
    assert record_line(DeviceMicrophone(), SileroDetector()) is None


def at_8_khz(sound: Sound) -> Samples:
    return np.asarray(soxr.resample(sound.samples, sound.rate, LOOK_RATE), np.float32)


@pytest.mark.slow
def test_a_pack_is_recorded_in_a_terminal_left_and_taken_up(pulse: Pulse, tmp_path: Path) -> None:
    arguments = ["-m", "balint_voice", "voices", "record", "anna", "--script", "demo"]
    server = os.environ["PULSE_SERVER"]
    first, second = LINES[:2]
    with Terminal([*arguments, "--who", "Anna"], tmp_path, sound_server=server) as terminal:
        terminal.sees(f"1/{len(LINES)}  {first.id}")
        terminal.press(" ")
        terminal.sees("Spreek nu")
        speak(pulse, "Eh, wat staat daar nu eigenlijk?")
        terminal.sees("spatie: bewaren")
        terminal.press("r")
        terminal.sees("Spreek nu")
        speak(pulse, first.text)
        terminal.sees("spatie: bewaren")
        pulse.hush()
        terminal.press(" ")
        terminal.sees(f"2/{len(LINES)}  {second.id}")
        terminal.press("q")
        terminal.sees("Ingesproken voor anna: 1.")
        assert terminal.ended() == 0
    pulse.hush()
    (kept,) = json.loads((tmp_path / "voices/anna/voice.json").read_text())["sounds"].items()
    assert kept[0] == first.id
    assert kept[1]["text"] == first.text
    sound = read_sound(tmp_path / "voices/anna" / f"{first.id.replace('/', '.')}.flac")
    said = voice.reader().render(first.text)
    assert find_in_pieces(said, at_8_khz(sound), LOOK_RATE).likeness > HEARD
    with Terminal(arguments, tmp_path, sound_server=server) as terminal:
        terminal.sees(f"1/{len(LINES) - 1}  {second.id}")
        terminal.press("s")
        terminal.sees(f"2/{len(LINES) - 1}")
        terminal.press("q")
        assert terminal.ended() == 0


def test_without_a_terminal_nothing_is_recorded(tmp_path: Path) -> None:
    done = command("voices", "record", "anna", data=tmp_path)
    assert done.returncode == 2
    assert "terminal" in done.stderr
    assert not (tmp_path / "voices").exists()


@pytest.mark.slow
@pytest.mark.parametrize("every", [1, 2], ids=["whole", "half"])
def test_a_session_speaks_with_the_pack_and_where_it_lacks_with_the_usual_voice(
    pulse: Pulse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    there = LINES[::every]
    voice.read_aloud(tmp_path / "from", there)
    made = command("voices", "import", "anna", str(tmp_path / "from"), data=tmp_path)
    assert made.returncode == 0, made.stderr
    checked = command("voices", "check", "anna", data=tmp_path)
    assert f"{len(there)} van de {len(LINES)} teksten" in checked.stdout
    with pulse.record_speaker() as speaker:
        ran = command("run", "demo", "--voice", "anna", "--plain", "--pace", "20", data=tmp_path)
        assert ran.returncode == 0, ran.stderr
        heard = soxr.resample(speaker.samples, RECORDING_RATE, LOOK_RATE)
    usual = ChildSynthesizer(choose_voice("nl"))
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path))
    pack = load_pack("anna")
    said = [line for line in LINES if " ".join(line.text.split()) in " ".join(ran.stdout.split())]
    ours = [line for line in said if line in there]
    theirs = [line for line in said if line not in there]
    assert len(ours) >= 4
    assert bool(theirs) == (every > 1)
    for line in ours:
        sound = read_sound(pack.path(line.id))
        match = find_in_pieces(sound, heard, LOOK_RATE)
        pieces = pieces_at(sound, heard, LOOK_RATE, match.at_s)
        assert match.likeness > HEARD, (line.id, match, pieces, ran.stdout, ran.stderr)
    for line in theirs:
        assert find_in_pieces(usual.render(line.text), heard, LOOK_RATE).likeness > HEARD, line.id
    usual.close()
