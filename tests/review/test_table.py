"""The review on a terminal: 80 columns, and what stands out is said in words."""

from dataclasses import replace

from balint_voice.review.table import minutes, table
from balint_voice.review.timing import PhaseReview, review
from tests.labels import REVIEW as LABELS
from tests.review.evening import NAMES, RECORDS

GOLDEN = """\
2026-11-21-200512 · intervisie · 2026-11-21 20:05 · 9 deelnemers · Noord

nr  fase                      gepland  duurde  werktijd
 1  Verzamelen van problemen    10:00   14:00     13:15  +5:00, pauze 1:00
 2  Probleemkeuze                5:00    0:02      0:00  overgeslagen
 3  Probleemstelling            10:00    8:18      7:45
    hele sessie                 25:00   22:35     21:00  pauze 1:00

Pauzes tellen niet mee in de tijden.
Geluid: 7:45 geluisterd, 4:50 spraak werd tekst, 0:10 verviel.
Alle geluid is gewist; 0 bytes op schijf.
"""


def test_the_golden_table() -> None:
    assert table(review(RECORDS, NAMES), LABELS) == GOLDEN


def test_nothing_is_wider_than_80_columns_and_no_mark_is_lost() -> None:
    long = PhaseReview(
        "x", 10, "Gedrag in vergelijkbare situaties en nog veel meer woorden", 6000.0, 9000.0,
        actual_s=6000.0, paused_s=6000.0, extended_s=6000.0, skipped=True,
    )  # fmt: skip
    wide = replace(review(RECORDS, NAMES), phases=(long,) * 3, group="N" * 64, ended=None)
    shown = table(wide, LABELS)
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert shown.count("overgeslagen") == shown.count("+100:00") == 3
    assert "niet afgerond" in shown


def test_a_new_plan_without_an_extension_is_marked() -> None:
    found = review(RECORDS, NAMES)
    squeezed = replace(found.phases[2], replanned_s=480.0)
    assert "nieuw plan 8:00" in table(replace(found, phases=(squeezed,)), LABELS)


def test_a_session_that_was_not_recorded_says_so() -> None:
    shown = table(review(RECORDS[:5], NAMES), LABELS)
    assert shown.endswith("Er is niets opgenomen.\n")
    assert "niet afgerond" in shown


def test_minutes_and_seconds() -> None:
    assert [minutes(each) for each in (0, 59.4, 59.6, 65.2, 6300)] == [
        "0:00", "0:59", "1:00", "1:05", "105:00",
    ]  # fmt: skip
