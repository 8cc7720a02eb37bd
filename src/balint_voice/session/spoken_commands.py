"""Spoken commands: what was said after the wake word, and what is obeyed.

Rules: a command that was only nearly understood is spoken back first, where it destroys something
or where it may be another number. While a veto is, the microphone is closed. It takes seconds to
understand a command: one that was said before the phase or break we are in began is not done to it.
"""

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.answers import Answers
from balint_voice.session.clock import Instant
from balint_voice.session.questions import Question
from balint_voice.session.state import SessionState
from balint_voice.session.veto import VetoQuestion

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
    i.Hush: "hush",
}
"""What can be commanded by voice, and its name in the timing log."""

_ASKED_BACK = (i.Skip, i.Back, i.End, i.Veto, i.Extend)
"""Where it was only nearly understood."""
_LEAVES = (i.Next, i.Skip)
"""Understood late, they were done meanwhile: the phase in which they were said is over."""
_OF_WHERE_WE_ARE = (i.Extend, i.Back)
"""Understood late, they would be done to another phase than the one in which they were said."""


class SpokenCommands:
    """Turns what was heard into what is done."""

    def __init__(self, state: SessionState, answers: Answers, veto: VetoQuestion) -> None:
        self._state, self._answers, self._veto = state, answers, veto

    def obey(self, said: i.CommandHeard, now: Instant) -> i.Input | None:
        """The command as an input to be handled; None where it is not obeyed, or not yet."""
        state = self._state
        if not state.consent.commands:
            return None
        if isinstance(said.command, i.Agree):
            return self._answers.agree(now) if self._answers_what_is_asked(said) else None
        name = _COMMANDS.get(type(said.command))
        if name is None:
            return None
        late = said.began_s < state.here_since
        if late and isinstance(said.command, _LEAVES):
            return None
        unsure = not said.sure and isinstance(said.command, _ASKED_BACK)
        if unsure or (late and isinstance(said.command, _OF_WHERE_WE_ARE)):
            self._ask_back(said, name, now)
            return None
        if not isinstance(said.command, i.Hush):
            state.outbox.put(o.Chime("understood"))
        state.record(now, r.CommandObeyed(r.Id(name)))
        if isinstance(said.command, i.Veto):
            self._veto.veto(now, said.began_s)
            return None
        return said.command

    def _answers_what_is_asked(self, yes: i.CommandHeard) -> bool:
        """Not what was said before it was asked, and is understood only now: while a question
        sounds, nobody is heard."""
        questions = self._state.questions
        sounds = not questions.heard and self._state.microphone.deaf
        return not (questions.about("consent") or sounds or yes.began_s < questions.asked_at)

    def _ask_back(self, said: i.CommandHeard, name: str, now: Instant) -> None:
        state, command = self._state, said.command
        if state.questions.about("veto") or state.questions.about("consent"):
            return  # the question that is open matters more
        if isinstance(command, i.Veto) and self._veto.ask_back(now, said.began_s):
            return
        words = state.script.words
        if isinstance(command, i.Extend):
            text = words.cue("ask-extend", minutes=words.minutes(command.by))
        else:
            text = words.cue("ask-command", command=words.label("commands", name))
        state.ask(Question("command", text, command), now)
