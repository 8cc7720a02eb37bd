"""The page of notes as a file: no byte that changes gives wrong words, and a stranger opens it."""

# ruff: noqa: F811 - fixtures of other tests are given by their names

import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from balint_voice.records.browser_seal import ROUNDS, seal_for_browser
from tests.browser.test_notes_page import block, saved, written  # noqa: F401 - one is a fixture
from tests.records.test_commands import evening  # noqa: F401 - a fixture
from tests.records.test_handing_over import ID, PASSPHRASE, SAID, folder, key  # noqa: F401
from tests.support.driven_browser import Browser


@pytest.mark.slow
@pytest.mark.parametrize("part", ["sealed", "script", "rest"])
def test_a_byte_that_changed_never_gives_a_wrong_word(
    part: str, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is: the notes open as they are, or not at all."""
    monkeypatch.setattr("balint_voice.records.browser_seal.ROUNDS", 1000)
    whole = saved(tmp_path, [block("said", SAID, 5)]).read_bytes()
    chance = random.Random(part)
    at = (
        whole.index(b'<script id="sealed"'),
        whole.index(b"<script>"),
        whole.index(b"</script></body>".replace(b"><", b">\n<")),
    )
    places = {"sealed": range(at[0], at[1]), "script": range(at[1], at[2])}
    rest = [*range(at[0]), *range(at[2], len(whole))]
    page = browser.page()
    outcomes = set()
    for place in chance.sample(places.get(part, rest), 40):
        flipped = bytearray(whole)
        flipped[place] ^= chance.randrange(1, 256)
        file = tmp_path / "flipped.html"
        file.write_bytes(flipped)
        page.open(file.as_uri())
        shown = page.see(UNLOCKED.replace("PASSPHRASE", json.dumps(PASSPHRASE)))
        outcomes.add(shown)
        assert shown in ("", f"00:05 {SAID}"), (place, whole[place - 20 : place + 20])
    assert part == "rest" or "" in outcomes, "the flips do change something"


@pytest.mark.slow
def test_a_number_that_changed_in_the_script_stops_the_page(
    browser: Browser, tmp_path: Path
) -> None:
    """It would have shown another time, with the right passphrase."""
    file = saved(tmp_path, [block("said", SAID, 65)])
    file.write_text(file.read_text("utf-8").replace("whole / 60", "whole / 10"), "utf-8")
    page = browser.page()
    page.open(file.as_uri())
    assert page.see(UNLOCKED.replace("PASSPHRASE", json.dumps(PASSPHRASE))) == ""
    assert page.see("document.getElementById('open').disabled") is True


UNLOCKED = """
(async () => {
  try {
    document.getElementById('passphrase').value = PASSPHRASE;
    await unlock({preventDefault() {}});
  } catch (error) {}
  return document.getElementById('notes')?.textContent ?? '';
})()
"""


def test_no_two_pages_have_a_key_or_a_nonce_in_common() -> None:
    heads = [json.loads(seal_for_browser("x", PASSPHRASE, ID).head) for _ in range(2)]
    assert heads[0]["salt"] != heads[1]["salt"] and heads[0]["nonce"] != heads[1]["nonce"]
    assert all(head["rounds"] == ROUNDS >= 1_000_000 for head in heads)


@pytest.mark.slow
def test_the_program_in_the_documents_opens_it(written: Path) -> None:
    """A stranger with Python and a well-kept library, and nothing of ours."""
    page = (Path(__file__).parents[2] / "docs/sealed-notes.md").read_text("utf-8")
    program = next(
        each for each in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "AESGCM" in each
    )
    assert "balint_voice" not in program
    command = [sys.executable, "-I", "-c", program, str(written)]
    shown = subprocess.run(command, input=PASSPHRASE, capture_output=True, text=True, check=True)
    assert SAID in shown.stdout
