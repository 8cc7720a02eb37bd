"""A real browser to lead by mouse and keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser import find_browser
from tests.support.driven_browser import Browser, BrowserProcess, driven, running, shared
from tests.support.needs import lacking


@pytest.fixture(scope="session")
def program() -> str:
    return find_browser() or lacking("chromium, or another browser of its kind")


@pytest.fixture(scope="session")
def process(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserProcess]:
    """To start it costs more than most of what is done in it."""
    with running(program, tmp_path_factory.mktemp("browser") / "profile") as process:
        yield process


@pytest.fixture
def browser(process: BrowserProcess) -> Iterator[Browser]:
    with shared(process) as browser:
        yield browser


@pytest.fixture
def own_browser(program: str, tmp_path: Path) -> Iterator[Browser]:
    """For tests that kill it, or look at what it leaves in `profile`."""
    with driven(program, tmp_path / "profile") as browser:
        yield browser
