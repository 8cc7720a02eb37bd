"""The voice that leads the session, spoken. Without sound `silent_voice` takes its place.

Rules: `say` returns at once. Each cue is answered through the inbox exactly once (as started and
finished, or failed), and never after it was stopped. A cue that cannot be heard is answered after
the time it takes to read it. A chime is not answered; the next cue waits for its end. Nothing here
decides when to speak or what to say.
"""

import threading
from collections.abc import Callable, Iterable

import numpy as np

from balint_voice.adapters.tts.chimes import chime
from balint_voice.adapters.tts.cue_reports import CueReports
from balint_voice.adapters.tts.synthesizer import estimated_seconds
from balint_voice.errors import BalintVoiceError
from balint_voice.listening.audio import Sound
from balint_voice.ports import AT_ONCE, Inbox, Moment, Speaker, Synthesizer
from balint_voice.session.inputs import CueFinished
from balint_voice.session.outputs import Chimes, Cue


class _Kept:
    """A cue at rest, in 16 bits, as engines render it: a session's cues are most of its memory."""

    def __init__(self, sound: Sound) -> None:
        self._numbers = (sound.samples.clip(-1, 1) * 32_767).astype(np.int16)
        self._rate = sound.rate

    @property
    def seconds(self) -> float:
        return len(self._numbers) / self._rate

    def sound(self) -> Sound:
        return Sound(self._numbers.astype(np.float32) / np.float32(32_767), self._rate)


class SpokenVoice:
    """Speaks through a speaker what a synthesizer renders; `prepare` renders beforehand.

    `voice_volume`, `chime_volume`: 0 to 1, of the loudness each was made with.
    """

    def __init__(
        self,
        synthesizer: Synthesizer,
        speaker: Speaker,
        *,
        inbox: Inbox,
        voice_volume: float = 1.0,
        chime_volume: float = 1.0,
    ) -> None:
        self._voice_volume, self._chime_volume = voice_volume, chime_volume
        self._synthesizer = synthesizer
        self._speaker = speaker
        self._answers = CueReports(inbox)
        self._prepared: dict[str, _Kept] = {}
        self._at_the_speaker = threading.Lock()
        self._chimed = False  # a chime was the last that the speaker got

    def prepare(
        self, texts: Iterable[str], progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Renders all texts; `progress(done, of)` after each. Raises PartMissing."""
        wanted = [text for text in dict.fromkeys(texts) if text not in self._prepared]
        for done, text in enumerate(wanted, start=1):
            self._prepared[text] = _Kept(self._synthesizer.render(text))
            if progress is not None:
                progress(done, len(wanted))

    def seconds(self, text: str) -> float:
        """How long the cue takes: as rendered, else estimated."""
        kept = self._prepared.get(text)
        return kept.seconds if kept is not None else estimated_seconds(text)

    @property
    def lead_s(self) -> float:
        return self._speaker.lead_s

    def get_ready(self) -> None:
        self._speaker.get_ready()

    def say(self, cue: Cue, *, heard_at: Moment = AT_ONCE) -> None:
        token = self._answers.begin()
        kept = self._prepared.get(cue.text)
        if kept is not None:
            self._play(token, cue, kept.sound(), heard_at)
            return
        with self._at_the_speaker:
            if not self._chimed:
                self._speaker.stop()
        threading.Thread(
            target=self._make_ready_and_play, args=(token, cue), name="voice", daemon=True
        ).start()

    def chime(self, kind: Chimes, *, heard_at: Moment = AT_ONCE) -> None:
        with self._at_the_speaker:
            if not self._answers.pending:  # never over a cue, which would remain unanswered
                sound = _at_volume(chime(kind), self._chime_volume)
                self._speaker.play(sound, _NobodyListens(), heard_at)
                self._chimed = True

    def stop(self) -> None:
        self._answers.stop()
        with self._at_the_speaker:
            self._speaker.stop()
            self._chimed = False

    def close(self) -> None:
        self.stop()
        self._synthesizer.close()
        self._speaker.close()

    def _make_ready_and_play(self, token: object, cue: Cue) -> None:
        try:
            sound = self._rendered(cue.text)
        except BalintVoiceError:
            self._answers.failed(token, cue, self.seconds(cue.text))
            return
        except Exception:
            # A cue without an answer would hold the session up for ever.
            self._answers.failed(token, cue, self.seconds(cue.text))
            raise
        self._play(token, cue, sound, AT_ONCE)

    def _rendered(self, text: str) -> Sound:
        kept = self._prepared.get(text)
        if kept is None:
            kept = self._prepared[text] = _Kept(self._synthesizer.render(text))
        return kept.sound()

    def _play(self, token: object, cue: Cue, sound: Sound, heard_at: Moment) -> None:
        with self._at_the_speaker:
            if self._answers.current(token):
                played = _at_volume(sound, self._voice_volume)
                listener = _Listener(self._answers, token, cue, sound.seconds)
                put = self._speaker.follow if self._chimed else self._speaker.play
                put(played, listener, heard_at)
                self._chimed = False


def _at_volume(sound: Sound, volume: float) -> Sound:
    return sound if volume == 1.0 else Sound(sound.samples * np.float32(volume), sound.rate)


class _Listener:
    """Passes on what the speaker says of one cue."""

    def __init__(self, answers: CueReports, token: object, cue: Cue, seconds: float) -> None:
        self._answers = answers
        self._token = token
        self._cue = cue
        self._seconds = seconds

    def started(self) -> None:
        self._answers.started(self._token, self._cue)

    def finished(self) -> None:
        self._answers.ended(self._token, CueFinished(self._cue.id))

    def failed(self) -> None:
        self._answers.failed(self._token, self._cue, self._seconds)


class _NobodyListens:
    """A chime is not answered, however it ends."""

    def started(self) -> None: ...
    def finished(self) -> None: ...
    def failed(self) -> None: ...
