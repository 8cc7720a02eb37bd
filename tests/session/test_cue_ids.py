"""The text form of a cue's id: the timing log keeps it, so it must not change."""

import pytest

from balint_voice.session.cue_ids import CueId, CueName


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("welcome", CueId(CueName(None, "welcome"))),
        ("deciding/close", CueId(CueName("deciding", "close"))),
        ("deciding/close.2", CueId(CueName("deciding", "close"), 2)),
        ("extended.12", CueId(CueName(None, "extended"), 12)),
    ],
)
def test_an_id_is_written_and_read_alike(text: str, cue: CueId) -> None:
    assert str(cue) == text
    assert CueId.parse(text) == cue


def test_what_is_no_count_is_the_first_time() -> None:
    assert CueId.parse("welcome.x") == CueId(CueName(None, "welcome"))
