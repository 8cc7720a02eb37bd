"""The loop: inputs in, outputs done, faults passed on; no decision of its own."""

import itertools
import threading

from balint_voice.conductor import InputQueue, Parts, conduct
from balint_voice.ports import AT_ONCE, MicrophoneOrder, Moment
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.view import View
from tests.support.pulse import PATIENCE_S
from tests.support.theatre import make_session


class FastClock:
    """A session clock that goes on only when somebody waits."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> Instant:
        return Instant(self.at)

    def moment(self, instant: Instant) -> Moment:
        return Moment(instant)

    def real(self, seconds: Seconds) -> float:
        return seconds


class FastInbox(InputQueue):
    """An inbox in which waiting takes no time, but the clock goes on. After `sleeps_at` seconds the
    machine sleeps for an hour, once."""

    def __init__(self, clock: FastClock, sleeps_at: float | None = None) -> None:
        super().__init__()
        self._clock, self._sleeps_at = clock, sleeps_at
        self._slept: Instant | None = None

    def take(self, timeout: float | None) -> i.Input:
        if self.empty():
            self._clock.at += timeout or 0.0
            if self._sleeps_at is not None and self._clock.at > self._sleeps_at:
                self._slept = self._clock.now()
                self._clock.at += 3600
                self._sleeps_at = None
            return i.TimePassed()
        return super().take(timeout)

    def slept_since(self) -> Instant | None:
        slept, self._slept = self._slept, None
        return slept


class RememberingParts:
    """Voice, pipeline, log and screen in one: does nothing, remembers all."""

    refresh_s: float | None = None

    def __init__(self, inbox: InputQueue, clock: FastClock, log_fails: bool = False) -> None:
        self.inbox = inbox
        self._clock = clock
        self.lead_s = 0.0
        self.ready_at: list[float] = []
        self.said_at: dict[str, float] = {}
        self.heard_at: dict[str, float] = {}
        self.done: list[str] = []
        self.warnings: list[str] = []
        self.records: list[r.LogRecord] = []
        self.marks: list[tuple[Instant, int]] = []
        self._log_fails = log_fails
        self._phase = ""

    def say(self, cue: o.Cue, at: Instant | None = None, *, heard_at: Moment = AT_ONCE) -> None:
        if at is not None:
            self.done.append(f"show {cue.id}")
            return
        self.done.append(f"say {cue.id}")
        self.said_at[str(cue.id)] = self._clock.at
        self.heard_at[str(cue.id)] = heard_at
        if str(cue.id) == "slept":
            self.inbox.put(i.Continue())
        self.inbox.put(i.CueStarted(cue.id))
        self.inbox.put(i.CueFinished(cue.id))

    def get_ready(self) -> None:
        self.ready_at.append(self._clock.at)

    def stop(self) -> None:
        self.done.append("stop")

    def chime(self, kind: o.Chimes, *, heard_at: Moment = AT_ONCE) -> None:
        self.done.append(f"chime {kind}")

    def perform(self, order: MicrophoneOrder) -> None:
        match order:
            case o.OpenMicrophone(phase):
                self._phase = phase
                self.done.append(f"open {phase}")
            case o.CloseMicrophone():
                self.done.append("close")
                self.inbox.put(i.ListeningEnded(self._phase, 1.0, 0.5, 0.5, 0.0))
            case o.Forget():
                self.done.append("forget")
            case o.TurnDeaf():
                self.done.append("deaf")
            case o.HearAgain():
                self.done.append("hear")

    def close(self) -> None:
        self.done.append("close")

    def append(self, at: Instant, record: r.LogRecord) -> None:
        if self._log_fails:
            raise OSError(28, "No space left on device")
        self.records.append(record)

    def mark(self, at: Instant) -> None:
        self.marks.append((at, len(self.records)))

    def show(self, view: View) -> None:
        self.view = view

    def warn(self, key: str) -> None:
        self.warnings.append(key)


def run(
    log_fails: bool = False, sleeps_at: float | None = None, lead_s: float = 0.0
) -> RememberingParts:
    clock = FastClock()
    inbox = FastInbox(clock, sleeps_at)
    room = RememberingParts(inbox, clock, log_fails)
    room.lead_s = lead_s
    session = make_session("demo", ("probleemstelling", "besluitvorming"))
    parts = Parts(clock, room, room, room, room, room.mark, inbox.slept_since)
    thread = threading.Thread(target=conduct, args=(session, inbox, parts))
    thread.start()
    thread.join(timeout=PATIENCE_S)
    assert not thread.is_alive(), "the session does not end"
    return room


def test_a_session_runs_to_its_end_through_the_real_loop() -> None:
    room = run()
    assert isinstance(room.records[0], r.SessionStarted)
    assert isinstance(room.records[-1], r.SessionEnded)
    assert [line for line in room.done if line.startswith(("open", "close"))] == [
        "open probleemstelling",
        "close",
        "open besluitvorming",
        "close",
    ]


def test_a_cue_is_on_the_screen_before_it_is_spoken() -> None:
    room = run()
    shown = room.done.index("show probleemstelling/begin")
    assert room.done[shown + 1] == "say probleemstelling/begin"


def test_the_voice_is_told_before_a_cue_is_due_and_left_alone_while_nothing_is() -> None:
    room = run()
    due = {
        each.cue: each.due_s
        for each in room.records
        if isinstance(each, r.CueStarted) and each.cue.endswith(("/begin", "/close"))
    }
    assert due
    for cue, at in due.items():
        assert any(0.5 <= at - ready <= 2.5 for ready in room.ready_at), cue
    quiet = max(later - at for at, later in itertools.pairwise(room.ready_at))
    assert quiet > 5.0


def test_a_cue_by_the_clock_is_said_so_early_that_it_is_heard_when_it_is_due() -> None:
    room = run(lead_s=0.135)
    due = {
        each.cue: each.due_s
        for each in room.records
        if isinstance(each, r.CueStarted) and each.cue.endswith(("/close", "-minute"))
    }
    assert due
    early = {cue: at - room.said_at[cue] for cue, at in due.items()}
    assert all(0.1 < seconds <= 0.137 for seconds in early.values()), early
    assert {cue: room.heard_at[cue] for cue in due} == due
    late = run(lead_s=0.0)
    assert all(late.said_at[cue] >= at - 1e-6 for cue, at in due.items())


def test_a_full_disk_is_shown_and_does_not_stop_the_session() -> None:
    room = run(log_fails=True)
    assert "timing-log" in room.warnings
    assert room.view.stage == "over"


def test_a_machine_that_slept_is_noticed_and_nothing_is_said_in_a_burst() -> None:
    room = run(sleeps_at=100.0)
    slept = [each for each in room.records if isinstance(each, r.Slept)]
    assert len(slept) == 1
    assert 3600 <= slept[0].away_s < 3602
    said = [line for line in room.done if line.startswith("say ")]
    assert said.count("say slept") == 1
    assert said.index("say went-on") == said.index("say slept") + 1
    assert isinstance(room.records[-1], r.SessionEnded)


def test_how_late_it_is_is_told_every_second_and_never_in_a_sleep() -> None:
    room = run(sleeps_at=100.0)
    slept = next(n for n, each in enumerate(room.records) if isinstance(each, r.Slept))
    gaps = [
        (at - before, count)
        for (before, _), (at, count) in zip(room.marks, room.marks[1:], strict=False)
    ]
    assert [count > slept for gap, count in gaps if gap > 1.001] == [True]
