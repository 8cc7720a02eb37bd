"""What a shell may offer on the Tab key: asked for as bash, zsh and fish ask."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.program import ran


def offered(line: str, shell: str, data: Path, config: str = os.devnull) -> str:
    asked = {
        "_BALINT_VOICE_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "BALINT_VOICE_DATA": str(data),
        "BALINT_VOICE_CONFIG": config,
    }
    told = ran(env={**os.environ, **asked})
    assert told.stderr == ""
    return told.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("balint-voice re", "resume"),
        ("balint-voice run --mic", "--microphone-file"),
        ("balint-voice run uit", "uitpluizen"),
        ("balint-voice run uitpluizen --skip probleems", "probleemstelling"),
        ("balint-voice run --record case,ad", "case,advice"),
        ("balint-voice run --start a", "ask"),
        ("balint-voice review 2026", "2026-03-04-191500"),
        ("balint-voice sessions delete 2026", "2026-03-04-191500"),
    ],
)
def test_names_that_exist_are_offered(shell: str, line: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "sessions" / "2026-03-04-191500").mkdir(parents=True, mode=0o700)
    (tmp_path / "sessions").chmod(0o700)
    assert name in offered(line, shell, tmp_path)


def test_only_phases_of_the_method_on_the_line_are_offered(tmp_path: Path) -> None:
    told = offered("balint-voice run demo --skip ", "bash", tmp_path)
    assert told.split() == ["probleemstelling", "associatiemoment", "besluitvorming"]


@pytest.mark.parametrize("option", ["--skip", "--record", "--variant", "--unsaid"])
def test_a_method_that_lacks_what_is_asked_for_is_silent(option: str, tmp_path: Path) -> None:
    if option not in ("--skip", "--record"):
        assert offered(f"balint-voice run demo {option} ", "bash", tmp_path).strip() == ""
    own = tmp_path / "scripts" / "ours"
    own.mkdir(parents=True)
    for being_written in (
        "",
        "phases = 1",
        "phases = [1, {}]",
        "phases = [{reminders = 1, variants = [1, {}]}]",
    ):
        (own / "script.toml").write_text(being_written)
        assert offered(f"balint-voice run ours {option} ", "bash", tmp_path).strip() == ""


def test_the_reminders_of_a_method_are_offered(tmp_path: Path) -> None:
    told = offered("balint-voice run uitpluizen --unsaid ", "bash", tmp_path).split()
    assert told and len(told) == len(set(told))


def test_nothing_to_offer_and_broken_settings_are_silent(tmp_path: Path) -> None:
    broken = tmp_path / "settings.toml"
    broken.write_text("people = 'many'\n")
    assert offered("balint-voice review 2", "bash", tmp_path).strip() == ""
    assert offered("balint-voice run no-such --skip ", "bash", tmp_path).strip() == ""
    assert offered("balint-voice run no-such --skip x --record ", "zsh", tmp_path) == "_files\n"
    assert "intervisie" in offered("balint-voice run in", "bash", tmp_path, str(broken))


def test_bash_itself_completes_with_the_script_that_is_shown(tmp_path: Path) -> None:
    (tmp_path / "balint-voice").write_text(
        f'#!/bin/sh\nexec {sys.executable} -m balint_voice "$@"\n'
    )
    (tmp_path / "balint-voice").chmod(0o755)
    script = """
eval "$(_BALINT_VOICE_COMPLETE=source_bash balint-voice)"
COMP_WORDS=(balint-voice run --skip beel) COMP_CWORD=3
_balint_voice_completion balint-voice
echo "${COMPREPLY[@]}"
"""
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    told = subprocess.run(
        ["bash", "-c", script], env=env, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "beeldvorming"
