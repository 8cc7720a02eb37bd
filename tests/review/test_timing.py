"""The review: every second of a session in its place, and JSON just as the contract has it."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.errors import Damaged
from balint_voice.review.shape import Review, planned_seconds
from balint_voice.review.timeline import timeline
from balint_voice.review.timing import review
from balint_voice.review.totals import session_totals
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from tests.review.evening import KEUZE, NAMES, RECORDS, STARTED, STELLING, VERZAMELEN

GOLDEN = {
    "session": "2026-11-21-200512",
    "script": "intervisie",
    "language": "nl",
    "started": "2026-11-21T20:05:12+01:00",
    "ended": "2026-11-21T20:28:47+01:00",
    "people": 9,
    "group": "Noord",
    "paused_s": 60.0,
    "planned_s": 1500.0,
    "actual_s": 1355.0,
    "phases": [
        {
            "phase": "verzamelen",
            "number": 1,
            "name": "Verzamelen van problemen",
            "planned_s": 600.0,
            "replanned_s": 900.0,
            "actual_s": 795.0,
            "announce_s": 10.0,
            "prepare_s": 25.0,
            "close_s": 10.0,
            "paused_s": 60.0,
            "extended_s": 300.0,
            "skipped": False,
            "recorded_s": 0.0,
            "speech_s": None,
            "silence_s": None,
            "taken_s": 840.0,
            "overrun_s": 240.0,
            "waited_s": 0.0,
            "vetoed": False,
            "typed": 0,
            "unheard_s": 0.0,
            "heard_nobody_s": 0.0,
        },
        {
            "phase": "probleemkeuze",
            "number": 2,
            "name": "Probleemkeuze",
            "planned_s": 300.0,
            "replanned_s": 300.0,
            "actual_s": 0.0,
            "announce_s": 2.0,
            "prepare_s": 0.0,
            "close_s": 0.0,
            "paused_s": 0.0,
            "extended_s": 0.0,
            "skipped": True,
            "recorded_s": 0.0,
            "speech_s": None,
            "silence_s": None,
            "taken_s": 2.0,
            "overrun_s": 0.0,
            "waited_s": 0.0,
            "vetoed": False,
            "typed": 0,
            "unheard_s": 0.0,
            "heard_nobody_s": 0.0,
        },
        {
            "phase": "probleemstelling",
            "number": 3,
            "name": "Probleemstelling",
            "planned_s": 600.0,
            "replanned_s": 600.0,
            "actual_s": 465.25,
            "announce_s": 18.0,
            "prepare_s": 5.0,
            "close_s": 9.75,
            "paused_s": 0.0,
            "extended_s": 0.0,
            "skipped": False,
            "recorded_s": 465.25,
            "speech_s": 300.1,
            "silence_s": 165.15,
            "taken_s": 498.0,
            "overrun_s": 0.0,
            "waited_s": 0.0,
            "vetoed": False,
            "typed": 0,
            "unheard_s": 0.0,
            "heard_nobody_s": 0.0,
        },
    ],
    "interludes": [],
    "cues": [
        {"cue": "welcome", "due_s": 0.0, "heard_s": 0.5, "waited_s": 0.0},
        {"cue": "paused", "due_s": 100.0, "heard_s": None, "waited_s": 0.0},
        {"cue": "probleemstelling/half", "due_s": 938.0, "heard_s": None, "waited_s": 0.0},
    ],
    "audio": {
        "recorded_s": 465.25,
        "transcribed_s": 290.1,
        "dropped_s": 10.0,
        "on_disk_bytes": 0,
        "deleted": True,
        "vetoed_s": 0.0,
    },
    "complete": True,
    "interrupted": False,
    "consent": "given",
    "away_s": 0.0,
    "faults": ["voice"],
    "network_refused": False,
    "microphone": [
        {
            "phase": "probleemstelling",
            "purpose": "record",
            "opened_s": 935.0,
            "closed_s": 1400.25,
        },
    ],
}


def test_the_golden_evening() -> None:
    shown = json.loads(json.dumps(review(RECORDS, NAMES).as_json()))
    course = shown.pop("course")
    assert shown == GOLDEN
    assert course[1] == {
        "place": "announce", "where": "verzamelen", "begins_s": 10.0, "ends_s": 20.0,
        "paused": False,
    }  # fmt: skip
    assert list(shown) == list(GOLDEN), "in the order of the contract too"


def test_a_name_that_is_not_known_is_the_id() -> None:
    assert [each.name for each in review(RECORDS, {}).phases] == [VERZAMELEN, KEUZE, STELLING]


def test_an_unfinished_session_runs_to_its_last_record() -> None:
    cut = review(RECORDS[:12], NAMES)  # until Paused, at 100 s
    assert cut.ended is None
    assert (cut.actual_s, cut.paused_s) == (100.0, 0.0)
    assert cut.phases[0].actual_s == 55.0
    assert not cut.audio.deleted
    paused = review((*RECORDS[:12], (Instant(130.0), r.PartFailed(r.Id("voice")))), NAMES)
    assert (paused.actual_s, paused.paused_s, paused.phases[0].paused_s) == (100.0, 30.0, 30.0)


def test_every_beginning_of_a_log_can_be_reviewed() -> None:
    for size in range(1, len(RECORDS)):
        assert review(RECORDS[:size], NAMES).ended is None


def test_without_a_receipt_the_audio_is_what_was_listened_to() -> None:
    audio = review([each for each in RECORDS if not isinstance(each[1], r.AudioDeleted)], {}).audio
    assert (audio.recorded_s, audio.transcribed_s, audio.dropped_s) == (465.25, 290.1, 10.0)
    assert not audio.deleted


def test_a_phase_gone_back_to_is_not_skipped_and_counts_twice() -> None:
    found = review(
        [
            (Instant(5.0), STARTED),
            (Instant(5.0), r.PhasePlanned(VERZAMELEN, 1, 600.0)),
            (Instant(5.0), r.BeatBegan(VERZAMELEN, r.Id("work"))),
            (Instant(15.0), r.PhaseSkipped(VERZAMELEN)),
            (Instant(20.0), r.BeatBegan(VERZAMELEN, r.Id("work"))),
            (Instant(50.0), r.SessionEnded(True)),
        ],
        {},
    )
    assert (found.phases[0].actual_s, found.phases[0].skipped) == (40.0, False)
    assert found.actual_s == 45.0, "from the first record on"


def test_a_cue_that_a_pause_cut_and_that_came_again_was_heard() -> None:
    cue = r.Id("verzamelen/announce")
    found = review(
        [
            (Instant(0.0), STARTED),
            (Instant(1.0), r.CueStarted(cue, 1.0, 0.0)),
            (Instant(2.0), r.CueFinished(cue, 1.0, False)),
            (Instant(9.0), r.CueStarted(cue, 8.0, 0.5)),
            (Instant(12.0), r.CueFinished(cue, 8.0, True)),
        ],
        {},
    )
    (only,) = found.cues
    assert (only.due_s, only.heard_s, only.waited_s) == (8.0, 9.0, 0.5)


def test_a_log_without_its_beginning_is_damaged() -> None:
    for records in ((), RECORDS[1:]):
        with pytest.raises(Damaged):
            review(records, {})


BEATS = tuple(r.Id(beat) for beat in ("announce", "prepare", "begin", "work", "close"))
EVERYTHING = [each for _, each in RECORDS] + [
    r.Slept(300.0),
    r.Resumed(7200.0),
    r.SessionInterrupted(),
    r.ConsentDeclined(),
    r.Vetoed((STELLING,)),
    r.NoteTyped(STELLING),
    r.CommandObeyed(r.Id("pause")),
    r.PartRecovered(r.Id("voice")),
    r.InterludeBegan(r.Id("break"), 600.0),
    r.InterludeEnded(r.Id("break")),
    r.MicrophoneOpened(STELLING, r.Id("attend")),
]
durations = st.integers(0, 600_000).map(lambda ms: ms / 1000)


@st.composite
def evenings(draw: st.DrawFn) -> tuple[list[tuple[Instant, r.LogRecord]], dict[str, float]]:
    """Phases that follow one another, pauses anywhere in them; and what each place should get."""
    records: list[tuple[Instant, r.LogRecord]] = [(Instant(0.0), STARTED)]
    phases = [r.Id(f"phase-{n}") for n in range(draw(st.integers(1, 4)))]
    records += [(Instant(0.0), r.PhasePlanned(each, n, 60.0)) for n, each in enumerate(phases)]
    now = 0.0
    truth: dict[str, float] = {}

    def pass_time(place: str) -> None:
        nonlocal now
        took = draw(durations)
        truth[place] = truth.get(place, 0.0) + took
        now += took

    for phase in phases:
        for beat in BEATS:
            records.append((Instant(now), r.BeatBegan(phase, beat)))
            pass_time(f"{phase} {beat}")
            if draw(st.booleans()):
                records.append((Instant(now), r.Paused()))
                pass_time(f"{phase} paused")
                records.append((Instant(now), r.Continued()))
                pass_time(f"{phase} {beat}")
        records.append((Instant(now), r.PhaseEnded(phase)))
    records.append((Instant(now), r.SessionEnded(True)))
    return records, truth


@given(evenings())
def test_the_parts_add_up_to_the_whole(
    evening: tuple[list[tuple[Instant, r.LogRecord]], dict[str, float]],
) -> None:
    records, truth = evening
    found = review(records, {})
    for phase in found.phases:

        def true(*beats: str, of: str = phase.phase) -> float:
            return sum(truth.get(f"{of} {beat}", 0.0) for beat in beats)

        assert phase.announce_s == pytest.approx(true("announce"), abs=0.002)
        assert phase.prepare_s == pytest.approx(true("prepare", "begin"), abs=0.002)
        assert phase.actual_s == pytest.approx(true("work"), abs=0.002)
        assert phase.close_s == pytest.approx(true("close"), abs=0.002)
        assert phase.paused_s == pytest.approx(true("paused"), abs=0.002)
    parts = sum(phase.taken_s + phase.paused_s for phase in found.phases)
    assert parts == pytest.approx(records[-1][0], abs=0.05)
    assert found.actual_s + found.paused_s == pytest.approx(records[-1][0], abs=0.01)


@given(st.lists(st.sampled_from(EVERYTHING), max_size=30), st.data())
def test_any_order_of_records_can_be_reviewed(
    drawn: list[r.LogRecord], data: st.DataObject
) -> None:
    times = sorted(data.draw(st.lists(durations, min_size=31, max_size=31)))
    records = [(Instant(0.0), STARTED), *zip(map(Instant, times), drawn, strict=False)]
    found: Review = review(records, NAMES)
    assert found.actual_s + found.paused_s == pytest.approx(records[-1][0], abs=0.01)
    assert all(a <= b for a, b in pairwise(at for at, _ in records))
    assert all(phase.taken_s >= 0 and phase.paused_s >= 0 for phase in found.phases)
    for before, after in pairwise(found.course):
        assert before.ends_s == after.begins_s, "every second is somewhere, and only there"
    assert sum(each.seconds for each in found.course) == pytest.approx(records[-1][0], abs=0.01)
    between = sum(each.actual_s for each in found.interludes)
    at_phases = sum(phase.taken_s for phase in found.phases)
    assert at_phases + between <= found.actual_s + 0.05


def test_sleep_and_a_gap_before_a_resumption_are_a_pause() -> None:
    records: list[tuple[Instant, r.LogRecord]] = [
        (Instant(0.0), STARTED),
        (Instant(0.0), r.PhasePlanned(STELLING, 3, 600.0)),
        (Instant(0.0), r.BeatBegan(STELLING, r.Id("work"))),
        (Instant(10.0), r.MicrophoneOpened(STELLING)),
        (Instant(400.0), r.Slept(300.0)),
        (Instant(400.0), r.Paused()),
        (Instant(420.0), r.Continued()),
        (Instant(500.0), r.SessionInterrupted()),
    ]
    stopped = review(records, NAMES)
    assert (stopped.interrupted, stopped.ended) == (True, None)
    assert (stopped.phases[0].actual_s, stopped.phases[0].paused_s) == (180.0, 320.0)
    records += [(Instant(4100.0), r.Resumed(3600.0)), (Instant(4200.0), r.SessionEnded(True))]
    resumed = review(records, NAMES)
    assert (resumed.interrupted, resumed.away_s) == (False, 3900.0)
    assert (resumed.phases[0].actual_s, resumed.paused_s) == (280.0, 3920.0)
    (opening,) = resumed.microphone
    assert opening.closed_s == 500.0, "it went with the program"


def test_a_break_and_the_evaluation_stand_beside_the_phases() -> None:
    from balint_voice.session.outputs import Log
    from tests.support.theatre import Theatre, make_session

    theatre = Theatre(make_session(breaks=("beeldvorming",), evaluation=True)).play()
    records = [(out.at, out.record) for _, out in theatre.done if isinstance(out, Log)]
    found = review(records, {})
    assert [(each.interlude, each.planned_s) for each in found.interludes] == [
        ("break", 600.0),
        ("evaluation", 180.0),
    ]
    assert all(0 <= each.actual_s - each.planned_s < 15 for each in found.interludes)
    around = found.actual_s - sum(phase.taken_s for phase in found.phases)
    between = sum(each.actual_s for each in found.interludes)
    assert 0 < around - between < 30, "welcome and farewell, and nothing else"


@pytest.mark.parametrize(
    ("what", "asked"),
    [("break", {"breaks": ("beeldvorming",)}), ("evaluation", {"evaluation": True})],
)
def test_a_break_that_was_left_and_held_again_was_planned_once(
    what: str, asked: dict[str, Any]
) -> None:
    from balint_voice.session import inputs as i
    from balint_voice.session.outputs import Log
    from balint_voice.session.stage_table import Stage
    from tests.support.theatre import Theatre, make_session

    theatre = Theatre(make_session(**asked))
    theatre.play(until=lambda: theatre.session.stage is Stage.INTERLUDE)
    theatre.later(theatre.now + 100.0, i.Back())
    theatre.play()
    records = [(out.at, out.record) for _, out in theatre.done if isinstance(out, Log)]
    began = [each for _, each in records if isinstance(each, r.InterludeBegan)]
    assert [each.interlude for each in began] == [what, what]
    found = review(records, {})
    (one,) = found.interludes
    assert one.actual_s == pytest.approx(100.0 + began[0].planned_s, abs=15.0)
    planned = sum(phase.planned_s for phase in found.phases) + began[0].planned_s
    assert planned_seconds(found) == planned
    (row,) = [each for each in timeline(found).rows if each.entry is one]
    assert [bar.kind for bar in row.bars] == ["rest", "rest"], "both times it was held"
    light = session_totals(records)
    assert light is not None and light.breaks == (1 if what == "break" else 0)
    assert light.break_s == (one.actual_s if what == "break" else 0.0)


def test_two_breaks_are_two_also_where_the_group_went_far_back() -> None:
    def at(seconds: float, record: r.LogRecord) -> tuple[Instant, r.LogRecord]:
        return Instant(seconds), record

    pause, work = r.Id("break"), r.Id("work")
    records = [
        at(0.0, STARTED),
        *(at(0.0, r.PhasePlanned(phase, 1, 600.0)) for phase in (KEUZE, STELLING)),
        at(0.0, r.BeatBegan(KEUZE, work)),
        at(600.0, r.InterludeBegan(pause, 300.0)),
        at(900.0, r.InterludeEnded(pause)),
        at(900.0, r.BeatBegan(STELLING, work)),
        at(1500.0, r.InterludeBegan(pause, 300.0)),
        at(1600.0, r.InterludeEnded(pause)),
        at(1600.0, r.BeatBegan(KEUZE, work)),
        at(1700.0, r.InterludeBegan(pause, 300.0)),
        at(1750.0, r.InterludeEnded(pause)),
        at(1800.0, r.SessionEnded(True)),
    ]
    found, light = review(records, {}), session_totals(records)
    assert [(each.began_s, each.actual_s) for each in found.interludes] == [
        (600.0, 350.0), (1500.0, 100.0),
    ]  # fmt: skip
    assert light is not None and (light.breaks, light.break_s) == (2, 450.0)
    rests = [row for row in timeline(found).rows if row.entry in found.interludes]
    assert [[(bar.begins_s, bar.ends_s) for bar in row.bars] for row in rests] == [
        [(600.0, 900.0), (1700.0, 1750.0)], [(1500.0, 1600.0)],
    ]  # fmt: skip


def test_a_killed_recording_still_tells_what_was_sealed() -> None:
    records = [
        record for record in RECORDS if not isinstance(record[1], r.ListeningEnded | r.AudioDeleted)
    ]
    cut = [record for record in records if not isinstance(record[1], r.SessionEnded)]
    cut.append((Instant(cut[-1][0] + 1), r.SpeechSealed(r.Id("probleemstelling"), 5.0, 9.0, 4.0)))
    found = review(cut, NAMES)
    sealed = sum(each.speech_s for _, each in cut if isinstance(each, r.SpeechSealed))
    assert found.audio.transcribed_s == sealed > 0
    assert found.audio.deleted is False


def test_a_veto_in_a_played_session_reaches_the_review() -> None:
    from balint_voice.session import inputs as i
    from balint_voice.session.outputs import Log
    from tests.support.theatre import Theatre, make_session

    theatre = Theatre(make_session(recorded=(STELLING,)))
    opening = r.MicrophoneOpened(STELLING)
    theatre.play(
        until=lambda: any(isinstance(o, Log) and o.record == opening for _, o in theatre.done)
    )
    theatre.later(theatre.now + 60, i.Veto())
    theatre.play()
    records = [(out.at, out.record) for _, out in theatre.done if isinstance(out, Log)]
    found = review(records, NAMES)
    assert [each.phase for each in found.phases if each.vetoed] == [STELLING]
    opened = [each for each in found.microphone if each.purpose == "record"]
    assert len(opened) == 1 and opened[0].closed_s - opened[0].opened_s == pytest.approx(60, abs=1)
