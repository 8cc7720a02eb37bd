"""What was given back is written over, whatever else lives in the program."""

import re
import subprocess
import sys
import weakref

import pytest
from rich.cells import cached_cell_len

from balint_voice.adapters.system.freed_memory import overwrite_freed
from tests.privacy.memory import memory_of

_FORGETS = """
import sys
from balint_voice.adapters.system.freed_memory import one_heap, overwrite_freed

word = sys.stdin.readline().strip()
one_heap()
for size in (1, 2, 5, 20, 100, 400):  # from a word to a page of it
    held = [f"{word} {number} " * size for number in range(100)]
    kept = [bytes(100) for _ in range(100)]  # so that no page is given back whole
    del held
print("freed", flush=True)
sys.stdin.readline()
overwrite_freed()
print("overwritten", flush=True)
sys.stdin.readline()
"""


class Somebody:
    """Can be referred to weakly."""


def test_a_proxy_of_what_is_gone_does_not_stop_it() -> None:
    """Whoever asks such a proxy for its class is refused; libraries may keep one anywhere."""
    gone = weakref.proxy(Somebody())
    overwrite_freed()
    assert type(gone) is weakref.ProxyType


def test_what_a_screen_remembers_of_its_lines_is_forgotten() -> None:
    cached_cell_len("wat hier getypt werd")
    assert cached_cell_len.cache_info().currsize
    overwrite_freed()
    assert not cached_cell_len.cache_info().currsize


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows a program's memory")
def test_a_text_that_was_freed_is_found_before_and_hardly_after() -> None:
    word = "waterhoen"
    command = [sys.executable, "-c", _FORGETS]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as program:
        given, shown = program.stdin, program.stdout
        assert given is not None and shown is not None

        def told(line: str) -> int:
            """How many stretches of what was freed stand in memory now."""
            print(line, file=given, flush=True)
            shown.readline()
            return len(re.findall(rb"(?:%b \d+ ?)+" % word.encode(), memory_of(program.pid)))

        before, after = told(word), told("")
        given.close()
    assert before > 100, "the search finds what is there"
    assert after < before / 20, "left is what lies in a block that something else has in use"
