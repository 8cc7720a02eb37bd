"""What axe-core finds on each page that would hinder somebody: nothing."""

# ruff: noqa: F811 - fixtures of other tests are given by their names

import importlib.util
import json
from pathlib import Path

import pytest

from tests.browser.page_session import PageSession
from tests.browser.test_start import QUICK, StartSession, choose, opened, table_of
from tests.browser.test_table import silent_microphone
from tests.browser.test_taking_along import (  # noqa: F401 - some are fixtures
    address,
    copied_to,
    page,
)
from tests.records.test_commands import evening  # noqa: F401 - a fixture
from tests.records.test_handing_over import folder, key, stick  # noqa: F401 - fixtures
from tests.support.driven_browser import Browser, Page
from tests.support.keys import confirmed
from tests.support.needs import lacking

RUN = (
    "axe.run(document).then((found) => JSON.stringify("
    "found.violations.map((each) => [each.id, each.impact, each.nodes.map((n) => n.html)])))"
)
LOOKS = [("light", 1280, 720), ("dark", 1280, 720), ("light", 1080, 1920)]


@pytest.fixture(scope="module")
def axe() -> str:
    spec = importlib.util.find_spec("axe_core_python")
    if spec is None or spec.origin is None:
        lacking("axe-core-python")
    return (Path(spec.origin).parent / "axe.min.js").read_text("utf-8")


def hinders(page: Page, axe: str) -> list[object]:
    page.wait_for("document.readyState === 'complete'")  # without its style it has other colours
    page.ask("Runtime.evaluate", expression=axe)
    found: list[object] = json.loads(page.see(RUN))
    return found


def looks(page: Page, look: tuple[str, int, int]) -> None:
    """Asked for again after another page was opened, which gets its look with some delay."""
    scheme, width, height = look
    page.sized(width, height)
    wanted = [{"name": "prefers-color-scheme", "value": scheme}]
    page.ask("Emulation.setEmulatedMedia", features=wanted)


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_the_start_page(
    browser: Browser, tmp_path: Path, axe: str, look: tuple[str, int, int]
) -> None:
    with StartSession(tmp_path, "--language", "nl", "--model", "demo-nl") as evening:
        page = opened(browser, evening.first)
        looks(page, look)
        assert hinders(page, axe) == []
        page.click("#details summary")
        assert hinders(page, axe) == []
        choose(page, "break_after", True, "[value=beeldvorming]")
        choose(page, "record", True, "[value=case]")
        page.wait_for("!document.getElementById('secret').hidden")
        page.click("#suggest")
        page.wait_for("document.getElementById('words').innerText")
        page.click("#begin")
        page.wait_for("!!document.querySelector('#wrong p')")
        assert hinders(page, axe) == []
        choose(page, "people", "1000")
        page.wait_for("document.getElementById('refused').innerText")
        assert hinders(page, axe) == []


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_table(browser: Browser, tmp_path: Path, axe: str, theme: str) -> None:
    short = ("demo", "--voice", "none", "--language", "nl", "--start", "ask", "--theme", theme)
    with PageSession(tmp_path, *short) as evening:
        page = browser.page()
        page.open(evening.first)
        table_of(page)
        assert hinders(page, axe) == []
        page.press("s")
        page.wait_for("document.getElementById('warnings').textContent")
        assert hinders(page, axe) == []


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_the_page_afterwards_and_its_reports(
    browser: Browser, tmp_path: Path, axe: str, look: tuple[str, int, int]
) -> None:
    microphone = silent_microphone(tmp_path)
    with StartSession(tmp_path, *QUICK, *microphone) as evening:
        page = opened(browser, evening.first)
        looks(page, look)
        choose(page, "script", "demo")
        page.wait_for("document.querySelectorAll('#phases tr').length === 3")
        page.click("#begin")
        table_of(page)
        there = "!!document.getElementById('reports')"
        confirmed(lambda: page.press("q"), lambda: page.see(there))
        looks(page, look)
        assert hinders(page, axe) == []
        page.open(f"{evening.origin}/review")
        looks(page, look)
        assert hinders(page, axe) == []


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_the_notes_and_how_to_take_them_along(
    page: Page, stick: Path, axe: str, look: tuple[str, int, int]
) -> None:
    looks(page, look)
    assert copied_to(page, stick)
    assert hinders(page, axe) == []
    assert copied_to(page, stick), "now there is one: refused"
    assert hinders(page, axe) == []
