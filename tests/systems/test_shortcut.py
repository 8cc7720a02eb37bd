"""The icon for the start page, in made-up homes of each system."""

import os
import plistlib
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from balint_voice.adapters.system.shortcut import Shortcut, put, shortcut_for, take_away
from balint_voice.errors import Unusable

COMMAND = ('/opt/een "plaats"/100% $x/python', "-m", "balint_voice", "start")
SYSTEMS = ("linux", "darwin", "win32")


def made_for(system: str, home: Path, machine: str = "arm64", **environment: str) -> Shortcut:
    return shortcut_for(
        system,
        home,
        environment,
        machine=machine,
        command=COMMAND,
        icon=Path("/opt/icon.svg"),
        comment="Leidt een bijeenkomst",
    )


@pytest.mark.parametrize("system", SYSTEMS)
def test_it_is_put_there_again_and_taken_away(system: str, tmp_path: Path) -> None:
    shortcut = made_for(system, tmp_path)
    assert not take_away(shortcut)
    put(shortcut)
    put(shortcut)
    assert shortcut.path.is_relative_to(tmp_path) and shortcut.path.exists()
    made = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert len(made) == len(shortcut.files), "and nothing else"
    assert take_away(shortcut)
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def test_where_each_system_has_them(tmp_path: Path) -> None:
    def at(system: str, **environment: str) -> str:
        return made_for(system, tmp_path, **environment).path.relative_to(tmp_path).as_posix()

    assert at("linux") == ".local/share/applications/balint-voice.desktop"
    assert at("linux", XDG_DATA_HOME="not/whole").startswith(".local/share/")
    assert at("linux", XDG_DATA_HOME=str(tmp_path / "d")) == "d/applications/balint-voice.desktop"
    assert at("darwin") == "Applications/balint-voice.app"
    menu = "Microsoft/Windows/Start Menu/Programs/balint-voice.cmd"
    assert at("win32") == f"AppData/Roaming/{menu}"
    assert at("win32", APPDATA=str(tmp_path / "Roaming")) == f"Roaming/{menu}"


def test_a_menu_entry_names_the_program_whole(tmp_path: Path) -> None:
    shortcut = made_for("linux", tmp_path)
    put(shortcut)
    lines = dict(
        line.split("=", 1) for line in shortcut.path.read_text().splitlines() if "=" in line
    )
    assert lines["Terminal"] == "false" and lines["Type"] == "Application"
    # Read as the specification says: first the text's own escapes, then the quotes, then %%.
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', lines["Exec"].replace("\\\\", "\\"))
    assert tuple(re.sub(r"\\(.)", r"\1", each).replace("%%", "%") for each in words) == COMMAND


def test_an_application_runs_the_program(tmp_path: Path) -> None:
    shortcut = made_for("darwin", tmp_path)
    put(shortcut)
    about = plistlib.loads((shortcut.path / "Contents/Info.plist").read_bytes())
    program = shortcut.path / "Contents/MacOS" / about["CFBundleExecutable"]
    assert program.stat().st_mode & stat.S_IXUSR
    *_, line = program.read_text().splitlines()
    assert tuple(shlex.split(line.removeprefix("exec "))) == COMMAND


@pytest.mark.parametrize(("machine", "native"), [("arm64", True), ("x86_64", False)])
def test_an_application_says_which_processor_its_script_is_for(
    machine: str, native: bool, tmp_path: Path
) -> None:
    """Else a Mac with Apple silicon takes a script for a program of an Intel one."""
    shortcut = made_for("darwin", tmp_path, machine)
    about = plistlib.loads(shortcut.files["Contents/Info.plist"])
    assert about["LSArchitecturePriority"] == [machine]
    assert about["LSRequiresNativeExecution"] is native


def test_a_command_file_says_its_encoding_and_keeps_percent_signs(tmp_path: Path) -> None:
    shortcut = made_for("win32", tmp_path)
    put(shortcut)
    content = shortcut.path.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == 4
    assert b"100%% $x" in content and b"chcp 65001" in content


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_not_ours_stays(system: str, tmp_path: Path) -> None:
    shortcut = made_for(system, tmp_path)
    shortcut.marked.parent.mkdir(parents=True)
    shortcut.marked.write_text("somebody else's")
    for does in (put, take_away):
        with pytest.raises(Unusable) as refused:
            does(shortcut)
        assert refused.value.key == "shortcut-not-ours"
    assert shortcut.marked.read_text() == "somebody else's"


def test_a_link_is_not_ours(tmp_path: Path) -> None:
    shortcut = made_for("linux", tmp_path)
    put(made_for("linux", tmp_path / "other"))
    shortcut.path.parent.mkdir(parents=True)
    shortcut.path.symlink_to(made_for("linux", tmp_path / "other").path)
    with pytest.raises(Unusable):
        take_away(shortcut)


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_cannot_be_written_is_refused_with_a_remedy(system: str, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    with pytest.raises(Unusable) as refused:
        put(made_for(system, tmp_path / "home"))
    assert refused.value.key == "shortcut-unwritable"


@pytest.mark.skipif(sys.platform != "linux", reason="as this system has it")
def test_the_command_itself(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "LANG": "nl_NL.UTF-8"}
    environment.pop("XDG_DATA_HOME", None)

    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "balint_voice", "shortcut", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    put_there = ran()
    assert put_there.returncode == 0, put_there.stderr
    place = Path(put_there.stdout.strip())
    assert place == tmp_path / ".local/share/applications/balint-voice.desktop"
    assert f'Exec="{sys.executable}" "-m" "balint_voice" "start"' in place.read_text()
    assert Path(icon_in(place.read_text())).is_file()
    assert ran("--remove").returncode == 0 and not place.exists()
    assert ran("--remove").returncode == 0


def icon_in(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("Icon=")).partition("=")[2]
