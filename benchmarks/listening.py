"""Listening against one-shot faster-whisper: CPU and word errors on the same speech.

Listening is the program's own way from microphone to sealed notes, CPU of this process and of its
worker together. One-shot is one `WhisperModel.transcribe` of the whole recording with the worker's
own settings (int8, beam 1), as it is and with faster-whisper's voice filter; a model of short
windows gets them there too (`chunk_length`). Loading a model is left out on both sides; the
recording is read as fast as possible. Only our own model's words are counted: a stand-in of true
size that always says the same has a cost but no word errors. Each sentence decoded by itself, cut
out by the one who knows where it is, shows what the model can do at best, and what it costs to
decode each utterance alone.
"""

import os
import time
from dataclasses import replace
from typing import Any

import jiwer
import numpy as np
from training.vocabulary import words_of

from balint_voice.adapters.whisper.model_store import Model
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.transcript import NoteEntry
from balint_voice.session import outputs as o
from balint_voice.session.inputs import ListeningEnded
from benchmarks.measuring import Figure, Options, at_most, cpu_s
from benchmarks.pipelines import LANGUAGE, LentTranscriber, listening, models
from benchmarks.speech import Spoken, room, spoken

SPEECH_S = 150.0
ROUNDS_OF_OUR_OWN = 3
OUR_OWN = "demo-nl"
SHORT_WINDOW_S = 28.0
ALONE = 12
"""So many sentences are decoded by themselves to see what that costs."""


def measure(options: Options) -> list[Figure]:
    speech = spoken(SPEECH_S)
    figures = [
        Figure("the recording", f"{speech.seconds:.0f} s, of which speech {speech.speech_s:.0f} s")
    ]
    for model in models(options):
        figures += _compare(model, speech)
    return figures


def _compare(model: Model, speech: Spoken) -> list[Figure]:
    rounds = ROUNDS_OF_OUR_OWN if model.name == OUR_OWN else 1
    heard = [listened(model, speech.samples) for _ in range(rounds)]
    whole = _one_shot(model, speech, rounds, vad_filter=False)
    filtered = _one_shot(model, speech, rounds, vad_filter=True)
    ours = min(cost for cost, _, _ in heard)
    decodes = heard[0][2]
    figures = [
        at_most(f"{model.name}: CPU against one-shot", ours / whole[0], aim=1.10, unit="x"),
        at_most(
            f"{model.name}: CPU against one-shot with VAD", ours / filtered[0], aim=1.10, unit="x"
        ),
        Figure(
            f"{model.name}: CPU, ours, one-shot, with VAD",
            f"{ours:.2f} s in {decodes} windows, {whole[0]:.2f} s, {filtered[0]:.2f} s",
        ),
        Figure(
            f"{model.name}: CPU against each utterance alone",
            f"{ours / speech.speech_s / _alone(model, speech):.2f} x",
        ),
    ]
    if model.name == OUR_OWN:
        figures += _words(model, speech, " ".join(heard[0][1]), whole[1], filtered[1])
    return figures


def _alone(model: Model, speech: Spoken) -> float:
    """CPU for a second of speech when each sentence is decoded by itself."""
    whisper, sentences = whisper_of(model), speech.sentences[:ALONE]
    one_shot_text(whisper, model, sentences[0][1])
    before = time.process_time()
    for _, said in sentences:
        one_shot_text(whisper, model, said)
    seconds = sum(len(said) for _, said in sentences) / LISTENING_RATE
    return (time.process_time() - before) / seconds


def _words(model: Model, speech: Spoken, *texts: str) -> list[Figure]:
    mine, one, with_vad = (_errors(speech.text, text) for text in texts)
    with_room = [np.concatenate([room(0.3), said, room(0.4)]) for _, said in speech.sentences]
    whisper = whisper_of(model)
    alone = " ".join(one_shot_text(whisper, model, samples) for samples in with_room)
    return [
        at_most(f"{model.name}: WER over one-shot", mine - one, aim=0.5, unit="points", digits=1),
        at_most(
            f"{model.name}: WER over one-shot with VAD",
            mine - with_vad,
            aim=0.5,
            unit="points",
            digits=1,
        ),
        Figure(
            f"{model.name}: WER, ours, one-shot, with VAD",
            f"{mine:.1f} %, {one:.1f} %, {with_vad:.1f} %",
        ),
        Figure(
            f"{model.name}: WER, sentence by sentence",
            f"{_errors(speech.text, alone):.1f} % of {len(words_of(speech.text))} words",
        ),
    ]


def listened(
    model: Model, samples: Samples, language: str = LANGUAGE, *, widely: bool = False
) -> tuple[float, list[str], int]:
    """(CPU, texts, decodes) of the program's own way; CPU of this process and of its worker."""
    with listening(model, samples, language=language, widely=widely) as heard:
        worker = heard.transcriber.worker_pid
        before = time.process_time() + cpu_s(worker)
        heard.pipeline.perform(o.OpenMicrophone("case"))
        heard.microphone.over.wait()
        heard.pipeline.perform(o.CloseMicrophone())
        heard.inbox.wait_for(ListeningEnded)
        cost = time.process_time() + cpu_s(worker) - before
        texts = [entry.text for entry in heard.notes.entries]
        return cost, texts, len(heard.transcriber.took_s)


def noted(
    model: Model,
    samples: Samples,
    language: str = LANGUAGE,
    lent: LentTranscriber | None = None,
) -> list[NoteEntry]:
    """The notes of a recording, their times from its beginning."""
    with listening(model, samples, language=language, widely=True, lent=lent) as here:
        here.pipeline.perform(o.OpenMicrophone("case"))
        here.microphone.over.wait()
        here.pipeline.perform(o.CloseMicrophone())
        here.inbox.wait_for(ListeningEnded)
        began_s = here.microphone.began_at - here.clock_began_at
        return [
            replace(one, start_s=one.start_s - began_s, end_s=one.end_s - began_s)
            for one in here.notes.entries
        ]


def _one_shot(model: Model, speech: Spoken, rounds: int, *, vad_filter: bool) -> tuple[float, str]:
    """(CPU, text) of plain faster-whisper."""
    whisper = whisper_of(model)
    one_shot_text(whisper, model, speech.samples[: 5 * LISTENING_RATE])
    costs, text = [], ""
    for _ in range(rounds):
        before = time.process_time()
        text = one_shot_text(whisper, model, speech.samples, vad_filter=vad_filter)
        costs.append(time.process_time() - before)
    return min(costs), text


def whisper_of(model: Model) -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(
        str(model.folder),
        device="cpu",
        compute_type="int8",
        cpu_threads=min(4, os.cpu_count() or 1),
        local_files_only=True,
    )


def one_shot_text(whisper: Any, model: Model, samples: Samples, *, vad_filter: bool = False) -> str:
    segments, _ = whisper.transcribe(
        samples,
        language=LANGUAGE,
        beam_size=1,
        temperature=0.0,
        condition_on_previous_text=False,
        vad_filter=vad_filter,
        chunk_length=int(model.window_s) if model.window_s < SHORT_WINDOW_S else None,
    )
    return " ".join(segment.text for segment in segments)


def _errors(said: str, heard: str) -> float:
    """Word error rate in per cent, on words alone."""
    rate = jiwer.wer(" ".join(words_of(said)), " ".join(words_of(heard)))
    return 100 * float(rate)
