"""The program as if on another system: `python -m tests.systems.as_if win32|darwin ARGUMENTS`,
or our tests: `python -m tests.systems.as_if win32|darwin --tests ARGUMENTS`.

What that system lacks is taken away (modules, calls, constants) and `sys.platform` says its name;
our modules are then read anew, so that they choose its branch. What it has of its own is imitated
as little as will do. The libraries were read before and stay as they are: this tests our code, not
theirs, and no such system itself.
"""

import ctypes
import fcntl
import importlib
import mmap
import os
import pkgutil
import signal
import sys
import sysconfig
import time
from types import ModuleType, SimpleNamespace
from typing import Any

import balint_voice

_POSIX_MODULES = ("fcntl", "termios", "tty", "pty", "resource", "pwd", "grp", "syslog")
_POSIX_CALLS = [
    "fchmod",
    "chown",
    "fork",
    "forkpty",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "setsid",
    "setuid",
    "setgid",
    "setgroups",
    "killpg",
    "getpgid",
    "nice",
    "mkfifo",
    "openpty",
    "ttyname",
    "sysconf",
    "posix_fadvise",
    "pread",
    "pwrite",
    "O_NOFOLLOW",
    "O_CLOEXEC",
    "O_NONBLOCK",
    "O_DIRECTORY",
]
_POSIX_SIGNALS = ("SIGHUP", "SIGCONT", "SIGUSR1", "SIGPIPE", "SIGALRM")
_RUNS_WHEN_READ = ("balint_voice.records.read_notes",)


def our_modules() -> list[str]:
    """Every module of ours but those that do something when they are read."""
    found = pkgutil.walk_packages(balint_voice.__path__, "balint_voice.")
    return [each.name for each in found if each.name not in _RUNS_WHEN_READ]


def become(platform: str) -> None:
    """From now on this process takes itself for another system."""
    for name in our_modules():  # and with them the libraries that they need when they are read
        importlib.import_module(name)
    for name in [each for each in sys.modules if each.partition(".")[0] == "balint_voice"]:
        del sys.modules[name]
    sysconfig.get_config_vars()  # Python asks its own build once, by the name of the system
    for lacking in ("posix_fadvise", "POSIX_FADV_DONTNEED"):
        _take(os, lacking)
    _take(mmap, "MADV_DONTDUMP")
    _take(time, "CLOCK_BOOTTIME")
    _windows() if platform == "win32" else _mac()
    sys.platform = platform
    for name in our_modules():
        importlib.import_module(name)


def _take(place: Any, name: str) -> None:
    if hasattr(place, name):
        delattr(place, name)


def _mac() -> None:
    vars(fcntl)["F_FULLFSYNC"] = 51  # here the kernel refuses it: as a drive does that lacks it


def _windows() -> None:
    def locking(descriptor: int, _mode: int, _count: int) -> None:
        """This system's own lock; on Windows it would cover the bytes that lie where we stand."""
        if os.lseek(descriptor, 0, os.SEEK_CUR) < 1 << 32:
            raise AssertionError("this lock would shut readers out")
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    msvcrt = ModuleType("msvcrt")
    vars(msvcrt).update(locking=locking, LK_NBLCK=2, kbhit=lambda: False, getwch=lambda: "")
    sys.modules["msvcrt"] = msvcrt
    for name in _POSIX_MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    for name in _POSIX_CALLS:
        _take(os, name)
    for name in _POSIX_SIGNALS:
        _take(signal, name)
    kernel = SimpleNamespace(
        VirtualLock=lambda *_: 0,
        GetUserDefaultUILanguage=lambda: 0x0413,  # Dutch
        GlobalMemoryStatusEx=lambda _: 0,
        GetSystemPowerStatus=lambda _: 0,
    )
    vars(ctypes)["windll"] = SimpleNamespace(kernel32=kernel)


def main(platform: str, *arguments: str) -> None:
    import pytest

    become(platform)
    if arguments[0] == "--tests":
        # Pytest has a branch of its own for the console of Windows; with `sys` it is not taken.
        options = ("-q", "-p", "no:cacheprovider", "--capture=sys", "--tb=short")
        sys.exit(pytest.main([*options, *arguments[1:]]))
    sys.argv[1:] = arguments
    importlib.import_module("balint_voice.__main__").main()


if __name__ == "__main__":
    main(*sys.argv[1:])
