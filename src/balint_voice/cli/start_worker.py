"""The child process that serves the start page, and sees the presenter's passphrase.

Run as `python -m balint_voice.cli.start_worker` by `balint-voice start`, which hands it the socket.
Its answer: what was chosen, and the presenter's public key with the wrapped secret half.

Rules: it leaves no core, writes nothing but the group's settings, and ends when its parent does.
"""

import os
import sys

from balint_voice.adapters.system.core_dumps import leave_no_core_dump
from balint_voice.cli.interruption import ends_at_once


def main() -> int:
    leave_no_core_dump()
    ends_at_once()
    from balint_voice.adapters.browser import handed
    from balint_voice.adapters.browser.start_site import serve
    from balint_voice.cli.start_desk import StartDesk
    from balint_voice.cli.streams import settle_streams

    settle_streams()
    taken = handed.taken_over()
    desk = StartDesk(taken.given["choices"], taken.given["parts"], taken.given["refused"])
    serve(taken, desk)
    handed.answer(desk.result)
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # whoever still listens to a page that is over is not waited for
