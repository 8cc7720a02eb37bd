"""Which model keeps up on this machine, and how long the backlog gets.

Two ways. By the clock: somebody speaks without end for fifty seconds, and the program listens, as
in a session; the most speech that waited, and how long each note took from the end of its speech.
By account: every window of ninety seconds of such speech is decoded and timed, and a phase of
twenty minutes is reckoned from that, speech arriving in real time: the most speech that waits,
and how long the last note lets itself be waited for.
"""

import time
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median

from balint_voice.adapters.whisper.model_store import Model
from balint_voice.session import outputs as o
from balint_voice.session.inputs import BacklogChanged, ListeningEnded
from benchmarks.measuring import Figure, Options, memory_mb
from benchmarks.pipelines import listening, models
from benchmarks.speech import Spoken, spoken

BY_CLOCK_S, BY_ACCOUNT_S, PHASE_S = 50.0, 90.0, 1200.0
WITHOUT_END = (0.65, 0.75)
"""Pauses just long enough for the detector to hear an end."""


@dataclass(frozen=True)
class Reckoned:
    """A phase reckoned from decodes: the most that waits, and the wait at its end."""

    most_s: float
    last_s: float


def measure(options: Options) -> list[Figure]:
    long, short = spoken(BY_ACCOUNT_S, WITHOUT_END), spoken(BY_CLOCK_S, WITHOUT_END)
    return [figure for model in models(options) for figure in _figures(model, long, short)]


def _figures(model: Model, long: Spoken, short: Spoken) -> list[Figure]:
    with listening(model, long.samples) as heard:
        heard.pipeline.perform(o.OpenMicrophone("case"))
        heard.microphone.over.wait()
        heard.pipeline.perform(o.CloseMicrophone())
        heard.inbox.wait_for(ListeningEnded)
        decodes = heard.transcriber.took_s[:-1] or heard.transcriber.took_s
        pss, _ = memory_mb(heard.transcriber.worker_pid)
    arrives_s = long.seconds / len(heard.transcriber.took_s)
    share = sum(decodes) / len(decodes) / arrives_s
    phase = reckon(decodes, arrives_s)
    most, last, waits = _by_the_clock(model, short)
    return [
        Figure(
            f"{model.name}: decode of a window",
            f"{median(decodes):.2f} s for {arrives_s:.1f} s of talk",
            "< 1 of real time",
            share < 1,
        ),
        Figure(f"{model.name}: share of real time", f"{share:.2f}"),
        Figure(
            f"{model.name}: twenty minutes without end, reckoned",
            f"{phase.most_s:.0f} s waits at most, last note {phase.last_s:.1f} s",
        ),
        Figure(
            f"{model.name}: fifty seconds by the clock",
            f"{most:.0f} s waits at most, last note {last:.1f} s",
        ),
        Figure(
            f"{model.name}: said until sealed, by the clock",
            f"median {median(waits):.1f} s, worst {max(waits):.1f} s",
        ),
        Figure(f"{model.name}: memory of the worker", f"{pss:.0f} MB (PSS)"),
    ]


def reckon(decodes: list[float], arrives_s: float) -> Reckoned:
    """A window comes every `arrives_s`; the worker takes them in order."""
    count = round(PHASE_S / arrives_s)
    free_at, waiting = 0.0, 0.0
    done: list[float] = []
    for number, decode in enumerate(islice(cycle(decodes), count), start=1):
        came_at = number * arrives_s
        waiting = max(waiting, arrives_s * (1 + len([at for at in done if at > came_at])))
        free_at = max(free_at, came_at) + decode
        done.append(free_at)
    return Reckoned(waiting, free_at - count * arrives_s)


def _by_the_clock(model: Model, speech: Spoken) -> tuple[float, float, list[float]]:
    """Most seconds of speech that waited, from the end to the last note, each note's wait."""
    with listening(model, speech.samples, live_from=0.0) as heard:
        heard.pipeline.perform(o.OpenMicrophone("case"))
        heard.microphone.over.wait()
        ended_at = time.monotonic()
        heard.pipeline.perform(o.CloseMicrophone())
        last = heard.inbox.wait_for(ListeningEnded) - ended_at
    waited = [item.seconds for _, item in heard.inbox.received if isinstance(item, BacklogChanged)]
    return max(waited), last, heard.waits_s()
