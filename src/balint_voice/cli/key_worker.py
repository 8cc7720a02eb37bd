"""The child process that sees the presenter's passphrase and secret key, so that no other does.

Run as `python -m balint_voice.cli.key_worker LANGUAGE QUESTION AGAIN`: it asks for a passphrase in
the terminal; or with LANGUAGE FILE: it reads the passphrase from stdin, which is that file. It
answers on stdout, in JSON: the recipient and the wrapped identity, or why not.

Rules: it leaves no core, writes nothing to disk, and ends when its parent does or no
longer listens.
"""

import base64
import json
import sys
import threading
from typing import Any

from balint_voice.adapters.system.core_dumps import leave_no_core_dump
from balint_voice.cli.interruption import ends_at_once, ends_in_order, every_end_in_order


def main(arguments: list[str]) -> int:
    """One answer on stdout; the exit code is 130 where the user wanted none."""
    leave_no_core_dump()
    ends_in_order()
    try:
        with every_end_in_order():
            threading.Thread(target=_until_nobody_listens, daemon=True).start()
            print(json.dumps(_answer(arguments)), flush=True)
    except KeyboardInterrupt:
        return 130
    finally:
        ends_at_once()
    return 0


def _answer(arguments: list[str]) -> dict[str, Any]:
    import typer

    from balint_voice.errors import Unusable

    try:
        recipient, wrapped = _made(arguments)
    except Unusable as refused:
        fields = {name: str(value) for name, value in refused.text.fields.items()}
        return {"refused": refused.key, "fields": fields}
    except typer.Exit:
        raise KeyboardInterrupt from None
    except Exception as fault:  # noqa: BLE001 - a traceback may hold the passphrase
        return {"fault": type(fault).__name__}
    return {"recipient": recipient, "wrapped": base64.b64encode(wrapped).decode()}


def _made(arguments: list[str]) -> tuple[str, bytes]:
    from balint_voice.cli.language import label, settle
    from balint_voice.cli.passphrase import choose
    from balint_voice.cli.progress import waited_for
    from balint_voice.cli.streams import settle_streams
    from balint_voice.records.presenter_key import make_presenter_key

    settle_streams()
    settle(arguments[0])
    match arguments:
        case [language, question, again]:
            passphrase = choose(language, question, again)
        case _:
            passphrase = _read(*arguments)
    with waited_for(label("ask", "passphrase-works")):
        return make_presenter_key(passphrase)


def _read(language: str, file: str) -> str:
    import io

    from balint_voice.cli.passphrase import warned_of
    from balint_voice.cli.secrets import piped_passphrase
    from balint_voice.errors import Unusable

    if file != "-" and isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8")  # as a file is, not as a pipe
    passphrase = piped_passphrase(file)
    if not passphrase.strip():
        raise Unusable("passphrase-empty")
    warned_of(passphrase, language)
    return passphrase


def _until_nobody_listens() -> None:
    """Ends as with Ctrl-C when the parent is gone, killed even, or no longer waits."""
    if sys.platform == "win32":
        return  # there the terminal shows again by itself
    import select
    import signal

    listener = select.poll()
    listener.register(sys.__stdout__ or 1, 0)
    listener.poll()
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
