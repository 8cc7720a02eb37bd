"""The child that speaks into files: `python -m balint_voice.adapters.tts.tts_worker ENGINE`.

Rules: the main thread owns the one pyttsx3 engine and makes one utterance at a time,
each with save_to_file and one runAndWait; then it waits for the file to be whole. It never plays
a sound. JSON lines in on stdin, one JSON line out for each:

    {"do": "voices"}                                            -> {"voices": [...], "version": ...}
    {"do": "render", "text": , "voice": , "rate": , "out": }    -> {"done": true}
                                                                or {"error": ...}

A child because speech engines hang, crash, exit and print: all that must not reach the session.
"""

import ctypes
import json
import os
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, TextIO

_WHOLE_WITHIN_S = 10.0
_QUIET_S = 0.2
_TRIES = 3


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    answers = _take_stdout()
    engine_name = sys.argv[1]
    engine = start_engine(engine_name)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = _voices(engine, engine_name) if request["do"] == "voices" else None
            if answer is None:
                render_whole(engine, request)
                level(Path(request["out"]))
                answer = {"done": True}
        except Exception as error:  # noqa: BLE001 - whatever an engine raises, the parent must know
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _take_stdout() -> TextIO:
    """Keeps stdout for answers alone: what the engines print goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    # A driver prints the name of its file, and waits for ever where it could not.
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="replace", closefd=False)
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8")
    return answers


def start_engine(engine_name: str) -> Any:
    """The one pyttsx3 engine of this process; it keeps nothing that it is told for later."""
    if engine_name == "espeak":
        _bring_espeak()
    import pyttsx3

    engine = pyttsx3.init(engine_name)
    if engine_name == "espeak":
        engine.runAndWait()  # before its first run pyttsx3 only queues a voice and a rate
    return engine


def _bring_espeak() -> None:
    """Has pyttsx3 use the espeak-ng that came with us, so that every machine has the same voices.

    pyttsx3 asks for the library by the names systems give it; all these now mean ours. The data is
    named relative to the working directory: espeak ends the process on a path of some 190
    characters. Where ours does not load, the system's own espeak is left to be found.
    """
    import espeakng_loader

    try:
        library = ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
        data = Path(espeakng_loader.get_data_path())
    except (OSError, RuntimeError):
        return
    os.chdir(data.parent)
    os.environ["ESPEAK_DATA_PATH"] = data.name
    systems_own: Callable[[str], ctypes.CDLL] = ctypes.cdll.LoadLibrary

    def ours_for_espeak(name: str) -> ctypes.CDLL:
        return library if "espeak" in name.lower() else systems_own(name)

    ctypes.cdll.LoadLibrary = ours_for_espeak  # type: ignore[method-assign]


def _voices(engine: Any, engine_name: str) -> dict[str, object]:
    """Every voice by id and name. `languages` may be empty: not every engine gives it."""
    voices = [
        {
            "id": str(voice.id),
            "name": str(voice.name),
            "languages": [str(language) for language in voice.languages if language],
        }
        for voice in engine.getProperty("voices")
    ]
    version, variants = _espeak_version() if engine_name == "espeak" else ("", [])
    return {
        "voices": voices,
        "variants": variants,
        "version": f"{metadata.version('pyttsx3')} {version}".strip(),
    }


def _espeak_version() -> tuple[str, list[str]]:
    """espeak's version, and its variants (the `f2` in `nl+f2`)."""
    from pyttsx3.drivers import _espeak

    info = _espeak.dll.espeak_Info
    info.restype = ctypes.c_char_p
    path = ctypes.c_char_p()
    version = (info(ctypes.byref(path)) or b"").decode()
    folder = Path((path.value or b"").decode()) / "voices" / "!v"
    return version, sorted(file.name for file in folder.glob("*"))


def render_whole(engine: Any, request: dict[str, Any]) -> None:
    """One utterance into one file, which is whole in the end.

    An engine that takes the end of the utterance before for the end of this one leaves an empty
    file. Then it is said again.
    """
    out = Path(request["out"])
    if not any(_say_into(out, engine, request) for _ in range(_TRIES)):
        raise RuntimeError("the file was not whole in the end")


def level(path: Path) -> None:
    """Makes a rendered file as loud as every other voice; it is a WAV file then."""
    from balint_voice.adapters.sound.loudness import levelled
    from balint_voice.adapters.sound.sound_file import read_sound, wav

    path.write_bytes(wav(levelled(read_sound(path))))


def _say_into(out: Path, engine: Any, request: dict[str, Any]) -> bool:
    spoken = threading.Event()
    refused: list[str] = []
    ended = engine.connect("finished-utterance", lambda **_: spoken.set())
    troubled = engine.connect("error", lambda **what: refused.append(str(what.get("exception"))))
    if engine.driver_name != "espeak":
        # Else the stop that ends a run finds the utterance still being written, from the second on.
        engine.proxy.setBusy(True)
    try:
        engine.setProperty("voice", request["voice"])
        engine.setProperty("rate", request["rate"])
        _wait_for_espeak()
        engine.save_to_file(request["text"], str(out))
        engine.runAndWait()
    finally:
        engine.disconnect(ended)
        engine.disconnect(troubled)
    if refused:
        raise RuntimeError(refused[0])
    return _becomes_whole(out, spoken)


def _wait_for_espeak() -> None:
    """Waits until espeak's own thread has set the voice and the rate.

    pyttsx3 2.99 begins each run with a stop. A stop that finds espeak at work gives it the rate of
    the utterance before again, or cancels the one to come: a hurried cue, or an empty file. With
    two rates in turn, on a quiet machine, one utterance in eight had the other's.
    """
    espeak = sys.modules.get("pyttsx3.drivers._espeak")
    if espeak is not None:
        espeak.Synchronize()


def _becomes_whole(out: Path, spoken: threading.Event) -> bool:
    """Waits for an engine that still writes in a thread of its own."""
    began = changed = time.monotonic()
    size = -1
    while not is_whole(out):
        now = time.monotonic()
        if out.exists() and out.stat().st_size != size:
            size, changed = out.stat().st_size, now
        done = spoken.is_set() and now - changed > _QUIET_S
        if done or now - began > _WHOLE_WITHIN_S:
            return False
        time.sleep(0.01)
    return True


def is_whole(path: Path) -> bool:
    """Whether a WAV or AIFF file holds all that its header announces, and any sound at all."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return False
    if len(head) < 12:
        return False
    order = "<" if head[:4] == b"RIFF" else ">"
    announced: int = struct.unpack(order + "I", head[4:8])[0]
    return announced > 40 and path.stat().st_size >= announced + 8


if __name__ == "__main__":
    main()
