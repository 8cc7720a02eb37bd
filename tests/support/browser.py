"""A real browser without a window: what a page looks like to those who open or print it."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.pulse import PATIENCE_S

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ITS_OWN = ("google.com", "googleapis.com", "gvt1.com", "gstatic.com")
"""Where the browser itself looks for updates and the time; no page of ours has to do with it."""


@dataclass(frozen=True)
class Seen:
    """`dom`: the page after it was read; `fetched`: every other address it asked for."""

    dom: str
    fetched: tuple[str, ...]


def find_browser() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def seen(browser: str, page: Path) -> Seen:
    log = page.with_suffix(".netlog")
    dom = _headless(browser, page, f"--log-net-log={log}", "--dump-dom")
    events = json.loads(log.read_text())["events"]
    asked = {str(event.get("params", {}).get("url", "")) for event in events}
    return Seen(dom, tuple(sorted(url for url in asked if url and not _its_own(url, page))))


def printed_pages(browser: str, page: Path) -> int:
    """On how many sheets of A4 it prints."""
    pdf = page.with_suffix(".pdf")
    _headless(browser, page, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))


def picture(browser: str, page: Path, *options: str) -> bytes:
    """A screenshot, as PNG."""
    png = page.with_suffix(".png")
    _headless(browser, page, *options, "--window-size=1000,1300", f"--screenshot={png}")
    return png.read_bytes()


def _headless(browser: str, page: Path, *options: str) -> str:
    command = [
        browser,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--hide-scrollbars",
        f"--user-data-dir={page.parent / 'profile'}",
        *options,
        page.as_uri(),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    return ran.stdout


def _its_own(url: str, page: Path) -> bool:
    host = urlsplit(url).hostname or ""
    return url == page.as_uri() or host.endswith(_ITS_OWN) or url.startswith("chrome")
