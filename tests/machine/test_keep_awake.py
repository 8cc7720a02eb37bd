"""Staying awake: asked of the system, told truly, never in the way."""

import subprocess
import sys

import pytest

from balint_voice.adapters.system.keep_awake import keeping_awake


def test_it_is_on_where_the_system_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    from wakepy import current_mode

    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "yes")
    with keeping_awake() as awake:
        assert awake
        assert current_mode().name == "keep.presenting"
    with pytest.raises(Exception, match="No wakepy Modes active"):
        current_mode()


def test_it_is_let_go_when_the_session_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    from wakepy import current_mode

    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "yes")
    with pytest.raises(ZeroDivisionError), keeping_awake():
        raise ZeroDivisionError
    with pytest.raises(Exception, match="No wakepy Modes active"):
        current_mode()


@pytest.mark.skipif(sys.platform != "linux", reason="a desktop is always there elsewhere")
def test_without_a_desktop_it_says_no_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("WAKEPY_FAKE_SUCCESS", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    with keeping_awake() as awake:
        assert not awake
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is Linux's")
def test_a_broken_desktop_is_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAKEPY_FAKE_SUCCESS", raising=False)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    with keeping_awake() as awake:
        assert not awake


def test_a_missing_library_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wakepy", None)
    with keeping_awake() as awake:
        assert not awake


def test_the_library_is_loaded_only_when_it_is_asked_for() -> None:
    look = "import sys, balint_voice.adapters.system.keep_awake; sys.exit('wakepy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
