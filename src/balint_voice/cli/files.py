"""Writing a page that somebody asked for to a file of their own; nothing is overwritten."""

from pathlib import Path

from balint_voice.cli.language import label
from balint_voice.cli.notice import notice
from balint_voice.errors import Unusable, reason


def refuse_existing(path: Path | None) -> None:
    """Raise Unusable before any work is done for a file that could not be written."""
    if path is not None and path.exists():
        raise _already_there(path)


def write_page(path: Path, page: str) -> None:
    """Write it, and say where it is. Raises Unusable when it cannot be."""
    from balint_voice.records.append_only import write_new

    try:
        write_new(path, page.encode())
    except FileExistsError:
        raise _already_there(path) from None
    except OSError as error:
        raise Unusable("file-unwritable", path=path, reason=reason(error)) from None
    notice(label("notices", "written", path=path))


def _already_there(path: Path) -> Unusable:
    return Unusable("file-exists", path=path)
