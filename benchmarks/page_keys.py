"""How soon a key is answered on the page in the browser: from the press to the picture.

`run demo --voice none --start ask --screen browser` and a real Chromium without a window. `p` is
pressed again and again, more than two seconds apart so that each counts at once, and the page
itself measures: from its own `keydown` until the frame after what changed. So the way to the
program, the session, and the way back are in it, and the keyboard of the machine is not.
"""

import tempfile
import time
from pathlib import Path

from tests.browser.page_session import PageSession
from tests.support.browser import find_browser
from tests.support.driven_browser import Page, driven

from benchmarks.measuring import Figure, Options, at_most, percentile, spread

PRESSES = 40
APART_S = 2.2

_MEASURES = """
window.answered = [];
let pressed = 0;
document.addEventListener('keydown', () => { pressed = performance.now(); }, true);
new MutationObserver(() => {
  const began = pressed;
  pressed = 0;
  if (began) requestAnimationFrame(() => answered.push(performance.now() - began));
}).observe(
  document.getElementById('caption'), {childList: true, characterData: true, subtree: true});
"""


def measure(_: Options) -> list[Figure]:
    browser = find_browser()
    if browser is None:
        return [Figure("the page: no browser is here", "not measured")]
    with (
        tempfile.TemporaryDirectory(prefix="bv-bench-") as folder,
        driven(browser, Path(folder) / "profile") as program,
    ):
        place = Path(folder)
        arguments = ("demo", "--voice", "none", "--language", "nl", "--start", "ask")
        with PageSession(place, *arguments) as evening:
            page = program.page()
            page.open(evening.first)
            page.wait_for("document.getElementById('caption').textContent")
            seconds = [each / 1000 for each in _answers(page)]
    return [
        at_most(
            "the page: a key answered, p99", 1000 * percentile(seconds, 99), aim=100, unit="ms"
        ),
        Figure(f"the page: {len(seconds)} presses", spread(seconds)),
    ]


def _answers(page: Page) -> list[float]:
    page.see(f"{_MEASURES}; 1")
    for number in range(1, PRESSES + 1):
        time.sleep(APART_S)
        page.press("p")
        page.wait_for(f"answered.length >= {number}")
    answered: list[float] = page.see("answered")
    return answered
