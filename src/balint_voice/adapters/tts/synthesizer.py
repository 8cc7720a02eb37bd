"""Text to sound, through the speech child.

Rules: whatever the engine does (hang, die, render nothing), the answer is a checked
sound within a bounded time, or PartMissing. What the child wrote is deleted as soon as it is read.
"""

import contextlib
import os
import re
import shutil
import threading
import weakref
from pathlib import Path

import numpy as np

from balint_voice.adapters.sound.loudness import trimmed
from balint_voice.adapters.sound.wav_file import read_format, read_frames
from balint_voice.adapters.system import places, scratch
from balint_voice.adapters.tts.cue_cache import CueCache
from balint_voice.adapters.tts.pronunciation import respelled
from balint_voice.adapters.tts.tts_child import ChildError, SpeechChild
from balint_voice.adapters.tts.voice_choice import VoiceChoice
from balint_voice.errors import PartMissing, Text, Unusable
from balint_voice.listening.audio import Samples, Sound

CALM_RATE = 155
"""Words a minute: a chairperson's pace."""

_MADE = "3"
"""Counts how sounds are made of what the engine renders: a new way makes each anew."""
_CHARACTERS_A_SECOND = 14.0
_TO_BEGIN = 3
"""Times the patience, for a child that must be read from the disk first: whoever ends it too soon
has it begin anew, and on a slow machine it would never come to speak."""
_PAUSE_AT_AN_END_S = 0.4
_LONG_S = 6.0
"""A cue of this length and more is said with a breath between its sentences, so that whoever has to
think along can."""
_BREATH_S = 0.7
_END_OF_SENTENCE = re.compile(r"(?<=[.?!]) +(?=\S)")
_SILENT_BELOW = 0.01


def estimated_seconds(text: str) -> float:
    """How long a text takes at CALM_RATE, where nobody has rendered it."""
    ends = sum(text.count(mark) for mark in ".?!:;")
    spoken = sum(character.isalnum() or character.isspace() for character in text)
    return spoken / _CHARACTERS_A_SECOND + ends * _PAUSE_AT_AN_END_S


class ChildSynthesizer:
    """Renders with one voice; safe from any thread, one utterance at a time.

    The child starts with the first text that the cache does not have.
    """

    def __init__(
        self,
        voice: VoiceChoice,
        rate: int = CALM_RATE,
        timeout_s: float = 10.0,
        cache_folder: Path | None = None,
    ) -> None:
        self.voice = voice
        self._rate = rate
        self._timeout_s = timeout_s
        self._cache = CueCache(
            cache_folder or places.cache_folder() / "cues",
            "\0".join((voice.engine, voice.version, voice.id, str(rate), _MADE)),
        )
        self._one_at_a_time = threading.Lock()
        self._child: SpeechChild | None = None
        self._closed = False
        self._written = 0
        try:
            self.folder = scratch.scratch_folder()
        except OSError:
            why = Text("scratch-none")
            raise PartMissing("voice-no-room", voice=voice.name, why=why) from None
        self._tidied = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def child_pid(self) -> int | None:
        """The running child, where there is one."""
        return self._child.pid if self._child else None

    def render(self, text: str) -> Sound:
        text = respelled(text, self.voice)
        sentences = _END_OF_SENTENCE.split(text) if estimated_seconds(text) >= _LONG_S else [text]
        with self._one_at_a_time:
            return _with_breaths([self._cached(sentence) for sentence in sentences])

    def _cached(self, text: str) -> Sound:
        if (kept := self._cache.get(text)) is not None:
            return kept
        sound = self._render_with_a_second_try(text)
        self._cache.put(text, sound)
        return sound

    def rest(self) -> None:
        """Ends the child until it is needed again: it holds some 30 MB for nothing meanwhile."""
        with self._one_at_a_time:
            self._end_child()

    def tidy(self) -> None:
        """Removes cues that were not used for long; in its own time, nobody waits for it."""
        threading.Thread(target=self._cache.sweep, name="tidy", daemon=True).start()

    def close(self) -> None:
        """Ends the child, also in the middle of an utterance (whose `render` then raises)."""
        self._closed = True
        if self._child is not None:
            self._child.end()
        with self._one_at_a_time:
            self._end_child()
            self._tidied()

    def _render_with_a_second_try(self, text: str) -> Sound:
        trouble = Text("child-closed")
        for _ in range(2):
            if self._closed:
                trouble = Text("child-closed")
                break
            try:
                return self._render_once(text)
            except ChildError as failure:
                trouble = failure.why
                self._end_child()
        if (cause := scratch.no_room(self.folder)) is not None:
            raise PartMissing("voice-no-room", voice=self.voice.name, why=cause)
        raise PartMissing("voice-fails", voice=self.voice.name, why=trouble)

    def _render_once(self, text: str) -> Sound:
        patience_s = self._timeout_s
        if self._child is None:
            self._child = SpeechChild(self.voice.engine)
            patience_s *= _TO_BEGIN
        self._written += 1
        suffix = ".aiff" if self.voice.engine == "nsss" else ".wav"
        out = self.folder / f"{self._written}{suffix}"
        request: dict[str, object] = {
            "do": "render",
            "text": text,
            "voice": self.voice.id,
            "rate": self._rate,
            "out": str(out),
        }
        try:
            self._child.ask(request, patience_s)
            return checked(read_rendered(out), text)
        finally:
            with contextlib.suppress(OSError):
                out.unlink(missing_ok=True)

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


def _with_breaths(sentences: list[Sound]) -> Sound:
    """Sentences one after another, each trimmed, with a pause between them."""
    if len(sentences) == 1:
        return sentences[0]
    rate = sentences[0].rate
    breath = np.zeros(round(_BREATH_S * rate), np.float32)
    pieces: list[Samples] = []
    for sentence in sentences:
        pieces += [trimmed(sentence, before_s=0.02, after_s=0.02).samples, breath]
    return Sound(np.concatenate(pieces[:-1]), rate)


def checked(sound: Sound, text: str) -> Sound:
    """The sound, when it can be the text: long enough, and not silent."""
    least = max(0.1, estimated_seconds(text) / 5)
    if sound.seconds < least:
        raise ChildError(
            Text("sound-too-short", seconds=round(sound.seconds, 1), characters=len(text))
        )
    if float(np.abs(sound.samples).max()) < _SILENT_BELOW:
        raise ChildError(Text("sound-silent"))
    return sound


def read_rendered(path: Path) -> Sound:
    """What a child left behind: WAV, or AIFF on a Mac. Raises ChildError when it is no sound."""
    try:
        with path.open("rb") as file:
            if file.read(4) == b"FORM":
                return _read_aiff(path)
            layout = read_format(path)
            frames = read_frames(file, layout, 0, layout.frames)
            return Sound(frames.mean(axis=1, dtype=np.float32), layout.rate)
    except (OSError, Unusable) as error:
        raise ChildError(Text("sound-none")) from error


def _read_aiff(path: Path) -> Sound:
    """What the Mac's voices write. PyAV is there because faster-whisper needs it."""
    import av

    try:
        with av.open(os.fspath(path)) as container:
            rate = container.streams.audio[0].rate
            resampler = av.AudioResampler(format="flt", layout="mono")
            frames = [
                piece.to_ndarray().reshape(-1)
                for frame in (*container.decode(audio=0), None)
                for piece in resampler.resample(frame)
            ]
    except (av.FFmpegError, IndexError) as error:
        raise ChildError(Text("sound-none")) from error
    samples: Samples = np.concatenate([np.zeros(0, np.float32), *frames])
    return Sound(samples, rate)
