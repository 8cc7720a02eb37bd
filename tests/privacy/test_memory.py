"""After the receipt what was said is no longer in memory, and no crash would have kept it.

Best effort, as the receipt says: a library may keep a copy for a moment. Asserted is that the bulk
is gone, from the program and from the transcriber, and how much there was before.
"""

from collections.abc import Callable

import numpy as np
import pytest

from balint_voice.adapters.whisper.model_store import find
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.listening.audio import Samples
from balint_voice.listening.phrases import phrases
from tests.privacy.canary import Canary
from tests.privacy.conftest import Watched
from tests.privacy.memory import memory_of, needs_to_read_memory

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("watched")]

BULK = 0.05
"""More than this share of what was said is no remnant any more."""


def test_after_the_receipt_the_sound_is_gone_from_memory(watched: Watched) -> None:
    needs_to_read_memory()
    during = watched.canary.found_in(watched.memory["while it was said"])
    after = watched.canary.found_in(watched.memory["after the receipt"])
    assert during > 0.2 * watched.canary.total, "it was there: the search finds it"
    assert after < BULK * watched.canary.total


def transcribed(transcriber: WorkerTranscriber, said: Samples) -> None:
    transcriber.transcribe(said)


def scored(transcriber: WorkerTranscriber, said: Samples) -> None:
    transcriber.likelihoods(said, [one.parts for one in phrases("nl", "Balint")])


def looked_at_closer(transcriber: WorkerTranscriber, said: Samples) -> None:
    few = phrases("nl", "Balint")[:6]
    transcriber.likelihoods(said, [one.parts for one in few], closer=True)


@pytest.mark.parametrize("look", [transcribed, scored, looked_at_closer])
def test_the_transcriber_keeps_nothing_of_what_it_decoded(
    look: Callable[[WorkerTranscriber, Samples], None],
) -> None:
    needs_to_read_memory()
    model = find("demo-nl")
    transcriber = WorkerTranscriber(model.folder, "nl")
    chance = np.random.default_rng(4)
    for seconds in (3, 8):
        said = (chance.standard_normal(seconds * 16_000) * 0.1).astype(np.float32)
        canary = Canary()
        canary.add(said, 16_000)
        look(transcriber, said)
        assert transcriber.worker_pid is not None
        assert canary.found_in(memory_of(transcriber.worker_pid)) < BULK * canary.total
    transcriber.close()


def test_a_crash_would_leave_no_core(watched: Watched) -> None:
    limits = [line.split() for line in watched.limits.splitlines() if "core file" in line]
    assert limits and all(line[4:6] == ["0", "0"] for line in limits)
