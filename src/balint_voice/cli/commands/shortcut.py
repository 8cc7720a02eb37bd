"""`balint-voice shortcut`: an icon for the start page, where this system has its icons."""

import os
import platform
import sys
from pathlib import Path
from typing import Annotated

import typer

from balint_voice.cli import writing
from balint_voice.cli.language import label
from balint_voice.cli.notice import notice
from balint_voice.errors import Unusable


def shortcut(
    remove: Annotated[bool, typer.Option("--remove", help="Take the icon away again.")] = False,
) -> None:
    """Put an icon for `balint-voice start` into the menu of this computer."""
    from balint_voice.adapters.files.pages import template_path
    from balint_voice.adapters.system.shortcut import put, shortcut_for, take_away

    try:
        home = Path.home()
    except RuntimeError:
        raise Unusable("home-unknown", path="~") from None
    made = shortcut_for(
        sys.platform,
        home,
        os.environ,
        machine=platform.machine(),
        command=(sys.executable, "-m", "balint_voice", "start"),
        icon=template_path("icon.svg"),
        comment=label("shortcut", "comment"),
    )
    if remove:
        gone = take_away(made)
        notice(label("shortcut", "removed") if gone else label("shortcut", "none"))
        return
    put(made)
    writing.line(str(made.path))
    notice(label("shortcut", "made"))
