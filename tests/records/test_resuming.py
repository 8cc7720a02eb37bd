"""`resume` of a session whose notes have begun: a secret that it does not need is told."""

from pathlib import Path

import numpy as np
import pytest

from balint_voice import app
from balint_voice.records.sessions import SessionFolder
from tests.records.test_loss import folder, root, typed  # noqa: F401 - fixtures
from tests.support.pulse import write_wav


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
