"""A whole demonstration from what users install, from its first call to its last.

The session of test_evening.py is short and judged for sound and words too. This is all that a
person sees who tries the program: cues, presenter, transcriber, notes, times.
"""

import pytest

from tests.installs.conftest import BOTH, Installs
from tests.installs.demonstration import demonstrated
from tests.privacy.leaks import holds_a_word, opened_besides
from tests.support.needs import needs
from tests.support.pulse import Pulse


@pytest.mark.parametrize("which", BOTH)
def test_only_what_is_on_the_lists_is_opened(which: str, installs: Installs, pulse: Pulse) -> None:
    needs("strace")
    demo = demonstrated(installs.of(which))
    assert demo.code == 0, demo.errors
    ((to, back),) = demo.trace.transcriber
    assert len(demo.trace.written[to]) > 20 * 16_000 * 4, "the presenter was listened to"
    assert holds_a_word(demo.trace.written[back]), "and understood"
    most = max(demo.trace.written, key=lambda target: len(demo.trace.written[target]))
    assert most.startswith("UNIX"), "the voice was heard"
    assert "Wat opvalt" in demo.shown, "it came to its end"
    assert opened_besides(demo.trace, demo.data, demo.home) == set()
