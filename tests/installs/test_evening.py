"""The watched evening of tests/privacy, held by what users install.

Not by the lock's libraries: by the newest and by the oldest that pyproject.toml allows. And the
proof itself is tried on an onnxruntime that reports.
"""

from pathlib import Path

import pytest

from tests.installs.conftest import BOTH, Installs
from tests.privacy.conftest import Watched, watch
from tests.privacy.evenings import ALOUD, SHOWN
from tests.privacy.leaks import holds_a_word, leaks
from tests.support.pulse import Pulse

TELLING = str(Path(__file__).with_name("telling.py"))


def held(
    pulse: Pulse, environment: Path, *program: str, manner: tuple[str, ...] = ALOUD
) -> Watched:
    """An evening that came to its end, in which somebody spoke and words were understood."""
    command = tuple(str(environment / "bin" / each) for each in program[:1]) + program[1:]
    watched = watch(pulse, environment / "evenings" / program[0], command, manner, times=2)
    assert watched.evening.code == 0, watched.evening.errors
    ((to, back),) = watched.trace.transcriber or pytest.fail(watched.evening.errors)
    assert watched.canary.found_in(watched.trace.written[to]) > 200
    assert holds_a_word(watched.trace.written[back])
    return watched


@pytest.mark.parametrize("which", BOTH)
def test_nothing_leaks(which: str, installs: Installs, pulse: Pulse) -> None:
    assert leaks(held(pulse, installs.of(which), "balint-voice")) == set()


def test_telemetry_is_found_and_the_switch_holds_it(installs: Installs, pulse: Pulse) -> None:
    """Whether the program speaks changes nothing for the library that reports."""
    environment = installs.with_telemetry
    found = leaks(held(pulse, environment, "python", TELLING, manner=SHOWN))
    assert "socket AF_INET" in found, "it asks the name server"
    assert any("/Microsoft/DeveloperTools/.onnxruntime" in each for each in found)
    assert leaks(held(pulse, environment, "balint-voice", manner=SHOWN)) == set()
