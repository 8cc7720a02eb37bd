"""Words that nobody said: what becomes text where there is nothing to hear.

A minute each of a quiet room, of steady noise, of a hum, of music and of a table at which many
murmur and nobody is to be understood. Without our gates: one `WhisperModel.transcribe` of the
minute, with the worker's own settings and no voice filter. With them: the program's own way, from
microphone to sealed notes. A word marked as doubtful is told apart. A stand-in that says the same
sentences of whatever it is given is the worst model there can be.
"""

import numpy as np
from training.vocabulary import words_of

from balint_voice.adapters.whisper.model_store import Model
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.session import outputs as o
from balint_voice.session.inputs import ListeningEnded
from benchmarks.listening import one_shot_text, whisper_of
from benchmarks.measuring import Figure, Options
from benchmarks.pipelines import listening, models
from benchmarks.speech import room, spoken
from benchmarks.table_noise import TableNoise

SECONDS = 60.0
_COUNT = round(SECONDS * LISTENING_RATE)
_CHORDS = ((220.0, 277.2, 329.6), (196.0, 246.9, 293.7), (174.6, 220.0, 261.6))


def measure(options: Options) -> list[Figure]:
    figures = []
    for model in models(options):
        whisper = whisper_of(model)
        for name, samples in _nothing_to_hear().items():
            without = len(words_of(one_shot_text(whisper, model, samples)))
            kept, doubtful = _with_gates(model, samples)
            value = f"{without} without, {kept} with our gates, {doubtful} more as doubtful"
            figures.append(Figure(f"{model.name}: words in {name}", value, "0 with", kept == 0))
    return figures


def _nothing_to_hear() -> dict[str, Samples]:
    at = np.arange(_COUNT) / LISTENING_RATE
    hum = sum(np.sin(2 * np.pi * 50 * n * at) / n for n in (1, 2, 3, 5))
    table = TableNoise([said for _, said in spoken(SECONDS / 2).sentences])
    return {
        "a quiet room": room(SECONDS),
        "steady noise": 0.03 * table.air[:_COUNT],
        "a hum": np.asarray(0.03 * hum, np.float32) + room(SECONDS),
        "music": _music(at) + room(SECONDS),
        "a table's noise": 0.03 * table.table[:_COUNT],
    }


def _music(at: np.ndarray) -> Samples:
    """Chords, two seconds each, struck and fading."""
    out = np.zeros(len(at))
    for first in range(0, int(SECONDS), 2):
        here = (at >= first) & (at < first + 2)
        struck = at[here] - first
        for hertz in _CHORDS[first // 2 % len(_CHORDS)]:
            tone = sum(np.sin(2 * np.pi * hertz * n * struck) / n for n in range(1, 5))
            out[here] += tone * np.exp(-1.5 * struck)
    return np.asarray(0.1 * out / np.abs(out).max(), np.float32)


def _with_gates(model: Model, samples: Samples) -> tuple[int, int]:
    """Words in the notes: (plain, doubtful)."""
    with listening(model, samples) as heard:
        heard.pipeline.perform(o.OpenMicrophone("case"))
        heard.microphone.over.wait()
        heard.pipeline.perform(o.CloseMicrophone())
        heard.inbox.wait_for(ListeningEnded)
        sure, doubtful = (
            sum(len(words_of(e.text)) for e in heard.notes.entries if e.doubtful is which)
            for which in (False, True)
        )
        return sure, doubtful
