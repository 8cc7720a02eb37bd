"""What stands out: facts of the log, the guarded phase first; a sentence for each in every pack."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.adapters.files.prompt_store import load_words
from balint_voice.review.findings import FIELDS, Observation, findings, sentences
from balint_voice.review.shape import CueReview, PhaseReview, Review
from balint_voice.review.timing import review
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from balint_voice.session.meeting_time import MeetingTime
from tests.review.evening import NAMES, RECORDS, STARTED, STELLING

EVENING = replace(review(RECORDS, NAMES), faults=())


def held(taken_s: float, planned_s: float = 1500.0, **more: object) -> PhaseReview:
    times = {"actual_s": taken_s, "taken_s": taken_s}
    return PhaseReview("beeldvorming", 5, "Beeldvorming", planned_s, planned_s, **times, **more)  # type: ignore[arg-type]


def kinds(found: Review, guarded: tuple[str, ...] = ("beeldvorming",)) -> list[str]:
    return [each.kind for each in findings(found, guarded)]


def calm(*phases: PhaseReview) -> Review:
    """An evening on which nothing stands out, but for these phases."""
    return replace(
        EVENING, phases=phases, paused_s=0.0, meeting=MeetingTime(1500.0, 1500.0), cues=()
    )


def test_the_guarded_phase_that_was_squeezed() -> None:
    (only,) = findings(calm(held(540.0)), ("beeldvorming",))
    assert only == Observation("guarded-short", {"phase": "Beeldvorming", "got": 9, "planned": 25})
    labels = load_words("en").sections["findings"]
    (told,) = sentences((only,), labels)
    assert told.startswith("Beeldvorming got 9 of its 25 minutes.")


def test_it_is_watched_more_closely_than_the_others() -> None:
    assert kinds(calm(held(1200.0))) == ["guarded-short"]
    assert kinds(calm(held(1200.0)), ()) == ["as-planned"]
    assert kinds(calm(held(900.0)), ()) == ["short"]
    assert kinds(calm(held(0.0, skipped=True))) == ["guarded-skipped"]
    assert kinds(calm(held(2.0, skipped=True)), ()) == ["skipped"]
    assert kinds(calm(held(1200.0, skipped=True))) == ["guarded-short"], "held, and cut short"


def test_longer_extended_and_not_reached() -> None:
    assert kinds(calm(held(2000.0))) == ["long"]
    assert kinds(calm(held(1600.0, extended_s=300.0))) == ["extended"]
    assert kinds(calm(held(0.0))) == ["not-reached"]
    assert kinds(calm(held(20.0, planned_s=30.0)), ()) == ["as-planned"], "seconds are no news"


def test_the_whole_evening() -> None:
    whole = calm(held(1500.0))
    assert kinds(replace(whole, ended=None)) == ["not-finished"]
    assert kinds(replace(whole, complete=False)) == ["ended-early"]
    assert kinds(replace(whole, meeting=MeetingTime(1700.0, 1700.0))) == ["ended-late"]
    assert kinds(replace(whole, paused_s=70.0)) == ["paused"]
    assert kinds(replace(whole, away_s=70.0, paused_s=70.0)) == ["away"]
    waited = CueReview("beeldvorming/close", 10.0, 24.0, 14.0)
    assert kinds(replace(whole, cues=(waited,))) == ["waited"]
    unheard = replace(whole, cues=(replace(waited, heard_s=None, waited_s=0.0),))
    assert kinds(unheard) == ["as-planned"], "a skipped cue is no fault"
    assert kinds(replace(unheard, faults=("voice", "printer"))) == [
        "not-heard", "faulted-voice", "faulted-other",
    ]  # fmt: skip
    assert kinds(replace(whole, network_refused=True)) == ["network-refused"]


def test_recording_and_its_veto() -> None:
    quiet = held(1500.0, recorded_s=1400.0, speech_s=300.0, silence_s=1100.0)
    assert kinds(calm(quiet)) == ["silent"]
    assert kinds(calm(replace(quiet, vetoed=True))) == ["vetoed"]
    assert kinds(replace(calm(held(1500.0)), consent="declined")) == ["declined"]


def test_a_veto_in_the_log_shows_what_was_dropped_as_a_fact() -> None:
    records = (
        (Instant(0.0), STARTED),
        (Instant(0.0), r.PhasePlanned(STELLING, 3, 600.0)),
        (Instant(1.0), r.BeatBegan(STELLING, r.Id("work"))),
        (Instant(1.0), r.MicrophoneOpened(STELLING)),
        (Instant(200.0), r.Vetoed((STELLING,))),
        (Instant(200.0), r.MicrophoneClosed(STELLING)),
        (Instant(201.0), r.MicrophoneOpened(STELLING, r.Id("attend"))),
        (Instant(202.0), r.ListeningEnded(STELLING, 199.0, 150.0, 0.0, 150.0)),
        (Instant(300.0), r.MicrophoneClosed(STELLING)),
        (Instant(310.0), r.NoteTyped(STELLING)),
        (Instant(600.0), r.SessionEnded(True)),
    )
    found = review(records, NAMES)
    (phase,) = found.phases
    assert (phase.vetoed, phase.recorded_s, phase.typed) == (True, 199.0, 1)
    assert found.audio.dropped_s == 150.0 and found.audio.transcribed_s == 0.0
    assert [(each.purpose, each.opened_s, each.closed_s) for each in found.microphone] == [
        ("record", 1.0, 200.0), ("attend", 201.0, 300.0),
    ]  # fmt: skip
    assert "vetoed" in kinds(found) and "silent" not in kinds(found)


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
def test_every_pack_has_a_sentence_for_each_kind_and_uses_its_fields(language: str) -> None:
    labels = load_words(language).sections["findings"]
    assert set(labels) == set(FIELDS)
    for kind, fields in FIELDS.items():
        said = labels[kind].format(**{name: f"<{name}>" for name in fields})
        assert all(f"<{name}>" in said for name in fields), kind


@given(st.integers(2, len(RECORDS)))
def test_there_is_always_something_to_say(size: int) -> None:
    found = findings(review(RECORDS[:size], NAMES), ("verzamelen",))
    assert found
    assert all(set(each.values) == FIELDS[each.kind] for each in found)
