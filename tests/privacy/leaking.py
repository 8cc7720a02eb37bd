"""The same program with holes in it: `python leaking.py FOLDER run ...`.

It shows that the tests bite: whatever leaks here has to be found by what finds nothing in the
program as it is. One hole a function; FOLDER is where its files go.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from balint_voice.adapters.capture import segmenter
from balint_voice.adapters.sound import microphone
from balint_voice.cli.main import main
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records import sealed_notes
from balint_voice.records.sealed_notes import SealedNotes

FOLDER = Path(sys.argv.pop(1))


def device_sound_into_a_temporary_file(samples: Any) -> None:
    with (FOLDER / "block.raw").open("ab") as file:
        file.write(samples.tobytes())


def speech_into_a_file_that_is_allowed(samples: Any) -> None:
    """Where the program may write, it may not write this."""
    cues = Path(os.environ["XDG_CACHE_HOME"]) / "balint-voice" / "cues"
    cues.mkdir(parents=True, exist_ok=True)
    with (cues / f"{'0' * 64}.{os.getpid()}").open("ab") as file:
        file.write(b"\0" + (samples * 32_767).astype("<i2").tobytes())


def words_into_arguments_and_errors(entry: NoteEntry) -> None:
    subprocess.run(["true", entry.text], check=True)
    print(f"sealing {entry}", file=sys.stderr)


def a_connection() -> None:
    with suppress(OSError), socket.create_connection(("127.0.0.1", 9), timeout=1):
        pass


def first(module: Any, name: str, leak: Callable[..., None]) -> None:
    """Have the leak happen before what is there."""
    done = getattr(module, name)

    def both(samples: Any) -> Any:
        leak(samples)
        return done(samples)

    setattr(module, name, both)


class LeakingNotes(SealedNotes):
    def append(self, entry: NoteEntry) -> None:
        words_into_arguments_and_errors(entry)
        a_connection()
        super().append(entry)


first(microphone, "wipe", device_sound_into_a_temporary_file)
first(segmenter, "wipe", speech_into_a_file_that_is_allowed)
sealed_notes.SealedNotes = LeakingNotes  # type: ignore[misc]
a_connection()  # before the network is given up
main()
