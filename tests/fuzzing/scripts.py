"""Mutated methods: the structure, the words or the common words cut, doubled, swapped, filled.

Anything but a Script or Unusable (with a hint) is a defect: it is raised, with the texts kept.
"""

import random
from pathlib import Path
from tempfile import mkdtemp

from balint_voice.adapters.files.prompt_store import find_script, script_names
from balint_voice.adapters.system.places import shipped
from balint_voice.errors import Unusable
from balint_voice.method.reader import read_script, read_words
from balint_voice.method.toml_table import Source
from balint_voice.session.options import SessionOptions
from balint_voice.session.plan import outline, timed
from tests.support.refusals import advice, what

_NOISE = (
    "[",
    "]]",
    "{",
    "}",
    '"',
    '"""',
    "=",
    "\n",
    "\\",
    "\x00",
    "é",
    "𝄞",
    "inf",
    "nan",
    "-1",
    "1e999",
    "\\u001b]0;x\\u0007",
    "\\u202e",
    "1" + "0" * 400,
)
_LANGUAGES = ("nl", "en", "de", "fr")


def outcome(chance: random.Random) -> str:
    """Mutate one method's structure and read it: "valid" or "refused"."""
    return read_with_one_mutated(0, chance)


def read_with_one_mutated(which: int, chance: random.Random) -> str:
    """Mutate the structure (0), the words (1) or the common words (2) of some method."""
    folder = find_script(chance.choice(script_names()))
    language = chance.choice(_LANGUAGES)
    paths = (
        folder / "script.toml",
        folder / f"{language}.toml",
        shipped("prompts") / "common" / f"{language}.toml",
    )
    texts = [path.read_text("utf-8") for path in paths]
    texts[which] = mutated(texts[which], chance)
    structure, words, common = texts
    try:
        pack = read_words(Source("common", common))
        script = read_script(Source("script", structure), Source("words", words), pack)
        options = SessionOptions(people=script.people, orientation=True, evaluation=True)
        timed(outline(script, options), seconds=len)
    except Unusable as refusal:
        assert what(refusal) and advice(refusal), refusal
        return "refused"
    except BaseException:
        _keep(texts)
        raise
    return "valid"


def mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(text) + 1)
        length = chance.choice((0, 1, 3, 20, 200))
        piece = text[start : start + length]
        match chance.randrange(4):
            case 0:
                piece = ""
            case 1:
                piece += piece
            case 2:
                piece = chance.choice(_NOISE) + piece
            case _:
                other = chance.randrange(len(text) + 1)
                piece = text[other : other + length]
        text = text[:start] + piece + text[start + length :]
    return text


def _keep(texts: list[str]) -> None:
    folder = Path(mkdtemp(prefix="balint-voice-fuzz-"))
    for name, text in zip(("script.toml", "words.toml", "common.toml"), texts, strict=True):
        (folder / name).write_text(text, "utf-8", errors="surrogatepass")
    print(f"kept in {folder}")
