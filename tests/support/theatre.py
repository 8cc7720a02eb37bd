"""A session played in virtual time: no clock, no sound, every moment exact.

The stage's voice says a cue as long as its text is (15 characters a second), beginning 80 ms
after it is told to, as a real speaker does. `play` jumps from deadline to deadline.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from balint_voice.adapters.files.prompt_store import load_script
from balint_voice.method.arrangement import arranged
from balint_voice.method.script import Script
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.cue_ids import CueId
from balint_voice.session.engine import Session
from balint_voice.session.options import SessionOptions
from balint_voice.session.plan import outline, timed
from balint_voice.session.politeness import PolitenessSettings
from balint_voice.session.stage_table import Stage

LATENCY = 0.08
NOTICED = 0.3
"""How long a voice has to be heard before it counts as one."""
START = Instant(0)
THINKING = 30.0
"""How long the facilitator waits with the key where the session asks for it."""


def seconds(text: str) -> float:
    return round(len(text) / 15, 2)


def make_session(
    script: str = "intervisie",
    recorded: tuple[str, ...] = (),
    *,
    start: str = "auto",
    language: str = "nl",
    variants: tuple[str, ...] = (),
    cases: int = 1,
    follow_up: bool = False,
    politeness: PolitenessSettings | None = None,
    **options: Any,
) -> Session:
    method = arranged(load_script(script, language), variants, cases, follow_up=follow_up)
    people = options.pop("people", method.people)
    asked = options.pop("asked", MicrophoneUse(recorded=recorded, beforehand=True))
    asked_for = SessionOptions(people=people, **options).with_microphone(asked)
    plan = timed(outline(method, asked_for), seconds)
    header = r.SessionStarted(
        session=r.Id("2026-11-21-200000"),
        script=r.Id(script),
        language=r.Id(language),
        started="2026-11-21T20:00:00+01:00",
        people=people,
        group=None,
        planned_s=plan.planned_s,
        recorded=tuple(r.Id(phase) for phase in asked.recorded),
    )
    begins: Literal["auto", "ask"] = "ask" if start == "ask" else "auto"
    return Session(
        plan,
        header,
        seconds=seconds,
        start=begins,
        politeness=politeness,
        takes_notes=bool(recorded),
        pace=asked_for.pace,
    )


@dataclass
class Theatre:
    """Plays one session; keeps everything that was done with its moment."""

    session: Session
    done: list[tuple[Instant, o.Output]] = field(default_factory=list)
    now: Instant = START
    _news: list[tuple[float, int, i.Input]] = field(default_factory=list)
    _count: int = 0
    _stopped: set[CueId] = field(default_factory=set)
    _talk: list[tuple[float, float]] = field(default_factory=list)

    def speaks(self, begins: float, stops: float) -> None:
        """Somebody in the room speaks from then until then, also while the session is deaf."""
        self._talk.append((begins, stops))
        self.later(begins, i.VoiceStarted())
        self.later(stops, i.VoiceStopped())

    def later(self, at: float, news: i.Input) -> None:
        """Have this input come at that moment."""
        self._count += 1
        heapq.heappush(self._news, (at, self._count, news))

    def play(self, until: Callable[[], bool] = lambda: False) -> "Theatre":
        """Run until the session is over, or `until` holds."""
        if self.session.stage == "ready":
            self._hand(i.Start())
        while not self.session.over and not until():
            due, news = self.session.deadline, self._news[0][0] if self._news else None
            if due is None and news is None:
                assert self.session.stage is Stage.PREPARE, "the session waits for nothing"
                self.later(self.now + THINKING, i.Next())
                continue
            if news is not None and (due is None or news <= due):
                at, _, given = heapq.heappop(self._news)
                self.now = Instant(at)
                self._hand(given)
            elif due is not None:
                self.now = due
                self._hand(i.TimePassed())
        return self

    def _hand(self, given: i.Input) -> None:
        if isinstance(given, i.CueStarted | i.CueFinished) and given.cue in self._stopped:
            return
        for output in self.session.handle(given, self.now):
            self.done.append((self.now, output))
            self._perform(output)

    def _perform(self, output: o.Output) -> None:
        match output:
            case o.Say(cue):
                self._stopped.discard(cue.id)
                self.later(self.now + LATENCY, i.CueStarted(cue.id))
                self.later(self.now + LATENCY + seconds(cue.text), i.CueFinished(cue.id))
                self._sounding = cue.id
            case o.FallSilent():
                self._stopped.add(self._sounding)
            case o.HearAgain():
                self._hear_who_speaks()
            case o.OpenMicrophone(phase):
                self._open = phase, self.now
                self._hear_who_speaks()
            case o.CloseMicrophone():
                phase, since = self._open
                self.later(self.now + 1.5, i.ListeningEnded(phase, self.now - since, 0, 0, 0))
            case _:
                pass

    def _hear_who_speaks(self) -> None:
        heard = self.now + NOTICED
        if any(begins <= self.now and heard < stops for begins, stops in self._talk):
            self.later(heard, i.VoiceStarted())

    def script(self) -> str:
        """What the audience sees: each phase and who has the word; time, and what is said."""
        return "\n".join(_lines(self.session.state.script, self.done))


def at_work(phase: str, recorded: tuple[str, ...] = ()) -> Theatre:
    """A session that has just begun the work of `phase`."""
    theatre = Theatre(make_session(recorded=recorded))
    session = theatre.session
    return theatre.play(
        until=lambda: (
            session.stage is Stage.WORK
            and session.phase is not None
            and session.phase.id == phase
            and not session.state.cues.busy
        )
    )


def give(theatre: Theatre, given: i.Input, after: float = 0.0) -> list[o.Output]:
    """Hand one input, `after` seconds from now; return what was done."""
    before = len(theatre.done)
    moment = Instant(theatre.now + after)
    theatre.later(moment, given)
    count = len(theatre.done)
    theatre.play(until=lambda: theatre.now >= moment and len(theatre.done) > count)
    return [output for _, output in theatre.done[before:]]


def said(theatre: Theatre, since: int = 0) -> list[str]:
    return [str(out.cue.id) for _, out in theatre.done[since:] if isinstance(out, o.Say)]


def times(theatre: Theatre, cue: str) -> float:
    return next(at for at, out in theatre.done if isinstance(out, o.Say) and str(out.cue.id) == cue)


def recorded_transitions(theatre: Theatre, kind: type) -> list[tuple[float, r.LogRecord]]:
    return [
        (at, out.record)
        for at, out in theatre.done
        if isinstance(out, o.Log) and isinstance(out.record, kind)
    ]


def clock(at: float) -> str:
    minutes, secs = divmod(round(at), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{secs:02d}"


def _lines(script: Script, done: Iterable[tuple[Instant, o.Output]]) -> Iterable[str]:
    for at, output in done:
        match output:
            case o.Log(_, r.BeatBegan(phase_id, "announce")):
                phase = script.phase(phase_id)
                who = script.words.label("speaks", phase.speaks)
                yield f"\n{phase.number}. {phase.name} ({who})"
            case o.Say(cue):
                yield f"{clock(at)}  {cue.id!s:38} {cue.text}"
            case o.OpenMicrophone(phase):
                yield f"{clock(at)}  [microphone open]                      {phase}"
            case o.CloseMicrophone():
                yield f"{clock(at)}  [microphone closed]"
            case o.FallSilent():
                yield f"{clock(at)}  [silence]"
            case _:
                pass
