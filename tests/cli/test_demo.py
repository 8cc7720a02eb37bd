"""What the demonstration leaves people with: commands that work where they are typed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from balint_voice.cli import called
from balint_voice.cli.commands import demo
from balint_voice.cli.language import settle
from tests.support.program import ran

ROOT = Path(__file__).parents[2]
PUT = ROOT / "tools" / "put-on-path.sh"
NEEDS_SH = pytest.mark.skipif(sys.platform == "win32", reason="a script for sh")


def program(folder: Path) -> Path:
    folder.mkdir(parents=True)
    made = folder / "balint-voice"
    made.write_text("#!/bin/sh\necho here\n")
    made.chmod(0o755)
    return made


def put_on_path(made: Path, home: Path, path: str) -> str:
    surroundings = {**os.environ, "HOME": str(home), "PATH": path}
    done = subprocess.run(
        ["sh", str(PUT), str(made)], env=surroundings, capture_output=True, text=True, check=True
    )
    return done.stdout


@NEEDS_SH
def test_the_program_becomes_a_command_where_the_shell_looks(tmp_path: Path) -> None:
    made, home = program(tmp_path / "clone" / ".venv" / "bin"), tmp_path / "home"
    looked_into = f"{home / '.local/bin'}:{os.defpath}"
    put_on_path(made, home, looked_into)
    ran = subprocess.run(
        ["balint-voice"], env={"PATH": looked_into}, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "here\n"
    assert put_on_path(made, home, looked_into) == "", "once is enough"


@NEEDS_SH
def test_a_command_of_that_name_stays_what_it_is(tmp_path: Path) -> None:
    home, made = tmp_path / "home", program(tmp_path / "clone")
    other = program(home / "bin")
    put_on_path(made, home, f"{home / '.local/bin'}:{home / 'bin'}:{os.defpath}")
    assert not other.is_symlink()
    assert not (home / ".local/bin/balint-voice").exists()


def test_a_command_is_called_as_it_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = program(tmp_path / "bin")
    monkeypatch.setattr(sys, "argv", [str(made), "demo"])
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert called.called() == "balint-voice"
    monkeypatch.setenv("PATH", os.defpath)
    assert called.called() == str(made)
    program(tmp_path / "another")
    monkeypatch.setenv("PATH", str(tmp_path / "another"))
    assert called.called() == str(made), "what the shell finds is another program"
    monkeypatch.setattr(sys, "argv", [str(Path(called.__file__).parents[1] / "__main__.py")])
    assert called.called() == f"{sys.executable} -m balint_voice"


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
def test_every_command_at_the_end_can_be_typed(
    language: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", [str(program(tmp_path / "bin")), "demo"])
    settle(language)
    demo._what_next("2026-01-01-200000")
    shown = capsys.readouterr().err
    commands = re.findall(rf"(?m)^    {tmp_path}/bin/balint-voice (.*)$", shown)
    assert [each.split()[0] for each in commands] == ["doctor", "run", "models", "run", "sessions"]
    for each in commands:
        name = each.split(" --")[0].split()[: 2 if each.split()[0] in ("models", "sessions") else 1]
        assert ran(*name, "--help").returncode == 0
    guide = re.findall(r"[\w/.]+\.md", shown)
    assert len(guide) == 1 and (ROOT / guide[0]).is_file()
    assert str(tmp_path / "bin/balint-voice") in shown.splitlines()[-1]


def test_on_the_path_the_name_needs_no_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [str(program(tmp_path / "bin")), "demo"])
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    demo._what_next("2026-01-01-200000")
    assert "\n    balint-voice doctor\n" in (shown := capsys.readouterr().err)
    assert shown.splitlines()[-1].endswith("README.md.")
    assert shutil.which("balint-voice") == str(tmp_path / "bin/balint-voice")
