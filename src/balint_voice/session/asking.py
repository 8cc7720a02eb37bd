"""What the voice asks of the room, and what an answer, or none, means.

Rules:
- One question at a time. A yes to the recording counts only after all of the question was heard.
- No answer is the safer answer: no to the recording, everything after a veto, and for a command
  that was only nearly understood, nothing at all.
- A veto acts before anybody is asked how far it goes.
- After a long silence the voice asks once in a phase whether to go on; no answer stays.
"""

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.clock import Instant
from balint_voice.session.cue_ids import CueName
from balint_voice.session.questions import Question
from balint_voice.session.stage_table import TABLE, Stage, Trigger
from balint_voice.session.stages import Stages
from balint_voice.session.state import SessionState

_COMMANDS: dict[type[i.Input], str] = {
    i.Next: "next",
    i.Pause: "pause",
    i.Continue: "go-on",
    i.Extend: "extend",
    i.Skip: "skip",
    i.Repeat: "repeat",
    i.TellTimeLeft: "time-left",
    i.Veto: "veto",
    i.Back: "back",
    i.End: "end",
    i.Help: "help",
}
"""What can be commanded by voice, and its name in the timing log."""

_DESTRUCTIVE = (i.Skip, i.Back, i.End, i.Veto)
_PROMISES = ("no-names", "microphone-on")
"""What is said of a recording that is about to begin."""
_TOO_LATE = (Stage.RECEIPT, Stage.OVER)
"""The notes are being closed."""
_WORTH_ASKING_S = 60.0
"""With less than this left, a silence may as well last until the end of the phase."""


class Asking:
    """`takes_notes`: there are sealed notes into which somebody may type."""

    def __init__(self, state: SessionState, stages: Stages, *, takes_notes: bool) -> None:
        self._state, self._stages, self._takes_notes = state, stages, takes_notes
        self._silent_phase: str | None = None

    def begin(self, now: Instant) -> None:
        """The start of the session: open the log, and ask for what needs a yes."""
        state = self._state
        if state.stage is not Stage.READY:
            return
        state.record(now, state.header)
        if state.requested is not None:
            state.record(now, state.requested)
        for slot in state.plan.slots:
            number = state.script.phase(slot.phase).number
            state.record(now, r.PhasePlanned(r.Id(slot.phase), number, slot.seconds))
        self._ask_or_start(now)

    def resume(self, now: Instant, *, veto_is_open: bool, begun: bool) -> None:
        """Ask again for what needs a yes, before anything is heard again."""
        state = self._state
        state.consent.withdraw_all()
        if veto_is_open:
            self._veto_all(now)
        if not begun:
            self._ask_or_start(now)
            return
        state.say("resumed", now)
        if not state.consent.asked.anything:
            return
        for said in state.plan.consent:
            state.cues.queue(said, due=now)
        if state.consent.asked.beforehand:
            self._consented(now)
        else:
            state.ask(Question("consent", state.script.words.cue("ask-consent")), now)

    def _ask_or_start(self, now: Instant) -> None:
        state = self._state
        asked = state.consent.asked
        if not asked.anything:
            self._stages.fire(Trigger.START, now)
        elif asked.beforehand:
            for said in state.plan.consent:
                state.cues.queue(said, due=now)
            self._consented(now)
            self._stages.enter(TABLE[Stage.READY, Trigger.START], now, now)
        else:
            self._stages.fire(Trigger.ASK, now)
            state.ask(Question("consent", state.script.words.cue("ask-consent")), now)

    # Answers.

    def agree(self, now: Instant) -> i.Input | None:
        """Yes. Returns what it was a yes to, where that is an input to be handled."""
        state = self._state
        if state.questions.open is None:
            return None
        if state.questions.about("consent"):
            if not state.questions.heard:
                state.warn("listen-first")
                return None
            self._consented(now)
            state.questions.close()
            if state.stage is not Stage.CONSENT:
                return i.Continue()
            state.say("consent-yes", now)
            self._stages.enter(TABLE[Stage.CONSENT, Trigger.ANSWERED], now, now)
        elif state.questions.about("veto"):
            return None
        question = state.questions.close()
        if question is not None and question.about == "silence":
            return i.Next()
        return question.command if question is not None else None

    def decline(self, now: Instant) -> None:
        """No to the microphone; nobody has to say why."""
        state = self._state
        state.consent.withdraw_all()
        if state.questions.about("consent"):
            state.silence(now)
        state.questions.close()
        state.record(now, r.ConsentDeclined())
        state.say("consent-no", now)
        if state.stage is Stage.CONSENT:
            self._stages.enter(TABLE[Stage.CONSENT, Trigger.ANSWERED], now, now)

    def unanswered(self, now: Instant) -> None:
        state = self._state
        if state.questions.about("consent"):
            self.decline(now)
        elif state.questions.about("veto"):
            self._veto_all(now)
        else:
            state.questions.close()

    def _consented(self, now: Instant) -> None:
        state = self._state
        state.consent.give()
        asked = state.consent.asked
        phases = tuple(r.Id(phase) for phase in asked.recorded)
        state.record(now, r.ConsentGiven(phases, asked.pauses, asked.commands))

    # The veto.

    def veto(self, now: Instant) -> None:
        """Stop recording and make what was heard of this phase unreadable; then ask how far."""
        state = self._state
        recorded = state.consent.asked.recorded
        if state.questions.about("consent"):
            self.decline(now)
        elif state.questions.about("veto") or state.stage in _TOO_LATE:
            self._veto_all(now)
        elif not recorded and state.consent.anything:
            self.decline(now)
        elif (phase := self._meant()) is None and not state.consent.recorded:
            state.say("veto-nothing", now)
        elif phase is None or set(recorded) <= {phase, *state.microphone.forgotten}:
            self._veto_all(now)
        else:
            self._forget((phase,), now)
            state.consent.withdraw((phase,))
            state.ask(Question("veto", state.script.words.cue("ask-veto")), now)

    def _meant(self) -> str | None:
        """The phase that is recorded, or is about to be; else the one that was recorded last."""
        state = self._state
        if state.phase is not None and state.phase.id in state.consent.recorded:
            return state.phase.id
        return state.microphone.last_recorded

    def only_this_phase(self, now: Instant) -> None:
        state = self._state
        if state.questions.about("veto"):
            state.questions.close()
            state.record(now, r.VetoSettled())
            state.say("veto-done", now)

    def _veto_all(self, now: Instant) -> None:
        state = self._state
        state.questions.close()
        state.consent.withdraw_all()
        self._forget(tuple(phase.id for phase in state.script.phases), now)
        state.say("veto-all", now)

    def _forget(self, phases: tuple[str, ...], now: Instant) -> None:
        state = self._state
        state.microphone.forget(phases)
        promised = {CueName(phase, key) for phase in phases for key in _PROMISES}
        state.cues.take_back(promised, now)
        state.cut = tuple(due for due in state.cut if due.name not in promised)
        state.outbox.put(o.Forget(phases))
        state.record(now, r.Vetoed(tuple(r.Id(phase) for phase in phases)))

    # Spoken commands.

    def obey(self, said: i.CommandHeard, now: Instant) -> i.Input | None:
        """The command as an input to be handled; None where it is not obeyed, or not yet."""
        state = self._state
        if not state.consent.commands:
            return None
        if isinstance(said.command, i.Agree):
            return None if state.questions.about("consent") else self.agree(now)
        name = _COMMANDS.get(type(said.command))
        if name is None:
            return None
        if not said.sure and isinstance(said.command, _DESTRUCTIVE):
            if state.questions.about("veto") or state.questions.about("consent"):
                return None  # what is asked already matters more
            spoken = state.script.words.label("commands", name)
            text = state.script.words.cue("ask-command", command=spoken)
            state.ask(Question("command", text, said.command), now)
            return None
        state.outbox.put(o.Chime("understood"))
        state.record(now, r.CommandObeyed(r.Id(name)))
        return said.command

    # A long silence.

    @property
    def silence_at(self) -> Instant | None:
        """When the silence in the room is worth a question."""
        state = self._state
        phase, ends = state.phase, state.timers.ends_at
        asked = state.questions.open is not None or state.cues.busy
        if state.stage is not Stage.WORK or state.paused_at is not None or asked:
            return None
        if phase is None or ends is None or phase.speaks == "nobody":
            return None
        at = state.politeness.silence_asked_at()
        late = at is None or ends - at < _WORTH_ASKING_S
        return None if late or self._silent_phase == phase.id else at

    def after_a_silence(self, now: Instant) -> None:
        state = self._state
        self._silent_phase = state.phase.id if state.phase is not None else None
        state.ask(Question("silence", state.script.words.cue("ask-silence")), now)

    def voice_heard(self) -> None:
        """Somebody speaks: whether to go on needs no answer any more."""
        if self._state.questions.about("silence") and self._state.questions.heard:
            self._state.questions.close()

    # Typed notes.

    def type_note(self, now: Instant) -> None:
        """Let a note be typed for the phase we are in, or were in last."""
        state = self._state
        if state.questions.about("consent"):
            self.decline(now)
        elif not self._takes_notes or state.stage in _TOO_LATE:
            state.warn("no-notes")
        else:
            phases = state.script.phases
            phase = phases[min(max(state.position.index, 0), len(phases) - 1)].id
            kept = phase not in state.microphone.forgotten
            state.outbox.put(o.AskForNote(phase) if kept else o.Warn("erased"))
