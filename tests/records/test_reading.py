"""The presenter reads the notes in a terminal: to the end, and nothing stays there."""

from pathlib import Path

from tests.display.terminal import Terminal
from tests.records.test_commands import evening  # noqa: F401 - a fixture
from tests.records.test_handing_over import ID, PASSPHRASE, SAID, folder, key  # noqa: F401 - fixtures

COMMAND = ["-m", "balint_voice", "notes", ID]


def test_the_notes_are_gone_from_the_terminal_when_they_are_closed(
    folder: object,  # noqa: F811
    tmp_path: Path,
) -> None:
    with Terminal(COMMAND, tmp_path / "data") as terminal:
        terminal.sees("Wachtzin van de inbrenger: ")
        terminal.press(f"{PASSPHRASE}\r")
        terminal.sees(SAID)
        terminal.sees("q: sluiten")
        terminal.press("q")
        terminal.sees_the_page_go()
        terminal.sees(f"balint-voice notes {ID} --out BESTAND")
        assert terminal.ended() == 0
        raw = (terminal._seen + terminal._raw).decode()
    page = raw.partition("\x1b[?1049h")[2].partition("\x1b[?1049l")[0]
    assert raw.count(SAID) == page.count(SAID) == 1
    assert "Notities van de inbrenger, 21 november 2026, 20:05" in page
    assert "Probleemstelling" in page and "##" not in page, "Markdown is for files"


def test_what_is_asked_for_is_shown_as_asked(folder: object, tmp_path: Path) -> None:  # noqa: F811
    with Terminal([*COMMAND, "--format", "md"], tmp_path / "data") as terminal:
        terminal.sees("Wachtzin van de inbrenger: ")
        terminal.press(f"{PASSPHRASE}\r")
        terminal.sees("## Probleemstelling")
        terminal.press("q")
        assert terminal.ended() == 0
