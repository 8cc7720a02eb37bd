"""What a session is asked to be, in one value.

Rules: `run` makes it from its options and the group's settings, `resume` from the log. What has to
survive a kill is a field of the log record `SessionRequested`, and is declared there alone. The
people, the group and the phases to record stand in the log's first record.
"""

from dataclasses import dataclass, fields, replace

from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.log_records import SessionRequested, SessionStarted
from balint_voice.session.names import Id

WAKE_WORD = "Balint"
"""Unless a group has chosen another."""


@dataclass(frozen=True, kw_only=True)
class SessionOptions(SessionRequested):
    """`recorded`: the phases to make notes of. `beforehand`: all have agreed to the microphone
    already. `first_word`: whoever begins in the quiet moment before a phase to record is recorded;
    that is for a device, since a recording plays while the microphone is open. `wake_word` comes
    before a spoken command; the log does not keep it, as it may be somebody's name.
    """

    people: int
    group: str | None = None
    recorded: tuple[Id, ...] = ()
    beforehand: bool = False
    first_word: bool = False
    wake_word: str = WAKE_WORD

    @classmethod
    def from_log(cls, started: SessionStarted, requested: SessionRequested) -> "SessionOptions":
        """What the session of this log was asked to be."""
        return cls(
            **vars(requested),
            people=started.people,
            group=started.group,
            recorded=started.recorded,
        )

    @property
    def requested(self) -> SessionRequested:
        """What the log keeps of it, so that the session can be resumed."""
        return SessionRequested(
            **{each.name: getattr(self, each.name) for each in fields(SessionRequested)}
        )

    @property
    def microphone(self) -> MicrophoneUse:
        """What the microphone is for; all of it needs the group's yes."""
        return MicrophoneUse(
            recorded=self.recorded,
            pauses=self.pauses,
            commands=self.commands,
            beforehand=self.beforehand,
            first_word=self.first_word,
        )

    def with_microphone(self, use: MicrophoneUse) -> "SessionOptions":
        """The same session, with the microphone for this."""
        return replace(
            self,
            recorded=tuple(Id(phase) for phase in use.recorded),
            pauses=use.pauses,
            commands=use.commands,
            beforehand=use.beforehand,
            first_word=use.first_word,
        )
