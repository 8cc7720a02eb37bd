"""`resume` of a session whose notes have begun: a secret that it does not need is told."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from balint_voice import app
from balint_voice.cli import main
from balint_voice.cli.commands import resume
from balint_voice.cli.options import PartOptions
from balint_voice.records.sessions import SessionFolder
from balint_voice.session import log_records as r
from tests.records.test_loss import folder, logs, refused, root, typed  # noqa: F401 - fixtures
from tests.support.pulse import write_wav


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The group's settings, still to be written."""
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path / "settings.toml"))
    return tmp_path / "settings.toml"


def test_it_is_held_with_the_parts_that_the_group_set(
    folder: SessionFolder,  # noqa: F811
    group: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    group.write_text(
        'microphone = "Jabra"\nspeaker = "Ring"\nwake_word = "Sokrates"\nmodel = "tiny"\n'
        'voice = "none"\nplain = true\npeople = 7\n'
    )
    asked: list[resume.ResumeOptions] = []
    monkeypatch.setattr(resume, "go_on", asked.append)
    main.commands()(["resume", folder.id, "--model", "other"], standalone_mode=False)
    (parts,) = [each.parts for each in asked]
    assert (parts.microphone, list(parts.speaker or ()), parts.wake_word, parts.model) == (
        "Jabra",
        ["Ring"],
        "Sokrates",
        "other",
    )
    assert parts.voice == "none" and parts.plain


@pytest.mark.parametrize(
    ("language", "voice", "model"),
    [("nl", None, "demo-nl"), ("de", "anna", "demo-nl"), ("en", None, None)],
)
def test_what_speaks_and_hears_for_the_group_gives_way_in_another_language(
    language: str, voice: str | None, model: str | None, group: Path
) -> None:
    """A pack has one language, and this group's model knows Dutch alone."""
    group.write_text('language = "de"\nvoice = "anna"\nmodel = "demo-nl"\n')
    parts = resume._of_its_language(PartOptions(voice="anna", model="demo-nl"), language)
    assert (parts.voice, parts.model) == (voice, model)


@pytest.mark.parametrize(
    "secret", [("--passphrase-file", "/nonexistent"), ("--presenter-key", "age1x")]
)
def test_notes_that_have_begun_keep_their_key(
    folder: SessionFolder,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    secret: tuple[str, str],
) -> None:
    asked: list[app.SessionRequest] = []

    def go_on(request: app.SessionRequest, *_: object, **__: object) -> None:
        asked.append(request)
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "resume", go_on)
    write_wav(tmp_path / "quiet.wav", np.zeros(16_000, np.float32), 16_000)
    heard = ("--model", "demo-nl", "--microphone-file", tmp_path / "quiet.wav")
    told = typed("resume", folder.id, "--voice", "none", "--consent-given", *heard, *secret)
    assert [request.presenter for request in asked] == [None]
    assert secret[0] in told.stderr


def test_a_log_that_went_on_after_it_was_read_is_not_gone_on_with(
    folder: SessionFolder,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The program of before still ends while the voice of this one is prepared."""
    go_on = app.resume

    def later(request: app.SessionRequest, *given: Any, **named: Any) -> object:
        logs(folder, r.SessionInterrupted())
        return go_on(request, *given, **named)

    monkeypatch.setattr(app, "resume", later)
    before = folder.timing_log.read_bytes()
    write_wav(tmp_path / "quiet.wav", np.zeros(16_000, np.float32), 16_000)
    heard = ("--model", "demo-nl", "--microphone-file", tmp_path / "quiet.wav")
    error = refused("resume", folder.id, "--voice", "none", "--consent-given", *heard)
    assert error.text.key == "session-held"
    assert folder.timing_log.read_bytes().count(b"\n") == before.count(b"\n") + 1
