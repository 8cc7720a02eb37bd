"""Asks the presenter for a new passphrase: hidden, twice, strong enough, or made for them.

Rules: a passphrase is shown only in a terminal, on a page of its own that is then wiped. It is
returned and kept nowhere. The texts do not blame: they explain what is weak and what would be
enough.
"""

import contextlib
import sys
import unicodedata
from collections.abc import Iterator

from balint_voice.adapters.files.passphrases import generate, judge
from balint_voice.cli.notice import notice
from balint_voice.cli.secrets import ask
from balint_voice.errors import Text
from balint_voice.messages import catalogue

_PAGE = "\x1b[?1049h\x1b[2J\x1b[H"
_PAGE_GONE = "\x1b[2J\x1b[3J\x1b[H\x1b[?1049l"
"""A page beside the terminal's own, which keeps no lines that scrolled away; then it is wiped."""


def choose(language: str, question: str, again: str) -> str:
    """The presenter chooses a passphrase in this terminal: `question` asks it, `again` repeats."""
    say = _Saying(language)
    offers = sys.stderr.isatty()
    if offers:
        say(Text("passphrase-offer"))
    while True:
        typed = _hidden(question)
        if typed in ("", "?") and offers:
            typed = generate(language)
            _show_alone(typed, say)
        elif faults := faults_of(typed, language):
            for fault in faults:
                say(fault)
            if faults[0] == Text("passphrase-weak"):
                say(Text("passphrase-enough"))
            continue
        if _hidden(again) == typed:
            return typed
        say(Text("passphrase-different"))


def faults_of(typed: str, language: str) -> tuple[Text, ...]:
    """Why this cannot be the passphrase; nothing where it can."""
    if not typed.strip():
        return (Text("passphrase-blank"),)
    if not _can_be_typed(typed):
        return (Text("passphrase-untypable"),)
    judged = judge(typed, language)
    if judged.strong:
        return ()
    return (Text("passphrase-weak"), *judged.why)


def warned_of(passphrase: str, language: str) -> None:
    """Say so where a passphrase that comes from a file is weak. Whoever automates it decides."""
    if not judge(passphrase, language).strong:
        _Saying(language)(Text("passphrase-file-weak"))


class _Saying:
    """Lines in the session's language, by their key among the phrases."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, text: Text) -> None:
        notice(self.of(text))

    def of(self, text: Text) -> str:
        return catalogue.phrase(text, self._language)


def _hidden(question: str) -> str:
    typed = ask(question, hide_input=True, default="", show_default=False)
    return unicodedata.normalize("NFC", typed)  # as the key will be made of it


def _can_be_typed(text: str) -> bool:
    """Neither blank nor with something that no eye sees: an arrow key, a broken character."""
    return bool(text.strip()) and all(unicodedata.category(each)[0] != "C" for each in text)


def _show_alone(passphrase: str, say: _Saying) -> None:
    say(Text("passphrase-look-away"))
    ask(say.of(Text("passphrase-when-alone")), hide_input=True, default="", show_default=False)
    with page_alone():
        notice(say.of(Text("passphrase-made")) + "\n")
        sys.stderr.write(f"    {passphrase}\n\n")
        notice(say.of(Text("passphrase-remember")))
        ask(say.of(Text("passphrase-when-known")), hide_input=True, default="", show_default=False)


@contextlib.contextmanager
def page_alone() -> Iterator[None]:
    """A page of the terminal that is gone afterwards, as far as the terminal obeys."""
    sys.stderr.write(_PAGE)
    sys.stderr.flush()
    try:
        yield
    finally:
        sys.stderr.write(_PAGE_GONE)
        sys.stderr.flush()
