"""The review on a terminal: 80 columns, and what stands out is said in words."""

from dataclasses import replace

from balint_voice.review.findings import clock
from balint_voice.review.shape import PhaseReview
from balint_voice.review.table import table
from balint_voice.review.timing import review
from tests.review.evening import NAMES, RECORDS
from tests.support.labels import REVIEW as LABELS

GOLDEN = """\
2026-11-21-200512 · intervisie · 2026-11-21 20:05 · 9 deelnemers · Noord

nr  fase                      gepland  herzien  duurde  stil  werktijd   over
 1  Verzamelen van problemen    10:00    15:00   14:00  0:25     13:15  +4:00
    · +5:00, pauze 1:00
 2  Probleemkeuze                5:00             0:02  0:00      0:00
    · overgeslagen
 3  Probleemstelling            10:00             8:18  0:05      7:45
    · opname 7:45: gesproken 5:00, stil 2:45
    hele bijeenkomst            25:00            22:35  0:30     21:00

Wat opvalt:
- Probleemkeuze is overgeslagen.

Pauzes tellen niet mee in de tijden.
Geluid: 7:45 geluisterd, 4:50 spraak werd tekst, 0:10 verviel.
Alle geluid is gewist. Op de schijf is er nooit iets van gekomen.
"""


def test_the_golden_table() -> None:
    told = ("Probleemkeuze is overgeslagen.",)
    assert table(review(RECORDS, NAMES), LABELS, told) == GOLDEN


def test_nothing_is_wider_than_80_columns_and_no_mark_is_lost() -> None:
    long = PhaseReview(
        "x", 10, "Gedrag in vergelijkbare situaties en nog veel meer woorden", 6000.0, 9000.0,
        actual_s=6000.0, paused_s=6000.0, extended_s=6000.0, skipped=True, recorded_s=6000.0,
        speech_s=3000.0, silence_s=3000.0, taken_s=6000.0, overrun_s=6000.0, waited_s=6000.0,
        vetoed=True, typed=12,
    )  # fmt: skip
    wide = replace(review(RECORDS, NAMES), phases=(long,) * 3, group="N" * 64, ended=None)
    shown = table(wide, LABELS, ["Een lange zin die opvalt, en nog langer. " * 4])
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert shown.count("eerder verlaten") == shown.count("+100:00") / 2 == 3
    for mark in ("wachtte 100:00 op een stilte", "opname gewist", "getypte notities: 12"):
        assert " ".join(shown.split()).count(mark) == 3
    assert shown.count("meer woorden\n") == 3, "a long name goes on below itself"
    assert "niet afgerond" in shown


def test_a_new_plan_stands_in_its_column() -> None:
    found = review(RECORDS, NAMES)
    squeezed = replace(found.phases[2], replanned_s=480.0)
    shown = table(replace(found, phases=(squeezed,)), LABELS, ())
    assert "10:00     8:00    8:18" in shown


def test_a_session_that_was_not_recorded_says_so() -> None:
    shown = table(review(RECORDS[:5], NAMES), LABELS, ())
    assert shown.endswith("Er is niets opgenomen.\n")
    assert "niet afgerond" in shown


def test_minutes_and_seconds() -> None:
    assert [clock(each) for each in (0, 59.4, 59.6, 65.2, 6300)] == [
        "0:00", "0:59", "1:00", "1:05", "105:00",
    ]  # fmt: skip
