"""`balint-voice settings`: where the group's settings are, and what holds.

Rules: what `run` would refuse in front of the group is refused here.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balint_voice.cli import options, writing
from balint_voice.cli.language import label, settle
from balint_voice.cli.notice import notice

if TYPE_CHECKING:
    from balint_voice.settings import Settings


def settings(
    as_json: options.AsJsonOption = False,
) -> None:
    """Show the group's settings, their file, and the defaults."""
    from balint_voice.adapters.files.settings_store import load_settings
    from balint_voice.adapters.system.places import settings_file
    from balint_voice.settings import Settings

    now, path = load_settings(), settings_file()
    defaults = dict(Settings().listed())
    if "language" in now.given:
        settle(now.language)
    _refuse_what_run_refuses(now, path)
    if as_json:
        listed = [
            {"setting": name, "value": value, "default": defaults[name], "set": name in now.given}
            for name, value in now.listed()
        ]
        data = {"file": str(path), "exists": path.exists(), "settings": listed}
        writing.data(data)
        return
    there = path.exists()
    where = label("settings", "file", file=path) if there else label("settings", "none", file=path)
    notice(where)
    rows = [
        (name, shown(value), shown(defaults[name]) if name in now.given else "")
        for name, value in now.listed()
    ]
    head = (label("settings", "setting"), label("settings", "value"), label("settings", "default"))
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(2)]
    for name, value, default in (head, *rows):
        writing.line(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {default}".rstrip())


def _refuse_what_run_refuses(now: "Settings", path: Path) -> None:
    """A method that is not there, or a phase that it does not have."""
    from balint_voice.cli import parsing
    from balint_voice.errors import Unusable

    try:
        parsing.outline_of(parsing.as_set(now))
    except Unusable:
        notice(label("settings", "file", file=path))
        raise


def shown(value: Any) -> str:
    """A value as the file would have it; a dash where nothing is set."""
    match value:
        case None | ():
            return "-"
        case bool():
            return "true" if value else "false"
        case tuple():
            return json.dumps(list(value), ensure_ascii=False)
        case float():
            return f"{value:g}"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
