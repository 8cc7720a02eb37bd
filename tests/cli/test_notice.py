"""Lines to the user: broken between words in a terminal, as they are elsewhere."""

import io

import pytest

from balint_voice.cli.notice import fitted


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")


def test_a_pipe_gets_the_line_as_it_is() -> None:
    line = "word " * 30
    assert fitted(line, io.StringIO()) == line


def test_a_terminal_gets_whole_words_under_one_another() -> None:
    shown = fitted("first\n  - we agreed when we meet, how often and how long", Terminal())
    assert shown.splitlines() == [
        "first",
        "  - we agreed when we meet, how often",
        "    and how long",
    ]


def test_a_row_of_a_table_goes_on_under_its_last_column() -> None:
    shown = fitted("demo   2 min  a session in miniature, to hear it", Terminal(), 14)
    assert shown.splitlines()[1].startswith(" " * 14 + "hear it")


def test_what_is_to_be_copied_stays_whole() -> None:
    path = "/home/somebody/" + "long-" * 12
    assert path in fitted(f"It lies in {path}", Terminal())
