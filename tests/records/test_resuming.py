"""`resume` of a session whose notes have begun: a secret that it does not need is told."""

from pathlib import Path

import numpy as np
import pytest

from balint_voice import app
from balint_voice.cli import main
from balint_voice.cli.commands import resume
from balint_voice.cli.options import PartOptions
from balint_voice.records.sessions import SessionFolder
from tests.records.test_loss import folder, root, typed  # noqa: F401 - fixtures
from tests.support.pulse import write_wav


def test_it_is_held_with_the_parts_that_the_group_set(
    folder: SessionFolder,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "settings.toml").write_text(
        'microphone = "Jabra"\nspeaker = "Ring"\nwake_word = "Sokrates"\nmodel = "tiny"\n'
        'voice = "none"\nplain = true\npeople = 7\n'
    )
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path / "settings.toml"))
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


def test_a_voice_of_the_group_gives_way_where_another_language_was_spoken(
    folder: SessionFolder,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A pack has one language, and the settings are those of a German group."""
    (tmp_path / "settings.toml").write_text(
        'language = "de"\nvoice = "anna"\nmodel = "unser-modell"\n'
    )
    monkeypatch.setenv("BALINT_VOICE_CONFIG", str(tmp_path / "settings.toml"))
    parts = PartOptions(voice="anna", model="demo-nl")
    given_way = resume._of_its_language(parts, "nl")
    assert (given_way.voice, given_way.model) == (None, "demo-nl")
    assert resume._of_its_language(parts, "de") == parts


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
