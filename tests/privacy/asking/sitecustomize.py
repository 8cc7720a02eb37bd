"""Dependencies that ask for the network. Whoever has this folder on PYTHONPATH loads them: every
process of the program that is Python, but the one that watches.

In the program they ask when a library is loaded in the midst of it, and once more at its end; in
the transcriber they ask at once. ASKED_OF is the port they want; what came of it goes into the
file ASKED, a line each.
"""

import atexit
import ctypes
import os
import socket
import sys

_PORT = int(os.environ["ASKED_OF"])
_IN_THE_MIDST = "wakepy"
_IO_URING_SETUP, _X32_SOCKET = 425, 0x40000000 | 41


def by_python() -> None:
    with socket.create_connection(("127.0.0.1", _PORT), timeout=5) as made:
        made.sendall(b"asked")


def natively() -> None:
    """As a library does that holds Python's lock."""
    made = ctypes.PyDLL(None).socket(socket.AF_INET, socket.SOCK_DGRAM, 0)
    if made < 0:
        raise OSError
    socket.socket(fileno=made).sendto(b"asked", ("127.0.0.1", _PORT))


def by_name() -> None:
    address = ctypes.c_void_p()
    if ctypes.CDLL(None).getaddrinfo(b"telemetry.example", b"443", None, ctypes.byref(address)):
        raise OSError


def by_another_entry() -> None:
    if ctypes.CDLL(None).syscall(_X32_SOCKET, socket.AF_INET, socket.SOCK_DGRAM, 0) < 0:
        raise OSError


def by_a_ring() -> None:
    settings = ctypes.create_string_buffer(120)
    if ctypes.CDLL(None).syscall(_IO_URING_SETUP, 2, settings) < 0:
        raise OSError


def ask(where: str) -> None:
    for way in (by_python, natively, by_name, by_another_entry, by_a_ring):
        try:
            way()
        except OSError:
            became = "refused"
        else:
            became = "made"
        with open(os.environ["ASKED"], "a") as file:  # noqa: PTH123 - before all else is loaded
            file.write(f"{where} {way.__name__} {became}\n")


_asked: list[str] = []


def _loaded(event: str, arguments: tuple[object, ...]) -> None:
    if event == "import" and arguments[0] == _IN_THE_MIDST and not _asked:
        _asked.append(_IN_THE_MIDST)
        ask("midst")


if any("whisper_worker" in each for each in sys.orig_argv):
    ask("transcriber")
elif "balint_voice" in sys.orig_argv:
    sys.addaudithook(_loaded)
    atexit.register(ask, "end")
