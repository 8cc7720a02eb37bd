"""Firefox, led by mouse and keys: the few calls of its protocol (Marionette) that tests use.

Rules: as in `driven_browser`: nothing is installed for it, and whatever is waited for is asked for
again until it is there. It listens on a port of this machine, so no test of the one listening
socket uses it.
"""

import base64
import json
import os
import shutil
import socket
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.support.driven_browser import Shown, until

_NAMES = ("firefox-esr", "firefox")
_PREFERENCES = """
user_pref("marionette.port", 0);
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
"""
_KEYS = {"Enter": "\ue007", "Space": " ", "Escape": "\ue00c", "Tab": "\ue004"}
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""As WebDriver names a reference to one."""


def find_firefox() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


class Firefox(Shown):
    """One window of it."""

    def __init__(self, program: str, profile: Path) -> None:
        profile.mkdir()
        (profile / "user.js").write_text(_PREFERENCES)
        self._process = subprocess.Popen(
            [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(profile)},
            start_new_session=True,
        )
        port = profile / "MarionetteActivePort"
        until(lambda: port.exists() and port.read_text().strip())
        self._line = socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=300)
        self._number, self._rest = 0, b""
        self._message()
        self.ask("WebDriver:NewSession", capabilities={})

    def ask(self, command: str, **params: object) -> Any:
        self._number += 1
        body = json.dumps([0, self._number, command, params]).encode()
        self._line.sendall(b"%d:%s" % (len(body), body))
        _, _, error, result = self._message()
        assert error is None, (command, error)
        return result

    def _message(self) -> Any:
        while b":" not in self._rest:
            self._rest += self._line.recv(65_536)
        length, _, self._rest = self._rest.partition(b":")
        while len(self._rest) < int(length):
            self._rest += self._line.recv(65_536)
        body, self._rest = self._rest[: int(length)], self._rest[int(length) :]
        return json.loads(body)

    def sized(self, width: int, height: int) -> None:
        """What the page has, without the browser's own bars."""
        self.ask("WebDriver:SetWindowRect", width=width, height=height)
        wide, high = self.see("[innerWidth, innerHeight]")
        self.ask("WebDriver:SetWindowRect", width=2 * width - wide, height=2 * height - high)

    def open(self, address: str) -> None:
        self.ask("WebDriver:Navigate", url=address)

    def see(self, expression: str) -> Any:
        """What a JavaScript expression is in this page."""
        return self.ask("WebDriver:ExecuteScript", script=f"return {expression}", args=[])["value"]

    def _element(self, selector: str) -> str:
        found = self.ask("WebDriver:FindElement", using="css selector", value=selector)
        return str(found["value"][_ELEMENT])

    def click(self, selector: str) -> None:
        """With the mouse; what lies over the element would be an error."""
        self.ask("WebDriver:ElementClick", id=self._element(selector))

    def write_in(self, selector: str, text: str) -> None:
        self.ask("WebDriver:ElementSendKeys", id=self._element(selector), text=text)

    def press(self, key: str) -> None:
        value = _KEYS.get(key, key)
        moves = [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        keys = {"type": "key", "id": "keys", "actions": moves}
        self.ask("WebDriver:PerformActions", actions=[keys])

    def picture(self) -> bytes:
        return base64.b64decode(self.ask("WebDriver:TakeScreenshot", full=False)["value"])

    def close(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()


def firefox_led(program: str, profile: Path) -> closing[Firefox]:
    return closing(Firefox(program, profile))
