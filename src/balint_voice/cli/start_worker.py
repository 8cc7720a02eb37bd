"""The child process that serves the page before a session, or the one after it.

Run as `python -m balint_voice.cli.start_worker` by `balint-voice start`, which hands it the socket.
It alone sees the presenter's passphrase. Its answer: what was chosen, and the presenter's public
key with the wrapped secret half; nothing after a session.

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
    from balint_voice.cli.after_desk import AfterDesk
    from balint_voice.cli.start_desk import StartDesk
    from balint_voice.cli.streams import settle_streams

    settle_streams()
    taken = handed.taken_over()
    given = taken.given
    if "after" in given:
        serve(taken, AfterDesk(given["after"], given["language"]))
        handed.answer({})
    else:
        desk = StartDesk(given["choices"], given["parts"], given["failed"])
        serve(taken, desk)
        handed.answer(desk.result)
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # whoever still listens to a page that is over is not waited for
