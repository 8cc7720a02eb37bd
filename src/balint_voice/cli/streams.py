"""What is printed and read, on systems whose pipes have another alphabet than ours.

Rules: no sign that a terminal or a pipe cannot hold costs a line, or the program its
end; and what other programs read of us is UTF-8 where the system does not say otherwise.
"""

import io
import sys


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
