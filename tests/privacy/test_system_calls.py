"""A whole recorded evening on real sound, seen by strace, children included.

No sound is written anywhere but into the one pipe to the transcriber; no word but into the one
pipe back; no file is opened but those named here; nobody is talked to but the sound server. And
the same eyes find every hole of a build that leaks.
"""

import re

import pytest

from tests.privacy.conftest import Watched
from tests.privacy.leaks import holds_a_word, leaks

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("watched")]


def test_the_evening_was_one_and_was_seen(watched: Watched) -> None:
    evening, trace = watched.evening, watched.trace
    assert evening.code == 0, evening.errors
    ((to, back),) = trace.transcriber
    assert len(trace.written[to]) > 4 * 16_000 * 4, "seconds of speech went to the transcriber"
    assert watched.canary.found_in(trace.heard) > 200, "it came from the sound server"
    assert watched.canary.found_in(trace.written[to]) > 200, "and went on at another rate"
    assert holds_a_word(trace.written[back]), "and came back as words"
    server = max(trace.written, key=lambda target: len(trace.written[target]))
    assert server.startswith("UNIX"), "the voice was heard"


def test_nothing_leaks(watched: Watched) -> None:
    assert leaks(watched) == set()


def test_a_build_that_leaks_is_found_out(leaking: Watched) -> None:
    found = leaks(leaking)
    raw = f"{leaking.elsewhere}/block.raw"
    assert {f"sound in {raw}", f"file {raw}"} <= found
    assert any(re.fullmatch(r"sound in .*/cues/0{64}\.\d+", each) for each in found)
    assert "words in arguments or environment" in found
    assert any(each.startswith("words in pipe:") for each in found), "what was shown as an error"
    assert "socket AF_INET" in found
    assert any(each.startswith("connection ") and "127.0.0.1" in each for each in found)
    log = (leaking.evening.folder / "timing.jsonl").read_text()
    assert '"event":"network-refused"' in log, "and what came after the network was given up"
