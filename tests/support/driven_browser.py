"""A real browser that is led by mouse and keys, as somebody at the table leads it.

Rules: it speaks the browser's own protocol (CDP) over two pipes, so no port is opened and nothing
is installed for it. Whatever is waited for is asked for again until it is there.
"""

import base64
import itertools
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

_PATIENCE_S = 300.0
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--remote-debugging-pipe",),
)
_KEYS = {
    "Enter": ("Enter", 13, "\r"),
    "Space": ("Space", 32, " "),
    "Escape": ("Escape", 27, ""),
    "PageDown": ("PageDown", 34, ""),
    "PageUp": ("PageUp", 33, ""),
    "Tab": ("Tab", 9, ""),
    "F5": ("F5", 116, ""),
}


class NeverSeen(AssertionError):
    """What was waited for did not come."""


class BrowserProcess:
    """A browser that runs, and the two pipes to it."""

    def __init__(self, program: str, profile: Path) -> None:
        to_it, ours_in = os.pipe()
        ours_out, from_it = os.pipe()
        os.set_inheritable(to_it, True)
        os.set_inheritable(from_it, True)

        def as_three_and_four() -> None:
            low, high = os.dup(to_it), os.dup(from_it)
            os.dup2(low, 3)
            os.dup2(high, 4)

        self._process = subprocess.Popen(
            [program, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            close_fds=False,
            preexec_fn=as_three_and_four,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(to_it)
        os.close(from_it)
        self._in = os.fdopen(ours_in, "wb", buffering=0)
        self._out = os.fdopen(ours_out, "rb", buffering=0)
        self._ids = itertools.count(1)
        self._answers: dict[int, Queue[dict[str, Any]]] = {}
        self._sessions: dict[str, Page] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._listen, name="browser", daemon=True).start()

    def page(self, width: int, height: int, **context: str) -> "Page":
        """A new window."""
        target = self.ask("Target.createTarget", url="about:blank", **context)["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        page = Page(self, str(attached["sessionId"]), str(target))
        self._sessions[page.session] = page
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.ask(f"{domain}.enable")
        page.sized(width, height)
        return page

    def ask(self, method: str, session: str | None = None, **params: object) -> dict[str, Any]:
        number = next(self._ids)
        answer: Queue[dict[str, Any]] = Queue()
        self._answers[number] = answer
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        with self._lock:
            self._in.write(json.dumps(message).encode() + b"\0")
        try:
            answered = answer.get(timeout=_PATIENCE_S)
        except Empty:
            raise NeverSeen(f"no answer to {method}") from None
        assert "error" not in answered, (method, answered)
        result: dict[str, Any] = answered["result"]
        return result

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        if self._process.poll() is None:
            try:
                self.ask("Browser.close")
                self._process.wait(timeout=20)
            except (OSError, AssertionError, subprocess.TimeoutExpired):
                self.kill()
        self._in.close()

    def _listen(self) -> None:
        rest = b""
        while True:
            try:
                more = self._out.read(1 << 16)
            except (OSError, ValueError):
                return
            if not more:
                return
            *messages, rest = (rest + more).split(b"\0")
            for each in messages:
                self._take(json.loads(each))

    def _take(self, message: dict[str, Any]) -> None:
        if "id" in message:
            self._answers.pop(message["id"]).put(message)
        elif (page := self._sessions.get(message.get("sessionId", ""))) is not None:
            page.took(message["method"], message["params"])


class Browser:
    """A browser as somebody has it: its pages share cookies. It has a process of its own, or is a
    user of one that others have too, who sees nothing of theirs."""

    def __init__(self, process: BrowserProcess, context: str | None = None) -> None:
        self._process = process
        self._context = {} if context is None else {"browserContextId": context}

    def page(self, width: int = 1280, height: int = 720) -> "Page":
        """A new window."""
        return self._process.page(width, height, **self._context)

    def kill(self) -> None:
        """It is gone at once, as after a crash."""
        assert not self._context, "others use its process too"
        self._process.kill()

    def close(self) -> None:
        if self._context:
            self._process.ask("Target.disposeBrowserContext", **self._context)
        else:
            self._process.close()


class Shown:
    """A page in any browser, of which can be asked what is on it."""

    def see(self, expression: str) -> Any:
        """What a JavaScript expression is in this page."""
        raise NotImplementedError

    def wait_for(self, expression: str) -> Any:
        """Ask until the expression is true of the page."""
        return until(lambda: self._seen(expression), lambda: f"{expression}: {self.account()}")

    def _seen(self, expression: str) -> Any:
        try:
            return self.see(expression)
        except AssertionError:  # a page that is on its way has no such thing yet
            return None

    def text(self) -> str:
        """What can be read on it."""
        return str(self.see("document.body?.innerText"))

    def account(self) -> str:
        """What is told of it where something was waited for in vain."""
        return self.text()[:2000]


class Page(Shown):
    """One window. `asked`: each address it asked for; `complaints`: what its console said."""

    def __init__(self, browser: BrowserProcess, session: str, target: str) -> None:
        self._browser, self.session, self._target = browser, session, target
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self._under_way: dict[str, str] = {}

    def took(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
            self._under_way[params["requestId"]] = params["request"]["url"]
        elif method in ("Network.loadingFinished", "Network.loadingFailed"):
            self._under_way.pop(params["requestId"], None)
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(params["exceptionDetails"])[:500])
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.complaints.append(params["entry"]["text"])

    def account(self) -> str:
        rest = {"last": self.asked[-8:], "under way": [*self._under_way.values()]}
        return f"{super().account()}\n{rest} {self.complaints[-5:]}"

    def ask(self, method: str, **params: object) -> dict[str, Any]:
        return self._browser.ask(method, self.session, **params)

    def sized(self, width: int, height: int) -> None:
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def open(self, address: str) -> None:
        self.ask("Page.navigate", url=address)
        self.wait_for("document.readyState === 'complete' && location.href !== 'about:blank'")

    def see(self, expression: str) -> Any:
        """What a JavaScript expression is in this page."""
        found = self.ask(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def click(self, selector: str) -> None:
        """With the mouse, in the middle of the element: what lies over it would be hit."""
        at = self.see(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.ask(
                "Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left", clickCount=1
            )

    def write(self, text: str) -> None:
        """Type it where the cursor is."""
        for character in text:
            self.press(character)

    def press(self, key: str) -> None:
        code, number, typed = _KEYS.get(key, ("", ord(key[0].upper()), key))
        name = " " if key == "Space" else key
        common = {"key": name, "code": code, "windowsVirtualKeyCode": number}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=typed, **common)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **common)

    def picture(self) -> bytes:
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"])

    def printed(self) -> bytes:
        """As PDF, as it would be printed."""
        return base64.b64decode(self.ask("Page.printToPDF")["data"])

    def close(self) -> None:
        self._browser.ask("Target.closeTarget", targetId=self._target)


def until(look: Callable[[], Any], what: Callable[[], str] = str) -> Any:
    """Look until there is something to see."""
    end = time.monotonic() + _PATIENCE_S
    pause = threading.Event()
    while True:
        if found := look():
            return found
        if time.monotonic() > end:
            raise NeverSeen(what())
        pause.wait(0.02)


def running(program: str, profile: Path) -> closing[BrowserProcess]:
    return closing(BrowserProcess(program, profile))


@contextmanager
def driven(program: str, profile: Path) -> Iterator[Browser]:
    """One with a process and a profile of its own."""
    with running(program, profile) as process:
        yield Browser(process)


def shared(process: BrowserProcess) -> closing[Browser]:
    """One that begins with nothing, in a process that runs."""
    context = process.ask("Target.createBrowserContext")["browserContextId"]
    return closing(Browser(process, str(context)))
