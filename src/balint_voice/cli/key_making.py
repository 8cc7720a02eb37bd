"""The presenter's key, made in a process that ends before the session begins.

Rules: neither the passphrase nor the secret half of the key ever comes into this process. The
worker asks for the passphrase in the terminal, or reads it from its stdin, and returns the public
half and the wrapped secret half. One process could not promise this in a language whose strings
cannot be overwritten.
"""

import base64
import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import typer

from balint_voice.cli.interruption import every_end_in_order
from balint_voice.errors import BalintVoiceError, Unusable, reason

_WORKER = "balint_voice.cli.key_worker"


def from_file(file: str, language: str) -> tuple[str, bytes]:
    """The key for the passphrase in a file (`-` is stdin): the recipient, the wrapped identity.
    Raises Unusable where it cannot be read."""
    if file == "-":
        return _made(None, language, file)
    try:
        # Opened here: what a shell names /dev/fd/63 only we have. It is not read here.
        opened = Path(file).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise Unusable("file-unreadable", path=file, reason=reason(error)) from None
    with opened:
        return _made(opened, language, file)


def by_asking(language: str, question: str, again: str) -> tuple[str, bytes]:
    """The key for a passphrase that the presenter chooses in this terminal."""
    return _made(None, language, question, again)


def _made(stdin: IO[bytes] | None, *arguments: str) -> tuple[str, bytes]:
    command = [sys.executable, "-P", "-m", _WORKER, *arguments]
    with every_end_in_order():
        worker = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE)
        assert worker.stdout is not None
        try:
            said = worker.stdout.read()
        finally:
            # Nobody listens any more: the worker gives the terminal back as it was, and ends.
            worker.stdout.close()
            code = worker.wait()
    if code == 130:
        raise typer.Exit(130)
    answer: dict[str, Any] = {}
    with contextlib.suppress(ValueError):  # it was killed, perhaps in the middle
        answer = json.loads(said)
    if "refused" in answer:
        raise Unusable.again(answer["refused"], answer["fields"])
    if "recipient" not in answer:
        raise BalintVoiceError("fault-of-ours", where=f"{_WORKER}: {answer.get('fault', code)}")
    return answer["recipient"], base64.b64decode(answer["wrapped"])
