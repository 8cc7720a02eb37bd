"""The table on a page: a whole session by mouse, by keys, in two windows, and without any."""

import signal
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.page_session import PageSession
from tests.support.driven_browser import Browser, Page, driven, until
from tests.support.keys import confirmed, pressed_until

SESSION = ("demo", "--voice", "none", "--language", "nl", "--pace", "4", "--minutes", "40")
"""Its first phase takes five minutes: it is still there when a busy machine has drawn the page."""
RECORDED = ("--record", "case", "--model", "demo-nl")
NOTE = "vraag: wie belt er nu eigenlijk"
TYPED = "document.getElementById('typed').value"
PAUSED = "document.body.innerText.includes('PAUZE')"
GOES_ON = f"!{PAUSED}"
OVER = "De bijeenkomst is afgelopen"
PASSPHRASE = "vijf gewone woorden zo gekozen"


def opened(browser: Browser, address: str, width: int = 1280, height: int = 720) -> Page:
    page = browser.page(width, height)
    page.open(address)
    page.wait_for("document.getElementById('title').textContent")
    return page


def shows(page: Page, text: str) -> None:
    page.wait_for(f"document.body.innerText.includes({text!r})")


def until_it_does(page: Page, press: Callable[[], None], seen: str) -> None:
    pressed_until(press, lambda: page.see(seen))


def twice(page: Page, press: Callable[[], None], seen: str) -> None:
    """What asks twice."""
    confirmed(press, lambda: page.see(f"document.body.innerText.includes({seen!r})"))


def button(page: Page, key: str) -> str:
    selector = f'button[data-key="{key}"]'
    page.wait_for(f"!!document.querySelector('{selector}')")
    return selector


def test_a_session_by_mouse_alone(browser: Browser, tmp_path: Path) -> None:
    with PageSession(tmp_path, *SESSION) as evening:
        page = opened(browser, evening.first)
        assert page.see("location.href") == f"{evening.origin}/", "the secret leaves the address"
        shows(page, "Fase 1/3")
        page.click(button(page, "p"))
        shows(page, "PAUZE")
        until_it_does(page, lambda: page.click(button(page, "p")), GOES_ON)
        twice(page, lambda: page.click(button(page, "s")), "Fase 2/3")
        twice(page, lambda: page.click(button(page, "q")), OVER)
        assert evening.ended() == 0
        assert page.complaints == []
        assert all(each.startswith(evening.origin) for each in page.asked)


def test_a_session_that_is_cut_off_is_not_said_to_have_ended(
    browser: Browser, tmp_path: Path
) -> None:
    with PageSession(tmp_path, *SESSION) as evening:
        page = opened(browser, evening.first)
        evening.process.send_signal(signal.SIGTERM)
        shows(page, "De bijeenkomst is onderbroken")
        assert not page.see(f"document.body.innerText.includes({OVER!r})")
        assert evening.ended() == 130


@pytest.mark.slow
def test_a_session_by_keys_alone_with_a_note(own_browser: Browser, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(PASSPHRASE)
    wanted = (
        "--record",
        "case",
        "--model",
        "demo-nl",
        "--consent-given",
        "--passphrase-file",
        str(secret),
    )
    with PageSession(tmp_path, *SESSION, *wanted, *silent_microphone(tmp_path)) as evening:
        page = opened(own_browser, evening.first)
        page.see("window.came = []; source.addEventListener('message', (e) => came.push(e.data))")
        shows(page, "Fase 1/3")
        page.press("n")
        page.wait_for("document.activeElement.id === 'typed'")
        page.write(NOTE)
        assert evening.shown.count(NOTE) == 0
        page.press("Enter")
        shows(page, "Notitie verzegeld")
        page.wait_for("document.getElementById('note').hidden")
        page.press("v")
        page.wait_for("document.getElementById('microphone').className === 'closed'")
        twice(page, lambda: page.press("q"), OVER)
        assert evening.ended() == 0
        assert NOTE not in evening.shown and NOTE not in evening.log()
        assert '"event":"vetoed"' in evening.log()
        assert page.see(
            f"window.came.length > 5 && !window.came.some((each) => each.includes({NOTE[:12]!r}))"
        ), "it never comes back"
        own_browser.close()
        for file in (tmp_path / "profile").rglob("*"):
            held = file.read_bytes() if file.is_file() else b""
            assert NOTE.encode() not in held and NOTE.encode("utf-16-le") not in held, file


@contextmanager
def while_a_note_is_open(browser: Browser, place: Path) -> Iterator[tuple[Page, PageSession]]:
    """A session that records, and a field for a note on its page."""
    secret = place / "secret.txt"
    secret.write_text(PASSPHRASE)
    wanted = (*RECORDED, "--consent-given", "--passphrase-file", str(secret))
    with PageSession(place, *SESSION, *wanted, *silent_microphone(place)) as evening:
        page = opened(browser, evening.first)
        page.wait_for("document.getElementById('microphone').className === 'record'")
        page.click(button(page, "n"))
        page.wait_for("document.activeElement.id === 'typed'")
        yield page, evening


@pytest.mark.slow
def test_a_button_is_obeyed_while_a_note_is_open(browser: Browser, tmp_path: Path) -> None:
    with while_a_note_is_open(browser, tmp_path) as (page, evening):
        page.write("wie ")
        page.click(button(page, "p"))
        shows(page, "PAUZE")
        assert page.see("document.activeElement.id") != "typed"
        page.write("belt er")
        assert page.see(TYPED) == "wie belt er", "a letter goes into the note, wherever one was"
        until_it_does(page, lambda: page.click(button(page, "p")), GOES_ON)
        page.click(button(page, "n"))
        assert page.see("document.activeElement.id") == "typed" and page.see(TYPED)
        page.press("Enter")
        shows(page, "Notitie verzegeld")
        page.click(button(page, "n"))
        page.wait_for("document.activeElement.id === 'typed'")
        page.click(button(page, "v"))
        until(lambda: '"event":"vetoed"' in evening.log(), evening.log)
        assert page.complaints == []


@pytest.mark.slow
def test_a_note_that_does_not_arrive_can_be_sent_again(browser: Browser, tmp_path: Path) -> None:
    """As where the machine joins another network: the browser breaks off what is on its way."""
    with while_a_note_is_open(browser, tmp_path) as (page, evening):
        page.write(NOTE)
        page.ask("Network.setBlockedURLs", urls=["*/note"])
        page.press("Enter")
        page.wait_for(f"{TYPED} === {NOTE!r}")
        assert '"event":"note' not in evening.log()
        page.ask("Network.setBlockedURLs", urls=[])
        page.see(
            "sent = fetch; fetch = async () => new Response('', {status: 409})"
        )  # not yet again
        page.press("Enter")
        page.wait_for(f"{TYPED} === {NOTE!r}")
        page.see("fetch = sent")
        page.press("Enter")
        shows(page, "Notitie verzegeld")
        assert page.see(TYPED) == ""


@pytest.mark.slow
def test_the_group_agrees_on_the_page(browser: Browser, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(PASSPHRASE)
    wanted = (*RECORDED, "--passphrase-file", str(secret))
    with PageSession(tmp_path, *SESSION, *wanted, *silent_microphone(tmp_path)) as evening:
        page = opened(browser, evening.first)
        page.click(f"#answers {button(page, 'y')}")
        page.wait_for("document.getElementById('microphone').className === 'record'")
        assert '"event":"consent-given"' in evening.log()


@pytest.mark.slow
def test_a_second_window_only_looks_and_can_take_over(browser: Browser, tmp_path: Path) -> None:
    with PageSession(tmp_path, *SESSION) as evening:
        first = opened(browser, evening.first)
        second = opened(browser, evening.address, 1920, 1080)
        button(first, "p")
        assert second.see("document.querySelectorAll('#buttons button').length") == 0
        second.press("p")
        second.click("#lead")
        button(second, "p")
        until_it_does(second, lambda: second.press("p"), PAUSED)
        shows(first, "PAUZE")
        shows(second, "PAUZE")
        assert evening.log().count('"event":"paused"') == 1, "the first press did nothing"
        assert first.see("document.querySelectorAll('#buttons button').length") == 0


@pytest.mark.slow
def test_the_session_goes_on_without_the_browser(
    program: str, own_browser: Browser, tmp_path: Path
) -> None:
    with PageSession(tmp_path, *SESSION) as evening:
        page = opened(own_browser, evening.first)
        shows(page, "Fase 1/3")
        own_browser.kill()
        until(lambda: '"work"' in evening.log(), evening.log)
        with driven(program, tmp_path / "another") as again:
            page = opened(again, evening.address)
            page.press("p")
            shows(page, "PAUZE")
            page.ask("Page.reload")
            shows(page, "PAUZE")
            until_it_does(page, lambda: page.press("p"), GOES_ON)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1080, 1920)])
def test_the_digits_are_large_and_nothing_is_cut(
    browser: Browser, tmp_path: Path, width: int, height: int
) -> None:
    with PageSession(tmp_path, *SESSION) as evening:
        page = opened(browser, evening.first, width, height)
        page.wait_for("document.getElementById('caption').textContent")
        button(page, "p")
        if width > height:
            box = page.see(HEIGHT_OF_DIGITS)
            assert box > height / 3, box
        root = "document.documentElement"
        assert page.see(f"{root}.scrollHeight <= innerHeight && {root}.scrollWidth <= innerWidth")
        smallest = page.see("parseFloat(getComputedStyle(document.body).fontSize)")
        assert smallest >= 0.03 * min(width, height)
        who = page.see("parseFloat(getComputedStyle(document.getElementById('speaks')).fontSize)")
        assert who >= 0.044 * min(width, 16 / 9 * height), "it is read from the other side"


HEIGHT_OF_DIGITS = """
(() => {
  const style = getComputedStyle(document.getElementById('time'));
  const canvas = document.createElement('canvas').getContext('2d');
  canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const measured = canvas.measureText('0');
  return measured.actualBoundingBoxAscent + measured.actualBoundingBoxDescent;
})()
"""


@pytest.mark.slow
def test_the_sign_shows_how_loud_it_is(browser: Browser, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(PASSPHRASE)
    wanted = (*RECORDED, "--consent-given", "--passphrase-file", str(secret))
    tone = silent_microphone(tmp_path, b"\x00\x20\x00\xe0" * 16_000)
    with PageSession(tmp_path, *SESSION, *wanted, *tone) as evening:
        page = opened(browser, evening.first)
        page.wait_for("document.getElementById('level').textContent.includes('█')")
        assert page.see("document.getElementById('microphone').className") == "record"
        button(page, "v")
        root = "document.documentElement"
        assert page.see(f"{root}.scrollHeight <= innerHeight"), "with all its buttons"
        assert page.see(HEIGHT_OF_DIGITS) > 720 / 3
        page.press("v")
        page.wait_for("document.getElementById('microphone').className === 'closed'")
        assert page.see("document.getElementById('level').textContent") == ""


def silent_microphone(place: Path, sound: bytes = bytes(16_000 * 2)) -> tuple[str, ...]:
    path = place / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(sound)
    return ("--microphone-file", str(path))


@pytest.mark.slow
def test_a_session_is_gone_on_with_on_the_page(browser: Browser, tmp_path: Path) -> None:
    with PageSession(tmp_path, *SESSION) as evening:
        until(lambda: '"work"' in (evening.log() if evening.first else ""), lambda: evening.shown)
    (session,) = (each.name for each in (tmp_path / "data" / "sessions").iterdir())
    (tmp_path / "address").unlink()
    with PageSession(tmp_path, session, "--voice", "none", command="resume") as evening:
        page = opened(browser, evening.first)
        shows(page, "PAUZE")
        until_it_does(page, lambda: page.press("Space"), GOES_ON)
        shows(page, "Fase 1/3")


@pytest.mark.slow
def test_whoever_goes_from_button_to_button_stays_where_they_are(
    browser: Browser, tmp_path: Path
) -> None:
    """Tab and Enter, as with a screen reader; the buttons change meanwhile."""
    with PageSession(tmp_path, *SESSION) as evening:
        page = opened(browser, evening.first)
        page.see(f"document.querySelector('{button(page, 'p')}').focus()")
        page.press("Enter")
        page.wait_for(PAUSED)
        page.wait_for("!document.querySelector('button[data-key=r]')")
        assert page.see("document.activeElement.dataset.key") == "p"
        until_it_does(page, lambda: page.press("Space"), GOES_ON)
        assert page.see("document.activeElement.dataset.key") == "p"


@pytest.mark.slow
@pytest.mark.parametrize("script", ["demo", "hoe-zou-ik-het-doen"])
def test_the_group_declines_and_a_question_has_its_buttons(
    browser: Browser, tmp_path: Path, script: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(PASSPHRASE)
    wanted = (*RECORDED, "--passphrase-file", str(secret))
    plain = (script, "--voice", "none", "--language", "nl")
    with PageSession(tmp_path, *plain, *wanted, *silent_microphone(tmp_path)) as evening:
        page = opened(browser, evening.first)
        answers = page.wait_for(
            "[...document.querySelectorAll('#answers button')].map((e) => e.dataset.key).join('')"
        )
        assert answers == "ynp"
        root = "document.documentElement"
        for width, height in ((1280, 720), (1920, 1080), (1080, 1920)):
            page.sized(width, height)
            assert page.see(f"{root}.scrollHeight <= innerHeight"), "each button is seen"
        page.sized(1280, 720)
        until_it_does(page, lambda: page.click("#answers button[data-key=n]"), DECLINED)
        assert '"event":"consent-declined"' in evening.log()
        assert page.see("document.getElementById('microphone').className") == "closed"


DECLINED = "!document.querySelector('#answers button')"
