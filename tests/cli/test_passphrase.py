"""The presenter's passphrase, in a real terminal: judged, offered, typed twice, not left there."""

import os
import re
import select
import sys
from pathlib import Path

import pytest

from balint_voice.adapters.files.passphrases import words
from balint_voice.records.presenter_key import unwrap_presenter_key

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

ASK = (
    "from balint_voice.cli.passphrase import choose;"
    "chosen = choose('nl', 'Wachtzin', 'Nog eens');"
    "import hashlib; print('CHOSEN', hashlib.sha256(chosen.encode()).hexdigest())"
)


class TypingPresenter:
    """Somebody at a terminal who is asked for a passphrase."""

    def __init__(self) -> None:
        import pty

        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm"
            os.execv(sys.executable, [sys.executable, "-c", ASK])
        self.seen = ""
        self.unread = ""

    def wait_for(self, text: str) -> str:
        """What appears until `text` has, for the first time since the last wait."""
        while text not in self.unread:
            ready, _, _ = select.select([self.terminal], [], [], 120)
            assert ready, f"silence:\n{self.seen}"
            try:
                more = os.read(self.terminal, 65_536).decode(errors="replace")
            except OSError:  # Linux says EIO when the other side is closed
                more = ""
            assert more, f"{text!r} never came:\n{self.seen}"
            self.seen += more
            self.unread += more
        before, _, self.unread = self.unread.partition(text)
        return before

    def type(self, text: str) -> None:
        os.write(self.terminal, f"{text}\n".encode())

    def chose(self, passphrase: str) -> bool:
        import hashlib

        self.wait_for("CHOSEN ")
        self.wait_for(hashlib.sha256(passphrase.encode()).hexdigest())
        ended = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.terminal)
        return ended == 0


def test_a_strong_one_is_typed_twice_and_never_shown() -> None:
    presenter = TypingPresenter()
    presenter.wait_for("Wachtzin: ")
    presenter.type("drie groene fietsen")
    presenter.wait_for("Nog eens: ")
    presenter.type("drie groene fietsen")
    assert presenter.chose("drie groene fietsen")
    assert "groene" not in presenter.seen


def test_a_weak_one_is_explained_and_asked_again() -> None:
    presenter = TypingPresenter()
    presenter.wait_for("Wachtzin: ")
    presenter.type("password")
    said = presenter.wait_for("Wachtzin: ")
    assert "te zwak" in said
    assert "tien meest gebruikte" in said
    assert "vier of vijf gewone woorden" in re.sub(r"\s+", " ", said)
    presenter.type("drie groene fietsen")
    presenter.wait_for("Nog eens: ")
    presenter.type("drie groene fietsen")
    assert presenter.chose("drie groene fietsen")
    assert "password" not in presenter.seen


def test_two_that_differ_are_asked_anew() -> None:
    presenter = TypingPresenter()
    for again in ("drie groene fiets", "drie groene fietsen"):
        presenter.wait_for("Wachtzin: ")
        presenter.type("drie groene fietsen")
        presenter.wait_for("Nog eens: ")
        presenter.type(again)
    assert presenter.chose("drie groene fietsen")
    assert "niet hetzelfde" in presenter.seen


def test_a_key_that_nobody_sees_does_not_get_into_it() -> None:
    presenter = TypingPresenter()
    presenter.wait_for("Wachtzin: ")
    presenter.type("drie groene fietsen\x1b[D")
    assert "pijltje" in presenter.wait_for("Wachtzin: ")
    presenter.type("drie groene fietsen")
    presenter.wait_for("Nog eens: ")
    presenter.type("drie groene fietsen")
    assert presenter.chose("drie groene fietsen")


@pytest.mark.parametrize("how", ["", "?"])
def test_a_made_one_is_shown_once_on_a_page_that_is_wiped(how: str) -> None:
    presenter = TypingPresenter()
    presenter.wait_for("Wachtzin: ")
    presenter.type(how)
    assert "andere kant" in presenter.wait_for("meekijkt: ")
    presenter.type("")
    presenter.wait_for("\x1b[?1049h")
    page = presenter.wait_for("Druk op Enter als u de wachtzin kent: ")
    (made,) = re.findall(r"^    (\w+ \w+ \w+ \w+ \w+)\r?$", page, re.M)
    assert set(made.split()) <= set(words("nl"))
    presenter.type("")
    presenter.wait_for("\x1b[2J\x1b[3J\x1b[H\x1b[?1049l")
    presenter.wait_for("Nog eens: ")
    presenter.type(made)
    assert presenter.chose(made)
    assert presenter.seen.count(made) == 1


def test_a_made_one_that_was_not_kept_is_none() -> None:
    presenter = TypingPresenter()
    presenter.wait_for("Wachtzin: ")
    presenter.type("")
    presenter.wait_for("meekijkt: ")
    presenter.type("")
    presenter.wait_for("Druk op Enter als u de wachtzin kent: ")
    presenter.type("")
    presenter.wait_for("Nog eens: ")
    presenter.type("iets anders")
    assert "niet hetzelfde" in presenter.wait_for("Wachtzin: ")
    presenter.type("drie groene fietsen")
    presenter.wait_for("Nog eens: ")
    presenter.type("drie groene fietsen")
    assert presenter.chose("drie groene fietsen")


@pytest.mark.slow
def test_one_from_a_file_is_warned_of_when_weak_and_refused_when_blank(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from balint_voice.cli.consent import given
    from balint_voice.errors import Unusable
    from tests.support.refusals import refuses

    file = tmp_path / "passphrase"
    file.write_text("geheim\n", "utf-8")
    presenter = given(str(file), None, needed=True)
    assert presenter is not None
    assert presenter.wrapped_key is not None
    assert unwrap_presenter_key(presenter.wrapped_key, "geheim")
    told = capfd.readouterr()
    assert "weak" in told.err
    assert "geheim" not in told.out + told.err
    file.write_text("drie groene fietsen\n", "utf-8")
    assert given(str(file), None, needed=True) is not None
    assert capfd.readouterr().err == ""
    file.write_text("  \n", "utf-8")
    with refuses(Unusable, "empty"):
        given(str(file), None, needed=True)


@pytest.mark.slow
def test_one_may_come_through_what_the_shell_calls_a_file(tmp_path: Path) -> None:
    """`--passphrase-file <(pass show balint)`: only this process has that pipe open."""
    from balint_voice.cli.key_making import from_file

    reading, writing = os.pipe()
    os.write(writing, b"drie groene fietsen\n")
    os.close(writing)
    _, wrapped = from_file(f"/dev/fd/{reading}", "nl")
    os.close(reading)
    assert unwrap_presenter_key(wrapped, "drie groene fietsen")


def test_what_is_no_text_is_refused_by_its_name(tmp_path: Path) -> None:
    from balint_voice.cli.key_making import from_file
    from balint_voice.errors import Unusable
    from tests.support.refusals import refuses

    for name in ("missing", "."):
        with refuses(Unusable, "cannot be read"):
            from_file(str(tmp_path / name), "nl")
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff")
    with refuses(Unusable, "picture is not a text file"):
        from_file(str(tmp_path / "picture"), "nl")
