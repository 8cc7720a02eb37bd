"""The program as users get it: the wheel, with the libraries that pyproject.toml allows.

Each install is an environment of its own, made by uv: `newest` as pipx makes it, `oldest` with the
lowest version of everything that pyproject.toml names.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TELEMETRY_IS_IN = "onnxruntime==1.29.0"
"""The first release that carries it; pyproject.toml does not allow it."""


@dataclass(frozen=True)
class Installs:
    """Environments below `place`, from one wheel."""

    place: Path
    wheel: Path

    def newest(self) -> Path:
        return self._made("newest", str(self.wheel))

    def oldest(self) -> Path:
        named = self.place / "oldest.txt"
        # For a wheel, uv's `lowest-direct` means the wheel alone: its requirements are not direct.
        oldest = ("--resolution", "lowest-direct", "--python", sys.executable)
        _uv("pip", "compile", *oldest, str(ROOT / "pyproject.toml"), "-o", str(named))
        return self._made("oldest", "-r", str(named), str(self.wheel))

    def with_telemetry(self) -> Path:
        """The newest, with an onnxruntime that reports, put there against pyproject.toml."""
        made = self._made("with-telemetry", str(self.wheel))
        _install(made, "--no-deps", TELEMETRY_IS_IN)
        return made

    def _made(self, name: str, *what: str) -> Path:
        environment = self.place / name
        _uv("venv", "--python", sys.executable, str(environment))
        _install(environment, *what)
        return environment


def _install(environment: Path, *what: str) -> None:
    _uv("pip", "install", "--python", str(environment / "bin" / "python"), *what)


def _uv(*arguments: str) -> None:
    command = [sys.executable, "-m", "uv", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def installs() -> Iterator[Installs]:
    with tempfile.TemporaryDirectory(prefix="bv-installs-") as folder:
        place = Path(folder)
        _uv("build", "--wheel", "--out-dir", str(place / "dist"), str(ROOT))
        (wheel,) = (place / "dist").glob("*.whl")
        yield Installs(place, wheel)
