"""Whatever is done to the bytes: never a wrong text shown as right, nothing but a refusal."""

import shutil
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balint_voice.errors import Damaged
from balint_voice.listening.transcript import NoteEntry
from balint_voice.records.frames import framed, split
from balint_voice.records.opened_notes import open_notes
from balint_voice.records.sealed_notes import begin_notes, reopen_notes

pytestmark = pytest.mark.slow

KEY = pyrage.x25519.Identity.generate()
OURS, THEIRS = "2026-11-21-200512", "2026-11-20-200000"
PHASES = ("probleemstelling", "besluitvorming")


def entries(session: str) -> list[NoteEntry]:
    return [
        NoteEntry("heard", PHASES[n % 2], float(n), n + 0.5, f"{session} {n}", False)
        for n in range(1, 7)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ours, with an interruption and a veto; theirs beside it, for the same presenter."""
    folder = tmp_path_factory.mktemp("notes")
    for session in (OURS, THEIRS):
        path = folder / session / "notes.sealed"
        path.parent.mkdir()
        notes = begin_notes(path, session, str(KEY.to_public()))
        for entry in entries(session)[:3]:
            notes.append(entry)
        notes.close()
        notes = reopen_notes(path, session)
        for entry in entries(session)[3:]:
            notes.append(entry)
        notes.forget(["beeldvorming"])
        notes.finish()
    return folder


frames_of = st.lists(
    st.tuples(st.sampled_from([OURS, OURS, OURS, THEIRS]), st.integers(1, 8)), max_size=12
)
few = settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def assert_nothing_wrong_is_shown(folder: Path, content: bytes) -> None:
    path = folder / OURS / "changed.sealed"
    path.write_bytes(content)
    whole = (folder / OURS / "notes.sealed").read_bytes()
    try:
        found = open_notes(path, OURS, [str(KEY)])
    except Damaged:
        return
    truth = entries(OURS)
    for each in found.entries:
        assert each.entry == truth[each.sequence - 1]
    if found.complete:
        assert len(found.entries) == len(truth)
        assert content.startswith(whole), "only a write that was never finished may come behind it"


@few
@given(records=frames_of, keep_head=st.booleans())
def test_records_dropped_doubled_swapped_and_spliced(
    folder: Path, records: list[tuple[str, int]], keep_head: bool
) -> None:
    blobs = {
        session: [
            frame.blob for frame in split((folder / session / "notes.sealed").read_bytes()).frames
        ]
        for session in (OURS, THEIRS)
    }
    head = blobs[OURS if keep_head else THEIRS][0]
    chosen = [blobs[session][n] for session, n in records]
    assert_nothing_wrong_is_shown(folder, b"".join(map(framed, [head, *chosen])))


@few
@given(data=st.data())
def test_bytes_changed_cut_out_and_put_in(folder: Path, data: st.DataObject) -> None:
    content = (folder / OURS / "notes.sealed").read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.sampled_from([0, 0, 1, 4, 30, 900])))
        other = data.draw(
            st.one_of(st.binary(max_size=6), st.just(content[start : start + 400]), st.just(b""))
        )
        content = content[:start] + other + content[end:]
    assert_nothing_wrong_is_shown(folder, content)


@few
@given(data=st.data())
def test_phase_keys_changed_and_exchanged(folder: Path, data: st.DataObject) -> None:
    """Four keys and four places: every key in any place, or changed, or gone."""
    keys = [
        each
        for session in (OURS, THEIRS)
        for each in sorted((folder / session).glob("phase.*.age"))
    ]
    mixed = folder / "mixed"
    shutil.rmtree(mixed, ignore_errors=True)
    (mixed / OURS).mkdir(parents=True)
    for place in sorted((folder / OURS).glob("phase.*.age")):
        content = data.draw(st.sampled_from(keys)).read_bytes()
        if data.draw(st.booleans()):
            at = data.draw(st.integers(0, len(content) - 1))
            content = content[:at] + data.draw(st.binary(max_size=2)) + content[at + 1 :]
        (mixed / OURS / place.name).write_bytes(content)
    whole = (folder / OURS / "notes.sealed").read_bytes()
    (mixed / OURS / "notes.sealed").write_bytes(whole)
    assert_nothing_wrong_is_shown(mixed, whole)
