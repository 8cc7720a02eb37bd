"""Standard streams on systems whose encoding is not UTF-8.

Rules: a character that a terminal or a pipe cannot show never costs a line or ends the program.
Other programs read UTF-8 from us, unless the system says otherwise.
"""

import io
import sys

from balint_voice.errors import Unusable


def piped_text(most: int, name: str) -> str:
    """What is piped in, up to one character more than `most`. Raises Unusable where it is no text;
    `name`: what the user calls it."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="strict")  # some locales let broken bytes through
    try:
        return sys.stdin.read(most + 1).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise Unusable("file-not-text", path=name) from None


def settle_streams() -> None:
    """Windows' pipes become UTF-8 (its console is so already); elsewhere the locale is obeyed, and
    a sign that it lacks becomes a question mark. A passphrase that is piped in is the same on each.
    """
    if sys.platform == "win32" and isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if sys.platform == "win32":
            stream.reconfigure(encoding="utf-8", errors="replace")
        else:
            stream.reconfigure(errors="replace")
