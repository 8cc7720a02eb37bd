"""The pages in Firefox, where there is one: another engine, the same evening."""

# ruff: noqa: F811 - fixtures of other tests are given by their names

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.page_session import PageSession
from tests.browser.test_notes_page import written  # noqa: F401 - a fixture
from tests.browser.test_start import StartSession
from tests.browser.test_table import NOTE, PASSPHRASE, silent_microphone
from tests.records.test_commands import evening  # noqa: F401 - a fixture
from tests.records.test_handing_over import PASSPHRASE as OF_THE_NOTES
from tests.records.test_handing_over import SAID, folder, key, stick  # noqa: F401 - fixtures
from tests.support.driven_browser import until
from tests.support.driven_firefox import Firefox, find_firefox, firefox_led

pytestmark = pytest.mark.slow


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    program = find_firefox()
    if program is None:
        pytest.skip("Firefox is not here, and is not needed for anything else")
    with firefox_led(program, tmp_path / "firefox") as browser:
        yield browser


def fits(page: Firefox, width: int, height: int) -> bool:
    page.sized(width, height)
    page.wait_for(f"innerWidth === {width} && innerHeight === {height}")
    root = "document.documentElement"
    return bool(page.see(f"{root}.scrollWidth <= innerWidth && {root}.scrollHeight <= innerHeight"))


def test_an_evening_from_the_start_page_to_the_notes(
    firefox: Firefox, tmp_path: Path, stick: Path
) -> None:
    listens = ("--model", "demo-nl", *silent_microphone(tmp_path))
    quick = ("--voice", "none", "--language", "nl", "--pace", "2")
    with StartSession(tmp_path, *quick, *listens) as evening:
        firefox.open(evening.first)
        firefox.wait_for("document.querySelectorAll('#phases tr').length === 9")
        assert firefox.see("location.href") == f"{evening.origin}/", "the secret leaves the address"
        firefox.click("#script option[value=demo]")
        firefox.wait_for("document.querySelectorAll('#phases tr').length === 3")
        firefox.click("[name=record][value=case]")
        firefox.wait_for("!document.getElementById('secret').hidden")
        for field in ("#passphrase", "#again"):
            firefox.write_in(field, PASSPHRASE)
        firefox.click("#begin")
        firefox.wait_for("document.querySelector('#answers button[data-key=y]') !== null")
        firefox.click("#answers button[data-key=y]")
        firefox.wait_for("document.getElementById('microphone').className === 'record'")
        firefox.press("n")
        firefox.wait_for("document.activeElement.id === 'typed'")
        firefox.write_in("#typed", NOTE)
        firefox.press("Enter")
        firefox.wait_for("document.body.innerText.includes('Notitie verzegeld')")
        assert fits(firefox, 1280, 720) and fits(firefox, 1920, 1080)
        ended(firefox)
        firefox.write_in("#passphrase", PASSPHRASE)
        firefox.click("#open")
        firefox.wait_for(f"document.getElementById('notes').innerText.includes({NOTE!r})")
        firefox.click("#take summary")
        firefox.write_in("#folder", str(stick))
        firefox.click("#elsewhere button")
        firefox.wait_for("document.getElementById('copied').className === 'done'")
        (copy,) = stick.iterdir()
        assert (copy / "notes.sealed").exists()
        firefox.click("#close")
        assert NOTE not in firefox.text()
        firefox.click("#leave")
        assert evening.ended() == 0, evening.shown


def ended(page: Firefox) -> None:
    """`q`, and once more where it asks; until the page that comes then has its scripts."""

    def over() -> bool:
        page.press("q")
        return bool(page.see("document.getElementById('reports') !== null"))

    until(over, page.text)
    page.wait_for("document.readyState === 'complete'")


def test_the_locked_page_opens_with_its_passphrase_alone(firefox: Firefox, written: Path) -> None:
    firefox.open(written.as_uri())
    firefox.write_in("#passphrase", "iets heel anders dan dat")
    firefox.click("#open")
    firefox.wait_for("!document.getElementById('open').disabled && answer.textContent.length > 20")
    assert SAID not in firefox.text()
    firefox.see("document.getElementById('passphrase').value = ''")
    firefox.write_in("#passphrase", OF_THE_NOTES)
    firefox.click("#open")
    firefox.wait_for(f"document.body.innerText.includes({SAID!r})")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_table_has_large_digits_and_fits(firefox: Firefox, tmp_path: Path, theme: str) -> None:
    short = ("demo", "--voice", "none", "--language", "nl", "--start", "ask", "--theme", theme)
    with PageSession(tmp_path, *short) as evening:
        firefox.open(evening.first)
        firefox.wait_for("document.getElementById('title').textContent")
        for width, height in ((1280, 720), (1920, 1080)):
            assert fits(firefox, width, height), (width, height)
        firefox.press("p")
        firefox.wait_for("document.body.innerText.includes('PAUZE')")
