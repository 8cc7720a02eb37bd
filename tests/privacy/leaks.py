"""What must not be: a file, a connection or a place for sound and words that is not named here.

Rule of this file: everything is forbidden but what stands in these lists, so that a library's new
habit is found by what it does. It judges an evening that was watched, of whatever install.
"""

import re
import tempfile
from pathlib import Path

from tests.privacy.conftest import Watched
from tests.privacy.evenings import PASSPHRASE, SPOKEN
from tests.privacy.tracing import Trace

_TMP = re.escape(tempfile.gettempdir())
_SCRATCH = rf"({_TMP}|/dev/shm)/balint-voice-\w+"


def files_that_may_be_written(data: Path) -> tuple[str, ...]:
    """Patterns of whole paths. What is in them is looked at besides."""
    session, cache = rf"{data}/sessions/[\d-]{{17}}", rf"{data}/cache/balint-voice"
    return (
        rf"{session}/(timing\.jsonl|clock|notes\.sealed|presenter\.age\.new|phase\.[a-z]+\.age)",
        rf"{data}/sessions",  # a file without a name, to see whether one may write there
        rf"{cache}/cues/[0-9a-f]{{64}}\.\d+",  # the program's own sentences
        rf"{_SCRATCH}/\d+\.wav",  # the same, on their way from the speech engine
        rf"{_TMP}/balint-voice-\w+/[0-9a-f]{{64}}\.\d+",  # of the demonstration's presenter
        rf"{_TMP}/[a-z0-9_]{{8}}",  # Python tries once whether it may write there: "blat"
        r"/dev/null",
        r"/dev/shm/sem\.\w{6}",  # a lock of a library's
        # The sound server's own: its key, its pool in memory, and a look whether there is JACK.
        rf"{_TMP}/bv-pulse-\w+/cookie",
        r"/memfd:pulseaudio.*|memfd_create\(\"pulseaudio\".*",
        r"/dev/shm/jack_db-\d+/(__db\.\d+|metadata\.db)",
    )


PARTNERS = (
    rf"{_TMP}/bv-pulse-\w+/native",
    r"/dev/shm/jack_\w+",  # JACK, asked for and not there
    r"(/var)?/run/(dbus/system_bus_socket|user/\d+/bus)",  # the desktop, asked to stay awake
)
"""Sockets in this machine's file system: the sound server's, and two that may be there."""


def leaks(watched: Watched) -> set[str]:
    """Everything that is not as it should be, each in a line."""
    opened = opened_besides(watched.trace, watched.evening.data, watched.home)
    return {*_sound(watched), *_words(watched.trace), *opened}


def opened_besides(trace: Trace, data: Path, home: Path) -> set[str]:
    """Files and connections that are on no list, whatever went through them."""
    return {
        *(f"file {path}" for path in trace.opened_for_writing if not _may(path, data)),
        *(f"left in the home: {path}" for path in home.rglob("*")),
        *(f"connection {to}" for to in trace.connected if not _is_partner(to)),
        *(f"socket {kind}" for kind in trace.sockets if kind != "AF_UNIX"),
        *(f"unseen {call}" for call in trace.blind),
    }


def _sound(watched: Watched) -> set[str]:
    to_the_transcriber = {pipe for pipe, _ in watched.trace.transcriber}
    written = watched.trace.written.items()
    return {
        f"sound in {target}"
        for target, content in written
        if target not in to_the_transcriber and watched.canary.found_in(content)
    }


def _words(trace: Trace) -> set[str]:
    from_the_transcriber = {pipe for _, pipe in trace.transcriber}
    places = [
        *(
            (f"words in {at}", b)
            for at, b in trace.written.items()
            if at not in from_the_transcriber
        ),
        *(("words in arguments or environment", started) for started in trace.run),
    ]
    return {place for place, content in places if holds_a_word(content)}


def holds_a_word(content: bytes) -> bool:
    folded = content.lower()
    forms = [word.encode(code) for word in (*SPOKEN, PASSPHRASE) for code in ("utf-8", "utf-16-le")]
    return any(form in folded for form in forms)


def _may(path: str, data: Path) -> bool:
    return any(re.fullmatch(pattern, path) for pattern in files_that_may_be_written(data))


def _is_partner(address: str) -> bool:
    path = re.search(r'sun_path=@?"([^"]*)"', address)
    return path is not None and any(re.fullmatch(each, path[1]) for each in PARTNERS)
