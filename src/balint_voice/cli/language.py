"""The language in which a command speaks to the user; it is decided only here.

Rules: a command about a session uses the session's language (`settle`). Otherwise `--language`
decides, then the group's setting, then the system's language if we have it, and then English.
"""

import os
import sys

from balint_voice.errors import BalintVoiceError, Text, Unusable
from balint_voice.messages import catalogue
from balint_voice.messages.catalogue import LANGUAGES, Refusal

_settled: list[str] = []  # one command a process; empty until it knows


def settle(language: str | None) -> None:
    """From here on this command uses that language, if there is a pack for it."""
    if language in LANGUAGES:
        _settled[:] = [language]


def settle_texts(typed: str | None) -> str:
    """The language of the methods' texts: as typed, or else that of a session. It is settled.
    Raises Unusable."""
    from balint_voice.adapters.files.settings_store import load_settings

    wanted = typed or load_settings().language
    if wanted not in LANGUAGES:
        raise Unusable("language-unknown", language=wanted, known=LANGUAGES)
    settle(wanted)
    return wanted


def forget() -> None:
    """As at the start of a command."""
    _settled.clear()


def language() -> str:
    """The language of this command, as far as it is known by now."""
    return _settled[0] if _settled else _typed(sys.argv) or preferred_language()


def preferred_language() -> str:
    """What the user speaks, where no session and no option says otherwise."""
    if (set_by_the_group := _setting()) is not None:
        return set_by_the_group
    spoken = _system_language()[:2].lower()
    return spoken if spoken in LANGUAGES else LANGUAGES[0]


def label(section: str, key: str, /, **fields: object) -> str:
    return catalogue.label(section, key, language(), **fields)


def phrase(text: Text) -> str:
    return catalogue.phrase(text, language())


def refusal(error: BalintVoiceError) -> Refusal:
    return catalogue.refusal(error, language())


def _typed(words: list[str]) -> str | None:
    """`--language de` on a line that was not understood yet, or never will be."""
    for at, word in enumerate(words):
        name, _, value = word.partition("=")
        if name == "--language":
            given = value or "".join(words[at + 1 : at + 2])
            return given if given in LANGUAGES else None
    return None


def _setting() -> str | None:
    """What the settings file says; one that is broken is refused by whoever obeys it, not here."""
    from balint_voice.adapters.files.settings_store import load_settings

    try:
        settings = load_settings()
    except (BalintVoiceError, OSError):
        return None
    return settings.language if "language" in settings.given else None


def _system_language() -> str:
    """As the system has it: `nl_NL.UTF-8`, or nothing."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        if os.environ.get(name):
            return os.environ[name]
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""
