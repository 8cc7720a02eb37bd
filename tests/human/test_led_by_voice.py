"""A session that real `base` hears, led by voice alone: from the first "begin" to the end.

Nobody touches anything. The voice is espeak's, because no recordings of people who say these
commands were to be had; microphone, echo and worker are as at a table.
"""

from pathlib import Path

import pytest

from balint_voice.adapters.whisper.model_store import Model
from tests.support.pulse import Pulse
from tests.table.group import Group, hiss

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("table")]

SCRIPT = {
    "script.toml": """
id = "tafel"
people = 8
recording = "allowed"
evaluation_minutes = 0

[[phases]]
id = "leiding"
minutes = 60
least_minutes = 60
scales = "no"
speaks = "all"
prepare_seconds = 0
""",
    "nl.toml": """
name = "tafel"
summary = "Om te proberen."
orientation = ["Kort."]

[phases.leiding]
name = "leiding"
announce = "Nu: leiding."
prepare = "Klaar?"
begin = "Begin."
close = "Nu is het voorbij."
""",
}
COMMANDS = (
    ("Balint, we kunnen beginnen.", {"event": "cue-ended", "cue": "leiding/begin"}),
    ("Balint, hoe lang nog?", {"event": "cue-ended", "cue": "time-left"}),
    ("Balint, even pauze.", {"event": "cue-ended", "cue": "paused"}),
    ("Balint, we gaan verder.", {"event": "cue-ended", "cue": "went-on"}),
    ("Balint, vijf minuten erbij.", {"event": "cue-ended", "cue": "extended"}),
    ("Balint, volgende fase.", {"event": "cue-ended", "cue": "leiding/close"}),
)


def test_real_weights_lead_a_session_from_the_first_word_to_the_last(
    pulse: Pulse, base: Model, tmp_path: Path
) -> None:
    asked = ("--start", "ask", "--model", str(base.folder), "--consent-given", "--voice-control")
    with (
        pulse.room(hiss(600, 16_000), 16_000),
        Group(pulse, tmp_path, SCRIPT, *asked) as group,
    ):
        said = [(group.spoken(text), follows) for text, follows in COMMANDS]
        group.waits_for(event="microphone-opened", purpose="attend")
        for sound, follows in said:
            group.commands(sound, **follows)
        assert group.ended() == 0, "".join(group.errors)
        assert "Traceback" not in "".join(group.errors)
        log = group.log()
    (end,) = (each for each in log if each["event"] == "session-ended")
    assert end["complete"] is True
    cues = [each["cue"] for each in log if each["event"] == "cue-ended"]
    for _, follows in COMMANDS:
        assert cues.count(follows["cue"]) == 1, "each was obeyed once, and nothing else"
