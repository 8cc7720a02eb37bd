"""What is shipped: a wheel that runs away from its checkout, with prompts and model inside."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.support.pulse import PATIENCE_S

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_it_holds_prompts_and_a_model_of_four_megabytes_at_most(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        sizes = {info.filename: info.compress_size for info in packed.infolist()}
    assert "balint_voice/prompts/intervisie/nl.toml" in sizes
    assert "balint_voice/models/demo-nl/model.bin" in sizes
    assert {f"balint_voice/messages/{each}.toml" for each in ("nl", "en", "de", "fr")} <= set(sizes)
    assert {
        f"balint_voice/messages/doctor/{each}.toml" for each in ("nl", "en", "de", "fr")
    } <= set(sizes)
    for page in ("page", "drawing", "review", "history", "sheet"):
        assert f"balint_voice/templates/{page}.html.j2" in sizes
    assert "balint_voice/py.typed" in sizes, "who imports the package is told nothing of its types"
    model = sum(size for name, size in sizes.items() if "/models/demo-nl/" in name)
    assert model <= 4_000_000
    assert not [name for name in sizes if name.startswith(("tests", "training", "benchmarks"))]


def test_it_holds_every_file_of_the_package_and_all_that_scripts_and_model_need(
    wheel: Path,
) -> None:
    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())
    places = {"src/balint_voice": "", "prompts": "prompts", "models/demo-nl": "models/demo-nl"}
    for place, name in places.items():
        for file in (ROOT / place).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                there = Path("balint_voice", name, file.relative_to(ROOT / place)).as_posix()
                assert there in inside


def test_it_is_installed_with_its_command(wheel: Path, tmp_path: Path) -> None:
    """As pipx does it; the libraries are those of the tests, since fetching them takes minutes."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    environment = next((tmp_path / "venv").rglob("site-packages"))
    libraries = sysconfig.get_path("purelib")
    install = [str(programs / "python"), "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    (environment / "libraries.pth").write_text(f"{libraries}\n")
    env = {**os.environ, "BALINT_VOICE_DATA": str(tmp_path / "data")}
    env.pop("PYTHONPATH", None)

    def ran(*arguments: str) -> str:
        command = [str(programs / "balint-voice"), *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True
        ).stdout

    assert ran("--version").startswith("balint-voice ")
    assert "intervisie" in ran("scripts", "list")
    assert "Fase 3/3" in ran("run", "demo", "--voice", "none", "--pace", "2000", "--plain")
    where = [str(programs / "python"), "-c", "import balint_voice; print(balint_voice.__file__)"]
    shown = subprocess.run(where, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert shown.stdout.startswith(str(environment))


def test_it_runs_elsewhere(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    env = {**os.environ, "PYTHONPATH": str(site), "BALINT_VOICE_DATA": str(tmp_path / "data")}
    command = (sys.executable, "-m", "balint_voice", "run", "demo", "--voice", "none")
    ran = subprocess.run(
        [*command, "--pace", "500", "--plain"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Fase 3/3 · Besluitvorming" in ran.stdout
    where = [sys.executable, "-c", "import balint_voice; print(balint_voice.__file__)"]
    shown = subprocess.run(where, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert shown.stdout.startswith(str(site))
