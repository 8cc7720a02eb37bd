"""What real weights make of human voices, on the program's own way from sound to sealed notes.

The bounds are wide: a clip or two of each speaker tell whether it hears people at all. How well it
does is in `benchmarks/human_speech.py`.
"""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from benchmarks.human_corpus import Recording, plain_recordings, read, recordings, rows
from benchmarks.human_speech import wrong_words
from benchmarks.listening import listened
from benchmarks.note_times import edges_near, with_edges
from benchmarks.pipelines import LANGUAGE

from balint_voice.adapters.whisper.model_store import Model
from balint_voice.listening.audio import LISTENING_RATE
from balint_voice.listening.transcript import NoteEntry
from tests.human.conftest import TakeNotes

pytestmark = pytest.mark.xdist_group("human")

SECONDS = 12.0
MOST_WRONG = {"clean": 30.0, "0.004": 40.0}
"""Per cent of the words of all speakers. What is lost in the detector is wrong by half and more."""
LONGEST_NOISE_S = 10


Clean = list[tuple[Recording, list[NoteEntry]]]


@pytest.fixture(scope="module")
def clean(heard: TakeNotes, speech: Path) -> Clean:
    """Each reader as recorded, and the notes of it."""
    return [(one, heard(one.samples, one.language)) for one in plain_recordings(speech, SECONDS)]


def test_people_are_understood_near_and_far(heard: TakeNotes, clean: Clean, speech: Path) -> None:
    notes_of = [*clean]
    for one in recordings(speech, SECONDS):
        if one.condition in MOST_WRONG and one.condition != "clean":
            notes_of.append((one, heard(one.samples, one.language)))
    wrong: dict[str, list[float]] = defaultdict(list)
    for one, notes in notes_of:
        mistaken, words = wrong_words(one.text, [each.text for each in notes])
        wrong[one.condition].append(100 * mistaken / words)
    found = {condition: float(np.mean(each)) for condition, each in wrong.items()}
    assert found.keys() == MOST_WRONG.keys()
    assert not {what: share for what, share in found.items() if share > MOST_WRONG[what]}, found


def test_noise_becomes_no_unmarked_word(heard: TakeNotes, speech: Path) -> None:
    """Rooms, machines and a murmur: whatever becomes text of it is marked as doubtful."""
    found = {}
    for row in rows(speech, "noise"):
        samples = read(speech / row["file"])[: LONGEST_NOISE_S * LISTENING_RATE]
        loud = samples * np.float32(0.05 / np.abs(samples).max())
        found[row["file"]] = [
            each.text for each in heard(loud, LANGUAGE) if each.text and not each.doubtful
        ]
    assert found
    assert not {file: texts for file, texts in found.items() if texts}


def test_a_note_lies_where_it_was_said(clean: Clean) -> None:
    """Every one begins and ends within a second of a clip of the recording, but one in twenty."""
    near = []
    edges = with_edges(one for one, _ in clean)
    for (_, clips), (_, notes) in zip(edges, clean, strict=True):
        near += edges_near(clips, notes)
    assert np.mean(near) >= 0.95, near


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
