"""The program as users get it: the wheel, with the libraries that pyproject.toml allows.

Each install is an environment of its own, made by uv: `newest` as pipx makes it, `oldest` with the
lowest version of everything that pyproject.toml names. Tests of one install are one group, so that
it is made once.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from tests.support.real import weights_folder

ROOT = Path(__file__).parents[2]
BOTH = [pytest.param(which, marks=pytest.mark.xdist_group(which)) for which in ("newest", "oldest")]
TELEMETRY_IS_IN = "onnxruntime==1.29.0"
"""The first release that carries it; pyproject.toml does not allow it."""


@dataclass
class Installs:
    """Environments below `place`, from one wheel; each is made once."""

    place: Path
    wheel: Path

    def of(self, which: str) -> Path:
        """`newest` or `oldest`."""
        return self.newest if which == "newest" else self.oldest

    @cached_property
    def newest(self) -> Path:
        return self._made("newest", str(self.wheel))

    @cached_property
    def oldest(self) -> Path:
        named = self.place / "oldest.txt"
        # For a wheel, uv's `lowest-direct` means the wheel alone: its requirements are not direct.
        oldest = ("--resolution", "lowest-direct", "--python", sys.executable)
        _uv("pip", "compile", *oldest, str(ROOT / "pyproject.toml"), "-o", str(named))
        return self._made("oldest", "-r", str(named), str(self.wheel))

    @cached_property
    def with_telemetry(self) -> Path:
        """The newest, with an onnxruntime that reports, put there against pyproject.toml."""
        made = self._made("with-telemetry", str(self.wheel))
        _install(made, "--no-deps", TELEMETRY_IS_IN)
        return made

    def oldest_with_pytest(self) -> Path:
        """The oldest, and what runs its tests, in the versions of the lock."""
        tools = ("pytest", "pytest-xdist", "hypothesis")
        _install(self.oldest, "--constraint", str(ROOT / "requirements-dev.lock"), *tools)
        return self.oldest

    def _made(self, name: str, *what: str) -> Path:
        environment = self.place / name
        _uv("venv", "--python", sys.executable, str(environment))
        _install(environment, *what)
        return environment


def _install(environment: Path, *what: str) -> None:
    _uv("pip", "install", "--python", str(environment / "bin" / "python"), *what)


def _uv(*arguments: str) -> None:
    """What was fetched is kept for the next run, beside the weights: a gigabyte, by its content."""
    done = subprocess.run(
        [sys.executable, "-m", "uv", "--quiet", *arguments],
        env={**os.environ, "UV_CACHE_DIR": str(weights_folder() / "uv")},
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def installs() -> Iterator[Installs]:
    with tempfile.TemporaryDirectory(prefix="bv-installs-") as folder:
        place = Path(folder)
        _uv("build", "--wheel", "--out-dir", str(place / "dist"), str(ROOT))
        (wheel,) = (place / "dist").glob("*.whl")
        yield Installs(place, wheel)
