"""Nothing from outside acts on a terminal, wherever it is shown, refused or kept as data."""

import asyncio
import io
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from balint_voice.adapters.display.page_app import PageApp
from balint_voice.adapters.display.palette import PALETTES
from balint_voice.adapters.display.rows import Row, Span
from balint_voice.adapters.display.screen import LineScreen
from balint_voice.adapters.files.prompt_store import copy, find_script, load_script
from balint_voice.cli import completion
from balint_voice.messages.printable import json_text, printable, printable_lines
from balint_voice.session.clock import Instant
from balint_voice.session.cue_ids import CueId
from balint_voice.session.outputs import Cue
from tests.display.pictures import WORDS
from tests.display.test_lines import desk
from tests.review.test_sheet import EVENING, sheet
from tests.support.program import ran

SOURCE = Path(__file__).parents[2] / "src" / "balint_voice"
EVIL = "\x1b]0;owned\x07\x9b2J\x7f\u202e\u2066\u200b\u2028\u2029\x00\r"
"""An escape and a C1 sequence, DEL, marks of direction, no width, separators, NUL, return."""

Typed = Callable[..., subprocess.CompletedProcess[str]]


def obeyed(text: str) -> set[str]:
    """What a terminal or a reader would obey in it; line breaks are ours."""
    return {c for c in text if c != "\n" and unicodedata.category(c)[:1] in "CZ" and c != " "}


def in_toml(text: str) -> str:
    return "".join(f"\\u{ord(each):04x}" for each in text)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BALINT_VOICE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("BALINT_VOICE_MODELS", str(tmp_path / "models"))
    return tmp_path


@pytest.fixture
def typed(data: Path) -> Typed:
    def command(*line: str) -> subprocess.CompletedProcess[str]:
        done = ran(*line)
        assert obeyed(done.stdout + done.stderr) == set(), line
        return done

    return command


@pytest.fixture
def script(data: Path) -> str:
    """A script whose texts hold everything that a terminal obeys, a line break too."""
    folder = copy("demo", "evil")
    for words in folder.glob("??.toml"):
        text = words.read_text("utf-8")
        said = re.compile(r'(?m)^(name|summary|announce|begin) = "')
        text = said.sub(lambda found: f"{found[0]}{in_toml(EVIL)}\\n- ", text)
        words.write_text(text, "utf-8")
    return "evil"


def test_each_kind_is_escaped_and_what_people_write_is_not() -> None:
    assert obeyed(printable(EVIL)) == set()
    assert printable("a\nb") == r"a\nb"
    assert printable_lines("a\nb\x1b") == "a\nb\\x1b"
    fine = "Ünïcödé – “quoted” … 'é' € ✓ ● 👩 北京 30\u00a0min"
    assert printable(fine) == fine


def test_json_says_the_same_to_programs_and_nothing_to_a_terminal() -> None:
    told = {"text": EVIL + "\n\ud800\U000e0041", "é": 1}
    text = json_text(told)
    assert obeyed(text) == set()
    assert json.loads(text) == told and '"é"' in text


def test_the_texts_of_a_script(typed: Typed, script: str) -> None:
    for line in (("scripts", "list"), ("scripts", "show", script), ("scripts", "check")):
        shown = typed(*line, *([str(find_script(script))] if line[-1] == "check" else []))
        assert shown.returncode == 0, shown.stderr
    assert "\\x1b]0;owned" in typed("scripts", "show", script).stdout
    assert json.loads(typed("scripts", "show", script, "--json").stdout)["script"] == script
    played = typed("run", script, "--voice", "none", "--pace", "9000", "--plain")
    assert played.returncode == 0 and "\\x1b]0;owned" in played.stdout


def test_a_line_break_in_a_script_makes_no_line_that_looks_like_ours(script: str) -> None:
    read = load_script(script, "nl")
    texts = [read.name, read.summary, *(phase.announce for phase in read.phases)]
    assert not any("\n" in text for text in texts)


@pytest.mark.parametrize("live", [False, True])
def test_the_lines_of_an_evening(live: bool) -> None:
    out = io.StringIO()
    screen = LineScreen(out, WORDS, live=live, desk=desk())
    screen.say(Cue(CueId.parse("x"), f"{EVIL}Begin."), Instant(1))
    screen._draw_status(f"{EVIL}\n")
    assert obeyed(out.getvalue().replace("\r\x1b[2K", "")) == set()


def test_the_full_screen() -> None:
    class Shown:
        def rows(self, width: int, height: int) -> tuple[Row, ...]:
            return ((Span(EVIL),),) * height

        def press(self, key: str) -> None: ...

        def paste(self, text: str) -> None: ...

        def leaving(self) -> None: ...

        def slept(self) -> None: ...

    async def drawn() -> str:
        app = PageApp(Shown(), PALETTES["dark"])
        async with app.run_test(size=(120, 4)):
            app._canvas.draw()
            return "".join(segment.text for segment in app._canvas.render_line(0))

    text = asyncio.run(drawn())
    assert "\\x1b]0;owned" in text and obeyed(text) == set()


def test_the_description_and_the_name_of_a_model(typed: Typed, data: Path) -> None:
    folder = data / "models" / "gr\x1b]0;x\x07oot"
    folder.mkdir(parents=True)
    said = {"purpose": EVIL, "languages": [EVIL]}
    (folder / "balint-voice.json").write_text(json.dumps(said))
    for line in (("list",), ("list", "--json"), ("check", folder.name)):
        typed("models", *line)
    assert completion.models("gr") == []


def test_what_was_typed_comes_back_escaped(typed: Typed) -> None:
    for line in (
        ("run", "--model", EVIL.replace("\0", ""), "--record", "case"),
        ("sessions", "show", "\x1b]0;x\x07"),
        ("scripts", "check", "/nowhere/\u202e\x1b"),
        ("\x1b[31m",),
        ("run", "--\x1b[31m"),
        ("notes", "\x9b2J"),
    ):
        assert typed(*line).returncode in (2, 3)


def test_a_page_to_print() -> None:
    assert "owned" in sheet(EVENING, theme=EVIL) and obeyed(sheet(EVENING, theme=EVIL)) == set()


def test_only_the_writers_print() -> None:
    """Each of these escapes what it is given; the passphrase's page writes what we made."""
    writers = {
        *("cli/writing.py", "cli/notice.py", "cli/progress.py", "cli/passphrase.py"),
        *("cli/key_worker.py", "adapters/browser/handed.py"),  # answer their parent, in JSON
        "records/read_notes.py",  # a reader of its own: it shows texts as Python quotes them
    }
    prints = re.compile(r"\becho\(|\bprint\(|std(out|err)\.write|secho\(")
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if prints.search(path.read_text("utf-8"))
    }
    assert found == writers


def test_a_question_in_the_terminal() -> None:
    program = "import sys; from balint_voice.cli.secrets import ask; ask(sys.argv[1])"
    asked = subprocess.run(
        [sys.executable, "-c", program, EVIL.replace("\0", "")],
        input="x\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "owned" in asked.stderr and obeyed(asked.stderr) == set()
