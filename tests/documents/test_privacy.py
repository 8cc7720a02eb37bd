"""The pages on privacy against the program: what they name exists, and the sheet is one page."""

import re
import textwrap
from pathlib import Path

import pytest

from balint_voice.adapters.files.passphrases import bits
from balint_voice.records import phase_keys, private_files, sealed_notes, sessions

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "privacy.md").read_text("utf-8")
SHEETS = {
    language: (DOCS / f"privacy-sheet.{language}.md") for language in ("nl", "en", "de", "fr")
}
PROOFS = DOCS.parent / "tests" / "privacy"
LINES, COLUMNS = 60, 100
"""What fits on a sheet of A4 at eleven points, with margins."""


def code(page: str) -> tuple[str, ...]:
    return tuple(re.sub(r"\s+", " ", span) for span in re.findall(r"`([^`]+)`", page))


def test_every_file_that_is_named_is_one_of_ours(tmp_path: Path) -> None:
    ours = {sessions.TIMING_LOG, sealed_notes.SEALED_NOTES, sealed_notes.PRESENTER_KEY}
    ours |= {phase_keys.key_path(tmp_path, "PHASE").name, "phase.PHASE.forgotten"}
    key = tmp_path / sealed_notes.PRESENTER_KEY
    key.touch()
    private_files.set_aside(key)
    (old,) = tmp_path.iterdir()
    ours.add(old.name)
    old.unlink()
    named = {
        span for span in code(PAGE) if re.fullmatch(r"[\w.]+\.(age|sealed|jsonl|forgotten)", span)
    }
    assert named == ours
    phase_keys.mark_forgotten(tmp_path, "2026-11-21-200512", ["case"])
    assert [each.name for each in tmp_path.iterdir()] == ["phase.case.forgotten"]


def test_the_strength_that_is_named_is_the_least_of_the_four_languages() -> None:
    (named,) = re.findall(r"some 2\^(\d+) guesses", PAGE)
    assert int(named) == int(min(bits(language) for language in SHEETS))


@pytest.mark.parametrize("language", SHEETS)
def test_the_sheet_is_one_page(language: str) -> None:
    blocks = SHEETS[language].read_text("utf-8").split("\n\n")
    lines = [line for block in blocks for line in (*_printed(block), "")]
    assert len(lines) <= LINES, len(lines)


def _printed(block: str) -> list[str]:
    if block.startswith("#"):
        return [block, ""]
    parts = re.split(r"\n(?=- )", block)
    return [line for part in parts for line in textwrap.wrap(" ".join(part.split()), COLUMNS)]


def test_the_four_sheets_say_the_same_things_in_the_same_order() -> None:
    texts = {language: path.read_text("utf-8") for language, path in SHEETS.items()}
    shapes = {
        language: [
            ("title" if block.startswith("#") else block.count("**"), block.count("\n- "))
            for block in text.split("\n\n")
        ]
        for language, text in texts.items()
    }
    assert shapes["nl"] == shapes["en"] == shapes["de"] == shapes["fr"]
    for text in texts.values():
        assert "docs/privacy.md" in text
        assert re.search(r"\bV\b", text)


def test_each_promise_of_the_table_names_tests_that_exist() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", PAGE)
    assert len(named) >= 30
    assert [each for each in named if not (DOCS.parent / each).exists()] == []


def test_each_proof_of_privacy_is_named_in_the_table() -> None:
    proofs = {f"tests/privacy/{each.name}" for each in PROOFS.glob("test_*.py")}
    assert proofs and proofs <= set(re.findall(r"`(tests/[\w/.]+)`", PAGE))
