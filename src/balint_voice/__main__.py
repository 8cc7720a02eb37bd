"""`balint-voice` and `python -m balint_voice`.

Rules: from the first step on, Ctrl-C ends the program in order, and a crash leaves no core file.
"""

import os
import sys
from typing import NoReturn

from balint_voice.adapters.system.core_dumps import leave_no_core_dump
from balint_voice.cli.interruption import ends_at_once, ends_in_order
from balint_voice.cli.switches import take_out_switches


def main() -> NoReturn:
    """Run a command and leave with the exit code of how it ended."""
    ends_at_once()
    leave_no_core_dump()
    take_out_switches(os.environ)
    try:
        ends_in_order()
        from balint_voice.cli.main import main as command  # takes a while

        command()
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        ends_at_once()


if __name__ == "__main__":
    main()
