"""Many sessions of one group: shares, habits, and a proposal that a strange evening cannot bend."""

import csv
import errno
import io
import json
import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from balint_voice.adapters.files.prompt_store import faults_of, find_script, load_script
from balint_voice.cli.commands.history import history as history_command
from balint_voice.errors import Unusable
from balint_voice.method.minutes import with_minutes
from balint_voice.records import timing_log
from balint_voice.records.append_only import read_regular
from balint_voice.records.timing_log import read_only, read_what_is_readable
from balint_voice.review.history import Habit, MethodHistory, habits, histories
from balint_voice.review.proposal import propose
from balint_voice.review.timing import review
from balint_voice.review.totals import KINDS, PhaseTotals, SessionTotals, session_totals
from balint_voice.session.log_records import Id, PhasePlanned, SessionRequested
from tests.review.evening import RECORDS
from tests.review.group import FIRST, PLANNED, evening, usual, write

INTERVISIE = load_script("intervisie", "nl")
GUARDED = ("beeldvorming",)


def sessions(count: int, **more: object) -> list[SessionTotals]:
    found = [
        session_totals(evening(FIRST + timedelta(days=n), usual(n), **more))  # type: ignore[arg-type]
        for n in range(count)
    ]
    return [each for each in found if each is not None]


def of(*found: SessionTotals) -> MethodHistory:
    (only,) = histories(found)
    return only


def test_the_light_fold_tells_what_the_review_tells() -> None:
    for records in (RECORDS, evening(FIRST, usual(3), break_after="beeldvorming")):
        whole, light = review(records, {}), session_totals(records)
        assert light is not None
        assert [
            (p.phase, p.taken_s, p.actual_s, p.paused_s, p.extended_s) for p in whole.phases
        ] == [(p.phase, p.taken_s, p.working_s, p.paused_s, p.extended_s) for p in light.phases]
        assert light.break_s == sum(each.actual_s for each in whole.interludes)
    assert session_totals(RECORDS[1:]) is None


def test_shares_add_up_and_keep_their_order() -> None:
    found = of(*reversed(sessions(6)))
    assert [each.session for each in found.sessions] == sorted(s.session for s in found.sessions)
    for at in range(6):
        shares = [each.shares[at] for each in found.phases]
        assert sum(s for s in shares if s is not None) == pytest.approx(1.0, abs=0.001)
    assert [each.number for each in found.phases] == list(range(1, 10))


def test_habits_are_what_happened_more_often_than_not() -> None:
    found = habits(of(*sessions(13)), GUARDED)
    assert [(each.kind, each.phase) for each in found] == [
        ("skipped", "associatiemoment"), ("short", "beeldvorming"), ("over", "oordeelsvorming"),
    ]  # fmt: skip
    over = found[2]
    assert (over.times, over.of) == (13, 13) and over.seconds == pytest.approx(430, abs=60)
    assert habits(of(*sessions(2)), GUARDED) == (), "twice is no habit"
    assert Habit("short", "beeldvorming", 13, 13, found[1].seconds) not in habits(
        of(*sessions(13)), ()
    )


def test_only_whole_sessions_count() -> None:
    cut = replace(sessions(1)[0], complete=False, session="2025-12-01-200000")
    found = of(cut, *sessions(5))
    assert len(found.sessions) == 5 and found.unfinished == ("2025-12-01-200000",)


def test_a_rehearsal_is_no_evening() -> None:
    start, *rest = evening(FIRST, usual(9))
    rehearsal = session_totals([start, (start[0], SessionRequested(pace=60.0)), *rest])
    in_earnest = session_totals([start, (start[0], SessionRequested(pace=1.0)), *rest])
    assert rehearsal is not None and in_earnest is not None
    (only,) = histories([*sessions(3), rehearsal, in_earnest])
    assert len(only.sessions) == 4
    assert histories([rehearsal]) == ()


def test_a_demonstration_and_a_trial_are_no_evenings() -> None:
    shown = session_totals(evening(FIRST, usual(9), script="demo"))
    hurried = session_totals(evening(FIRST, dict.fromkeys(PLANNED, 0.4)))
    left_at_once = replace(sessions(1)[0], phases=(), complete=False)
    assert shown is not None and hurried is not None
    assert histories([shown, hurried, left_at_once]) == ()
    (only,) = histories([*sessions(5), shown, hurried, left_at_once])
    assert len(only.sessions) == 5 and only.unfinished == ()
    assert propose(only, INTERVISIE) == propose(of(*sessions(5)), INTERVISIE)


def test_a_phase_of_some_seconds_was_passed_over() -> None:
    def with_phase(seconds: float) -> MethodHistory:
        short = {**usual(1), "probleemkeuze": seconds / 60}
        return of(*(session_totals(evening(FIRST + timedelta(days=n), short)) for n in range(3)))  # type: ignore[arg-type]

    def told(found: MethodHistory) -> tuple[int, int]:
        (phase,) = [each for each in found.phases if each.phase == "probleemkeuze"]
        return phase.times_held, phase.times_skipped

    assert told(with_phase(27)) == (0, 3)
    assert told(with_phase(90)) == (3, 0), "short, and held all the same"


def test_a_proposal_from_five_sessions_on() -> None:
    assert propose(of(*sessions(4)), INTERVISIE) is None
    found = propose(of(*sessions(5)), INTERVISIE)
    assert found is not None and found.changes
    minutes = found.minutes_by_phase(INTERVISIE)
    assert sum(minutes.values()) == INTERVISIE.minutes == 105
    assert minutes["beeldvorming"] == 25, "guarded: a habit of squeezing it is no plan"
    assert minutes["oordeelsvorming"] > 24
    assert {each.phase: each.why for each in found.phases}["beeldvorming"] == "guarded"


def test_a_strange_evening_changes_little() -> None:
    usual_evenings = sessions(9)
    strange = {**usual(0), "verzamelen": 80.0, "probleemkeuze": 0.5}
    odd = session_totals(evening(FIRST + timedelta(days=99), strange))
    assert odd is not None
    before = propose(of(*usual_evenings), INTERVISIE)
    after = propose(of(*usual_evenings, odd), INTERVISIE)
    assert before is not None and after is not None
    for one, other in zip(before.phases, after.phases, strict=True):
        assert abs(one.proposed_minutes - other.proposed_minutes) <= 0.5


def test_times_are_compared_as_if_there_were_the_usual_number_of_people() -> None:
    few = [session_totals(evening(FIRST + timedelta(days=n), PLANNED, people=6)) for n in range(5)]
    found = propose(of(*(each for each in few if each is not None)), INTERVISIE)
    assert found is not None and found.people == 6
    assert not found.changes, "they kept to the minutes as the method has them for everybody"
    mixed = []
    for n, (people, minutes) in enumerate([(6, 10.0)] * 3 + [(9, 10.0)] * 2 + [(12, 20.0)] * 2):
        took = {**PLANNED, "verzamelen": minutes}
        mixed.append(session_totals(evening(FIRST + timedelta(days=n), took, people=people)))
    found = propose(of(*(each for each in mixed if each is not None)), INTERVISIE)
    assert found is not None and found.people == 9
    assert found.phases[0].usual_minutes == 15, "ten minutes of six people are fifteen of nine"


@given(
    st.lists(
        st.fixed_dictionaries({phase: st.floats(2, 90) for phase in PLANNED}),
        min_size=5, max_size=8,
    )
)  # fmt: skip
def test_every_proposal_is_a_valid_script_of_the_same_length(
    evenings: list[dict[str, float]],
) -> None:
    found = [
        session_totals(evening(FIRST + timedelta(days=n), each)) for n, each in enumerate(evenings)
    ]
    proposal = propose(of(*(each for each in found if each is not None)), INTERVISIE)
    assert proposal is not None
    assert proposal.minutes == pytest.approx(105)
    for each, phase in zip(proposal.phases, INTERVISIE.phases, strict=True):
        assert each.proposed_minutes >= phase.least_minutes
        assert each.proposed_minutes >= 25 or not phase.guarded


TROIKA = load_script("troika", "nl")


def of_troika(sessions: list[dict[str, float]]) -> MethodHistory:
    """Evenings of a troika that took so many minutes by phase."""
    totals = []
    for n, took in enumerate(sessions):
        phases = tuple(
            PhaseTotals(p.id, p.number, p.minutes * 60, took[p.id] * 60, 0.0, 0.0, 0.0, False)
            for p in TROIKA.phases
        )
        day = f"2026-03-{n + 1:02d}"
        plain = replace(totals_of_one(), session=f"{day}-200000", started=f"{day}T20:00:00+01:00")
        totals.append(replace(plain, script="troika", phases=phases))
    return of(*totals)


def totals_of_one() -> SessionTotals:
    (found,) = sessions(1)
    return found


@given(
    st.lists(
        st.fixed_dictionaries({phase.id: st.floats(1, 30) for phase in TROIKA.phases}),
        min_size=5, max_size=6,
    )
)  # fmt: skip
def test_what_is_adopted_of_a_method_with_rounds_is_what_was_proposed(
    evenings: list[dict[str, float]],
) -> None:
    proposal = propose(of_troika(evenings), TROIKA)
    assert proposal is not None and proposal.minutes == 48
    minutes = {each.phase: each.proposed_minutes for each in proposal.phases}
    for phase in TROIKA.phases:
        assert minutes[phase.id] == minutes[phase.round_of or phase.id]
        assert minutes[phase.id] >= (phase.minutes if phase.guarded else phase.least_minutes)
    text = (find_script("troika") / "script.toml").read_text("utf-8")
    adopted = tomllib.loads(with_minutes(text, proposal.minutes_by_phase(TROIKA), 9))
    length = {phase["id"]: phase["minutes"] for phase in adopted["phases"]}
    again = sum(length[phase] for phase in adopted["rounds"]["phases"])
    assert sum(length.values()) + (adopted["rounds"]["times"] - 1) * again == 48


def test_a_phase_in_rounds_has_one_usual_time() -> None:
    took = {p.id: p.minutes * (1.0 if p.round_of else 1.6) for p in TROIKA.phases}
    proposal = propose(of_troika([took] * 6), TROIKA)
    assert proposal is not None
    usual = {each.phase: each.usual_minutes for each in proposal.phases}
    assert usual["oogst"] == usual["oogst-r2"] == usual["oogst-r3"] == 2.5


def test_a_method_that_is_all_rounds_is_as_near_as_half_minutes_allow() -> None:
    phases = tuple(p for p in TROIKA.phases if p.id.startswith("oogst"))
    script = replace(TROIKA, phases=tuple(replace(p, minutes=2.2) for p in phases))
    proposal = propose(of_troika([{p.id: p.minutes for p in TROIKA.phases}] * 5), script)
    assert proposal is not None and script.minutes == pytest.approx(6.6)
    assert proposal.minutes == 6.0 == sum(each.proposed_minutes for each in proposal.phases)


def test_other_minutes_change_nothing_else_of_a_script() -> None:
    text = (
        '# ours\nid = "x"\npeople = 9\n[[phases]]\nid = "a"\nminutes = 10 # ten\n'
        'least_minutes = 5\n[[phases]]\nid = "b"\nminutes = 5\n'
    )
    changed = with_minutes(text, {"a": 7.5}, 8)
    assert changed == text.replace("minutes = 10 #", "minutes = 7.5 #").replace("= 9", "= 8")
    with pytest.raises(Unusable) as refusal:
        with_minutes(text, {"a": 7.5, "a-r2": 7.5}, 9)
    assert refusal.value.key == "script-minutes-apart", "a round has no minutes of its own"
    inline = 'id = "x"\npeople = 9\nphases = [{ id = "a", minutes = 10 }]\n'
    with pytest.raises(Unusable):
        with_minutes(inline, {"a": 7.5}, 9)


# As it is typed.

APP = typer.Typer()
APP.command()(history_command)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path))
    for n in range(6):
        began = FIRST + timedelta(days=n)
        write(tmp_path / "sessions", began, evening(began, usual(n), break_after="beeldvorming"))
    other = FIRST + timedelta(days=50)
    write(tmp_path / "sessions", other, evening(other, PLANNED, group="Zuid"))
    return tmp_path


def typed(*line: str) -> Result:
    return CliRunner().invoke(APP, line)


def test_a_table_of_80_columns_that_explains_itself(root: Path) -> None:
    shown = typed("--group", "Noord")
    assert shown.exit_code == 0 and "6 bijeenkomsten" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 80
    assert "Oordeelsvorming loopt vaak uit: 6 van de 6 keer" in shown.stdout
    assert '--group "Noord" --adopt' in shown.stdout
    alone = typed("--group", "Zuid")
    assert "5 bijeenkomsten van deze groep nodig" in alone.stdout
    assert isinstance(typed("--group", "Oost").exception, Unusable)


def test_a_damaged_session_is_named_and_left_out(root: Path) -> None:
    first = min((root / "sessions").iterdir()) / "timing.jsonl"
    content = first.read_bytes()
    unwanted = content.index(b'"due_s":', content.index(b'"cue-began"')) + len(b'"due_s":')
    for at, harm in ((unwanted, b"7"), (content.index(b'"cue-began"'), b'"cue-beGan"'), (0, b"x")):
        first.write_bytes(content[:at] + harm + content[at + len(harm) :])
        shown = typed("--json")
        assert shown.exit_code == 0 and first.parent.name in shown.stderr
        data = json.loads(shown.stdout)
        assert [each["session"] for each in data["left_out"]] == [first.parent.name]
        assert first.parent.name not in {s["session"] for s in data["scripts"][0]["sessions"]}
    first.write_bytes(content)
    assert json.loads(typed("--json").stdout)["left_out"] == []


def test_a_session_that_cannot_be_read_is_named_and_left_out(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another user's file, a bad sector: the others are there all the same."""
    first = min((root / "sessions").iterdir())

    def broken(path: Path) -> bytes:
        if path.parent == first:
            raise OSError(errno.EIO, "Input/output error")
        return read_regular(path)

    monkeypatch.setattr(timing_log, "read_regular", broken)
    shown = typed("--json")
    assert shown.exit_code == 0 and first.name in shown.stderr
    data = json.loads(shown.stdout)
    assert [each["session"] for each in data["left_out"]] == [first.name]
    assert "Input/output error" in data["left_out"][0]["damage"]


def test_a_line_that_is_not_wanted_is_checked_all_the_same(root: Path) -> None:
    log = min((root / "sessions").iterdir()) / "timing.jsonl"
    quick, whole = read_only(log, KINDS), read_what_is_readable(log)
    wanted = tuple(record for record in whole.records if type(record[1]) in KINDS)
    assert quick.records == wanted and quick.damage is None
    lines = log.read_bytes().splitlines(keepends=True)
    unwanted = next(n for n, line in enumerate(lines) if b"cue-began" in line)
    log.write_bytes(b"".join((*lines[:unwanted], *lines[unwanted + 1 :])))
    assert read_only(log, KINDS).damage == read_what_is_readable(log).damage is not None


def test_csv_for_a_spreadsheet(root: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(typed("--csv").stdout)))
    assert len(rows) == 7 * 9
    assert {row["group"] for row in rows} == {"Noord", "Zuid"}
    assert sum(float(row["share"] or 0) for row in rows[:9]) == pytest.approx(1, abs=0.001)


def test_a_proposal_is_adopted_with_one_command(root: Path) -> None:
    made = typed("--group", "Noord", "--adopt", "noord-eigen")
    assert made.exit_code == 0, made.exception
    folder = root / "scripts" / "noord-eigen"
    assert made.stdout.strip() == str(folder) and faults_of(folder) == (
        ("de", "en", "fr", "nl"),
        (),
    )
    own = load_script("noord-eigen", "nl")
    assert own.minutes == 105 and own.phase("oordeelsvorming").minutes > 24
    assert isinstance(typed("--group", "Noord", "--adopt", "noord-eigen").exception, Unusable)
    assert isinstance(typed("--group", "Zuid", "--adopt", "zuid-eigen").exception, Unusable)
    assert isinstance(typed("--adopt", "../x").exception, Unusable)


def test_a_page_in_a_new_file(root: Path) -> None:
    page = root / "history.html"
    assert typed("--group", "Noord", "--html", str(page)).exit_code == 0
    assert "Oordeelsvorming loopt vaak uit" in page.read_text("utf-8")
    assert isinstance(typed("--html", str(page)).exception, Unusable), "nothing is overwritten"
    assert isinstance(typed("--json", "--csv").exception, Unusable)


def test_the_follow_up_shows_no_number(root: Path) -> None:
    began = FIRST + timedelta(days=60)
    records = evening(began, {"follow-up": 5.0, **PLANNED}, group="Oost")
    records.insert(1, (records[0][0], PhasePlanned(Id("follow-up"), 0, 300.0)))
    write(root / "sessions", began, records)
    page = root / "history.html"
    assert typed("--group", "Oost", "--html", str(page)).exit_code == 0
    numbers = re.findall(r'text-anchor="end">(\d*)</text>', page.read_text("utf-8"))
    assert numbers == ["", *map(str, range(1, 10))]


def test_several_methods_stand_apart(root: Path) -> None:
    began = FIRST + timedelta(days=70)
    write(root / "sessions", began, evening(began, PLANNED, script="gone-now"))
    data = json.loads(typed("--json").stdout)
    assert [each["script"] for each in data["scripts"]] == ["intervisie", "gone-now"]
    shown = typed()
    assert "Deze methode staat niet meer" in shown.stdout
    assert json.loads(typed("--json", "--script", "gone-now").stdout)["scripts"][0]["sessions"]
