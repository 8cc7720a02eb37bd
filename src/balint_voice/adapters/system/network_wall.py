"""The network is given up, for this process and all that it starts, before a command does anything.

On Linux a seccomp filter refuses every socket but those that never leave this machine. It is made
by libseccomp, which the system has; an ordinary user may, and nobody can take it back. During a
session a watcher (`network_watcher`) counts what was refused. Best effort: elsewhere, or without
the library, nothing is refused, and `doctor` says so.
"""

import contextlib
import ctypes
import errno
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

_ALLOW, _ASK, _ERRNO = 0x7FFF0000, 0x7FC00000, 0x00050000
_REFUSE = _ERRNO | errno.EACCES
_NOT_THERE = _ERRNO | errno.ENOSYS
_UNKNOWN_ENTRY, _ALL_THREADS = 2, 4
_NOT, _EQUAL, _GREATER = 1, 4, 6
_UNIX, _NETLINK, _DEVICE_EVENTS = 1, 16, 15

_watcher: "subprocess.Popen[bytes] | None" = None


class _Argument(ctypes.Structure):
    """A condition on an argument of a call: which, compared how, with what."""

    _fields_ = (
        ("number", ctypes.c_uint),
        ("compared", ctypes.c_int),
        ("value", ctypes.c_uint64),
        ("rest", ctypes.c_uint64),
    )


def give_up_network() -> None:
    """From here on this program cannot reach the network, as far as the system can prevent it."""
    with contextlib.suppress(OSError, AttributeError):
        _put_up(_REFUSE)


def give_up_network_and_watch() -> None:
    """The same; refused attempts are counted, and `report_tries` reports the count."""
    global _watcher
    if _watcher is not None:  # it stands already, and a process has one watcher
        return
    try:
        listener = _put_up(_ASK)
    except (OSError, AttributeError):  # an old system, or a watcher around us: without counting
        give_up_network()
        return
    try:
        _watcher = _start_watcher(listener)
    except OSError:
        return
    finally:
        os.close(listener)  # without a watcher the kernel refuses by itself


def report_tries(tell: Callable[[int], None]) -> None:
    """Call `tell` with the number of sockets that were refused, each time some are, from a thread.

    Those refused before this call count too. Without a watcher it is never called.
    """
    if _watcher is not None and _watcher.stdout is not None:
        counted = _watcher.stdout.fileno()
        threading.Thread(target=_report, args=(counted, tell), daemon=True).start()


def network_is_given_up() -> bool | None:
    """Whether this process can no longer make a socket for the network: tried. None: a system on
    which no program can give it up."""
    if sys.platform != "linux":
        return None
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    except OSError:
        return True
    return False


def _report(counted: int, tell: Callable[[int], None]) -> None:
    while tries := os.read(counted, 65_536):
        tell(len(tries))


def _start_watcher(listener: int) -> "subprocess.Popen[bytes]":
    watcher = Path(__file__).with_name("network_watcher.py")
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(watcher), str(listener)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=(listener,),
        start_new_session=True,  # Ctrl-C is meant for the session
    )


def _put_up(answer: int) -> int:
    """Load the filter, which answers so to each socket that could leave the machine. Returns its
    listener, or a negative number where nobody is asked. Raises OSError where the system does not
    let us, AttributeError where the library is too old."""
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, "only Linux has seccomp")
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    listener_of = library.seccomp_notify_fd
    filter_ = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_ALLOW)))
    try:
        # Calls by another entry (32-bit, x32) could not be distinguished, so all are refused.
        _done(library.seccomp_attr_set(filter_, _UNKNOWN_ENTRY, ctypes.c_uint32(_NOT_THERE)))
        _done(library.seccomp_attr_set(filter_, _ALL_THREADS, ctypes.c_uint32(1)))

        def refuse(call: bytes, answered: int, *given: tuple[int, int, int]) -> None:
            _rule(library, filter_, call, answer=answered, given=given)

        for family in range(_NETLINK):
            if family != _UNIX:
                refuse(b"socket", answer, (0, _EQUAL, family))
        # A sound server that is started for us asks the kernel which devices come and go.
        refuse(b"socket", answer, (0, _EQUAL, _NETLINK), (2, _NOT, _DEVICE_EVENTS))
        refuse(b"socket", answer, (0, _GREATER, _NETLINK))
        refuse(b"socketpair", answer, (0, _NOT, _UNIX))
        # A ring makes sockets past any filter. Libraries know kernels that have none.
        refuse(b"io_uring_setup", _NOT_THERE)
        _done(library.seccomp_load(filter_))
        return int(listener_of(filter_))
    finally:
        library.seccomp_release(filter_)


def _rule(
    library: ctypes.CDLL,
    filter_: ctypes.c_void_p,
    call: bytes,
    *,
    answer: int,
    given: Sequence[tuple[int, int, int]],
) -> None:
    conditions = (_Argument * len(given))(*(_Argument(*each, 0) for each in given))
    number = library.seccomp_syscall_resolve_name(call)
    _done(
        library.seccomp_rule_add_array(
            filter_, ctypes.c_uint32(answer), number, len(given), conditions
        )
    )


def _done(result: int) -> None:
    if result < 0:
        raise OSError(-result, os.strerror(-result))
