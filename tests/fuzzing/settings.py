"""Mutated settings: each is Settings or a clear refusal; anything else is raised, the text kept."""

import random
import re
from pathlib import Path
from tempfile import mkstemp

from balint_voice.errors import Unusable
from balint_voice.method.toml_table import Source
from balint_voice.settings import Settings, read_settings
from tests.fuzzing.scripts import mutated
from tests.support.refusals import advice, what

_PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
_EXAMPLE = re.findall(r"```toml\n(.*?)```", _PAGE.read_text("utf-8"), re.S)[0]


def outcome(chance: random.Random) -> str:
    """Mutate the page's example and read it: "valid" or "refused"."""
    return read(mutated(_EXAMPLE, chance))


def read(text: str) -> str:
    try:
        assert isinstance(read_settings(Source("settings.toml", text)), Settings)
    except Unusable as refusal:
        assert what(refusal) and advice(refusal), refusal
        return "refused"
    except BaseException:
        _, name = mkstemp(prefix="balint-voice-fuzz-", suffix=".toml")
        Path(name).write_text(text, "utf-8", errors="surrogatepass")
        print(f"kept in {name}")
        raise
    return "valid"
