"""What a program and its children did, told by the system itself: strace, call by call.

`traced(command, folder)` is the command to run; `read_trace(folder)` reads what it left. Each
process has a file of its own there, so a call always stands on one line, with everything that was
written in it.

Rule of this file: it reads and judges nothing; which file, which pipe and which connection is
allowed stands in the test.
"""

import codecs
import os
import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

WRITING = (
    *("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "sendmmsg"),
)
PAST_OUR_EYES = (
    *("sendfile", "copy_file_range", "splice", "tee", "vmsplice", "process_vm_writev"),
    *("io_uring_setup", "io_submit", "mq_timedsend", "msgsnd", "ptrace"),
)
"""Ways to hand bytes on whose content strace does not show: nobody has any business there."""
_OPENING = ("open", "openat", "openat2", "creat")
_SEEN = (
    *(*WRITING, *PAST_OUR_EYES, *_OPENING, "execve", "dup2", "dup3", "mmap", "memfd_create"),
    *("socket", "connect", "bind", "shmget", "recvmsg"),
)
_CALL = re.compile(rb"(\w+)\((.*)\) += (-?\d+|\?)", re.DOTALL)
_FIRST = re.compile(rb"(?:AT_FDCWD|-?\d+)<((?:->|[^<>])*(?:<[^<>]*>)?[^<>]*)>")
_TEXT = re.compile(rb'"((?=\\x)[\\x0-9a-f]*|[^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
"""In quotes, with escapes; what holds more than ASCII is hexadecimal as a whole."""
_WORKER = b".whisper_worker"


def traced(command: list[str], folder: Path) -> list[str]:
    """The command, watched with all its children; what they do is told in `folder`."""
    folder.mkdir()
    watch = ["strace", "-ff", "--seccomp-bpf", "-yy", "-v", "-x", "-s", "8000000", "-qq"]
    calls = ",".join(f"?{call}" for call in _SEEN)
    return [*watch, "-e", f"trace={calls}", "-e", "signal=none", "-o", f"{folder}/of", *command]


@dataclass
class Trace:
    """`written`: all bytes by where they went, `connected`: where to, `run`: programs with their
    arguments and environment, `blind`: calls of PAST_OUR_EYES, `transcriber`: the worker's two
    pipes, what goes in and what comes out."""

    written: dict[str, bytes] = field(default_factory=dict)
    opened_for_writing: set[str] = field(default_factory=set)
    connected: set[str] = field(default_factory=set)
    sockets: set[str] = field(default_factory=set)
    run: list[bytes] = field(default_factory=list)
    blind: list[str] = field(default_factory=list)
    transcriber: set[tuple[str, str]] = field(default_factory=set)
    """(pipe it reads, pipe it answers on), for each transcriber that was started."""
    heard: bytes = b""
    """What the sound server delivered, sample by sample, as the device gives it."""


def read_trace(folder: Path) -> Trace:
    found = Trace()
    pieces, received = defaultdict[str, list[bytes]](list), defaultdict[str, list[bytes]](list)
    for file in sorted(folder.iterdir()):
        standard: dict[bytes, str] = {}
        for name, arguments, result in _calls(file):
            if name == "execve":
                found.run.append(_texts(arguments))
                if _WORKER in arguments and result == 0:
                    found.transcriber.add((standard[b"0"], standard[b"1"]))
            elif name in ("dup2", "dup3"):
                standard[arguments.split(b", ")[1].split(b"<")[0]] = _target(arguments)
            elif name in WRITING:
                # What was offered may be more than what was taken.
                taken = None if name == "sendmmsg" else max(0, result)
                pieces[_target(arguments)].append(_texts(arguments)[:taken])
            elif name == "recvmsg":
                received[_target(arguments)].append(_texts(arguments)[: max(0, result)])
            else:
                _take(found, name, arguments, result)
    found.written = {target: b"".join(parts) for target, parts in pieces.items()}
    found.heard = b"".join(_sound_in(b"".join(parts)) for parts in received.values())
    return found


def _sound_in(received: bytes) -> bytes:
    """The sound in what a PulseAudio server sends: frames of a head (20 bytes: length, channel,
    ...) and a body, on channels that are numbered; what is no sound comes on none."""
    sound = []
    while len(received) >= 20:
        length, channel = struct.unpack_from(">II", received)
        if channel != 0xFFFFFFFF:
            sound.append(received[20 : 20 + length])
        received = received[20 + length :]
    return b"".join(sound)


def _take(found: Trace, name: str, arguments: bytes, result: int) -> None:
    if name in PAST_OUR_EYES:
        found.blind.append(f"{name}({arguments[:200]!r})")
    elif name in _OPENING and result >= 0:
        if re.search(rb"O_WRONLY|O_RDWR|O_CREAT", arguments) or name == "creat":
            found.opened_for_writing.add(_path(arguments))
    elif name == "mmap" and b"MAP_SHARED" in arguments and b"PROT_WRITE" in arguments:
        if b"MAP_ANON" not in arguments:
            found.opened_for_writing.add(_target(arguments))
    elif name in ("memfd_create", "shmget"):
        found.opened_for_writing.add(f"{name}({arguments.decode(errors='replace')})")
    elif name == "socket":
        found.sockets.add(arguments.split(b",")[0].decode())
    elif name in ("connect", "bind"):
        found.connected.add(arguments.split(b", ", 1)[1].decode(errors="replace"))


def _calls(file: Path) -> Iterator[tuple[str, bytes, int]]:
    with file.open("rb") as lines:
        for line in lines:
            if call := _CALL.match(line):
                result = call[3]
                yield call[1].decode(), call[2], -1 if result == b"?" else int(result)


def _target(arguments: bytes) -> str:
    """What the descriptor leads to: a path, `pipe:[...]`, `UNIX:[...]`."""
    match = _FIRST.search(arguments)
    return match[1].decode(errors="replace") if match else arguments[:60].decode(errors="replace")


def _path(arguments: bytes) -> str:
    """The path that is opened, seen from the folder it is opened in."""
    base, given = _target(arguments), _TEXT.search(arguments)
    path = _plain(given[1]).decode(errors="replace") if given else "?"
    return os.path.normpath(Path(base) / path)


def _texts(arguments: bytes) -> bytes:
    """The bytes of every string in a call, one after the other."""
    plain = _FIRST.sub(b"", arguments, count=1)
    return b"".join(map(_plain, _TEXT.findall(plain)))


def _plain(text: bytes) -> bytes:
    if text.startswith(b"\\x"):
        return bytes.fromhex(text.replace(b"\\x", b"").decode())
    return codecs.escape_decode(text)[0]
