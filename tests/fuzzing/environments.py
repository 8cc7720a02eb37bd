"""Values of the environment, from any shell: whatever they are, a command ends in words.

The variables are ours and those that what we use obeys: terminal, language, time zone, the hub.
"""

import contextlib
import io
import os
import random
from pathlib import Path
from unittest import mock

from balint_voice.adapters.whisper import hub
from balint_voice.errors import Unusable
from balint_voice.messages.printable import printable_lines
from tests.fuzzing.commands import CODES, away_from_home, left_with
from tests.support.refusals import advice, what

_VARIABLES = (
    *("BALINT_VOICE_DATA", "BALINT_VOICE_MODELS", "BALINT_VOICE_CONFIG", "HF_ENDPOINT", "TERM"),
    *("TEXTUAL_COLOR_SYSTEM", "LANG", "LC_ALL", "LANGUAGE", "COLUMNS", "LINES", "NO_COLOR", "TZ"),
    *("TMPDIR", "PULSE_SERVER", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME", "TERMINAL_WIDTH"),
    *("FORCE_COLOR", "PY_COLORS", "_TYPER_STANDARD_TRACEBACK"),
)
_VALUES = (
    *("", " ", "0", "-1", "1", "1e9", "x" * 5000, "~", "~/x", "~nosuchuser/x", "/", "/dev/null"),
    *("/dev/zero", "/proc/1/mem", "relative", "../..", "a\nb", "\x1b]0;x\x07", "\u202ex", "\udcff"),
    *("http://[bad", "https://hub:99999", "file:///etc", "C.UTF-8", "nl_NL", "xx", "tr_TR.UTF-8"),
    *("dumb", "bogus", "unix:/nowhere", "{cookie}tcp:1.2.3.4", "Europe/Nowhere", "$HOME", "é"),
)
_COMMANDS = (
    *("settings", "sessions list", "models list", "scripts list", "scripts show intervisie"),
    *("history --json", "review", "run --voice none", "models check base", "sheet", "notes"),
)


def outcome(chance: random.Random) -> str:
    given = {
        variable: chance.choice(_VALUES)
        for variable in chance.sample(_VARIABLES, chance.choice((1, 1, 2, 4)))
    }
    words = chance.choice(_COMMANDS).split()
    with away_from_home(), io.StringIO() as out, io.StringIO() as err:
        with (
            mock.patch.dict(os.environ, given),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = left_with(words)
            _hub()
            assert not Path("~").exists(), "a folder that is called ~"
        said = out.getvalue() + err.getvalue()
    assert code in CODES and "Traceback" not in said, (given, words, code, said)
    assert said == printable_lines(said) or "\x1b[" in said, (given, words, said)
    return "valid" if code == 0 else "refused"


def _hub() -> None:
    try:
        assert hub.endpoint().startswith("http")
    except Unusable as refusal:
        assert what(refusal) and advice(refusal)
