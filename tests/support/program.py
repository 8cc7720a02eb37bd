"""The program in a process of its own, without the half second it takes to read its modules.

On Linux it is forked from a process that has read them and does nothing else, with arguments,
environment, folder and streams of its own; elsewhere Python starts anew. Whoever tries how the
program starts, meets a terminal or is stopped by a signal runs `python -m balint_voice` instead.
"""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.support.pulse import PATIENCE_S

_WAITS = """
import sys
from tests.support.program import become_asked
become_asked(int(sys.argv[1]))
from balint_voice.__main__ import main
main()
"""


def ran(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    given: str = "",
    cwd: Path | None = None,
) -> "subprocess.CompletedProcess[str]":
    """`balint-voice ARGUMENTS`, with `given` on stdin, to its end."""
    env, cwd = dict(os.environ if env is None else env), cwd or Path.cwd()
    if sys.platform != "linux":
        return subprocess.run(
            [sys.executable, "-m", "balint_voice", *arguments],
            input=given,
            capture_output=True,
            text=True,
            env=env,
            cwd=cwd,
            timeout=PATIENCE_S,
            check=False,
        )
    with _one_at_a_time:
        return _parent().ran(arguments, env, given, cwd)


class _Parent:
    """The process that has read the modules, and forks whatever is asked for."""

    def __init__(self) -> None:
        self._line, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WAITS, str(its.fileno())],
            stdin=subprocess.PIPE,  # of the kind that its children get
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            pass_fds=[its.fileno()],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        its.close()
        self._line.settimeout(PATIENCE_S)

    def ran(
        self, arguments: tuple[str, ...], env: dict[str, str], given: str, cwd: Path
    ) -> "subprocess.CompletedProcess[str]":
        its_in, to_it = os.pipe()
        from_it, its_out = os.pipe()
        errors, its_errors = os.pipe()
        asked = json.dumps([arguments, env, str(cwd)], ensure_ascii=True).encode()
        socket.send_fds(self._line, [asked], [its_in, its_out, its_errors])
        for each in (its_in, its_out, its_errors):
            os.close(each)
        with ThreadPoolExecutor(3) as readers:
            readers.submit(_give, to_it, given)
            shown, complained = readers.submit(_all_of, from_it), readers.submit(_all_of, errors)
            code = int(self._line.recv(64))
            return subprocess.CompletedProcess(arguments, code, shown.result(), complained.result())

    def runs(self) -> bool:
        return self._process.poll() is None


_one_at_a_time = threading.Lock()
_parents: list[_Parent] = []


def _parent() -> _Parent:
    if not _parents or not _parents[-1].runs():
        _parents.append(_Parent())
    return _parents[-1]


def _give(pipe: int, text: str) -> None:
    try:
        with os.fdopen(pipe, "w", encoding="utf-8") as file:
            file.write(text)
    except BrokenPipeError:  # it did not read to the end
        pass


def _all_of(pipe: int) -> str:
    with os.fdopen(pipe, encoding="utf-8") as file:
        return file.read()


def become_asked(line_number: int) -> None:
    """Reads the modules, forks for each request, and returns in the child alone."""
    import contextlib
    import gc
    import importlib
    import pkgutil
    import random

    import balint_voice

    for module in pkgutil.walk_packages(balint_voice.__path__, "balint_voice."):
        if module.name.startswith(_READ_BEFORE) and module.name not in _RUNS_WHEN_READ:
            importlib.import_module(module.name)
    importlib.import_module("balint_voice.cli.main").commands()
    with contextlib.suppress(ImportError):  # what typer reads when it parses
        importlib.import_module("typer._adapters")
    gc.freeze()
    line = socket.socket(fileno=line_number)
    while True:
        asked, streams, _, _ = socket.recv_fds(line, 1 << 20, 3)
        if not asked:
            os._exit(0)
        child = os.fork()
        if child == 0:
            break
        for each in streams:
            os.close(each)
        _, status = os.waitpid(child, 0)
        line.send(str(os.waitstatus_to_exitcode(status)).encode())
    line.close()
    for number, each in enumerate(streams):
        os.dup2(each, number)
        os.close(each)
    arguments, env, cwd = json.loads(asked)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    random.seed()
    sys.argv = [str(Path(balint_voice.__file__).with_name("__main__.py")), *arguments]


_ROOMS = ("app", "cli", "method", "notes", "records", "review", "session", "adapters.files")
_READ_BEFORE = tuple(f"balint_voice.{each}" for each in _ROOMS)
"""What most commands read, and much of what that reads; nothing that opens a device."""
_RUNS_WHEN_READ = ("balint_voice.records.read_notes",)
