"""What the voice asks of the room, and what an answer, or none, means.

The rules:
- One question at a time. A yes to the recording counts only after all of the question was heard.
- No answer is the safer answer: no to the recording, everything after a veto, and for a command
  that was only nearly understood, nothing at all.
- A veto acts before anybody is asked how far it goes.
- After a long silence the voice asks once in a phase whether to go on; no answer stays.
"""

from balint_voice.session import inputs as i
from balint_voice.session import outputs as o
from balint_voice.session import transitions as t
from balint_voice.session.clock import Instant
from balint_voice.session.evening import Evening
from balint_voice.session.questions import Question
from balint_voice.session.stages import Stages
from balint_voice.session.table import TABLE, Stage, Trigger

_COMMANDS: dict[type[i.Input], str] = {
    i.Next: "next",
    i.Pause: "pause",
    i.GoOn: "go-on",
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

    def __init__(self, evening: Evening, stages: Stages, *, takes_notes: bool) -> None:
        self._evening, self._stages, self._takes_notes = evening, stages, takes_notes
        self._silent_phase: str | None = None

    def begin(self, now: Instant) -> None:
        """The start of the evening: open the log, and ask for what needs a yes."""
        evening = self._evening
        if evening.stage is not Stage.READY:
            return
        evening.record(now, evening.header)
        if evening.arranged is not None:
            evening.record(now, evening.arranged)
        for slot in evening.programme.plan:
            number = evening.script.phase(slot.phase).number
            evening.record(now, t.PhasePlanned(t.Id(slot.phase), number, slot.seconds))
        self._ask_or_start(now)

    def resume(self, now: Instant, *, veto_is_open: bool, begun: bool) -> None:
        """Ask again for what needs a yes, before anything is heard again."""
        evening = self._evening
        evening.consent.withdraw_all()
        if veto_is_open:
            self._veto_all(now)
        if not begun:
            self._ask_or_start(now)
            return
        evening.say("resumed", now)
        if not evening.consent.asked.anything:
            return
        for name, text in evening.programme.consent:
            evening.speech.queue(name, text, due=now)
        if evening.consent.asked.beforehand:
            self._consented(now)
        else:
            evening.ask(Question("consent", evening.script.words.cue("ask-consent")), now)

    def _ask_or_start(self, now: Instant) -> None:
        evening = self._evening
        asked = evening.consent.asked
        if not asked.anything:
            self._stages.fire(Trigger.START, now)
        elif asked.beforehand:
            for name, text in evening.programme.consent:
                evening.speech.queue(name, text, due=now)
            self._consented(now)
            self._stages.enter(TABLE[Stage.READY, Trigger.START], now, now)
        else:
            self._stages.fire(Trigger.ASK, now)
            evening.ask(Question("consent", evening.script.words.cue("ask-consent")), now)

    # Answers.

    def agree(self, now: Instant) -> i.Input | None:
        """Yes. Returns what it was a yes to, where that is an input to be handled."""
        evening = self._evening
        if evening.questions.open is None:
            return None
        if evening.questions.about("consent"):
            if not evening.questions.heard:
                evening.warn("listen-first")
                return None
            self._consented(now)
            evening.questions.close()
            if evening.stage is not Stage.CONSENT:
                return i.GoOn()
            evening.say("consent-yes", now)
            self._stages.enter(TABLE[Stage.CONSENT, Trigger.ANSWERED], now, now)
        elif evening.questions.about("veto"):
            return None
        question = evening.questions.close()
        if question is not None and question.about == "silence":
            return i.Next()
        return question.command if question is not None else None

    def decline(self, now: Instant) -> None:
        """No to the microphone; nobody has to say why."""
        evening = self._evening
        evening.consent.withdraw_all()
        if evening.questions.about("consent"):
            evening.silence(now)
        evening.questions.close()
        evening.record(now, t.ConsentDeclined())
        evening.say("consent-no", now)
        if evening.stage is Stage.CONSENT:
            self._stages.enter(TABLE[Stage.CONSENT, Trigger.ANSWERED], now, now)

    def unanswered(self, now: Instant) -> None:
        evening = self._evening
        if evening.questions.about("consent"):
            self.decline(now)
        elif evening.questions.about("veto"):
            self._veto_all(now)
        else:
            evening.questions.close()

    def _consented(self, now: Instant) -> None:
        evening = self._evening
        evening.consent.give()
        asked = evening.consent.asked
        phases = tuple(t.Id(phase) for phase in asked.recorded)
        evening.record(now, t.ConsentGiven(phases, asked.pauses, asked.commands))

    # The veto.

    def veto(self, now: Instant) -> None:
        """Stop recording and make what was heard of this phase unreadable; then ask how far."""
        evening = self._evening
        recorded = evening.consent.asked.recorded
        if evening.questions.about("consent"):
            self.decline(now)
        elif evening.questions.about("veto") or evening.stage in _TOO_LATE:
            self._veto_all(now)
        elif not recorded and evening.consent.anything:
            self.decline(now)
        elif (phase := self._meant()) is None and not evening.consent.recorded:
            evening.say("veto-nothing", now)
        elif phase is None or set(recorded) <= {phase, *evening.hearing.forgotten}:
            self._veto_all(now)
        else:
            self._forget((phase,), now)
            evening.consent.withdraw((phase,))
            evening.ask(Question("veto", evening.script.words.cue("ask-veto")), now)

    def _meant(self) -> str | None:
        """The phase that is recorded, or is about to be; else the one that was recorded last."""
        evening = self._evening
        if evening.phase is not None and evening.phase.id in evening.consent.recorded:
            return evening.phase.id
        return evening.hearing.last_recorded

    def only_this_phase(self, now: Instant) -> None:
        evening = self._evening
        if evening.questions.about("veto"):
            evening.questions.close()
            evening.record(now, t.VetoSettled())
            evening.say("veto-done", now)

    def _veto_all(self, now: Instant) -> None:
        evening = self._evening
        evening.questions.close()
        evening.consent.withdraw_all()
        self._forget(tuple(phase.id for phase in evening.script.phases), now)
        evening.say("veto-all", now)

    def _forget(self, phases: tuple[str, ...], now: Instant) -> None:
        evening = self._evening
        evening.hearing.forget(phases)
        promised = {evening.lines.of_phase(key, phase)[0] for phase in phases for key in _PROMISES}
        evening.out += evening.speech.take_back(promised, now)
        evening.cut = tuple(due for due in evening.cut if due.name not in promised)
        evening.out.append(o.Forget(phases))
        evening.record(now, t.Vetoed(tuple(t.Id(phase) for phase in phases)))

    # Spoken commands.

    def obey(self, said: i.Commanded, now: Instant) -> i.Input | None:
        """The command as an input to be handled; None where it is not obeyed, or not yet."""
        evening = self._evening
        if not evening.consent.commands:
            return None
        if isinstance(said.command, i.Agree):
            return None if evening.questions.about("consent") else self.agree(now)
        name = _COMMANDS.get(type(said.command))
        if name is None:
            return None
        if not said.sure and isinstance(said.command, _DESTRUCTIVE):
            if evening.questions.about("veto") or evening.questions.about("consent"):
                return None  # what is asked already matters more
            spoken = evening.script.words.label("commands", name)
            text = evening.script.words.cue("ask-command", command=spoken)
            evening.ask(Question("command", text, said.command), now)
            return None
        evening.out.append(o.Chime("understood"))
        evening.record(now, t.CommandTaken(t.Id(name)))
        return said.command

    # A long silence.

    @property
    def silence_at(self) -> Instant | None:
        """When the silence in the room is worth a question."""
        evening = self._evening
        phase, ends = evening.phase, evening.timers.ends_at
        asked = evening.questions.open is not None or evening.speech.busy
        if evening.stage is not Stage.WORK or evening.paused_at is not None or asked:
            return None
        if phase is None or ends is None or phase.speaks == "nobody":
            return None
        at = evening.politeness.silence_asked_at()
        late = at is None or ends - at < _WORTH_ASKING_S
        return None if late or self._silent_phase == phase.id else at

    def after_a_silence(self, now: Instant) -> None:
        evening = self._evening
        self._silent_phase = evening.phase.id if evening.phase is not None else None
        evening.ask(Question("silence", evening.script.words.cue("ask-silence")), now)

    def voice_heard(self) -> None:
        """Somebody speaks: whether to go on needs no answer any more."""
        if self._evening.questions.about("silence") and self._evening.questions.heard:
            self._evening.questions.close()

    # Typed notes.

    def type_note(self, now: Instant) -> None:
        """Let a note be typed for the phase we are in, or were in last."""
        evening = self._evening
        if evening.questions.about("consent"):
            self.decline(now)
        elif not self._takes_notes or evening.stage in _TOO_LATE:
            evening.warn("no-notes")
        else:
            phases = evening.script.phases
            phase = phases[min(max(evening.place.index, 0), len(phases) - 1)].id
            kept = phase not in evening.hearing.forgotten
            evening.out.append(o.AskForNote(phase) if kept else o.Warn("erased"))
