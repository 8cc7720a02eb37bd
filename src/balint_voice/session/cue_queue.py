"""What is to be said and what sounds now.

Rules:
- One cue at a time, and each has an id of its own.
- After a cue that was heard to its end the next one waits for some air. After one that somebody cut
  off there is none: who presses a key wants it at once.
- A cue whose end is never reported (a dead voice, a lost message) is given up after its length and
  `patience`, so that it cannot stall the session.
"""

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from balint_voice.session import log_records as r
from balint_voice.session import outputs as o
from balint_voice.session.air import Air
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.cue_ids import CONSENT, CueId, CueName, CueText
from balint_voice.session.outbox import Outbox

_OF_THE_MICROPHONE = ("microphone-on", "microphone-awaits", "microphone-off", "recording-off")
_TO_BE_HEARD = (*_OF_THE_MICROPHONE, "microphone-attends", "no-names")


@dataclass(frozen=True)
class QueuedCue:
    """A cue in the queue. `at`: when it was due. `waited`: seconds that it waited for a pause
    in the talk. `chime`: sounds before it."""

    id: CueId
    text: str
    at: Instant
    waited: Seconds = 0.0
    chime: o.Chimes | None = None

    @property
    def cue(self) -> o.Cue:
        return o.Cue(self.id, self.text)

    @property
    def name(self) -> CueName:
        return self.id.name

    @property
    def can_be_repeated(self) -> bool:
        """It is among a phase's own words. An answer is not, and what is said of the microphone
        no longer holds by then."""
        return self.name.scope is not None and self.name.kind not in _OF_THE_MICROPHONE

    def moved(self, by: Seconds) -> "QueuedCue":
        """The same cue, due later."""
        return replace(self, at=later(self.at, by))


class CueQueue:
    """The queue of cues. `seconds(text)`: how long a text takes to say, in session seconds."""

    def __init__(
        self, outbox: Outbox, seconds: Callable[[str], Seconds], patience: Seconds, air: Air
    ) -> None:
        self._outbox = outbox
        self._air = air
        self._seconds = seconds
        self._patience = patience
        self._waiting: deque[QueuedCue] = deque()
        self._sounding: QueuedCue | None = None
        self._began = False
        self._began_at = Instant(0)
        self._only_shown = False
        self.rang = True
        """Whether the last cue was heard, at least its beginning: it may still ring in the room."""
        self._given_up_at = Instant(0)
        self._heard: tuple[Instant, QueuedCue] | None = None  # when it ended; None: it was cut off
        self._made: Counter[CueName] = Counter()
        self.last: QueuedCue | None = None
        """The last cue that can be repeated."""

    @property
    def sounding(self) -> o.Cue | None:
        return self._sounding.cue if self._sounding else None

    @property
    def audible(self) -> bool:
        """Whether something sounds, or is about to; what is only shown does not."""
        return bool(self._waiting) if self._sounding is None else not self._only_shown

    @property
    def has_to_be_heard(self) -> bool:
        """What sounds tells of the microphone, or asks something: a command that was spoken before
        and is understood only now does not cut it."""
        if self._sounding is None:
            return False
        name = self._sounding.name
        asks = name.kind.startswith("ask-")
        return asks or name.scope == CONSENT or name.kind in _TO_BE_HEARD

    @property
    def busy(self) -> bool:
        """Something sounds, or waits to."""
        return self._sounding is not None or bool(self._waiting)

    @property
    def shown(self) -> str | None:
        """The text that sounds. One that was heard stays until the next one of the same part."""
        if self._sounding is not None:
            return self._sounding.text
        if self._heard is None or not self._waiting:
            return None
        said, coming = self._heard[1], self._waiting[0]
        return said.text if said.name.scope and said.name.scope == coming.name.scope else None

    @property
    def shown_since(self) -> tuple[Instant, Seconds] | None:
        """Since when what is shown is heard, and how long it lasts; None where nothing is heard
        yet."""
        text = self.shown
        if text is None or (self._sounding is not None and not self._began):
            return None
        return self._began_at, self._seconds(text)

    @property
    def deadline(self) -> Instant | None:
        """When the cue that sounds is given up."""
        return self._given_up_at if self._sounding else None

    @property
    def begins_at(self) -> Instant | None:
        """When there was air enough for the cue that waits."""
        if self._sounding is not None or not self._waiting or self._heard is None:
            return None
        ended, said = self._heard
        return later(ended, self._air.between(CueText(said.name, said.text), self._waiting[0].name))

    def queue(
        self,
        said: CueText,
        *,
        due: Instant,
        waited: Seconds = 0.0,
        chime: o.Chimes | None = None,
    ) -> None:
        """Have this said after what already waits. `due`: when it should have begun."""
        self._made[said.name] += 1
        cue_id = CueId(said.name, self._made[said.name])
        self._waiting.append(
            QueuedCue(id=cue_id, text=said.text, at=due, waited=waited, chime=chime)
        )

    def made_before(self, cue: CueId) -> None:
        """This cue was made before the session was cut off: its count is taken."""
        self._made[cue.name] = max(self._made[cue.name], cue.count)

    def queue_first(self, said: CueText, due: Instant) -> None:
        """Have this said before what already waits."""
        self.queue(said, due=due)
        self._waiting.rotate(1)

    def queue_again(self, cut: Iterable[QueuedCue]) -> None:
        """Have cues said that were made before and not heard to their end."""
        self._waiting.extend(cut)

    def speak(self, now: Instant) -> None:
        """Begin the next cue, if none sounds and there was air before it."""
        begins_at = self.begins_at
        if self._sounding or not self._waiting or (begins_at is not None and now < begins_at):
            return
        self._sounding, self._began = self._waiting.popleft(), False
        self._only_shown = False
        if self._sounding.can_be_repeated:
            self.last = self._sounding
        self._expect_end(now)
        if self._sounding.chime:
            self._outbox.put(o.Chime(self._sounding.chime))
        self._outbox.put(o.Say(self._sounding.cue))

    def started(self, cue: CueId, now: Instant) -> None:
        """The first sample of the cue was heard."""
        sounding = self._sounding
        if sounding is None or sounding.id != cue or self._began:
            return
        self._began, self._began_at = True, now
        self._expect_end(now)
        self._outbox.record(now, r.CueStarted(r.Id(str(cue)), sounding.at, sounding.waited))

    def only_shown(self, cue: CueId) -> None:
        """Nothing of the cue sounds, or no longer."""
        if self._sounding is not None and self._sounding.id == cue:
            self._only_shown = True
            self.rang = self._began

    def finished(self, cue: CueId, now: Instant) -> None:
        """The cue was heard to its end. After it was stopped, this means nothing."""
        if self._sounding is not None and self._sounding.id == cue:
            self._end(self._sounding, now, heard=True)

    def failed(self, cue: CueId, now: Instant) -> None:
        """The cue could not be spoken. After it was stopped, this means nothing."""
        if self._sounding is not None and self._sounding.id == cue:
            self._end(self._sounding, now, heard=False)

    def stop(self, now: Instant) -> None:
        """Silence what sounds; what waits stays."""
        if self._sounding is not None:
            self._outbox.put(o.FallSilent())
            self._end(self._sounding, now, heard=False)
            self._heard = None

    def clear(self, now: Instant) -> tuple[QueuedCue, ...]:
        """Silence what sounds and forget what waits; return both, for a later `queue_again`."""
        cut = (self._sounding, *self._waiting) if self._sounding else tuple(self._waiting)
        self._waiting.clear()
        self.stop(now)
        if cut:
            self._heard = None
        return cut

    @property
    def part(self) -> tuple[CueName, ...]:
        """What is being said and what belongs to it. Empty where nothing else comes after it."""
        to_come = [*([self._sounding] if self._sounding else ()), *self._waiting]
        scopes = [due.name.scope for due in to_come]
        if len(set(scopes)) < 2:
            return ()
        return tuple(due.name for due in to_come if due.name.scope == scopes[0])

    def take_back(self, names: Collection[CueName], now: Instant) -> None:
        """Leave unsaid what is no longer true; stop it, where it sounds."""
        self._waiting = deque(due for due in self._waiting if due.name not in names)
        if self._sounding is not None and self._sounding.name in names:
            self.stop(now)

    def _end(self, sounding: QueuedCue, now: Instant, *, heard: bool) -> None:
        self._sounding, self._heard = None, (now, sounding)
        self.rang = self._began or not self._only_shown
        self._outbox.record(now, r.CueFinished(r.Id(str(sounding.id)), sounding.at, heard))

    def _expect_end(self, now: Instant) -> None:
        text = self._sounding.text if self._sounding else ""
        self._given_up_at = later(now, self._seconds(text) + self._patience)
