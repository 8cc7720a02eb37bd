"""A session of many short phases, in a process of its own: `python -m benchmarks.many_cues PHASES`.

The program's own parts: conductor, session, voice, speaker, timing log on disk, screen. JSON to
stdout: what was said when, on the session's clock, and when that clock began.
"""

import io
import json
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from balint_voice.adapters.clock import SessionClock
from balint_voice.adapters.no_ears import NoEars
from balint_voice.adapters.prompt_store import load_words
from balint_voice.adapters.screen import LineScreen
from balint_voice.adapters.speaker import DeviceSpeaker
from balint_voice.adapters.synthesizer import ChildSynthesizer
from balint_voice.adapters.voice import SpokenVoice
from balint_voice.adapters.voice_choice import choose_voice
from balint_voice.conductor import Inbox, Parts, conduct
from balint_voice.method import schedule
from balint_voice.method.script import Phase, Reminder, Script
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import transitions as t
from balint_voice.session.clock import Instant
from balint_voice.session.engine import Session
from balint_voice.session.outputs import Cue

SLOT_S, PREPARE_S = 8.6, 0.7
REMIND_AT_S = (1.1, 2.2, 3.3)
TEXTS = ("Klaar.", "Let op.", "Begin maar.", "Nog drie.", "Nog twee.", "Nog één.", "Het is tijd.")


def short_phases(count: int) -> Script:
    """Phases of some eight seconds; reminders and close come by the clock, and so does begin."""
    announce, prepare, begin, third, second, first, close = TEXTS
    reminders = tuple(
        Reminder(f"left-{number}", left_s, text)
        for number, (left_s, text) in enumerate(
            zip(REMIND_AT_S, (first, second, third), strict=True)
        )
    )
    phases = tuple(
        Phase(
            id=f"fase-{number}",
            number=number,
            name=f"Fase {number}",
            minutes=SLOT_S / 60,
            least_minutes=0.01,
            scales="no",
            speaks="all",
            prepare_s=PREPARE_S,
            records=None,
            announce=announce,
            prepare=prepare,
            begin=begin,
            close=close,
            reminders=reminders,
        )
        for number in range(1, count + 1)
    )
    return Script("short-phases", "nl", "veel korte fasen", 9, phases, load_words("nl"))


class NotedVoice(SpokenVoice):
    """Notes when the conductor told it to speak."""

    clock: SessionClock
    told: dict[str, float]

    def say(self, cue: Cue) -> None:
        self.told[cue.id] = self.clock.now()
        super().say(cue)


class NotedLog(TimingLog):
    """Keeps, besides writing them, when cues were due and began, unrounded."""

    began: list[tuple[Instant, t.CueBegan]]

    def append(self, at: Instant, transition: t.Transition) -> None:
        super().append(at, transition)
        if isinstance(transition, t.CueBegan):
            self.began.append((at, transition))


def run(script: Script, folder: Path) -> dict[str, object]:
    inbox, synthesizer = Inbox(), ChildSynthesizer(choose_voice("nl"))
    speaker = DeviceSpeaker()
    speaker.open()
    voice = NotedVoice(synthesizer, speaker, inbox)
    voice.prepare(script.texts(script.people))
    log = NotedLog(folder / "timing.jsonl")
    voice.told, log.began = {}, []
    plan = schedule.plan(script)
    header = t.SessionStarted(
        session=t.Id("cue-lateness"),
        script=t.Id(script.id),
        language=t.Id(script.language),
        started=datetime.now().astimezone().isoformat(timespec="seconds"),
        people=script.people,
        group=None,
        planned_s=schedule.planned_seconds(plan),
        recorded=(),
    )
    session = Session(script, plan, header, seconds=voice.seconds)
    screen = LineScreen(io.StringIO(), script.words, live=False)
    voice.clock = clock = SessionClock()
    origin = time.monotonic() - clock.now()
    told_latency = speaker.latency_s
    try:
        conduct(session, inbox, Parts(clock, voice, NoEars(), log, screen))
    finally:
        voice.close()
        log.close()
    cues = [
        {"id": began.cue, "due": began.due_s, "told": voice.told[began.cue], "began": at}
        for at, began in log.began
    ]
    return {"origin": origin, "told_latency": told_latency, "cues": cues}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="bv-bench-") as kept:
        print(json.dumps(run(short_phases(int(sys.argv[1])), Path(kept))))
