"""How this program is called from here, for the lines that tell what to type next."""

import shutil
import sys
from pathlib import Path

NAME = "balint-voice"


def called() -> str:
    """`balint-voice` where a shell finds it; else the way in which it was called just now."""
    ours = Path(sys.argv[0])
    if ours.stem != NAME:  # as a module
        return f"{sys.executable} -m balint_voice"
    found = shutil.which(NAME)
    # Windows calls it balint-voice.exe, and takes the name without.
    if found is not None and Path(found).resolve().with_suffix("") == ours.resolve().with_suffix(
        ""
    ):
        return NAME
    return str(ours)
