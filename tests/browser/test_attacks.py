"""Somebody on this machine, or a page of somebody else, who wants in: nothing is read or done."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.browser.page_session import PageSession
from tests.support.driven_browser import Browser
from tests.support.pulse import PATIENCE_S

pytestmark = pytest.mark.xdist_group("attacks")

WINDOW = "an-attacker-window"
PATHS = ("/", "/table.js", "/table.css", "/icon.svg", f"/events?window={WINDOW}")
ELSEWHERE = (
    *("/../timing.jsonl", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/table.js/..", "/."),
    *("/sessions", "/table.js%00", "/templates/table.html.j2", "/press", "http://example.org/"),
)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageSession]:
    """A session that stands still until a key is pressed."""
    place = tmp_path_factory.mktemp("evening")
    with PageSession(
        place, "demo", "--voice", "none", "--language", "nl", "--start", "ask"
    ) as evening:
        assert evening.first
        yield evening


def answered(evening: PageSession, request: str, body: bytes = b"") -> tuple[int, str]:
    return answered_at(evening.port, request, body)


def answered_at(port: int, request: str, body: bytes = b"") -> tuple[int, str]:
    """Status and all that came back."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as line:
        head = f"{request}\nConnection: close".replace("\n", "\r\n")
        line.sendall(head.encode() + b"\r\n\r\n" + body)
        came = b""
        while more := line.recv(65_536):
            came += more
    found = re.match(rb"HTTP/1.1 (\d+)", came)
    return int(found[1]) if found else 0, came.decode(errors="replace")


def cookie(evening: PageSession) -> str:
    """As a browser gets it that was let in."""
    path = evening.address.removeprefix(evening.origin)
    _, came = answered(evening, f"GET {path} HTTP/1.1\nHost: {host(evening)}")
    (line,) = re.findall(r"(?i)set-cookie: (.*)\r\n", came)
    assert "httponly" in line.lower() and "samesite=strict" in line.lower()
    return str(line).partition(";")[0]


def host(evening: PageSession) -> str:
    return evening.origin.removeprefix("http://")


def press(
    evening: PageSession, *headers: str, body: bytes = f"{WINDOW}\np".encode(), path: str = "/press"
) -> int:
    head = "\n".join((f"POST {path} HTTP/1.1", f"Content-Length: {len(body)}", *headers))
    return answered(evening, head, body)[0]


def unmoved(evening: PageSession) -> bool:
    return evening.process.poll() is None and "paused" not in evening.log()


@pytest.mark.parametrize("path", PATHS)
def test_without_the_secret_nothing_is_read(evening: PageSession, path: str) -> None:
    guessed = "Cookie: " + cookie(evening).partition("=")[0] + "=" + "A" * 43
    for more in ("", f"\n{guessed}", "\nCookie: a=b"):
        status, came = answered(evening, f"GET {path} HTTP/1.1\nHost: {host(evening)}{more}")
        assert status == 403 and "Fase" not in came and "<" not in came


@pytest.mark.parametrize("asked", ["secret=", "secret=a", "ticket=", "ticket=a", "secret=%00", "x"])
def test_a_guessed_address_does_not_open(evening: PageSession, asked: str) -> None:
    status, came = answered(evening, f"GET /?{asked} HTTP/1.1\nHost: {host(evening)}")
    assert status == 403 and "set-cookie" not in came.lower()


def test_the_address_on_a_command_line_counts_once(evening: PageSession) -> None:
    request = f"GET {evening.first.removeprefix(evening.origin)} HTTP/1.1\nHost: {host(evening)}"
    assert answered(evening, request)[0] == 303
    assert answered(evening, request)[0] == 403


@pytest.mark.parametrize("name", ["example.org", "localhost", "127.0.0.1", "127.0.0.1:1", ""])
def test_under_another_name_nothing_answers(evening: PageSession, name: str) -> None:
    """A name that was made to point here (DNS rebinding), the right cookie with it."""
    given = cookie(evening)
    for path in PATHS:
        status, came = answered(evening, f"GET {path} HTTP/1.1\nHost: {name}\nCookie: {given}")
        assert status in (400, 403) and "Fase" not in came


@pytest.mark.parametrize(
    "origin",
    [
        "http://example.org",
        "null",
        "http://localhost:{port}",
        "http://127.0.0.1:1",
        "https://{host}",
    ],
)
def test_another_page_presses_nothing(evening: PageSession, origin: str) -> None:
    """Even with the cookie, as another server on this machine may see it."""
    origin = origin.format(port=evening.port, host=host(evening))
    ours = (f"Host: {host(evening)}", f"Cookie: {cookie(evening)}")
    assert press(evening, *ours, f"Origin: {origin}") == 403
    assert press(evening, *ours) == 403, "and none at all is not ours either"
    assert press(evening, *ours, f"Origin: {origin}", path="/button") == 403
    assert unmoved(evening)


def test_a_window_that_does_not_lead_presses_nothing(evening: PageSession) -> None:
    ours = (f"Host: {host(evening)}", f"Cookie: {cookie(evening)}", f"Origin: {evening.origin}")
    assert press(evening, *ours) == press(evening, *ours, path="/button") == 409
    assert press(evening, *ours, body=b"") == 400
    assert press(evening, *ours, body=b"\xff\xfe") == 400
    assert press(evening, *ours, body=b"x\nq") == 400
    assert unmoved(evening)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_other_path_leads_anywhere(evening: PageSession, path: str) -> None:
    request = f"GET {path} HTTP/1.1\nHost: {host(evening)}\nCookie: {cookie(evening)}"
    status, came = answered(evening, request)
    assert status in (400, 403, 404, 405), came
    assert "root:" not in came and "session-started" not in came and "{{" not in came


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH"])
def test_no_other_method_does_anything(evening: PageSession, method: str) -> None:
    request = (
        f"{method} / HTTP/1.1\nHost: {host(evening)}\nCookie: {cookie(evening)}\n"
        f"Origin: {evening.origin}"
    )
    assert answered(evening, request)[0] in (400, 405)


def test_each_answer_has_its_policy(evening: PageSession) -> None:
    for request in ("GET / HTTP/1.1", "GET /nothing HTTP/1.1", "POST /press HTTP/1.1"):
        _, came = answered(evening, f"{request}\nHost: {host(evening)}\nCookie: {cookie(evening)}")
        lower = came.lower()
        assert "content-security-policy: default-src 'none'; script-src 'self'" in lower
        assert "cache-control: no-store" in lower and "x-content-type-options: nosniff" in lower
        assert "access-control-allow" not in lower and "server:" not in lower


def test_huge_requests_are_refused(evening: PageSession) -> None:
    ours = (f"Host: {host(evening)}", f"Cookie: {cookie(evening)}", f"Origin: {evening.origin}")
    assert press(evening, *ours, body=f"{WINDOW}\n".encode() + b"n" * 20_000) == 400
    try:
        status, _ = answered(evening, f"GET / HTTP/1.1\nHost: {host(evening)}\nX: {'x' * 200_000}")
    except ConnectionError:
        status = 0
    assert status in (0, 400, 431)
    assert unmoved(evening)


def test_slow_ones_and_two_hundred_connections_change_nothing(
    evening: PageSession, browser: Browser
) -> None:
    """The window that is open goes on, and another one still gets in afterwards."""
    page = browser.page()
    page.open(evening.address)
    page.wait_for("document.getElementById('title').textContent")
    with ExitStack() as lines:
        opened = [
            lines.enter_context(
                socket.create_connection(("127.0.0.1", evening.port), timeout=PATIENCE_S)
            )
            for _ in range(200)
        ]
        for at, line in enumerate(opened):
            with suppress(ConnectionError):
                line.sendall(b"POST /press HTTP/1.1\r\nHost: " if at % 2 else b"G")
        page.press("r")  # it leads, and is heard
        ended = 0
        for line in opened:
            try:
                ended += line.recv(1000) == b""
            except ConnectionError:
                ended += 1
        assert ended == len(opened), "who says nothing is dropped"
    page.ask("Page.reload")
    page.wait_for("document.getElementById('title').textContent")
    assert unmoved(evening)


def test_a_body_that_never_ends_holds_nothing_up(evening: PageSession) -> None:
    head = (
        f"POST /press HTTP/1.1\r\nHost: {host(evening)}\r\nCookie: {cookie(evening)}\r\n"
        f"Origin: {evening.origin}\r\nContent-Length: 100\r\n\r\n{WINDOW}"
    )
    with socket.create_connection(("127.0.0.1", evening.port), timeout=PATIENCE_S) as line:
        line.sendall(head.encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 400")
    assert unmoved(evening)


def test_another_server_on_this_machine_does_nothing_with_it(
    evening: PageSession, browser: Browser, tmp_path: Path
) -> None:
    """In the same browser, which sends its cookie to each port of this machine."""
    ours = browser.page()
    ours.open(evening.address)
    ours.wait_for("document.getElementById('title').textContent")
    (tmp_path / "page.html").write_text("<title>theirs</title>")
    with _server(tmp_path) as address:
        theirs = browser.page()
        theirs.open(f"{address}/page.html")
        for how in ("{method: 'POST', mode: 'no-cors', credentials: 'include', body: BODY}", "{}"):
            given = how.replace("BODY", json.dumps(f"{WINDOW}\np"))
            for path in ("press", "lead", "note", ""):
                asked = f"fetch('{evening.origin}/{path}', {given})"
                theirs.see(f"{asked}.then((came) => came.text()).catch(() => '')")
        source = f"new EventSource('{evening.origin}/events?window={WINDOW}')"
        heard = theirs.see(
            f"new Promise((done) => {{ const source = {source};"
            " source.onmessage = (event) => done(event.data); source.onerror = () => done(''); })"
        )
        assert heard == ""
    assert unmoved(evening)


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


def test_only_this_machine_can_reach_it(evening: PageSession) -> None:
    if not Path("/proc/net/tcp").exists():
        pytest.skip("the list of sockets that is read is Linux's")
    port = f":{evening.port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(port)]
    assert listening == [f"0100007F{port}"]
