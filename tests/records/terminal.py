"""A program in a terminal of its own, and somebody who answers its questions."""

import os
import pty
import select
from pathlib import Path

_PATIENCE_S = 300.0


def answered(command: list[str], *answers: tuple[str, str], cwd: Path | None = None) -> str:
    """Run it; each time a text is shown, type the answer that goes with it. What was shown.

    The exit status must be 0. A text should go to the last blank of the question: what is typed
    before that, the terminal may throw away.
    """
    child, terminal = pty.fork()
    if child == 0:
        if cwd is not None:
            os.chdir(cwd)
        os.execvp(command[0], command)
    shown = ""
    for question, answer in answers:
        seen = ""
        while question.lower() not in seen.lower():
            part = _read(terminal)
            if not part:
                os.waitpid(child, 0)
                raise AssertionError(f"never asked {question!r}, but said {shown + seen!r}")
            seen += part
        shown += seen
        os.write(terminal, answer.encode() + b"\n")
    while part := _read(terminal):
        shown += part
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, shown
    return shown


def _read(terminal: int) -> str:
    ready, _, _ = select.select([terminal], [], [], _PATIENCE_S)
    assert ready, "it neither says anything nor ends"
    try:
        return os.read(terminal, 4096).decode(errors="replace")
    except OSError:  # the child closed its side
        return ""
