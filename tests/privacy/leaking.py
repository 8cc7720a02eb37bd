"""The same program with holes in it: `python leaking.py FOLDER run ...`.

It shows that the tests bite: whatever leaks here has to be found by what finds nothing in the
program as it is. One hole a function; FOLDER is where its files go.
"""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from balint_voice.adapters import hearing, microphone, transcription
from balint_voice.cli.main import main

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


def words_into_arguments_and_errors(entry: Any) -> None:
    subprocess.run(["true", entry.text], check=True)
    print(f"sealing {entry}", file=sys.stderr)


def a_connection() -> None:
    with suppress(OSError), socket.create_connection(("127.0.0.1", 9), timeout=1):
        pass


def open_the_holes() -> None:
    wipe, wipe_window, entry_of = microphone.wipe, hearing.wipe, transcription.Transcription._entry

    def leaking_wipe(samples: Any) -> None:
        device_sound_into_a_temporary_file(samples)
        wipe(samples)

    def leaking_hearing(samples: Any) -> None:
        if samples.dtype == np.float32:
            speech_into_a_file_that_is_allowed(samples)
        wipe_window(samples)

    def leaking_entry(*arguments: Any) -> Any:
        made = entry_of(*arguments)
        words_into_arguments_and_errors(made.entry)
        a_connection()
        return made

    microphone.wipe = leaking_wipe  # type: ignore[attr-defined]
    hearing.wipe = leaking_hearing  # type: ignore[attr-defined]
    transcription.Transcription._entry = leaking_entry  # type: ignore[method-assign]


open_the_holes()
main()
