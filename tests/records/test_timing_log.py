"""The timing log: only the allow-list gets in, and only what is whole comes out."""

import errno
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.errors import Damaged
from balint_voice.records import append_only
from balint_voice.records.log_lines import decode, encode
from balint_voice.records.timing_log import TimingLog, read_timing_log, read_what_is_readable
from balint_voice.session import log_records as r
from balint_voice.session import names
from balint_voice.session.clock import Instant
from tests.support.refusals import refuses, what

STARTED = r.SessionStarted(
    session=r.Id("2026-11-21-200512"),
    script=r.Id("intervisie"),
    language=r.Id("nl"),
    started="2026-11-21T20:05:12+01:00",
    people=9,
    group="Maandag 's avonds & co",
    planned_s=6300.0,
    recorded=(r.Id("probleemstelling"), r.Id("besluitvorming")),
)
SMALL: tuple[tuple[float, r.LogRecord], ...] = (
    (0.0, STARTED),
    (0.0, r.PhasePlanned(r.Id("verzamelen"), 1, 600.0)),
    (1.5, r.BeatBegan(r.Id("verzamelen"), r.Id("announce"))),
    (2.25, r.CueFinished(r.Id("verzamelen/announce"), 1.5, True)),
    (9.125, r.SessionEnded(False)),
)


def written(path: Path, records: tuple[tuple[float, r.LogRecord], ...] = SMALL) -> bytes:
    log = TimingLog(path)
    for at, record in records:
        log.append(Instant(at), record)
    log.close()
    return path.read_bytes()


def test_a_line_is_n_at_event_and_the_fields(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in written(tmp_path / "timing.jsonl").splitlines()]
    assert [line["n"] for line in lines] == [0, 1, 2, 3, 4]
    assert list(lines[2]) == ["n", "at", "event", "phase", "beat", "check"]
    assert lines[2]["event"] == "beat-began"
    assert lines[0]["recorded"] == ["probleemstelling", "besluitvorming"]


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    written(tmp_path / "timing.jsonl")
    assert read_timing_log(tmp_path / "timing.jsonl") == SMALL


def test_times_are_kept_to_the_millisecond() -> None:
    line = encode(0, Instant(1.23456), r.PhaseExtended(r.Id("a"), 300.00049))
    assert decode(line[:-1], 0) == (1.235, r.PhaseExtended(r.Id("a"), 300.0))


ids = st.from_regex(names.ID_PATTERN, fullmatch=True).map(r.Id)
seconds = st.floats(-1e8, 1e8).map(lambda value: round(value, 3))


@given(
    st.one_of(
        st.builds(r.BeatBegan, ids, ids),
        st.builds(r.ListeningEnded, ids, seconds, seconds, seconds, seconds),
        st.builds(r.ConsentGiven, st.lists(ids, max_size=4).map(tuple)),
        st.builds(r.CueFinished, ids, seconds, st.booleans()),
        st.builds(r.AudioDeleted, seconds, seconds, seconds, st.integers(0, 10**8)),
        st.builds(r.Paused),
        st.builds(r.SessionEnded, st.booleans()),
    ),
    seconds,
    st.integers(0, 10**6),
)
def test_every_record_comes_back_as_it_was(record: r.LogRecord, at: float, n: int) -> None:
    assert decode(encode(n, Instant(at), record)[:-1], n) == (at, record)


@pytest.mark.parametrize(
    "record",
    [
        r.BeatBegan(r.Id("De patiënt heet Jan"), r.Id("work")),
        r.BeatBegan(r.Id("x" * 65), r.Id("work")),
        r.ConsentGiven((r.Id("a b"),)),
        r.ConsentGiven("abc"),  # type: ignore[arg-type]
        r.PhasePlanned(r.Id("a"), True, 1.0),
        r.PhasePlanned(r.Id("a"), 1, float("nan")),
        r.PhasePlanned(r.Id("a"), 1, float("inf")),
        r.CueFinished(r.Id("a"), 1.0, 1),  # type: ignore[arg-type]
        "BeatBegan",
    ],
)
def test_nothing_but_the_allow_list_is_written(tmp_path: Path, record: r.LogRecord) -> None:
    log = TimingLog(tmp_path / "timing.jsonl")
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - its text is looked at below
        log.append(Instant(0.0), record)
    log.close()
    assert (tmp_path / "timing.jsonl").read_bytes() == b""
    assert "Jan" not in str(refused.value), "a refusal must not carry what it refused"


def test_a_class_of_the_same_name_is_not_of_the_list() -> None:
    class Paused:
        pass

    with pytest.raises(ValueError, match="allow-list"):
        encode(0, Instant(0.0), Paused())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line",
    [
        '{"n":0,"at":0.0,"event":"said-aloud","text":"hallo"}',
        '{"n":0,"at":0.0,"event":"paused","text":"hallo"}',
        '{"n":0,"at":0.0,"event":"phase-ended"}',
        '{"n":0,"at":0.0,"event":"phase-ended","phase":5}',
        '{"n":0,"at":0.0,"event":"phase-ended","phase":"Jan Jansen"}',
        '{"n":0,"at":"0","event":"paused"}',
        '{"n":0,"at":NaN,"event":"paused"}',
        '{"n":0,"at":1e999,"event":"paused"}',
        '{"n":0,"n":0,"at":0.0,"event":"paused"}',
        '{"n":false,"at":0.0,"event":"paused"}',
        '{"n":1,"at":0.0,"event":"paused"}',
        '{"at":0.0,"event":"paused"}',
        '{"n":0,"at":0.0,"event":"paused","check":"00000000"}',
        '{"n":0,"at":0.0,"event":["paused"]}',
        '{"n":0,"at":0.0,"event":"session-ended","complete":1}',
        "[]",
        "7",
    ],
)
def test_nothing_but_the_allow_list_is_read(tmp_path: Path, line: str) -> None:
    path = tmp_path / "timing.jsonl"
    path.write_text(line + '\n{"n":1,"at":0.0,"event":"paused"}\n', encoding="utf-8")
    with refuses(Damaged, "line 1: ") as damaged:
        read_timing_log(path)
    assert "Jan" not in what(damaged.value)
    with pytest.raises(Damaged):
        TimingLog(path)


def test_a_line_without_a_checksum_is_read(tmp_path: Path) -> None:
    path = tmp_path / "timing.jsonl"
    path.write_text('{"n":0,"at":3,"event":"phase-ended","phase":"a"}\n', encoding="utf-8")
    assert read_timing_log(path) == ((3.0, r.PhaseEnded(r.Id("a"))),)


def test_a_line_that_lost_its_checksum_among_others_is_named(tmp_path: Path) -> None:
    path = tmp_path / "timing.jsonl"
    lines = written(path).splitlines(keepends=True)
    lines[2] = lines[2][: lines[2].index(b',"check"')].replace(b"1.5", b"7.5") + b"}\n"
    path.write_bytes(b"".join(lines))
    with refuses(Damaged, "line 3"):
        read_timing_log(path)


def test_every_truncation_gives_the_whole_lines_and_can_be_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "timing.jsonl"
    content = written(path)
    for size in range(len(content)):
        path.write_bytes(content[:size])
        whole = content[:size].count(b"\n")
        assert read_timing_log(path) == SMALL[:whole]
        log = TimingLog(path)
        log.append(Instant(99.0), r.Paused())
        log.close()
        assert read_timing_log(path) == (*SMALL[:whole], (99.0, r.Paused()))


def test_every_flipped_bit_is_named_or_harmless(tmp_path: Path) -> None:
    path = tmp_path / "timing.jsonl"
    content = written(path)
    for at in range(len(content)):
        for bit in range(8):
            damaged = bytearray(content)
            damaged[at] ^= 1 << bit
            path.write_bytes(damaged)
            reading = read_what_is_readable(path)
            assert reading.records == SMALL[: len(reading.records)]
            in_the_last_line = at >= content.rindex(b"\n", 0, -1)
            assert reading.damage is not None or in_the_last_line
            assert len(reading.records) < len(SMALL)


def test_a_last_line_that_never_reached_the_disk_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "timing.jsonl"
    content = written(path)
    path.write_bytes(content + b'{"n":5,"at":\0\0\0\0\0\0\n')
    assert read_timing_log(path) == SMALL
    TimingLog(path).close()
    assert path.read_bytes() == content


def test_damage_in_the_middle_is_never_cut(tmp_path: Path) -> None:
    path = tmp_path / "timing.jsonl"
    content = written(path).replace(b'"announce"', b'"ann\0unce"')
    path.write_bytes(content)
    with refuses(Damaged, "line 3"):
        TimingLog(path)
    assert path.read_bytes() == content
    assert read_what_is_readable(path).records == SMALL[:2]


@pytest.mark.parametrize("full_from", range(len(SMALL)))
@pytest.mark.parametrize("full_for", [1, 2])
def test_a_disk_that_is_full_for_a_while_leaves_no_hole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full_from: int, full_for: int
) -> None:
    path = tmp_path / "timing.jsonl"
    refusals: list[int] = []
    log = TimingLog(path)
    for n, (at, record) in enumerate(SMALL):
        with monkeypatch.context() as disk:
            if full_from <= n < full_from + full_for:
                disk.setattr(append_only, "write_all", _refuses)
            try:
                log.append(Instant(at), record)
                assert read_timing_log(path) == SMALL[: n + 1] and log.count == n + 1
            except OSError:
                refusals.append(n)
                assert read_timing_log(path) == SMALL[:full_from] and log.count is None
    log.close()
    assert refusals == list(range(full_from, min(full_from + full_for, len(SMALL))))


def _refuses(descriptor: int, content: bytes) -> None:
    raise OSError(errno.ENOSPC, "full")


def test_a_log_that_is_not_there(tmp_path: Path) -> None:
    with refuses(Damaged, "missing"):
        read_timing_log(tmp_path / "timing.jsonl")
