"""The door, the windows, and what a command line asks for, each by itself."""

import asyncio
import contextlib
import errno
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from balint_voice.adapters.browser import loopback, start_site
from balint_voice.adapters.browser.door import Door
from balint_voice.adapters.browser.handed import Handed
from balint_voice.adapters.browser.windows import BrowserWindows
from balint_voice.cli.after_desk import AfterDesk
from balint_voice.cli.language import settle
from balint_voice.cli.options import PartOptions, ScreenName
from balint_voice.cli.page_wanted import wants_page
from balint_voice.cli.session_parts import look
from balint_voice.cli.start_desk import StartDesk
from balint_voice.errors import PartMissing, Unusable
from tests.browser.test_attacks import answered_at
from tests.support.pulse import PATIENCE_S


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("run --screen browser", True),
        ("run demo --screen=browser --plain", True),
        ("resume --screen browser", True),
        ("run", False),
        ("run --screen full", False),
        ("run --group browser", False),
        ("notes --screen browser", False),
        ("start", True),
        ("start --language de", True),
        ("shortcut", False),
        ("", False),
    ],
)
def test_a_page_is_prepared_only_where_it_is_asked_for(line: str, wanted: bool) -> None:
    assert wants_page(line.split()) is wanted


def test_a_screen_that_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anybody is asked for anything: pytest's output is no terminal."""
    with pytest.raises(Unusable) as refused:
        look(PartOptions(screen=ScreenName.FULL))
    assert refused.value.key == "no-full-screen"
    monkeypatch.setattr(loopback, "_listening", None)
    with pytest.raises(PartMissing) as missing:
        look(PartOptions(screen=ScreenName.BROWSER))
    assert missing.value.key == "page-closed"
    assert look(PartOptions(screen=ScreenName.LINES)) == look(PartOptions(plain=True)) == "plain"


def test_the_ticket_counts_once_and_the_secret_as_long_as_the_page() -> None:
    door = Door(4711)
    secret = door.address.partition("secret=")[2]
    ticket = door.address_to_start_with.partition("ticket=")[2]
    assert len({secret, ticket, door.cookie}) == 3 and min(map(len, (secret, ticket))) >= 43
    assert not door.opens(secret=ticket, ticket=secret)
    assert door.opens(secret=None, ticket=ticket) and not door.opens(secret=None, ticket=ticket)
    assert door.opens(secret=secret, ticket=None) and door.opens(secret=secret, ticket=None)
    assert not door.opens(secret=None, ticket=None) and not door.knows(None)


@pytest.mark.parametrize(
    ("method", "headers", "refused"),
    [
        ("GET", {"host": "127.0.0.1:4711"}, False),
        ("GET", {"host": "127.0.0.1:4711", "sec-fetch-site": "cross-site"}, False),
        ("GET", {"host": "rebound.example:4711"}, True),
        ("GET", {}, True),
        ("GET", {"host": "127.0.0.1:4711", "origin": "http://127.0.0.1:1"}, True),
        ("POST", {"host": "127.0.0.1:4711"}, True),
        ("POST", {"host": "127.0.0.1:4711", "origin": "http://127.0.0.1:4711"}, False),
        (
            "POST",
            {
                "host": "127.0.0.1:4711",
                "origin": "http://127.0.0.1:4711",
                "sec-fetch-site": "same-site",
            },
            True,
        ),
    ],
)
def test_who_comes_from_elsewhere(method: str, headers: dict[str, str], refused: bool) -> None:
    assert Door(4711).refuses(method, headers) is refused


def test_one_window_leads_and_the_next_that_opens_takes_its_place() -> None:
    async def evening() -> None:
        windows = BrowserWindows()
        windows.begin()
        windows.publish({"time": "1:00"})
        first, second = windows.shown_in("first"), windows.shown_in("second")
        assert (await anext(first)).startswith("retry") and (await anext(second)).startswith(
            "retry"
        )
        assert _data(await anext(first)) == {"time": "1:00", "leads": True}
        assert _data(await anext(second)) == {"time": "1:00", "leads": False}
        await first.aclose()
        assert not windows.leads("second"), "nobody is surprised by buttons"
        third = windows.shown_in("third")
        await anext(third)
        assert windows.leads("third")
        windows.take_over("second")
        assert windows.leads("second") and not windows.leads("third")
        windows.take_over("nobody")
        assert windows.leads("second")

    asyncio.run(evening())


def test_a_window_gets_the_newest_and_no_queue() -> None:
    async def evening() -> None:
        windows = BrowserWindows()
        windows.begin()
        shown = windows.shown_in("a")
        await anext(shown)
        await anext(shown)
        for number in range(1000):
            windows.publish({"n": number})
        await asyncio.sleep(0)  # the loop has its turn
        assert _data(await anext(shown))["n"] == 999
        windows.publish({"over": True}, over=True)
        windows.publish({"n": 1000})  # of a press that was still on its way
        await asyncio.sleep(0)
        assert _data(await anext(shown)) == {"over": True, "leads": False}
        with pytest.raises(StopAsyncIteration):
            await anext(shown)

    asyncio.run(evening())


def test_there_is_room_for_eight() -> None:
    async def evening() -> None:
        windows = BrowserWindows()
        windows.begin()
        for name in "abcdefgh":
            await anext(windows.shown_in(name))
        assert windows.are_full_for("i") and not windows.are_full_for("a")

    asyncio.run(evening())


class _Nothing:
    """A page with nothing on it."""

    paths: tuple[str, ...] = ("/",)
    reports: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.done = threading.Event()

    def file(self, path: str) -> tuple[str, str]:
        return path, "text/plain"

    def fault(self, error: Exception) -> str:
        return str(error)

    def actions(self) -> dict[str, start_site.DeskAction]:
        return {}


def test_a_page_that_nobody_has_open_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_site, "_LOOK_S", 0.01)
    monkeypatch.setattr(start_site, "_NEVER_CAME", 10**9)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    door = Door(port)
    served = threading.Thread(
        target=start_site.serve, args=(Handed(listening, door, {}), _Nothing()), daemon=True
    )
    served.start()
    with socket.create_connection(("127.0.0.1", port)) as window:
        window.sendall(
            f"GET /events?window=somebody-looks HTTP/1.1\r\nHost: {door.host}\r\n"
            f"Cookie: {door.cookie_name}={door.cookie}\r\n\r\n".encode()
        )
        came = b""
        while b"not begun" not in came:  # it looks, and is known to
            came += window.recv(4096)
        assert served.is_alive()
    served.join(PATIENCE_S)
    assert not served.is_alive()


def test_a_page_that_no_browser_opens_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_site, "_LOOK_S", 0.001)
    listening = socket.create_server(("127.0.0.1", 0))
    door = Door(listening.getsockname()[1])
    start_site.serve(Handed(listening, door, {}), _Nothing())


class _Met(_Nothing):
    """`met`: whether two were served at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self._both = threading.Barrier(2)
        self.met = False

    def file(self, path: str) -> tuple[str, str]:
        with contextlib.suppress(threading.BrokenBarrierError):
            self._both.wait(0.3)
            self.met = True
        return super().file(path)


def test_two_files_that_are_asked_for_at_once_are_made_one_after_the_other() -> None:
    """Script and style were: now and then one was a 500, and the page stayed without a method."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = int(listening.getsockname()[1])
    door, desk = Door(port), _Met()
    served = threading.Thread(target=start_site.serve, args=(Handed(listening, door, {}), desk))
    served.start()
    line = f"GET / HTTP/1.1\nHost: {door.host}\nCookie: {door.cookie_name}={door.cookie}"
    with ThreadPoolExecutor(2) as browser:
        came = [browser.submit(answered_at, port, line) for _ in range(2)]
        assert [each.result()[0] for each in came] == [200, 200]
    desk.done.set()
    served.join(PATIENCE_S)
    assert not desk.met


class _Fails(_Nothing):
    """`desk`: who has the words for it."""

    def __init__(self, desk: start_site.Desk) -> None:
        super().__init__()
        self.fault = desk.fault  # type: ignore[method-assign]

    def file(self, path: str) -> tuple[str, str]:
        raise PermissionError(errno.EACCES, "no", "/data/sessions")

    def actions(self) -> dict[str, start_site.DeskAction]:
        return {"/now": lambda _: {"never": self.file("/")}}


@pytest.mark.parametrize("desk", [StartDesk({}, [], ""), AfterDesk("2026-11-30-200000", "en")])
def test_what_fails_is_said_as_on_the_command_line(desk: start_site.Desk) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    port = int(listening.getsockname()[1])
    door, fails = Door(port), _Fails(desk)
    served = threading.Thread(target=start_site.serve, args=(Handed(listening, door, {}), fails))
    served.start()
    settle("en")
    head = (
        f"Host: {door.host}\nCookie: {door.cookie_name}={door.cookie}\nOrigin: http://{door.host}"
    )
    said = desk.fault(PermissionError(errno.EACCES, "no", "/data/sessions"))
    assert "/data/sessions" in said
    for line, body in (("GET /", b""), ("POST /now", b"{}")):
        asked = f"{line} HTTP/1.1\n{head}\nContent-Length: {len(body)}"
        status, came = answered_at(port, asked, body)
        assert status == 500 and said in came
    fails.done.set()
    served.join(PATIENCE_S)


def test_a_door_that_was_handed_over_is_the_same_and_its_ticket_counts_once() -> None:
    door = Door(4711)
    ticket = door.address_to_start_with.partition("ticket=")[2]
    other = Door.handed(4711, door.hand_over())
    assert other.address == door.address and other.knows(door.cookie)
    assert not door.opens(secret=None, ticket=ticket) and other.opens(secret=None, ticket=ticket)
    assert "ticket" not in door.hand_over()


def _data(event: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(event.removeprefix("data: "))
    return found
