"""The branch of another system where one call differs. The system is simulated, not the code."""

import errno
import importlib.util
import os
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from balint_voice.adapters.system import clock
from balint_voice.cli import streams
from balint_voice.records import disk


def as_on(platform: str, name: str, patch: pytest.MonkeyPatch) -> ModuleType:
    """A module of ours read anew, beside the one that all others have."""
    found = importlib.util.find_spec(name)
    assert found is not None and found.origin is not None
    spec = importlib.util.spec_from_file_location(f"{name}_on_{platform}", found.origin)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with patch.context() as there:
        there.setattr(sys, "platform", platform)
        spec.loader.exec_module(module)
    return module


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Windows' console: what is typed there, sign by sign."""
    typed: list[str] = []
    msvcrt = ModuleType("msvcrt")
    vars(msvcrt).update(kbhit=lambda: bool(typed), getwch=lambda: typed.pop(0))
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    return typed


def test_keys_of_a_windows_console(console: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    keyboard = as_on("win32", "balint_voice.adapters.display.keyboard", monkeypatch)
    next_keys = keyboard._key_reader()
    console += [" ", "\xe0", "Q", "\xe0", "I", "\r", "é", "\x00", "?"]
    assert next_keys() == [" ", "pagedown", "pageup", " ", "é", "f5"]
    assert next_keys() == []
    console += ["\r"]
    assert next_keys() == ["enter"]
    console += ["q", "q"]
    keyboard.forget_typed()
    assert console == []


def test_an_accent_is_no_special_key_there(
    console: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code that announces a special key is that of an à, which waited for a second sign."""
    next_keys = as_on("win32", "balint_voice.adapters.display.keyboard", monkeypatch)._key_reader()
    console += ["\xe0"]
    assert next_keys() == ["à"]


def test_lines_pasted_there_are_one_line_too(
    console: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the second one would be commands: a v takes the recording back."""
    next_keys = as_on("win32", "balint_voice.adapters.display.keyboard", monkeypatch)._key_reader()
    console += [*"een\rv\r"]
    assert next_keys() == [*"een v", "enter"]


def test_a_mac_is_told_to_empty_the_drives_own_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    fcntl = ModuleType("fcntl")
    vars(fcntl).update(F_FULLFSYNC=51, fcntl=lambda *what: asked.append(what))
    monkeypatch.setitem(sys.modules, "fcntl", fcntl)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(os, "fsync", lambda _: pytest.fail("fsync is not enough there"))
    disk.sync(7)
    assert asked == [(7, 51)]


@pytest.mark.parametrize(("fault", "falls_back"), [(errno.ENOTSUP, True), (errno.EIO, False)])
def test_a_mac_drive_that_cannot_is_no_fault_but_a_broken_one_is(
    fault: int, falls_back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(fault, "no")

    synced: list[int] = []
    fcntl = ModuleType("fcntl")
    vars(fcntl).update(F_FULLFSYNC=51, fcntl=refused)
    monkeypatch.setitem(sys.modules, "fcntl", fcntl)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(os, "fsync", synced.append)
    if falls_back:
        disk.sync(7)
    else:
        with pytest.raises(OSError, match="no"):
            disk.sync(7)
    assert synced == ([7] if falls_back else [])


def test_each_system_has_a_clock_that_goes_on_in_its_sleep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "clock_gettime", float)
    monkeypatch.setattr(time, "monotonic", lambda: -1.0)
    told = {}
    for system in ("linux", "darwin", "win32"):
        with monkeypatch.context() as there:
            there.setattr(sys, "platform", system)
            told[system] = clock._seconds_awake_and_asleep()
    assert told["linux"] == time.CLOCK_BOOTTIME
    assert told["darwin"] == time.CLOCK_MONOTONIC
    assert told["win32"] == -1.0


@pytest.mark.parametrize(("system", "bytes_of"), [("win32", "● é".encode()), ("linux", b"? \xe9")])
def test_no_sign_ends_a_line(
    system: str, bytes_of: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "piped").open("w", encoding="cp1252") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        monkeypatch.setattr(sys, "platform", system)
        streams.settle_streams()
        pipe.write("● é")
    monkeypatch.undo()
    assert (tmp_path / "piped").read_bytes() == bytes_of
