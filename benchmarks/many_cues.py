"""A session of many short phases, in a process of its own: `python -m benchmarks.many_cues PHASES`.

With `apart` behind it the phases are longer and the speaker lingers for a second only, so that it
is closed between any two cues and opened anew for each.

The program's own parts: conductor, session, voice, speaker, timing log on disk, screen. JSON to
stdout: what was said when, on the session's clock, and when that clock began.
"""

import io
import json
import random
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from balint_voice.adapters.capture.empty_pipeline import EmptyPipeline
from balint_voice.adapters.display.keys import KeyDispatcher
from balint_voice.adapters.display.screen import LineScreen
from balint_voice.adapters.files.prompt_store import load_words
from balint_voice.adapters.sound import speaker
from balint_voice.adapters.system.clock import SessionClock
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice import SpokenVoice
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.conductor import InputQueue, Parts, conduct
from balint_voice.method.script import Phase, Reminder, Script
from balint_voice.records.clock_file import CLOCK, ClockFile
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from balint_voice.session.engine import Session
from balint_voice.session.options import SessionOptions
from balint_voice.session.outputs import Cue
from balint_voice.session.plan import outline, timed

SLOT_S, PREPARE_S = 19.2, 1.4
APART = 2.0
REMIND_AT_S = (2.5, 5.0, 7.5)
UP_TO_S = 0.05
"""Every time is a little off, at random: due moments must not keep step with the sound device."""
TEXTS = ("Klaar.", "Let op.", "Begin maar.", "Nog drie.", "Nog twee.", "Nog één.", "Het is tijd.")


def short_phases(count: int, longer: float = 1.0) -> Script:
    """Phases of some twenty seconds, times `longer`: no chime and cue meet the next. Reminders,
    close and begin come by the clock."""
    announce, prepare, begin, third, second, first, close = TEXTS
    chance = random.Random(11)
    reminding = (first, second, third)
    phases = tuple(
        Phase(
            id=f"fase-{number}",
            number=number,
            name=f"Fase {number}",
            minutes=longer * SLOT_S / 60,
            least_minutes=0.01,
            scales="no",
            speaks="all",
            prepare_s=longer * PREPARE_S + chance.uniform(0, UP_TO_S),
            records=None,
            guarded=False,
            skippable=False,
            announce=announce,
            prepare=prepare,
            begin=begin,
            close=close,
            reminders=tuple(
                Reminder(
                    f"left-{n}", text, left_s=longer * REMIND_AT_S[n] + chance.uniform(0, UP_TO_S)
                )
                for n, text in enumerate(reminding)
            ),
        )
        for number in range(1, count + 1)
    )
    return Script(
        id="short-phases",
        language="nl",
        name="veel korte fasen",
        summary="",
        people=9,
        least_people=5,
        may_record=False,
        evaluation_s=0.0,
        follow_up_s=0.0,
        orientation=(),
        phases=phases,
        words=load_words("nl"),
    )


class NotedVoice(SpokenVoice):
    """Notes when the conductor told it to speak."""

    clock: SessionClock
    told: dict[str, float]

    def say(self, cue: Cue) -> None:
        self.told[cue.id] = self.clock.now()
        super().say(cue)


class NotedLog(TimingLog):
    """Keeps, besides writing them, when cues were due and began, unrounded."""

    began: list[tuple[Instant, r.CueStarted]]

    def append(self, at: Instant, transition: r.LogRecord) -> None:
        super().append(at, transition)
        if isinstance(transition, r.CueStarted):
            self.began.append((at, transition))


def run(script: Script, folder: Path) -> dict[str, object]:
    inbox, synthesizer = InputQueue(), ChildSynthesizer(choose_voice("nl"))
    device = speaker.DeviceSpeaker()
    device.open()
    voice = NotedVoice(synthesizer, device, inbox=inbox)
    held = outline(script, SessionOptions(people=script.people))
    voice.prepare(held.texts())
    log = NotedLog(folder / "timing.jsonl")
    late = ClockFile(folder / CLOCK, "cue-lateness", log)
    voice.told, log.began = {}, []
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
        conduct(session, inbox, parts)
    finally:
        voice.close()
        late.close()
        log.close()
    cues = [
        {"id": began.cue, "due": began.due_s, "told": voice.told[began.cue], "began": at}
        for at, began in log.began
    ]
    return {"origin": origin, "told_latency": told_latency, "cues": cues}


if __name__ == "__main__":
    longer = 1.0
    if sys.argv[2:] == ["apart"]:
        longer, speaker.LINGER_S = APART, 1.0
    with tempfile.TemporaryDirectory(prefix="bv-bench-") as kept:
        print(json.dumps(run(short_phases(int(sys.argv[1]), longer), Path(kept))))
