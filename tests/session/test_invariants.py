"""What must hold whatever happens: every order of keys, cues, faults and time."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from balint_voice.adapters.display.keys import KEYS
from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.cue_ids import CueId
from balint_voice.session.politeness import PolitenessSettings
from balint_voice.session.stage_table import BEATS, Stage
from tests.support.theatre import make_session

RECORDED = ("probleemstelling", "besluitvorming")


class AnyEvening(RuleBasedStateMachine):
    """Does what the conductor and the parts would do, in any order, and watches."""

    @initialize(start=st.sampled_from(["auto", "ask"]))
    def begin(self, start: str) -> None:
        asked = MicrophoneUse(recorded=RECORDED, pauses=True, commands=True, first_word=True)
        self.session = make_session(
            "intervisie",
            RECORDED,
            start=start,
            asked=asked,
            politeness=PolitenessSettings(silence_s=45.0),
        )
        self.agreed = self.vetoed = False
        self.forgotten: set[str] = set()
        self.now = Instant(0)
        self.sounding: CueId | None = None
        self.microphone: str | None = None
        self.deaf, self.purpose = False, "record"
        self.to_account: list[str] = []
        self.heard: list[CueId] = []
        self.phases_begun: list[str] = []
        self.went_back = False
        self.hand(i.Start())

    def hand(self, given: i.Input) -> None:
        for output in self.session.handle(given, self.now):
            self.perform(output)
        due = self.session.deadline
        if not isinstance(given, i.Pressed):  # nor does anything follow but presses
            assert due is None or due > self.now, "a deadline lies in the past"

    def perform(self, output: o.Output) -> None:
        match output:
            case o.Say(cue):
                assert self.sounding is None, f"{cue.id} while {self.sounding} sounds"
                assert self.microphone is None or self.deaf, "heard itself"
                assert cue.id not in self.heard, f"{cue.id} twice"
                self.sounding = cue.id
            case o.FallSilent():
                assert self.sounding is not None
                self.sounding = None
            case o.OpenMicrophone(phase, purpose):
                assert self.agreed, "opened without a yes"
                goes_over = (self.microphone, self.purpose, purpose) == (phase, "await", "record")
                assert self.sounding is None and (self.microphone is None or goes_over)
                assert not self.deaf
                if purpose == "record":
                    assert phase in RECORDED and phase not in self.forgotten
                self.microphone, self.deaf, self.purpose = phase, False, purpose
            case o.Forget(phases):
                assert self.microphone not in phases or self.purpose != "record"
                self.forgotten.update(phases)
            case o.CloseMicrophone():
                assert self.microphone is not None
                if self.purpose == "record":
                    self.to_account.append(self.microphone)
                self.microphone, self.deaf = None, False
            case o.TurnDeaf():
                assert self.microphone is not None and not self.deaf
                self.deaf = True
            case o.HearAgain():
                assert self.microphone is not None and self.deaf and self.sounding is None
                self.deaf = False
            case o.Log(at, record):
                assert at == self.now
                if isinstance(record, r.BeatBegan) and record.beat == "announce":
                    self.phases_begun.append(record.phase)
            case _:
                pass

    # The room.

    @rule(share=st.floats(0.01, 1.0))
    def time_goes_by(self, share: float) -> None:
        due = self.session.deadline
        ahead = (due - self.now) if due is not None else 60.0
        self.now = Instant(self.now + ahead * share) if share < 0.99 else Instant(self.now + ahead)
        self.hand(i.TimePassed())

    @rule(by=st.floats(0.0, 4000.0))
    def the_clock_jumps(self, by: float) -> None:
        self.now = Instant(self.now + by)
        self.hand(i.TimePassed())

    @precondition(lambda self: self.sounding is not None)
    @rule(took=st.floats(0.05, 12.0), how=st.sampled_from([i.CueFinished, i.CueFailed]))
    def the_cue_ends(self, took: float, how: type[i.CueFinished] | type[i.CueFailed]) -> None:
        cue = self.sounding
        assert cue is not None
        self.hand(i.CueStarted(cue))
        self.now = Instant(self.now + took)
        if self.sounding == cue:
            self.sounding = None
            if how is i.CueFinished:
                self.heard.append(cue)
            self.hand(how(cue))

    @rule(cue=st.sampled_from(["welcome", "verzamelen/announce", "nothing"]).map(CueId.parse))
    def late_news_of_a_cue(self, cue: CueId) -> None:
        if cue != self.sounding:
            self.hand(i.CueFinished(cue))

    @precondition(lambda self: self.to_account)
    @rule()
    def all_it_heard_is_sealed(self) -> None:
        phase = self.to_account.pop()
        self.hand(i.SpeechSealed(phase, 1.0, 2.0, 1.0))
        self.hand(i.ListeningEnded(phase, 10.0, 5.0, 5.0, 0.0))

    @rule()
    def the_group_agrees(self) -> None:
        self.agreed |= self.session.state.questions.about("consent")
        self.hand(i.Agree())

    @rule()
    def the_group_is_asked_again(self) -> None:
        if "consent" in self.session.snapshot().offers:
            self.hand(i.AskForConsent())

    @rule(no=st.sampled_from([i.TypeNote(), i.OnlyThisPhase()]))
    def a_no_or_a_note(self, no: i.Input) -> None:
        if isinstance(no, i.TypeNote) and self.session.state.questions.about("consent"):
            self.agreed = False
        self.hand(no)

    @precondition(lambda self: self.session.stage is not Stage.READY)
    @rule()
    def a_veto(self) -> None:
        if self.session.state.questions.about("consent"):
            self.agreed = False
        self.hand(i.Veto())

    @precondition(lambda self: self.microphone is not None and not self.deaf)
    @rule(voice=st.sampled_from([i.VoiceStarted(), i.VoiceStopped(), i.VoiceStopped(ago=0.5)]))
    def somebody_speaks_or_stops(self, voice: i.Input) -> None:
        self.hand(voice)

    @rule(
        command=st.sampled_from([i.Next(), i.Skip(), i.Veto(), i.Pause(), i.Continue(), i.Agree()]),
        sure=st.booleans(),
    )
    def a_spoken_command(self, command: i.Input, sure: bool) -> None:
        self.hand(i.CommandHeard(command, sure))

    @rule(by=st.floats(6.0, 4000.0))
    def the_machine_sleeps(self, by: float) -> None:
        since, self.now = self.now, Instant(self.now + by)
        self.hand(i.Slept(since))

    @rule(part=st.sampled_from(["speaker", "voice", "microphone", "transcriber", "notes"]))
    def a_part_works_again(self, part: i.Part) -> None:
        self.hand(i.PartRecovered(part))

    @rule(part=st.sampled_from(["speaker", "voice", "microphone", "transcriber", "notes"]))
    def a_part_fails(self, part: i.Part) -> None:
        self.hand(i.PartFailed(part))

    # The table.

    @rule(
        key=st.sampled_from(
            [
                i.Next(),
                i.Pause(),
                i.Continue(),
                i.TogglePause(),
                i.Skip(),
                i.Repeat(),
                i.TellTimeLeft(),
            ]
        )
    )
    def a_key(self, key: i.Input) -> None:
        self.hand(key)

    @rule(
        key=st.sampled_from([*KEYS, "x", "enter", "up"]),
        afters=st.lists(st.sampled_from([0.0, 0.04, 0.3, 0.66, 1.2, 4.0]), max_size=8),
    )
    def a_key_of_the_keyboard(self, key: str, afters: list[float]) -> None:
        """Once, twice or held; what it does is what its command does."""
        meant = KEYS.get(key)
        self.went_back |= key in ("b", "pageup")
        for after in afters:
            self.now = Instant(self.now + after)
            self.hand(i.TimePassed())
            if self.session.state.questions.about("consent"):
                declined = meant in (i.TypeNote, i.Veto)
                self.agreed = meant is i.Agree or (self.agreed and not declined)
            self.hand(i.Pressed(key, meant() if meant else None, self.now))
        self.now = Instant(self.now + 0.6)
        self.hand(i.TimePassed())

    @rule(by=st.sampled_from([120.0, 300.0, 600.0]))
    def more_time(self, by: float) -> None:
        self.hand(i.Extend(by))

    @rule()
    def one_back(self) -> None:
        self.went_back = True
        self.hand(i.Back())

    @precondition(lambda self: len(self.phases_begun) > 3)
    @rule()
    def the_end(self) -> None:
        self.hand(i.End())

    # What always holds.

    @invariant()
    def microphone_only_where_agreed(self) -> None:
        if self.microphone is not None:
            assert self.agreed
            assert self.session.phase is not None, "open between the phases"
            assert self.session.phase.id == self.microphone
            if self.purpose == "record":
                assert self.session.stage is Stage.WORK
                assert self.session.state.paused_at is None
            assert self.sounding is None or self.deaf

    @invariant()
    def phases_in_order(self) -> None:
        if not self.went_back:
            ids = [phase.id for phase in self.session.state.script.phases]
            places = [ids.index(phase) for phase in self.phases_begun]
            assert places == sorted(set(places))

    @invariant()
    def never_stuck(self) -> None:
        """Somebody or something can always bring it on: a deadline, a pending part, or a key."""
        session = self.session
        waits_for_a_key = session.state.paused_at is not None or session.stage is Stage.PREPARE
        assert (
            session.over
            or session.deadline is not None
            or self.to_account
            or (session.stage in (*BEATS, Stage.INTERLUDE) and waits_for_a_key)
        )

    def teardown(self) -> None:
        """Every evening can end: enough presses of the keys and news of the parts bring it over."""
        for _ in range(200):
            if not hasattr(self, "session") or self.session.over:
                return
            if self.to_account:
                self.all_it_heard_is_sealed()
            self.hand(i.Next())
            self.time_goes_by(1.0)
        raise AssertionError(f"this evening does not end: {self.session.stage}")


AnyEvening.TestCase.settings = settings(max_examples=120, stateful_step_count=60)
TestAnyEvening = AnyEvening.TestCase
