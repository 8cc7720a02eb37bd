"""The group's own words: those in its settings, and those in the file that its settings name.

Rules: one word or name on a line; what follows a # is left out. The file is looked for beside the
settings. Nothing of it is shown, kept or logged.
"""

from balint_voice.adapters.system.places import settings_file
from balint_voice.errors import Unusable, reason
from balint_voice.listening.own_words import LONGEST_WORD, MOST_LETTERS, fits
from balint_voice.records.reading import read_text
from balint_voice.settings import Settings


def own_words(settings: Settings) -> tuple[str, ...]:
    """All of them, each once. Raises Unusable where the file cannot be read, or where they are
    more than the model takes."""
    found = (*settings.words, *_in_file(settings.words_file))
    words = tuple(dict.fromkeys(" ".join(word.split()) for word in found))
    if not fits(words):
        raise Unusable("own-words-too-many", most=MOST_LETTERS, longest=LONGEST_WORD)
    return words


def _in_file(name: str | None) -> tuple[str, ...]:
    if name is None:
        return ()
    try:
        path = settings_file().parent / name
        path = path.expanduser()
        lines = read_text(path).splitlines()
    except RuntimeError:
        raise Unusable("home-unknown", path=name) from None
    except OSError as error:
        raise Unusable("file-unreadable", path=path, reason=reason(error)) from None
    except UnicodeDecodeError:
        raise Unusable("file-not-text", path=path) from None
    words = (line.partition("#")[0].strip() for line in lines)
    return tuple(word for word in words if word and word.isprintable())
