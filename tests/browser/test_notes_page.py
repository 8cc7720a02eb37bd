"""`notes --page`: one file that opens in a browser with the passphrase, and never wrongly."""

# ruff: noqa: F811 - fixtures of other tests are given by their names

import json
import stat
from pathlib import Path

import pyrage
import pytest

from balint_voice.adapters.files.notes_page import notes_page
from balint_voice.errors import Unusable, WrongSecret
from balint_voice.listening.transcript import NoteEntry
from balint_voice.messages import catalogue
from balint_voice.messages.catalogue import LANGUAGES
from balint_voice.records.browser_seal import seal_for_browser
from balint_voice.records.sealed_notes import begin_notes
from balint_voice.records.sessions import SessionFolder
from tests.records.test_commands import evening  # noqa: F401 - a fixture
from tests.records.test_handing_over import (  # noqa: F401 - some are fixtures
    ID,
    PASSPHRASE,
    SAID,
    VETOED,
    folder,
    key,
    stick,
    typed,
)
from tests.support.driven_browser import Browser, Page

BY_FILE = ("--passphrase-file", "-")
HOSTILE = "<img src=x onerror=alert(1)> </script><script>alert(2)</script> €\u202e"


def opened(page: Page, passphrase: str) -> None:
    page.click("#passphrase")
    page.write(passphrase)
    page.click("#open")


def block(kind: str, text: str, at_s: float = 0) -> dict[str, object]:
    return {"kind": kind, "text": text, "at_s": at_s}


def saved(
    place: Path,
    blocks: list[dict[str, object]],
    *,
    passphrase: str = PASSPHRASE,
    language: str = "nl",
) -> Path:
    """A page with these pieces."""
    sealed = seal_for_browser(json.dumps(blocks), passphrase, ID)
    labels = catalogue.pack(language)["browser-page"]
    file = place / "saved.html"
    file.write_text(notes_page(sealed, ID, language, labels), "utf-8")
    return file


def answer(page: Page, language: str = "nl") -> str:
    """What the page says once it is done with a passphrase."""
    works = json.dumps(catalogue.label("browser-page", "works", language))
    said = page.wait_for(
        f"!document.getElementById('open').disabled && "
        f"(document.getElementById('answer').textContent || 'opened') !== {works} && "
        "(document.getElementById('answer').textContent || 'opened')"
    )
    return str(said)


@pytest.fixture
def written(folder: SessionFolder, tmp_path: Path) -> Path:
    page = tmp_path / "notities.html"
    shown = typed("notes", "--page", page, *BY_FILE, stdin=PASSPHRASE)
    assert shown.exit_code == 0, shown.exception
    assert shown.stdout == "" and str(page) in shown.stderr.replace("\n", "")
    return page


def test_it_opens_with_the_passphrase_without_a_network(written: Path, browser: Browser) -> None:
    page = browser.page()
    page.ask(
        "Network.emulateNetworkConditions",
        offline=True,
        latency=0,
        downloadThroughput=0,
        uploadThroughput=0,
    )
    page.open(written.as_uri())
    assert page.see("isSecureContext") is True
    assert SAID not in page.text()
    opened(page, "iets anders")
    assert answer(page) == catalogue.label("browser-page", "wrong", "nl")
    assert page.see("document.getElementById('notes').textContent") == ""
    opened(page, PASSPHRASE)
    assert answer(page) == "opened"
    text = page.text()
    assert SAID in text and "Probleemstelling" in text and "15:36" in text
    assert "Op verzoek gewist" in text and VETOED not in text
    assert PASSPHRASE not in page.see("document.documentElement.outerHTML")
    assert b"/Type /Page" in page.printed()
    assert page.asked == [written.as_uri()] and page.complaints == []


@pytest.mark.slow
def test_nothing_stays_behind(written: Path, own_browser: Browser, tmp_path: Path) -> None:
    page = own_browser.page()
    page.open(written.as_uri())
    opened(page, PASSPHRASE)
    assert answer(page) == "opened" and SAID in page.text()
    page.click("#close")
    assert SAID not in page.see("document.documentElement.outerHTML")
    opened(page, PASSPHRASE)
    assert answer(page) == "opened"
    stored = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert page.see(stored) == [0, 0, ""]
    assert page.see("indexedDB.databases().then((found) => found.length)") == 0
    page.open("about:version")
    page.see("history.back()")
    page.wait_for("location.protocol === 'file:' && document.readyState === 'complete'")
    assert SAID not in page.see("document.documentElement.outerHTML")
    own_browser.close()
    for file in (tmp_path / "profile").rglob("*"):
        if file.is_file():
            held = file.read_bytes()
            assert SAID.encode() not in held and SAID.encode("utf-16-le") not in held, file
            assert PASSPHRASE.encode() not in held and PASSPHRASE.encode("utf-16-le") not in held


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_said_is_text_and_not_markup(
    language: str, browser: Browser, tmp_path: Path
) -> None:
    blocks = [
        {"kind": "title", "text": HOSTILE, "at_s": 0},
        {"kind": "said", "text": HOSTILE, "at_s": 3661.5},
    ]
    page = browser.page()
    page.open(saved(tmp_path, blocks, language=language).as_uri())
    opened(page, PASSPHRASE)
    assert answer(page, language) == "opened"
    shown = page.see("[...document.querySelectorAll('#notes span')].map((e) => e.textContent)")
    assert shown == [HOSTILE, HOSTILE] and "61:01" in page.text()
    assert page.see("document.querySelectorAll('img').length") == 0
    assert page.complaints == []


@pytest.mark.slow
def test_letters_that_are_composed_otherwise_open_it_too(browser: Browser, tmp_path: Path) -> None:
    page = browser.page()
    file = saved(tmp_path, [block("empty", "ja")], passphrase="caf\u00e9 in de mist")
    page.open(file.as_uri())
    opened(page, "cafe\u0301 in de mist")
    assert answer(page) == "opened"


@pytest.mark.slow
def test_it_goes_into_the_copy_and_the_page_there_says_so(
    folder: SessionFolder,
    stick: Path,
    browser: Browser,
) -> None:
    copied = typed(
        "notes",
        "--to",
        stick,
        "--page",
        "notities.html",
        "--passphrase-file",
        "-",
        stdin=PASSPHRASE,
    )
    assert copied.exit_code == 0, copied.exception
    target = stick / f"balint-{ID}"
    page = target / "notities.html"
    assert {"notes.sealed", "presenter.age", "session.json"} <= {e.name for e in target.iterdir()}
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert SAID.encode() not in page.read_bytes() and PASSPHRASE.encode() not in page.read_bytes()
    assert "    notities.html\n" in (target / "LEES-MIJ.txt").read_text("utf-8")
    window = browser.page()
    window.open(page.as_uri())
    opened(window, PASSPHRASE)
    assert answer(window) == "opened" and SAID in window.text()


def test_a_wrong_passphrase_copies_nothing(folder: SessionFolder, stick: Path) -> None:
    refused = typed("notes", "--to", stick, "--page", "n.html", *BY_FILE, stdin="x")
    assert isinstance(refused.exception, WrongSecret) and not list(stick.iterdir())


@pytest.mark.parametrize("name", ["notes.sealed", "session.json", "../n.html", "a/n.html"])
def test_the_page_takes_the_place_of_nothing(
    folder: SessionFolder,
    stick: Path,
    name: str,
) -> None:
    refused = typed("notes", "--to", stick, "--page", name, *BY_FILE, stdin=PASSPHRASE)
    assert isinstance(refused.exception, Unusable) and refused.exception.key == "page-name"
    assert not list(stick.iterdir())


def test_what_is_there_is_not_written_over(folder: SessionFolder, tmp_path: Path) -> None:
    there = tmp_path / "n.html"
    there.write_text("mijn werk")
    refused = typed("notes", "--page", there, *BY_FILE, stdin=PASSPHRASE)
    assert isinstance(refused.exception, Unusable) and refused.exception.key == "file-exists"
    assert there.read_text() == "mijn werk"
    both = typed("notes", "--page", tmp_path / "m.html", "--out", tmp_path / "m.md")
    assert isinstance(both.exception, Unusable) and both.exception.key == "notes-one-at-a-time"


@pytest.mark.slow
def test_a_presenter_with_a_key_of_their_own_chooses_a_passphrase_for_the_page(
    evening: SessionFolder,
    tmp_path: Path,
    browser: Browser,
) -> None:
    identity = pyrage.x25519.Identity.generate()
    sealed = begin_notes(evening.sealed_notes, evening.id, str(identity.to_public()))
    sealed.append(NoteEntry("heard", "probleemstelling", 936.0, 940.0, SAID, False))
    sealed.finish()
    own, page = tmp_path / "own.txt", tmp_path / "n.html"
    own.write_text(f"{identity}\n")
    arguments = ("notes", "--page", page, "--identity", own)
    assert isinstance(typed(*arguments).exception, Unusable), "nobody can be asked for one"
    shown = typed(*arguments, *BY_FILE, stdin=PASSPHRASE)
    assert shown.exit_code == 0, shown.exception
    window = browser.page()
    window.open(page.as_uri())
    opened(window, PASSPHRASE)
    assert answer(window) == "opened" and SAID in window.text()
