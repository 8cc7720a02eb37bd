"""A real browser to lead by mouse and keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser import find_browser
from tests.support.driven_browser import Browser, driven
from tests.support.needs import lacking


@pytest.fixture(scope="session")
def program() -> str:
    return find_browser() or lacking("chromium, or another browser of its kind")


@pytest.fixture
def browser(program: str, tmp_path: Path) -> Iterator[Browser]:
    with driven(program, tmp_path / "profile") as browser:
        yield browser
