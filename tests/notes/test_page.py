"""The notes as a page: the same notes give the same page, and text cannot act."""

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from balint_voice.listening.transcript import NoteEntry
from balint_voice.notes.page import as_json, as_markdown, as_text, clock
from balint_voice.records.note_order import Damage
from balint_voice.records.opened_notes import OpenedEntry, OpenedNotes
from tests.support.labels import NOTES as LABELS

STARTED = "2026-11-21T20:05:12+01:00"
WHEN = "21 november 2026, 20:05"
NAMES = {"probleemstelling": "Probleemstelling", "besluitvorming": "Besluitvorming"}
ENTRIES = (
    NoteEntry("heard", "probleemstelling", 61.0, 64.5, "Ik kom er niet *uit*.", False),
    NoteEntry("heard", "probleemstelling", 75.2, 79.0, "Een buurman.", True),
    NoteEntry("typed", "probleemstelling", 70.0, 70.0, "vraag:\n# wat nu?", False),
    NoteEntry("gap", "besluitvorming", 3600.0, 3672.5, "", False),
    NoteEntry("heard", "besluitvorming", 3680.0, 3681.0, "Ik ga bellen.", False),
)
OPENED = OpenedNotes(
    "2026-11-21-200512",
    tuple(OpenedEntry(n, entry) for n, entry in enumerate(ENTRIES, start=1)),
    True,
    (),
)

MARKDOWN = """\
# Notities van de inbrenger, 21 november 2026, 20:05

*Een transcript is een geheugensteun: er kunnen fouten in staan.*

## Probleemstelling

[01:01] Ik kom er niet \\*uit\\*.

[01:10] (getypt) vraag: \\# wat nu?

[01:15] Een buurman. (onzeker)

## Besluitvorming

[60:00] (Tot 61:12 is er gesproken, maar dat is geen tekst geworden.)

[61:20] Ik ga bellen.
"""

TEXT = """\
Notities van de inbrenger, 21 november 2026, 20:05

Een transcript is een geheugensteun: er kunnen fouten in staan.

Probleemstelling
----------------

[01:01] Ik kom er niet *uit*.

[01:10] (getypt) vraag: # wat nu?

[01:15] Een buurman. (onzeker)

Besluitvorming
--------------

[60:00] (Tot 61:12 is er gesproken, maar dat is geen tekst geworden.)

[61:20] Ik ga bellen.
"""


def test_the_golden_pages() -> None:
    assert as_markdown(OPENED, WHEN, NAMES, LABELS) == MARKDOWN
    assert as_text(OPENED, WHEN, NAMES, LABELS) == TEXT


def shown(*entries: NoteEntry) -> list[str]:
    told = tuple(OpenedEntry(n, entry) for n, entry in enumerate(entries, start=1))
    page = as_text(OpenedNotes("x", told, True, ()), STARTED, NAMES, LABELS)
    return [each for each in page.rstrip().split("\n\n") if each.startswith("[")]


def heard(
    start_s: float, end_s: float, text: str, doubtful: bool = False, phase: str = "besluitvorming"
) -> NoteEntry:
    return NoteEntry("heard", phase, start_s, end_s, text, doubtful)


def test_what_is_said_in_one_go_is_one_paragraph_with_its_time() -> None:
    assert shown(
        heard(60, 61, "Toen zei ze"),
        heard(61.4, 62, "dat het goed was."),
        heard(62.3, 63, "Of zoiets.", doubtful=True),
        heard(66, 67, "Ik weet het niet."),
    ) == [
        "[01:00] Toen zei ze dat het goed was. Of zoiets. (onzeker)",
        "[01:06] Ik weet het niet.",
    ]


def test_a_note_a_gap_and_another_phase_stand_by_themselves() -> None:
    assert len(shown(heard(60, 61, "a"), heard(61, 62, "b", phase="probleemstelling"))) == 2
    between = NoteEntry("typed", "besluitvorming", 61.0, 61.0, "let op", False)
    assert len(shown(heard(60, 61, "a"), between, heard(61.1, 62, "b"))) == 3
    gap = NoteEntry("gap", "besluitvorming", 61.0, 63.0, "", False)
    assert len(shown(heard(60, 61, "a"), gap, heard(63, 64, "b"))) == 3


def test_whoever_talks_on_has_a_time_every_minute() -> None:
    found = shown(*(heard(each, each + 2.8, "woord " * 5) for each in range(0, 600, 3)))
    assert 10 <= len(found) <= 11
    assert sum(each.count("woord") for each in found) == 1000


def test_the_json_is_the_contract() -> None:
    shown = json.loads(json.dumps(as_json(OPENED, STARTED)))
    assert list(shown) == ["session", "started", "complete", "model", "entries", "forgotten"]
    assert shown["session"] == "2026-11-21-200512" and shown["complete"] is True
    assert shown["entries"][2] == {
        "sequence": 3,
        "kind": "typed",
        "phase": "probleemstelling",
        "start_s": 70.0,
        "end_s": 70.0,
        "text": "vraag:\n# wat nu?",
        "doubtful": False,
    }
    assert [each["sequence"] for each in shown["entries"]] == [1, 2, 3, 4, 5]


def test_notes_that_are_not_whole_and_notes_that_are_empty_say_so() -> None:
    torn = OpenedNotes("2026-11-21-200512", (), False, (Damage("open", 0),))
    shown = as_text(torn, WHEN, NAMES, LABELS)
    assert LABELS["incomplete"] in shown and LABELS["empty"] in shown
    assert as_json(torn, STARTED)["complete"] is False


@given(st.text())
def test_no_text_acts_on_a_terminal_or_on_the_page(text: str) -> None:
    entry = NoteEntry("heard", "probleemstelling", 1.0, 2.0, text, False)
    opened = OpenedNotes("2026-11-21-200512", (OpenedEntry(1, entry),), True, ())
    for page in (as_text, as_markdown):
        shown = page(opened, STARTED, NAMES, LABELS)
        assert not any(unicodedata.category(each) in ("Cc", "Cf") for each in shown if each != "\n")
        assert shown.count("\n\n") == 3, "an entry is one paragraph, whatever it holds"


def test_the_clock_goes_on_past_the_hour() -> None:
    assert [clock(each) for each in (0.0, 59.9, 3600.0, 6305.2)] == [
        "00:00", "00:59", "60:00", "105:05",
    ]  # fmt: skip


def test_a_forged_name_of_a_phase_adds_no_line_and_no_markup() -> None:
    """Whoever has the public key can seal a record; the page's own words stay ours."""
    evil = "x\n\n# Volledig\n\n\x1b[2J\u202e&lt;b&gt;"
    entry = NoteEntry("heard", evil, -5.0, 1.0, "a\u2028b &#27; $x$", False)
    forged = OpenedNotes("2026-11-21-200512", (OpenedEntry(1, entry),), True, (), (evil,))
    for page in (as_text(forged, WHEN, {}, LABELS), as_markdown(forged, WHEN, {}, LABELS)):
        assert "# Volledig" not in page.splitlines() and "[00:00]" in page
        assert all(each.isprintable() or each == "\n" for each in page)
    assert r"a b \&\#27; \$x\$" in as_markdown(forged, WHEN, {}, LABELS)


def heard_by(*models: str) -> OpenedNotes:
    entries = [NoteEntry("heard", "case", n, n + 1, "Ja.", model=m) for n, m in enumerate(models)]
    numbered = tuple(OpenedEntry(n, entry) for n, entry in enumerate(entries, start=1))
    return OpenedNotes("2026-11-21-200512", numbered, True, ())


def test_the_notes_name_the_model_that_wrote_them() -> None:
    opened = heard_by("base", "base", "small")
    assert as_json(opened, STARTED)["model"] == "base, small"
    assert as_json(OPENED, STARTED)["model"] is None, "written before models were named"
    for page in (
        as_markdown(opened, WHEN, NAMES, LABELS),
        as_text(opened, WHEN, NAMES, LABELS),
    ):
        assert LABELS["model"].format(model="base, small") in page
        assert LABELS["demonstration"] not in page


def test_notes_of_the_demonstration_model_say_so_at_their_head() -> None:
    page = as_text(heard_by("demo-nl"), WHEN, NAMES, LABELS)
    assert page.index(LABELS["demonstration"]) < page.index("[00:00]")


def test_unsure_words_are_marked_inside_their_sentence_in_all_three_formats() -> None:
    entry = NoteEntry("heard", "x", 1.0, 4.0, "Ik zag de apothekers dochter.", unsure=(2, 3, 4))
    opened = OpenedNotes("s", (OpenedEntry(1, entry),), True, ())
    assert "Ik zag [de apothekers dochter?]." in as_text(opened, WHEN, {}, LABELS)
    assert "Ik zag \\[de apothekers dochter?\\]." in as_markdown(opened, WHEN, {}, LABELS)
    (shown,) = json.loads(json.dumps(as_json(opened, STARTED)))["entries"]
    assert shown["text"] == "Ik zag de apothekers dochter."
    assert [word["doubtful"] for word in shown["words"]] == [False, False, True, True, True]


def test_a_sentence_that_is_doubtful_as_a_whole_has_one_mark() -> None:
    entry = NoteEntry("heard", "x", 1.0, 4.0, "Ik zag iets.", True, unsure=(2,))
    opened = OpenedNotes("s", (OpenedEntry(1, entry),), True, ())
    assert "Ik zag iets. (onzeker)" in as_text(opened, WHEN, {}, LABELS)
