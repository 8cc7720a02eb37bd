"""An icon for `balint-voice start`, where this system has its icons.

Rules: it is one file (on a Mac one folder) in the user's own places, and nothing else is changed.
What lies there and is not ours is neither overwritten nor removed.
"""

import os
import plistlib
import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from balint_voice.errors import Unusable, reason

NAME = "balint-voice"
_MARK = "made by balint-voice shortcut"
"""Stands in whatever is made here: by this it is known again."""
_IDENTIFIER = "balint-voice.shortcut"


@dataclass(frozen=True)
class Shortcut:
    """`files`: by path within `path` (an empty one is `path` itself), what is in each; those that
    are to be run are among `programs`."""

    path: Path
    files: Mapping[str, bytes]
    programs: frozenset[str] = frozenset()

    @property
    def marked(self) -> Path:
        """The file that has the mark."""
        return self.path / next(iter(self.files))


def shortcut_for(
    system: str,
    home: Path,
    environment: Mapping[str, str],
    *,
    machine: str,
    command: Sequence[str],
    icon: Path,
    comment: str,
) -> Shortcut:
    """What `system` (as `sys.platform` calls it) wants. `machine`: the processor that this Python
    runs for, as `platform.machine` calls it. `comment`: what it is, in a line."""
    if system == "darwin":
        return _application(home, machine, command, comment)
    if system == "win32":
        roaming = environment.get("APPDATA")
        menu = Path(roaming) if roaming else home / "AppData" / "Roaming"
        path = menu / "Microsoft" / "Windows" / "Start Menu" / "Programs" / f"{NAME}.cmd"
        return Shortcut(path, {"": _command_file(command)})
    data = environment.get("XDG_DATA_HOME", "")
    shared = Path(data) if Path(data).is_absolute() else home / ".local" / "share"
    path = shared / "applications" / f"{NAME}.desktop"
    return Shortcut(path, {"": _desktop_entry(command, icon, comment)})


def put(shortcut: Shortcut) -> None:
    """Make it, or make it anew. Raises Unusable."""
    _require_ours(shortcut)
    try:
        for name, content in shortcut.files.items():
            file = shortcut.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            new = file.with_name(f".{file.name}.new")
            new.write_bytes(content)
            new.chmod(0o755 if name in shortcut.programs else 0o644)
            new.replace(file)
    except OSError as error:
        raise _unwritable(shortcut.path, error) from None


def take_away(shortcut: Shortcut) -> bool:
    """Whether there was one. Raises Unusable."""
    if not os.path.lexists(shortcut.path):
        return False
    _require_ours(shortcut)
    try:
        if shortcut.path.is_dir():
            shutil.rmtree(shortcut.path)
        else:
            shortcut.path.unlink()
    except OSError as error:
        raise _unwritable(shortcut.path, error) from None
    return True


def _require_ours(shortcut: Shortcut) -> None:
    path = shortcut.path
    if not os.path.lexists(path):
        return
    try:
        ours = not path.is_symlink() and _MARK.encode() in shortcut.marked.read_bytes()
    except OSError:
        ours = False
    if not ours:
        raise Unusable("shortcut-not-ours", path=path)


def _unwritable(path: Path, error: OSError) -> Unusable:
    return Unusable("shortcut-unwritable", path=path, reason=reason(error))


def _desktop_entry(command: Sequence[str], icon: Path, comment: str) -> bytes:
    """A menu entry, by the freedesktop.org specification."""
    lines = (
        "[Desktop Entry]",
        f"# {_MARK}",
        "Type=Application",
        f"Name={NAME}",
        f"Comment={_in_entry(comment)}",
        f"Exec={_in_entry(' '.join(map(_quoted, command)))}",
        f"Icon={_in_entry(str(icon))}",
        "Terminal=false",
        "Categories=Office;",
    )
    return ("\n".join(lines) + "\n").encode()


def _quoted(word: str) -> str:
    for sign in ("\\", '"', "`", "$"):
        word = word.replace(sign, f"\\{sign}")
    return f'"{word.replace("%", "%%")}"'


def _in_entry(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", " ")


def _application(home: Path, machine: str, command: Sequence[str], comment: str) -> Shortcut:
    """A folder that a Mac takes for an application.

    Of a script the system cannot see which processor it is for. On Apple silicon it may then ask
    for Rosetta, or start a universal Python as an Intel one, without the libraries installed here.
    """
    about = {
        "CFBundleName": NAME,
        "CFBundleIdentifier": _IDENTIFIER,
        "CFBundleExecutable": NAME,
        "CFBundlePackageType": "APPL",
        "CFBundleVersion": "1",
        "CFBundleGetInfoString": _MARK,
        "LSArchitecturePriority": [machine],
        # Not of an Intel Python: on Apple silicon it needs Rosetta.
        "LSRequiresNativeExecution": machine == "arm64",
        "NSMicrophoneUsageDescription": comment,  # shown when the system asks for leave
    }
    script = f"#!/bin/sh\n# {_MARK}\nexec {shlex.join(command)}\n"
    program = f"Contents/MacOS/{NAME}"
    files = {"Contents/Info.plist": plistlib.dumps(about), program: script.encode()}
    return Shortcut(home / "Applications" / f"{NAME}.app", files, frozenset((program,)))


def _command_file(command: Sequence[str]) -> bytes:
    """Starts it with its window out of the way; the path may have letters of any language."""
    words = " ".join(f'"{word.replace("%", "%%")}"' for word in command)
    lines = ("@echo off", f"rem {_MARK}", "chcp 65001 >nul", f'start "{NAME}" /min {words}')
    return ("\r\n".join(lines) + "\r\n").encode()
