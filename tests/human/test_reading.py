"""What real weights make of human voices, on the program's own way from sound to sealed notes.

The bounds are wide: a clip or two of each speaker tell whether it hears people at all. How well it
does is in `benchmarks/human_speech.py`.
"""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.human_corpus import plain_recordings, read, recordings, rows
from benchmarks.human_speech import ours, wrong_words
from benchmarks.listening import listened
from benchmarks.pipelines import listening

from balint_voice.adapters.whisper.model_store import Model
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.listening.transcript import NoteEntry
from balint_voice.session import outputs as o
from balint_voice.session.inputs import ListeningEnded

pytestmark = pytest.mark.xdist_group("human")

SECONDS = 12.0
MOST_WRONG = {"clean": 30.0, "0.004": 40.0}
"""Per cent of the words of all speakers. What is lost in the detector is wrong by half and more."""
LONGEST_NOISE_S = 10
LONGEST_CLIP_S = 8


def test_people_are_understood_near_and_far(base: Model, speech: Path) -> None:
    wrong: dict[str, list[float]] = defaultdict(list)
    for one in recordings(speech, SECONDS):
        if one.condition in MOST_WRONG:
            wrong[one.condition].append(ours(base, one).percent)
    found = {condition: float(np.mean(each)) for condition, each in wrong.items()}
    assert found.keys() == MOST_WRONG.keys()
    assert not {what: share for what, share in found.items() if share > MOST_WRONG[what]}, found


def test_noise_becomes_no_unmarked_word(base: Model, speech: Path) -> None:
    """Rooms, machines and a murmur: whatever becomes text of it is marked as doubtful."""
    found = {}
    for row in rows(speech, "noise"):
        samples = read(speech / row["file"])[: LONGEST_NOISE_S * LISTENING_RATE]
        loud = samples * np.float32(0.05 / np.abs(samples).max())
        found[row["file"]] = [e.text for e in heard(base, loud) if e.text and not e.doubtful]
    assert found
    assert not {file: texts for file, texts in found.items() if texts}


def test_a_note_lies_where_it_was_said(base: Model, speech: Path) -> None:
    """Every one begins and ends within a second of a clip of the recording, but one in ten.

    Sentences of a few seconds: a long one is divided, and no list says where.
    """
    off = []
    for one in plain_recordings(speech, SECONDS):
        if max(clip.end - clip.start for clip in one.clips) > LONGEST_CLIP_S * LISTENING_RATE:
            continue
        starts = [clip.start / LISTENING_RATE for clip in one.clips]
        ends = [clip.end / LISTENING_RATE for clip in one.clips]
        for entry in heard(base, one.samples, one.language):
            off.append(min(abs(entry.start_s - start) for start in starts))
            off.append(min(abs(entry.end_s - end) for end in ends))
    assert np.mean(np.asarray(off) <= 1.0) >= 0.9, sorted(off)


def test_nothing_of_the_first_words_is_lost(base: Model, speech: Path) -> None:
    """Somebody begins 0.3 s after the microphone is on: as many words are right as with time."""
    one = next(iter(plain_recordings(speech, SECONDS)))
    clip = one.clips[0]
    early = clip.start - round(0.3 * LISTENING_RATE)
    wrong = []
    for start in (0, early):
        _, texts, _ = listened(base, one.samples[start : clip.end + LISTENING_RATE], one.language)
        wrong.append(wrong_words(clip.text, texts)[0])
    assert wrong[1] <= wrong[0] + 1


def heard(model: Model, samples: Samples, language: str = "nl") -> list[NoteEntry]:
    """The notes of a recording, their times from its beginning."""
    with listening(model, samples, language=language) as here:
        here.pipeline.perform(o.OpenMicrophone("case"))
        here.microphone.over.wait()
        here.pipeline.perform(o.CloseMicrophone())
        here.inbox.wait_for(ListeningEnded)
        began_s = here.microphone.began_at - here.clock_began_at
        return [_earlier(entry, began_s) for entry in here.notes.entries]


def _earlier(entry: NoteEntry, seconds: float) -> NoteEntry:
    return replace(entry, start_s=entry.start_s - seconds, end_s=entry.end_s - seconds)
