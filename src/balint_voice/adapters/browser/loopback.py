"""The one listening socket, on this machine alone, and the one program that opens the browser.

Rules: both are made before the network is given up, because afterwards nobody can, and only where
the command line asks for a page. The socket takes connections from this machine; nothing here
makes one.
"""

import contextlib
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balint_voice.adapters.browser.door import Door

_HOST = "127.0.0.1"
_WAITING = 64
"""Connections that wait to be taken."""

_listening: socket.socket | None = None
_opener: "subprocess.Popen[bytes] | None" = None
_door: "Door | None" = None
_kept = False


def prepare() -> None:
    """Make both. Where the system does not let us there is no page, which is said later."""
    global _listening, _opener
    with contextlib.suppress(OSError):
        _listening = _socket()
        _opener = _waiting_opener()


def listening_socket() -> socket.socket | None:
    """The socket; None where nobody asked for one, or the system gave none."""
    return _listening


def door() -> "Door | None":
    """The door to all that is shown at this socket; None where there is no socket."""
    global _door
    if _door is None and _listening is not None:
        from balint_voice.adapters.browser.door import Door

        _door = Door(_listening.getsockname()[1])
    return _door


def keep_open() -> None:
    """One page after the other is shown at this socket: it is not closed with the first."""
    global _kept
    _kept = True


def is_kept_open() -> bool:
    return _kept


def socket_to_serve() -> socket.socket | None:
    """The socket for whoever serves a page, and closes it with the page."""
    return _listening.dup() if _kept and _listening is not None else _listening


def open_in_browser(tell: Callable[[str], None]) -> None:
    """Open the page in the machine's own browser, from outside the wall, and tell its address;
    once."""
    opener, at = _opener, door()
    if opener is None or opener.stdin is None or opener.stdin.closed or at is None:
        return
    tell(at.address)
    with contextlib.suppress(OSError):
        opener.stdin.write(f"{at.address_to_start_with}\n".encode())
        opener.stdin.close()


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":  # there another program could listen at the same place
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        made.bind((_HOST, 0))  # a port of the system's choosing
        made.listen(_WAITING)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made


def _waiting_opener() -> "subprocess.Popen[bytes]":
    program = Path(__file__).with_name("opener.py")
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(program)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is meant for the session, not for the browser
    )
