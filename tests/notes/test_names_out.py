"""What could identify somebody: found, shown in its sentence, and replaced in the copy alone."""

import logging
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from benchmarks.names import scores, sentences
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from balint_voice.adapters.files import deduce_finder
from balint_voice.cli.commands.notes import notes as notes_command
from balint_voice.errors import Unusable
from balint_voice.listening.transcript import NoteEntry
from balint_voice.notes.identifying import Mention, apart, find, sentence_around
from balint_voice.notes.identifying_measured import MEASURED
from balint_voice.notes.names_out import Finder, Piece, without_names
from balint_voice.records.opened_notes import OpenedEntry, OpenedNotes
from balint_voice.records.presenter_key import make_presenter_key
from balint_voice.records.sealed_notes import begin_notes
from balint_voice.records.sessions import SessionFolder, create_session
from tests.review.group import FIRST

LANGUAGES = ("nl", "en", "de", "fr")
KINDS = {kind: kind for kind in ("name", "place", "date", "age", "institution", "number")}


def found(text: str, language: str = "nl") -> list[tuple[str, str]]:
    return [(each.of(text), each.kind) for each in find(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "pieces"),
    [
        (
            "nl",
            "Mevrouw van der Berg uit Zwolle, 47 jaar.",
            [("van der Berg", "name"), ("Zwolle", "place"), ("47 jaar", "age")],
        ),
        (
            "nl",
            "Op 12 maart 2026 in het Isala ziekenhuis.",
            [("12 maart 2026", "date"), ("Isala ziekenhuis", "institution")],
        ),
        ("nl", "Bel 06 4412 3098. Ik dacht na.", [("06 4412 3098", "number")]),
        ("nl", "Drie jaar geleden, en 3 jaar geleden. Dat was het.", []),
        (
            "en",
            "Mrs Jones from Leeds, a 47-year-old.",
            [("Jones", "name"), ("Leeds", "place"), ("47-year-old", "age")],
        ),
        ("en", "I saw her on Monday, and I was tired.", []),
        (
            "de",
            "Frau Müller aus Fulda kam am 12. März.",
            [("Müller", "name"), ("Fulda", "place"), ("12. März", "date")],
        ),
        ("de", "Die Klinik war voll, er war in Behandlung.", []),
        (
            "fr",
            "Madame de La Tour, 47 ans, habite 14, rue des Lilas à Niort.",
            [
                ("de La Tour", "name"),
                ("47 ans", "age"),
                ("14, rue des Lilas", "place"),
                ("Niort", "place"),
            ],
        ),
        ("fr", "J'ai attendu. Il y a dix ans, la clinique était pleine.", []),
    ],
)
def test_what_is_found(language: str, text: str, pieces: list[tuple[str, str]]) -> None:
    assert found(text, language) == pieces


@given(st.text(), st.sampled_from(LANGUAGES))
def test_mentions_lie_in_the_text_and_apart(text: str, language: str) -> None:
    mentions = find(text, language)
    assert all(0 <= each.start < each.end <= len(text) for each in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))
    for each in mentions:
        before, after = sentence_around(text, each)
        assert text.find(before + each.of(text)) >= 0 and after in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_users_are_told_is_what_is_measured(language: str) -> None:
    assert scores(language) == MEASURED[language]
    page = (Path(__file__).parents[2] / "docs/names-out.md").read_text("utf-8")
    hit, there, right, made = MEASURED[language]
    assert f"{hit} of {there}" in page and f"{right} of {made}" in page
    assert len(sentences(language)) == 28


def test_with_deduce() -> None:
    if not deduce_finder.is_installed():
        pytest.skip("an extra: pip install balint-voice[names]")
    more = deduce_finder.load_deduce()
    measured = scores("nl", lambda text: apart((*more(text), *find(text, "nl"))))
    assert measured == MEASURED["nl with deduce"]


def test_word_lists_that_a_stop_left_half_written_are_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[bool] = []

    def deduce(build_lookup_structs: bool = False) -> object:
        made.append(build_lookup_structs)
        return pickle.loads(b"" if not build_lookup_structs else pickle.dumps("deduce"))

    monkeypatch.setitem(sys.modules, "deduce", SimpleNamespace(Deduce=deduce))
    monkeypatch.setattr(logging, "disable", lambda _: None)
    deduce_finder.load_deduce()
    assert made == [False, True]


def notes_of(*texts: str) -> OpenedNotes:
    entries = tuple(
        OpenedEntry(n, NoteEntry("heard", "a", float(n), float(n), text))
        for n, text in enumerate(texts, start=1)
    )
    return OpenedNotes("s", entries, True, ())


def texts(opened: OpenedNotes) -> list[str]:
    return [each.entry.text for each in opened.entries]


def test_each_piece_is_asked_and_the_same_piece_stays_the_same() -> None:
    notes = notes_of("Ik sprak Ruben.", "Toen Ruben en Fenna kwamen, ging ik.", "Niets hier.")
    asked: list[str] = []

    def ask(piece: Piece) -> str:
        asked.append(piece.mention.of(piece.text))
        return "replace"

    copy, replaced = without_names(notes, lambda text: find(text, "nl"), ask, KINDS)
    assert asked == ["Ruben", "Ruben", "Fenna"] and replaced == 3
    assert texts(copy) == [
        "Ik sprak [name-1].", "Toen [name-1] en [name-2] kwamen, ging ik.", "Niets hier.",
    ]  # fmt: skip
    assert texts(notes)[0] == "Ik sprak Ruben.", "only the copy changes"


@pytest.mark.parametrize(
    ("answer", "first", "second", "questions"),
    [
        ("keep", "Ik sprak Ruben.", "Ook Ruben zweeg.", 2),
        ("all", "Ik sprak [name-1].", "Ook [name-1] zweeg.", 1),
        ("never", "Ik sprak Ruben.", "Ook Ruben zweeg.", 1),
    ],
)
def test_kept_or_replaced_here_or_everywhere(
    answer: str, first: str, second: str, questions: int
) -> None:
    asked: list[Piece] = []

    def ask(piece: Piece) -> str:
        asked.append(piece)
        return answer

    notes = notes_of("Ik sprak Ruben.", "Ook Ruben zweeg.")
    copy, _ = without_names(notes, lambda text: find(text, "nl"), ask, KINDS)
    assert texts(copy) == [first, second] and len(asked) == questions


def finder(*pieces: str) -> Finder:
    """Sees each piece in the text that begins with it or ends with it, and nowhere else."""

    def find_pieces(text: str) -> tuple[Mention, ...]:
        whole = text.removesuffix(".")
        places = [(whole.rfind(each), each) for each in pieces if whole.endswith(each)]
        return tuple(Mention(at, at + len(each), "name") for at, each in places)

    return find_pieces


def test_everywhere_is_also_where_the_finder_sees_no_name() -> None:
    """A word that is written small is left: "wil" is no name."""
    notes = notes_of("Ik zag Wil.", "Wil huilde.", "En WIL, Wilhelmina, ik wil.")
    copy, replaced = without_names(notes, finder("Wil"), lambda _: "all", KINDS)
    assert texts(copy) == [
        "Ik zag [name-1].",
        "[name-1] huilde.",
        "En [name-1], Wilhelmina, ik wil.",
    ]
    assert replaced == 3


def test_everywhere_takes_the_longer_name_and_leaves_what_is_kept_everywhere() -> None:
    answers = {"Jan": "all", "Jan de Vries": "all", "Jan Palfijn Ziekenhuis": "never"}
    notes = notes_of(
        *("Ik zag Jan.", "Daarna Jan de Vries.", "Zij ligt in het Jan Palfijn Ziekenhuis."),
        "Jan de Vries zweeg en Jan ging.",
    )
    copy, _ = without_names(
        notes,
        finder("Jan", "Jan de Vries", "Jan Palfijn Ziekenhuis"),
        lambda piece: answers[piece.mention.of(piece.text)],
        KINDS,
    )
    assert texts(copy) == [
        *("Ik zag [name-1].", "Daarna [name-2].", "Zij ligt in het Jan Palfijn Ziekenhuis."),
        "[name-2] zweeg en [name-1] ging.",
    ]


def test_everywhere_is_also_where_it_was_kept_before() -> None:
    answers = iter(("keep", "all"))
    notes = notes_of("Ik sprak Ruben.", "Ook Ruben zweeg.")
    copy, _ = without_names(notes, lambda text: find(text, "nl"), lambda _: next(answers), KINDS)
    assert texts(copy) == ["Ik sprak [name-1].", "Ook [name-1] zweeg."]


def test_doubtful_words_keep_their_places() -> None:
    (only,) = notes_of("Ik zag mevrouw van der Berg weer lopen vandaag.").entries
    entry = replace(only.entry, unsure=(1, 3, 7))
    notes = replace(notes_of("x"), entries=(replace(only, entry=entry),))
    copy, _ = without_names(notes, lambda text: find(text, "nl"), lambda _: "replace", KINDS)
    (changed,) = copy.entries
    words = changed.entry.text.split()
    assert words == ["Ik", "zag", "mevrouw", "[name-1]", "weer", "lopen", "vandaag."]
    assert [words[n] for n in changed.entry.unsure] == ["zag", "lopen"]


def test_of_two_that_overlap_the_longer_is_kept() -> None:
    long, short = Mention(0, 9, "institution"), Mention(4, 9, "name")
    assert apart([short, long]) == (long,) == apart([long, short])


# As it is typed.

APP = typer.Typer()
APP.command()(notes_command)
PASSPHRASE = "vijf gewone woorden, zo gekozen"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionFolder:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path))
    made = create_session(tmp_path / "sessions", FIRST)
    sealed = begin_notes(made.sealed_notes, made.id, *make_presenter_key(PASSPHRASE))
    sealed.append(NoteEntry("heard", "probleemstelling", 61.0, 64.5, "I saw Ruben in Whitby."))
    sealed.append(NoteEntry("heard", "probleemstelling", 70.0, 71.0, "Then Ruben left."))
    sealed.finish()
    (tmp_path / "pass").write_text(PASSPHRASE)
    return made


def test_without_a_terminal_nothing_is_asked(folder: SessionFolder, tmp_path: Path) -> None:
    secret = ["--passphrase-file", str(tmp_path / "pass")]
    out = tmp_path / "notes.md"
    assert CliRunner().invoke(APP, [*secret, "--out", str(out)]).exit_code == 0
    assert "Ruben" in out.read_text("utf-8")
    wanted = ["--check-names", "--out", str(tmp_path / "b.md")]
    locked = ["--check-names", "--page", str(tmp_path / "b.html")]
    sealed = ["--check-names", "--to", str(tmp_path / "copy")]
    for line, key in (
        (wanted, "names-no-terminal"),
        (locked, "names-no-terminal"),
        (wanted[:1], "names-need-out"),
        (sealed, "names-sealed-copy"),
        ([*sealed, "--page", "b.html"], "names-sealed-copy"),
    ):
        refusal = CliRunner().invoke(APP, [*secret, *line]).exception
        assert isinstance(refusal, Unusable) and refusal.key == key
    assert not any((tmp_path / name).exists() for name in ("b.md", "b.html", "copy"))


if sys.platform != "win32":
    from tests.display.terminal import Terminal

    @pytest.mark.slow
    def test_a_presenter_looks_at_each_and_only_the_copy_changes(
        folder: SessionFolder, tmp_path: Path
    ) -> None:
        sealed = folder.sealed_notes.read_bytes()
        before = set(tmp_path.rglob("*"))
        out = tmp_path / "copy.md"
        secret = ["--passphrase-file", str(tmp_path / "pass")]
        line = ["-m", "balint_voice", "notes", folder.id, *secret, "--out", str(out)]
        with Terminal(line, tmp_path, size=(100, 30)) as terminal:
            terminal.sees("[yes/no]")
            terminal.press("yes\n")
            terminal.sees(">> Ruben <<")
            terminal.press("e\n")
            terminal.sees(">> Whitby <<")
            terminal.sees("e[v]erywhere")
            terminal.press("x\n")
            terminal.sees("e[v]erywhere")
            terminal.press("k\n")
            terminal.sees("Replaced in the copy: 2")
            assert terminal.ended() == 0
        told = out.read_text("utf-8")
        assert "I saw \\[name-1\\] in Whitby" in told and "Then \\[name-1\\] left" in told
        assert folder.sealed_notes.read_bytes() == sealed
        assert set(tmp_path.rglob("*")) - before == {out}
        left = [each for each in tmp_path.rglob("*") if each.is_file()]
        assert not [each for each in left if b"Ruben" in each.read_bytes()]

    @pytest.mark.slow
    def test_the_locked_page_is_a_copy_too(folder: SessionFolder, tmp_path: Path) -> None:
        out = tmp_path / "copy.html"
        secret = ["--passphrase-file", str(tmp_path / "pass")]
        line = ["-m", "balint_voice", "notes", folder.id, *secret, "--page", str(out)]
        with Terminal([*line, "--check-names"], tmp_path, size=(100, 30)) as terminal:
            terminal.sees(">> Ruben <<")
            terminal.press("e\n")
            terminal.sees(">> Whitby <<")
            terminal.press("r\n")
            terminal.sees("Replaced in the copy: 3")
            assert terminal.ended() == 0
        told = as_a_stranger_opens_it(out)
        assert "I saw [name-1] in [place-1]" in told and "Ruben" not in told


def as_a_stranger_opens_it(page: Path) -> str:
    """By the program in the documents."""
    documents = (Path(__file__).parents[2] / "docs/sealed-notes.md").read_text("utf-8")
    programs = re.findall(r"```python\n(.*?)```", documents, re.DOTALL)
    program = next(each for each in programs if "AESGCM" in each)
    command = [sys.executable, "-I", "-c", program, str(page)]
    opened = subprocess.run(command, input=PASSPHRASE, capture_output=True, text=True, check=True)
    return opened.stdout


def test_the_numbers_are_printed_by_a_benchmark() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "benchmarks", "names"], capture_output=True, text=True, check=True
    )
    assert "found of what there is, nl" in shown.stdout
