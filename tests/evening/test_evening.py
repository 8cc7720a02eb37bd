"""A whole session as a group has it: the program in a process of its own, real sound both ways.

The demo script runs at its own speed, with `--record case,decision`. A presenter speaks into the
virtual microphone in both recorded phases, and once in between, where nothing may be heard.
"""

import json
import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soxr

from balint_voice.adapters.files.prompt_store import load_script
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import Samples, Sound
from tests.support.matching import find, likeness_at
from tests.support.pulse import PATIENCE_S, RECORDING_RATE, Pulse

pytestmark = pytest.mark.xdist_group("evening")

PRESENTER, RATE = "nl+f2", 155
PASSPHRASE = "fiets lamp water brood"
CASE = "Mijn patiënt is een oude man van tachtig jaar. Mijn vraag is hoe ik een grens kan stellen."
DECISION = "De volgende keer zal ik het verdriet benoemen."
NOT_RECORDED = "Hij komt elke week met pijn op de borst."
LOOK_RATE = 8_000


@dataclass
class HeardSession:
    """What came of it: all that anybody could see, hear or read.

    `speech`: what was said. `heard` at the speaker and `room` at the microphone, at LOOK_RATE.
    `opened_at`: the second of `room` at which the microphone was shown to open, each time;
    `opened_at_the_speaker`: the second of `heard` at which it was the first time.
    """

    lines: list[str] = field(default_factory=list)
    errors: str = ""
    code: int = -1
    data: Path = Path()
    speech: dict[str, Sound] = field(default_factory=dict)
    opened_at: list[float] = field(default_factory=list)
    opened_at_the_speaker: float = 0.0
    heard: Samples = field(default_factory=lambda: np.zeros(0, np.float32))
    room: Samples = field(default_factory=lambda: np.zeros(0, np.float32))

    def log(self) -> list[dict[str, object]]:
        path = next(self.data.glob("sessions/*/timing.jsonl"))
        return [json.loads(line) for line in path.read_text().splitlines()]

    def times(self, event: str, **fields: object) -> list[float]:
        """When it happened, on the session's clock."""
        wanted = {"event": event, **fields}.items()
        return [float(str(each["at"])) for each in self.log() if wanted <= each.items()]


def command(*arguments: str, data: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "balint_voice", *arguments],
        input=given,
        capture_output=True,
        text=True,
        env=environment(data),
        timeout=PATIENCE_S,
        check=False,
    )


def environment(data: Path) -> dict[str, str]:
    return {**os.environ, "BALINT_VOICE_DATA": str(data), "NO_COLOR": "1"}


@pytest.fixture(scope="module")
def evening(pulse: Pulse, tmp_path_factory: pytest.TempPathFactory) -> HeardSession:
    """The session, run once; every test below looks at it."""
    found = HeardSession(data=tmp_path_factory.mktemp("data"))
    voice = ChildSynthesizer(choose_voice("nl", PRESENTER), rate=RATE)
    found.speech = {text: voice.render(text) for text in (CASE, DECISION, NOT_RECORDED)}
    voice.close()
    secret = found.data / "passphrase"
    secret.write_text(PASSPHRASE + "\n")
    arguments = (
        *("run", "demo", "--record", "case,decision", "--model", "demo-nl"),
        *("--consent-given", "--plain"),
    )
    with pulse.record_speaker() as speaker, pulse.record_microphone() as microphone:
        process = subprocess.Popen(
            [sys.executable, "-m", "balint_voice", *arguments, "--passphrase-file", str(secret)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**environment(found.data), "PYTHONUNBUFFERED": "1"},
        )
        to_say = iter((CASE, DECISION))
        assert process.stdout is not None and process.stderr is not None
        errors: list[str] = []
        opened: list[float] = []
        reader = threading.Thread(target=lambda: errors.extend(process.stderr or ()), daemon=True)
        reader.start()
        for line in process.stdout:
            found.lines.append(line.rstrip("\n"))
            if "[MICROFOON AAN]" in line:
                opened.append(time.monotonic())
                _speak(pulse, found.speech[next(to_say)])
            elif "Schrijf maar op" in line:
                _speak(pulse, found.speech[NOT_RECORDED])
        found.code = process.wait(timeout=PATIENCE_S)
        reader.join(timeout=PATIENCE_S)
        found.errors = "".join(errors)
        pulse.until_said()
        found.opened_at = [microphone.at(moment) / RECORDING_RATE for moment in opened]
        found.opened_at_the_speaker = speaker.at(opened[0]) / RECORDING_RATE
        found.heard = soxr.resample(speaker.samples, RECORDING_RATE, LOOK_RATE)
        found.room = soxr.resample(microphone.samples, RECORDING_RATE, LOOK_RATE)
    return found


def _speak(pulse: Pulse, sound: Sound) -> None:
    """Speak when the cue's echo has died away."""
    lead = np.zeros(round(1.5 * sound.rate), np.float32)
    pulse.say_into_microphone(np.concatenate([lead, sound.samples]), sound.rate)


def words(text: str) -> list[str]:
    return re.findall(r"[a-zà-ÿ]+", text.lower())


def notes_of(evening: HeardSession) -> list[dict[str, object]]:
    given = command(
        "notes", "--format", "json", "--passphrase-file", "-", data=evening.data, given=PASSPHRASE
    )
    assert given.returncode == 0, given.stderr
    shown = json.loads(given.stdout)
    assert shown["complete"] is True
    entries: list[dict[str, object]] = shown["entries"]
    return entries


def test_it_ends_in_order(evening: HeardSession) -> None:
    assert evening.code == 0, evening.errors
    assert "Traceback" not in evening.errors
    assert evening.log()[-1]["event"] == "session-ended"


def test_what_was_said_in_the_recorded_phases_is_in_the_sealed_notes(evening: HeardSession) -> None:
    by_phase: dict[str, list[str]] = {}
    for entry in notes_of(evening):
        by_phase.setdefault(str(entry["phase"]), []).extend(words(str(entry["text"])))
    assert set(by_phase) == {"probleemstelling", "besluitvorming"}
    for phase, said in (("probleemstelling", CASE), ("besluitvorming", DECISION)):
        wanted = words(said)
        found = [word for word in wanted if word in by_phase[phase]]
        assert len(found) >= 0.8 * len(wanted), f"{by_phase[phase]} for {wanted}"


def test_the_notes_say_when_within_a_second(evening: HeardSession) -> None:
    """Where the recording of the room has the voice: the time it takes to start a player is none of
    theirs."""
    opened = [
        (str(each["phase"]), float(str(each["at"])))
        for each in evening.log()
        if each["event"] == "microphone-opened" and each["purpose"] == "record"
    ]
    for (phase, at), shown, text in zip(opened, evening.opened_at, (CASE, DECISION), strict=True):
        since = round(shown * LOOK_RATE)
        near = evening.room[since : since + 60 * LOOK_RATE]
        said = at + find(evening.speech[text], near, LOOK_RATE).at_s
        first = min(float(str(e["start_s"])) for e in notes_of(evening) if e["phase"] == phase)
        assert abs(first - said) < 1.0


def test_what_was_said_elsewhere_is_nowhere(evening: HeardSession) -> None:
    heard = {word for entry in notes_of(evening) for word in words(str(entry["text"]))}
    own = {"welkom", "bewaak", "opgenomen", "microfoon", "wist", "gewist", "fase", "associaties"}
    assert not heard & own, "the program's own cues are in the notes"
    assert "pijn" not in heard and "borst" not in heard, "a phase that is not recorded is in them"


def test_no_word_of_it_is_readable_anywhere(evening: HeardSession) -> None:
    canaries = [b"tachtig", b"verdriet", b"grens", PASSPHRASE.encode()]
    for path in evening.data.glob("sessions/**/*"):
        if path.is_file():
            content = path.read_bytes().lower()
            assert not [canary for canary in canaries if canary in content], path
    spoken = "\n".join(evening.lines).lower() + evening.errors.lower()
    assert "tachtig" not in spoken and "verdriet" not in spoken


def test_the_speaker_played_every_cue_in_order(evening: HeardSession) -> None:
    """Each when the log says so."""
    script = load_script("demo", "nl")
    phases = {
        f"{phase.id}/{beat}": getattr(phase, beat)
        for phase in script.phases
        for beat in ("announce", "begin", "close")
    }
    spoken = {
        "welcome": script.words.cue("welcome", name=script.name, people=script.people),
        **phases,
        "audio-deleted": script.words.cue("audio-deleted"),
    }
    behind = evening.opened_at_the_speaker - evening.times("microphone-opened", purpose="record")[0]
    voice = ChildSynthesizer(choose_voice("nl"))
    began, likeness = [], []
    for cue, text in spoken.items():
        (at,) = evening.times("cue-began", cue=cue)
        began.append(at)
        likeness.append(likeness_at(voice.render(text), evening.heard, LOOK_RATE, at + behind))
    voice.close()
    assert min(likeness) > 0.6, dict(zip(spoken, likeness, strict=True))
    assert began == sorted(began)


def test_the_review_holds_the_times_and_no_content(evening: HeardSession) -> None:
    shown = command("review", "--json", data=evening.data)
    review = json.loads(shown.stdout)
    phases = {phase["phase"]: phase for phase in review["phases"]}
    assert list(phases) == ["probleemstelling", "associatiemoment", "besluitvorming"]
    assert phases["probleemstelling"]["recorded_s"] > 20
    assert 3 < phases["probleemstelling"]["speech_s"] < 12
    assert phases["associatiemoment"]["recorded_s"] == 0
    assert phases["associatiemoment"]["speech_s"] is None
    assert review["audio"]["deleted"] is True
    assert review["audio"]["on_disk_bytes"] == 0
    assert review["audio"]["dropped_s"] == 0
    assert review["ended"] is not None
    assert all(cue["heard_s"] is not None for cue in review["cues"])


def test_a_wrong_passphrase_opens_nothing(evening: HeardSession) -> None:
    given = command("notes", "--passphrase-file", "-", data=evening.data, given="fiets")
    assert given.returncode == 4
    assert given.stdout == ""
    assert "wachtzin" in given.stderr


def test_only_the_owner_can_look_into_the_folder(evening: HeardSession) -> None:
    folder = next(evening.data.glob("sessions/*"))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert {path.name for path in folder.iterdir()} == {
        "timing.jsonl",
        "notes.sealed",
        "presenter.age",
        "phase.probleemstelling.age",
        "phase.besluitvorming.age",
    }
