"""Killed between any two calls to the system: a child process that dies at the so-many-th.

Each write is made in two, so that a record can also be killed in its middle. The child tells what
was acknowledged through a pipe; what it leaves behind is judged.
"""

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.crash import story
from tests.crash.verdict import clock_stands, judge

CALLS = ("open", "write", "fsync", "ftruncate", "unlink", "replace", "mkdir", "fchmod", "chmod")
KILLED = 9


def killed_at(call: int, root: Path) -> tuple[int, bool]:
    """Play in a child that dies at this call: how many acts it had acknowledged, and whether it
    came through."""
    ours, childs = os.pipe()
    child = os.fork()
    if child == 0:
        _live_and_die(call, root, childs)
    os.close(childs)
    told = b""
    while part := os.read(ours, 1 << 16):
        told += part
    os.close(ours)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, KILLED), f"the child ended with {code}"
    return len(told), code == 0


def _live_and_die(call: int, root: Path, tell: int) -> None:
    tells, left, halved = os.write, call, False

    def acknowledged(_: int) -> None:
        tells(tell, b".")

    def counted(name: str) -> None:
        real = getattr(os, name)

        def counts(*given: Any, **also: Any) -> Any:
            nonlocal left, halved
            if left == 0:
                os._exit(KILLED)
            left -= 1
            if name == "write":
                descriptor, content = given
                halved = not halved and len(content) > 1
                given = (descriptor, content[: len(content) // 2] if halved else content)
            return real(*given, **also)

        setattr(os, name, counts)

    for name in CALLS:
        counted(name)
    try:
        story.play(root, acknowledged)
    except BaseException:  # noqa: BLE001 - a child of a fork must never go on as its parent
        os._exit(1)
    os._exit(0)


def point(call: int) -> bool:
    """One kill, judged; False when the evening came to its end before that call."""
    evening = story.acts()
    root = Path(mkdtemp(prefix="balint-voice-kills-")) / "sessions"
    try:
        acknowledged, through = killed_at(call, root)
        doing = evening[acknowledged] if acknowledged < len(evening) else None
        clock_stands(root, evening[:acknowledged], doing)
        judge(root, evening[:acknowledged], doing)
    finally:
        shutil.rmtree(root.parent)
    return not through
