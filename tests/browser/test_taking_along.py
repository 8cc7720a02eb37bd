"""The notes copied sealed to a stick, from the page after a session, by the presenter."""

# ruff: noqa: F811 - fixtures of other tests are given by their names

import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage
import pytest

from balint_voice.adapters.browser.door import Door
from balint_voice.adapters.browser.handed import Handed
from balint_voice.adapters.browser.server import Server
from balint_voice.adapters.browser.start_site import serve, start_site
from balint_voice.adapters.browser.windows import BrowserWindows
from balint_voice.adapters.system.drives import plugged_in_of
from balint_voice.cli.after_desk import AfterDesk
from balint_voice.cli.language import settle
from balint_voice.cli.refusing import in_a_line
from balint_voice.errors import BalintVoiceError
from balint_voice.messages import catalogue
from balint_voice.records.sessions import SessionFolder
from tests.browser.test_attacks import answered_at
from tests.records.test_commands import evening, with_notes  # noqa: F401 - one is a fixture
from tests.records.test_handing_over import (  # noqa: F401 - some are fixtures
    ID,
    PASSPHRASE,
    SAID,
    folder,
    key,
    opened,
    stick,
    typed,
)
from tests.support.disks import small_disk_at
from tests.support.driven_browser import Browser, Page
from tests.support.pulse import PATIENCE_S

TARGET = f"balint-{ID}"
LOCKED = catalogue.label("after-page", "page-name", "nl")
LEFT = catalogue.label("after-page", "left", "nl")


@contextmanager
def served() -> Iterator[tuple[str, Server]]:
    """Where the page after the session is served, and by whom."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    door, windows = Door(listening.getsockname()[1]), BrowserWindows()
    server = Server(start_site(door, windows, AfterDesk(ID, "nl")), listening, windows.begin)
    server.start()
    yield door.address, server
    windows.publish({}, over=True)
    server.stop()


@pytest.fixture
def address() -> Iterator[str]:
    with served() as (address, _):
        yield address


@pytest.fixture
def page(folder: SessionFolder, browser: Browser, address: str) -> Page:
    """With the notes on it."""
    page = browser.page()
    page.open(address)
    assert page.see("document.getElementById('take').hidden"), "only after the passphrase"
    page.see("document.getElementById('passphrase').focus()")
    page.write(PASSPHRASE)
    page.press("Enter")
    page.wait_for(f"document.getElementById('notes').innerText.includes({SAID!r})")
    wait_for_sticks(page)
    return page


def wait_for_sticks(page: Page) -> None:
    """What plugged-in sticks there are stands above the folder, and moves its button down."""
    page.wait_for("!document.getElementById('no-stick').hidden || !!drives.firstChild")


def copied_to(page: Page, place: object) -> str:
    """What the page says when the notes are copied to the folder that is typed there."""
    page.see("document.querySelector('#take details').open = true")
    page.see(f"document.getElementById('folder').value = {str(place)!r}")
    return said_after(page, "#elsewhere button")


def said_after(page: Page, button: str) -> str:
    page.see("document.getElementById('copied').className = ''")
    page.click(button)
    page.wait_for("document.getElementById('copied').className !== ''")
    return str(page.see("document.getElementById('copied').textContent"))


def refused_to(place: Path) -> str:
    """What the command line says of it."""
    refusal = typed("notes", "--to", place).exception
    assert isinstance(refusal, BalintVoiceError)
    settle("nl")
    return in_a_line(refusal)


def test_the_sealed_files_lie_there_and_a_page_for_at_home(
    page: Page, stick: Path, browser: Browser
) -> None:
    said = copied_to(page, stick)
    assert str(stick / TARGET) in said and "8 bestanden" in said
    assert json.loads(opened(stick / TARGET).stdout)["entries"][0]["text"] == SAID
    assert all(SAID.encode() not in each.read_bytes() for each in (stick / TARGET).iterdir())
    at_home = browser.page()
    at_home.open((stick / TARGET / LOCKED).as_uri())
    at_home.click("#passphrase")
    at_home.write(PASSPHRASE)
    at_home.click("#open")
    at_home.wait_for(f"document.body.innerText.includes({SAID!r})")
    page.click("#close")
    assert page.see("document.getElementById('take').hidden && passphrase") == ""
    assert page.complaints == []


def test_without_that_page_where_it_is_not_wanted(page: Page, stick: Path) -> None:
    page.click("#with-page")
    assert "7 bestanden" in copied_to(page, stick)
    assert not (stick / TARGET / LOCKED).exists()


def test_what_the_command_line_refuses_is_refused_in_the_same_words(
    page: Page, stick: Path, tmp_path: Path
) -> None:
    page.click("#with-page")  # as without --page: it takes room too
    nowhere = tmp_path / "nergens"
    assert copied_to(page, nowhere) == refused_to(nowhere)
    (stick / TARGET).mkdir()
    assert copied_to(page, stick) == refused_to(stick)
    with small_disk_at(tmp_path / "full", "64k") as full:
        assert copied_to(page, full) == refused_to(full)
        assert not list(full.iterdir())
    with small_disk_at(tmp_path / "closed", "4m") as closed:
        subprocess.run(["mount", "-o", "remount,ro", str(closed)], check=True)
        assert copied_to(page, closed) == refused_to(closed)
    for odd in ("", "\x00", "~niemand-hier", "x" * 5000):
        assert page.see("document.getElementById('copied').className") == "refused"
        assert copied_to(page, odd)


def test_a_stick_that_is_plugged_in_has_a_button(page: Page) -> None:
    if os.geteuid() or not Path("/media").is_dir():
        pytest.skip("a stick is not tried: only root of Linux may mount one there")
    none = catalogue.label("after-page", "no-stick", "nl")
    if not page.see("document.querySelectorAll('#drives button').length"):
        page.wait_for(f"document.getElementById('take').innerText.includes({none!r})")
    desk = Path(f"/media/balint-voice-{os.getpid()}")
    desk.mkdir()
    try:
        with small_disk_at(desk / "MIJN STICK", "4m") as plugged_in:
            page.click("#look")
            button = f"#drives button:nth-child({1 + before(page, plugged_in)})"
            assert str(plugged_in / TARGET) in said_after(page, button)
            assert (plugged_in / TARGET / "notes.sealed").exists()
    finally:
        shutil.rmtree(desk)


def before(page: Page, plugged_in: Path) -> int:
    """How many buttons come before that one."""
    texts = "[...document.querySelectorAll('#drives button')].map((each) => each.textContent)"
    page.wait_for(f"{texts}.some((each) => each.includes({str(plugged_in)!r}))")
    found: list[str] = page.see(texts)
    return next(n for n, each in enumerate(found) if str(plugged_in) in each)


def test_a_program_that_no_longer_answers_is_told(folder: SessionFolder, browser: Browser) -> None:
    told = "getComputedStyle(document.body, '::after').content"
    lost = catalogue.label("after-page", "lost", "nl")
    page = browser.page()
    with served() as (address, server):
        page.open(address)
        page.wait_for("source.readyState === EventSource.OPEN")
        assert lost not in page.see(told)
        page.see("document.body.classList.add('lost')")  # as after a moment without a line
        page.see("look()")
        assert lost not in page.see(told)
        server.stop()
        page.wait_for(f"{told}.includes({lost!r})")
        page.see("document.body.classList.remove('lost'); source.close()")
        page.see("look()")
        assert lost in page.see(told)


def test_a_page_that_is_left_in_another_window_says_so(
    folder: SessionFolder, browser: Browser
) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    door = Door(listening.getsockname()[1])
    handed, desk = Handed(listening, door, {}), AfterDesk(ID, "nl")
    serving = threading.Thread(target=serve, args=(handed, desk), daemon=True)
    serving.start()
    left, other = browser.page(), browser.page()
    for each in (left, other):
        each.open(door.address)
        each.wait_for("source.readyState === EventSource.OPEN")
    left.click("#leave")
    for each in (left, other):
        each.wait_for(f"document.body.innerText.includes({LEFT!r})")
        assert each.see("there.hidden && !document.body.classList.contains('lost')")
    serving.join(PATIENCE_S)
    assert not other.see("document.body.classList.contains('lost')")


@pytest.mark.parametrize("path", ["/notes", "/drives", "/copy", "/leave"])
def test_nothing_is_done_for_somebody_else(address: str, path: str) -> None:
    origin, _, _ = address.partition("/?")
    port = int(origin.rpartition(":")[2])
    head = f"POST {path} HTTP/1.1\nContent-Length: 2\nHost: 127.0.0.1:{port}\nOrigin: {origin}"
    for more in ("", "\nCookie: a=b", f"\nCookie: balint-voice-{port}={'A' * 43}"):
        status, came = answered_at(port, head + more, b"{}")
        assert status == 403 and "{" not in came


def test_where_linux_shows_what_is_plugged_in() -> None:
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/ann/MIJN\\040STICK vfat rw 0 0\n"
        "/dev/sdc1 /run/media/ann/KÄRTCHEN exfat ro 0 0\ntmpfs /media tmpfs rw 0 0\n\nodd\n"
    )
    found = plugged_in_of(mounts)
    assert found == (Path("/media/ann/MIJN STICK"), Path("/run/media/ann/KÄRTCHEN"))


def test_nobody_copies_without_the_passphrase(folder: SessionFolder, stick: Path) -> None:
    desk = AfterDesk(ID, "nl")
    for passphrase in ("", "iets heel anders dan dat", None, ["x"]):
        told = desk.copy({"folder": str(stick), "passphrase": passphrase})
        assert told["said"] and "done" not in told
    assert list(stick.iterdir()) == []


def test_with_a_key_of_ones_own_they_are_copied_without_one(
    evening: SessionFolder, stick: Path, browser: Browser, address: str
) -> None:
    with_notes(evening, str(pyrage.x25519.Identity.generate().to_public()))
    page = browser.page()
    page.open(address)
    assert page.see("document.getElementById('ask').hidden")
    assert "sleutel" in page.text()
    wait_for_sticks(page)
    said_after_it = copied_to(page, stick)
    assert str(stick / TARGET) in said_after_it
    assert (stick / TARGET / "notes.sealed").exists()
