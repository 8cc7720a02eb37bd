"""The voice without sound: cues are shown, at once or for as long as it takes to say them.

Rules: as in `voice`, each cue is answered exactly once, and never after it was stopped.
"""

import contextlib
import threading
from collections.abc import Callable, Iterable

from balint_voice.adapters.tts.cue_reports import CueReports
from balint_voice.adapters.tts.synthesizer import estimated_seconds
from balint_voice.errors import BalintVoiceError
from balint_voice.ports import AT_ONCE, Inbox, Moment, Synthesizer
from balint_voice.session.inputs import CueFinished, CueStarted
from balint_voice.session.outputs import Chimes, Cue


class ShownVoice:
    """`--voice none`: the screen shows the cues, which take no time."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def prepare(
        self, texts: Iterable[str], progress: Callable[[int, int], None] | None = None
    ) -> None:
        """There is nothing to prepare."""

    def seconds(self, text: str) -> float:  # noqa: ARG002 - the same question, always 0
        return 0.0

    @property
    def lead_s(self) -> float:
        return 0.0

    def get_ready(self) -> None:
        """Nothing takes time."""

    def say(self, cue: Cue, *, heard_at: Moment = AT_ONCE) -> None:  # noqa: ARG002 - in no time
        self._inbox.put(CueStarted(cue.id))
        self._inbox.put(CueFinished(cue.id))

    def chime(self, kind: Chimes, *, heard_at: Moment = AT_ONCE) -> None:
        """A chime has no words to show."""

    def stop(self) -> None:
        """Nothing sounds."""

    def close(self) -> None:
        """Nothing is open."""


class PacedVoice:
    """No sound at all, yet each cue takes its time: as rendered where a synthesizer is given."""

    def __init__(self, inbox: Inbox, synthesizer: Synthesizer | None = None) -> None:
        self._answers = CueReports(inbox)
        self._synthesizer = synthesizer
        self._lengths: dict[str, float] = {}
        self._timer: threading.Timer | None = None

    def prepare(
        self, texts: Iterable[str], progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Learns how long the texts are. Raises PartMissing."""
        if self._synthesizer is None:
            return
        wanted = list(dict.fromkeys(texts))
        for done, text in enumerate(wanted, start=1):
            self._lengths[text] = self._synthesizer.render(text).seconds
            if progress is not None:
                progress(done, len(wanted))

    def seconds(self, text: str) -> float:
        return self._lengths.get(text, estimated_seconds(text))

    @property
    def lead_s(self) -> float:
        return 0.0

    def get_ready(self) -> None:
        """Nothing takes time."""

    def say(self, cue: Cue, *, heard_at: Moment = AT_ONCE) -> None:  # noqa: ARG002 - in no time
        self.stop()
        token = self._answers.begin()
        self._answers.started(token, cue)
        self._timer = threading.Timer(
            self.seconds(cue.text), self._answers.ended, (token, CueFinished(cue.id))
        )
        self._timer.daemon = True
        self._timer.start()

    def chime(self, kind: Chimes, *, heard_at: Moment = AT_ONCE) -> None:
        """Without sound there is nothing to pace: it would be over in a moment."""

    def stop(self) -> None:
        self._answers.stop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        self.stop()
        if self._synthesizer is not None:
            with contextlib.suppress(BalintVoiceError):
                self._synthesizer.close()
