"""`docs/cli.md` says what `--help` says."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cli_page", ROOT / "tools" / "cli_page.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_program_says_now(maker: ModuleType) -> None:
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == maker.page(), "run `make docs`"


@pytest.mark.parametrize("command", [(), ("run",), ("sessions",), ("sessions", "delete")])
def test_it_holds_help_as_a_user_sees_it(command: tuple[str, ...]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "balint_voice", *command, "--help"],
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() in (ROOT / "docs" / "cli.md").read_text("utf-8")
