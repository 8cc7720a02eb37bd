"""`balint-voice voices record`: read the texts aloud, one by one, into a voice pack.

Rules: only in a terminal. Each text is kept on the disk as soon as somebody says so, and not
before; whoever leaves goes on there the next time. What has a fault is offered again. The
microphone is open while a text is read.
"""

import queue
import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import completion, options, writing
from balint_voice.cli.commands.voices import Licence, Name, Who, free_name, pack_to_fill
from balint_voice.cli.language import label, settle_texts
from balint_voice.cli.notice import notice
from balint_voice.errors import PartMissing, Text, Unusable

if TYPE_CHECKING:
    from balint_voice.adapters.sound.player import Player
    from balint_voice.adapters.tts.voice_pack import VoicePack
    from balint_voice.listening.audio import Sound
    from balint_voice.session.spoken_lines import SpokenLine

_LEAVE = ("q", "escape", "")
_AGAIN = ("r",)
_HEAR = ("h",)
_SKIP = ("s",)
_ROWS_FOR_KEYS = 4


def voices_record(
    name: Name,
    script: Annotated[
        str, typer.Option("--script", help="The method.", autocompletion=completion.scripts)
    ] = "intervisie",
    language: options.TextLanguageOption = None,
    who: Who = "",
    licence: Licence = "",
    microphone: options.MicrophoneOption = None,
    speaker: options.SpeakerOption = None,
) -> None:
    """Read the texts of a method aloud, one by one, and make a voice pack of them.

    Keys: space speaks or keeps, r records again, h hears it again, s skips, q leaves.
    """
    from balint_voice.adapters.display.keyboard import listening_to_keys
    from balint_voice.adapters.files.prompt_store import load_script
    from balint_voice.adapters.sound.player import Player
    from balint_voice.adapters.tts import pack_making, voice_pack
    from balint_voice.session.spoken_lines import spoken_lines

    of_texts = settle_texts(language)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Unusable("pack-no-terminal")
    if voice_pack.is_pack(name):
        pack = pack_to_fill(name, language)
    else:
        free_name(name)
        pack = pack_making.new_pack(name, of_texts, speaker=who, licence=licence)
    lines = pack_making.to_record(pack, spoken_lines(load_script(script, pack.language)))
    keys: queue.SimpleQueue[str] = queue.SimpleQueue()
    player = Player(speaker)
    booth = _Booth(keys, microphone, player)
    try:
        player.open()
        with listening_to_keys(keys.put, booth):
            pack = _read_aloud(pack, lines, booth)
    finally:
        player.close()
    left = len(pack_making.to_record(pack, lines))
    notice(label("voices", "recorded", voice=name, n=len(lines) - left, left=left))


def _read_aloud(pack: "VoicePack", lines: "tuple[SpokenLine, ...]", booth: "_Booth") -> "VoicePack":
    from balint_voice.adapters.tts.pack_making import with_sound

    for number, line in enumerate(lines, start=1):
        _show(line, number, len(lines))
        sound = booth.sound_of()
        if booth.left:
            break
        if sound is not None:
            pack = with_sound(pack, line, sound)
    return pack


def _show(line: "SpokenLine", number: int, of: int) -> None:
    """The text in large letters where they fit, and the keys below it."""
    from balint_voice.adapters.display.big_letters import SMALLEST, big_lines, drawn

    width, height = shutil.get_terminal_size()
    large = [drawn(each, SMALLEST) for each in big_lines(line.text, width - 1, SMALLEST)]
    rows = [row for letters in large for row in ("", *letters)]
    writing.line()
    writing.line(f"{number}/{of}  {line.id}")
    if len(rows) <= height - _ROWS_FOR_KEYS:
        for row in rows:
            writing.line(row)
        writing.line()
    else:
        writing.line(line.text, 0)
    writing.line(label("voices", "to-speak"))


class _Booth:
    """One microphone, one speaker and the keys. `left`: somebody wants to stop."""

    def __init__(
        self, keys: "queue.SimpleQueue[str]", microphone: str | None, player: "Player"
    ) -> None:
        from balint_voice.adapters.capture.silero import SileroDetector
        from balint_voice.adapters.sound.microphone import DeviceMicrophone

        self._keys = keys
        self._microphone = DeviceMicrophone(microphone)
        self._detector = SileroDetector()
        self._detector.load()
        self._player = player
        self.left = False

    def sound_of(self) -> "Sound | None":
        """What was said and is to be kept; None where the text was skipped."""
        key = self._key()
        while key not in (*_LEAVE, *_SKIP):
            sound = self._said()
            if sound is not None:
                key = self._judged(sound)
                if key not in (*_AGAIN, *_LEAVE, *_SKIP):
                    return sound
            else:
                writing.line(label("voices", "nobody-spoke"))
                key = self._key()
        self.left = key in _LEAVE
        return None

    def _said(self) -> "Sound | None":
        from balint_voice.adapters.tts.line_recorder import record_line

        writing.line(label("voices", "speak-now"))
        sound = record_line(self._microphone, self._detector)
        while not self._keys.empty():
            self._keys.get()  # what was pressed while somebody spoke means nothing
        return sound

    def _judged(self, sound: "Sound") -> str:
        """The key that says what becomes of it, when it was heard."""
        from balint_voice.adapters.sound.loudness import levelled, trimmed

        played = levelled(trimmed(sound))
        while True:
            self._player.play(played)
            if not self._player.wait(played.seconds):
                raise PartMissing("speaker-missing", why=Text("speaker-silent"))
            writing.line(label("voices", "to-judge"))
            key = self._key()
            if key not in _HEAR:
                return key

    def _key(self) -> str:
        while True:
            try:
                return self._keys.get(timeout=0.5).lower()  # Windows hears Ctrl-C between two
            except queue.Empty:
                continue

    # What the keyboard tells of Ctrl-Z: there is nothing to draw again.

    def leaving(self) -> None: ...

    def back(self) -> None: ...

    def slept(self) -> None: ...
