"""A session with as many cues by the clock as fit, in a process of its own:
`python -m benchmarks.many_cues FORM ...`, a form for each phase.

The program's own parts: conductor, session, voice, speaker, timing log on disk, screen. JSON to
stdout: what was said when, on the session's clock, and when that clock began. What has been said so
far goes to stderr.
"""

import io
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from balint_voice.adapters.capture.empty_pipeline import EmptyPipeline
from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.adapters.display.screen import LineScreen
from balint_voice.adapters.files.prompt_store import load_words
from balint_voice.adapters.sound import portaudio, speaker
from balint_voice.adapters.system.clock import SessionClock
from balint_voice.adapters.tts.chimes import chime
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice import SpokenVoice
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.conductor import InputQueue, Parts, conduct
from balint_voice.method.script import Phase, Reminder, Script
from balint_voice.ports import AT_ONCE, Moment
from balint_voice.records.clock_file import CLOCK, ClockFile
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from balint_voice.session.engine import Session
from balint_voice.session.options import SessionOptions
from balint_voice.session.outputs import Chimes, Cue
from balint_voice.session.plan import outline, timed

UP_TO_S = 0.05
"""Every time is a little off, at random: due moments must not keep step with the sound device."""
PREPARE_S, BESIDES_S = 1.4, 11.0
"""The quiet moment; and what a phase lasts besides its reminders."""
BEGIN, CLOSE, OTHERS = "Begin.", "Klaar.", "Straks."
REMINDERS = ("Drie.", "Twee.", "Acht.")
"""Short, for many of them."""


@dataclass(frozen=True)
class Form:
    """A phase. `chimes`: seconds that are left at reminders of the last minute, before which a
    chime sounds; `plain`: at others."""

    chimes: tuple[float, ...]
    plain: tuple[float, ...] = ()

    @property
    def seconds(self) -> float:
        return max((*self.chimes, *self.plain)) + BESIDES_S

    @property
    def cues(self) -> int:
        """How many come by the clock, begin and close included."""
        return len(self.chimes) + len(self.plain) + 2


def _every(seconds: float, count: int, beyond: float = 0.0) -> tuple[float, ...]:
    return tuple(beyond + seconds * n for n in range(1, count + 1))


FORMS = {
    "long": Form(_every(2.5, 23), plain=_every(2.1, 10, beyond=60.0)),
    "short": Form(_every(2.5, 10)),
    "apart": Form(_every(5.3, 8)),
}
"""Half a second further from each other than the air between cues asks, so that one that is late
does not delay the next. `apart`: so far that a speaker that lingers for `LINGER_APART_S` is closed
in between, and opened anew for each."""
LINGER_APART_S = 1.2


def reminding(form: Form) -> dict[str, tuple[float, str]]:
    """For each reminder its key, the seconds left and the text."""
    left = (*form.chimes, *form.plain)
    return {f"left-{n}": (at, REMINDERS[n % len(REMINDERS)]) for n, at in enumerate(left)}


def script_of(forms: Sequence[Form]) -> Script:
    """One phase of each form."""
    chance = random.Random(11)
    phases = tuple(
        Phase(
            id=f"fase-{number}",
            number=number,
            name=f"Fase {number}",
            minutes=form.seconds / 60,
            least_minutes=0.01,
            scales="no",
            speaks="all",
            prepare_s=PREPARE_S + chance.uniform(0, UP_TO_S),
            records=None,
            guarded=False,
            skippable=False,
            announce=OTHERS,
            prepare=OTHERS,
            begin=BEGIN,
            close=CLOSE,
            reminders=tuple(
                Reminder(key, text, left_s=at + chance.uniform(0, UP_TO_S))
                for key, (at, text) in sorted(reminding(form).items(), key=lambda one: -one[1][0])
            ),
        )
        for number, form in enumerate(forms, start=1)
    )
    return Script(
        id="many-cues",
        language="nl",
        name="veel zinnen",
        summary="",
        people=9,
        least_people=5,
        in_small_groups=False,
        may_record=False,
        evaluation_s=0.0,
        follow_up_s=0.0,
        orientation=(),
        phases=phases,
        words=load_words("nl"),
    )


class NotedVoice(SpokenVoice):
    """Notes when the conductor told it to speak, and how long the chime before a cue is."""

    clock: SessionClock
    told: dict[str, float]
    chimed: dict[str, float]
    ringing_s = 0.0

    def say(self, cue: Cue, *, heard_at: Moment = AT_ONCE) -> None:
        self.told[str(cue.id)] = self.clock.now()
        self.chimed[str(cue.id)], self.ringing_s = self.ringing_s, 0.0
        super().say(cue, heard_at=heard_at)

    def chime(self, kind: Chimes, *, heard_at: Moment = AT_ONCE) -> None:
        self.ringing_s = chime(kind).seconds
        super().chime(kind, heard_at=heard_at)


class NotedLog(TimingLog):
    """Keeps, besides writing them, when cues were due and began, unrounded."""

    began: list[tuple[Instant, r.CueStarted]]

    def append(self, at: Instant, record: r.LogRecord) -> None:
        super().append(at, record)
        if isinstance(record, r.CueStarted):
            self.began.append((at, record))
            if len(self.began) % 10 == 0:
                print(f"  {len(self.began)} cues said, {at:.0f} s", file=sys.stderr, flush=True)


def run(script: Script, folder: Path) -> dict[str, object]:
    inbox, synthesizer = InputQueue(), ChildSynthesizer(choose_voice("nl"))
    device = speaker.DeviceSpeaker()
    device.open()
    voice = NotedVoice(synthesizer, device, inbox=inbox)
    held = outline(script, SessionOptions(people=script.people))
    voice.prepare(held.texts())
    log = NotedLog(folder / "timing.jsonl")
    late = ClockFile(folder / CLOCK, "cue-lateness", log)
    voice.told, voice.chimed, log.began = {}, {}, []
    plan = timed(held, voice.seconds)
    header = r.SessionStarted(
        session=r.Id("cue-lateness"),
        script=r.Id(script.id),
        language=r.Id(script.language),
        started=datetime.now().astimezone().isoformat(timespec="seconds"),
        people=script.people,
        group=None,
        planned_s=plan.planned_s,
        recorded=(),
    )
    session = Session(plan, header, seconds=voice.seconds)
    desk = KeyDispatcher(inbox, take_note=lambda _phase, _text: None, now=SessionClock().now)
    screen = LineScreen(io.StringIO(), script.words, live=False, desk=desk)
    voice.clock = clock = SessionClock()
    origin = time.monotonic() - clock.now()
    told_latency = device.latency_s
    try:
        pipeline = EmptyPipeline()
        parts = Parts(clock, voice, pipeline, log, screen, late.mark, slept_since=lambda: None)
        with patch.object(portaudio, "open_stream", wraps=portaudio.open_stream) as openings:
            conduct(session, inbox, parts)
    finally:
        voice.close()
        late.close()
        log.close()
    cues = [
        {
            "id": began.cue,
            "due": began.due_s,
            "told": voice.told[began.cue],
            "began": at,
            "chime": voice.chimed[began.cue],
        }
        for at, began in log.began
    ]
    return {
        "origin": origin,
        "told_latency": told_latency,
        "openings": openings.call_count,
        "cues": cues,
    }


if __name__ == "__main__":
    forms = [FORMS[name] for name in sys.argv[1:]]
    if "apart" in sys.argv[1:]:
        speaker.LINGER_S = LINGER_APART_S
    with tempfile.TemporaryDirectory(prefix="bv-bench-") as kept:
        print(json.dumps(run(script_of(forms), Path(kept))))
