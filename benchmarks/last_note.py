"""From the end of a phase to the last sealed note, in units of the decode that it waits for.

Somebody speaks, by the clock, until the phase ends; then how long until all is sealed on disk and
accounted for. "Alone": nothing else is being decoded. "In the rush": a full window went to the
worker a second before, so that what was said last has to wait for it. While a phase goes on,
a note is sealed when its window is full or nothing was said for a while: see the windows' rule.
"""

import time
from statistics import median

from balint_voice.adapters.whisper.model_store import Model
from balint_voice.session import outputs as o
from balint_voice.session.inputs import BacklogChanged, ListeningEnded
from benchmarks.measuring import Figure, Options, at_most
from benchmarks.pipelines import listening, models
from benchmarks.speech import Spoken, spoken

TRIALS_ALONE, TRIALS_IN_THE_RUSH = 3, 1
FIRST_S, STEP_S = 3.0, 0.37
RUSH_S = 1.0


def measure(options: Options) -> list[Figure]:
    speech = spoken(60.0, pauses=(0.65, 0.75))
    return [figure for model in models(options) for figure in _figures(model, speech)]


def _figures(model: Model, speech: Spoken) -> list[Figure]:
    alone = [_alone(model, speech, FIRST_S + STEP_S * trial) for trial in range(TRIALS_ALONE)]
    rush = [_in_the_rush(model, speech) for _ in range(TRIALS_IN_THE_RUSH)]
    decodes = [waited / decode for waited, decode in alone]
    return [
        at_most(f"{model.name}: last note, alone", median(decodes), aim=1.2, unit="decodes"),
        Figure(f"{model.name}: last note, alone", _seconds(alone)),
        Figure(f"{model.name}: last note, in the rush", _seconds(rush)),
    ]


def _seconds(trials: list[tuple[float, float]]) -> str:
    waited, decode = (median(values) for values in zip(*trials, strict=True))
    worst = max(waited for waited, _ in trials)
    return f"{waited:.2f} s (worst {worst:.2f}) for a decode of {decode:.2f} s"


def _alone(model: Model, speech: Spoken, seconds: float) -> tuple[float, float]:
    """(wait, decode) when the phase ends after so many seconds of speech."""
    with listening(model, speech.samples, live_from=0.0) as heard:
        heard.pipeline.perform(o.OpenMicrophone("case"))
        time.sleep(seconds)
        ended_at = time.monotonic()
        heard.pipeline.perform(o.CloseMicrophone())
        waited = heard.inbox.wait_for(ListeningEnded) - ended_at
        return waited, heard.transcriber.took_s[-1]


def _in_the_rush(model: Model, speech: Spoken) -> tuple[float, float]:
    """The same, a second after a whole window went to the worker."""
    live_from = 0.75 * min(model.window_s, 20.0)
    with listening(model, speech.samples, live_from) as heard:
        heard.pipeline.perform(o.OpenMicrophone("case"))
        heard.inbox.wait_for(BacklogChanged)
        time.sleep(RUSH_S)
        ended_at = time.monotonic()
        heard.pipeline.perform(o.CloseMicrophone())
        waited = heard.inbox.wait_for(ListeningEnded) - ended_at
        return waited, heard.transcriber.took_s[-1]
