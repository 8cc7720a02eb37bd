"""The group's settings on disk."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from balint_voice.adapters.system.places import settings_are_named, settings_file
from balint_voice.errors import Unusable, reason
from balint_voice.method.toml_table import Source
from balint_voice.records.disk import sync, sync_folder
from balint_voice.records.reading import read_text
from balint_voice.settings import Settings, kept_in, read_settings


def keep_settings(values: Mapping[str, Any]) -> Path:
    """Write these into the group's settings, where all else stays as it is: the file. Raises
    Unusable."""
    path = settings_file()
    try:
        text = read_text(path)
    except FileNotFoundError:
        text = ""
    except OSError as error:
        raise Unusable("file-unreadable", path=path, reason=reason(error)) from None
    except UnicodeDecodeError:
        raise Unusable("file-not-text", path=path) from None
    text = kept_in(Source(str(path), text), values)
    target = path.resolve()  # the file itself, where a link leads to it
    new = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with new.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            sync(file.fileno())
        new.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise Unusable("settings-unwritable", path=path, reason=reason(error)) from None
    return path


def load_settings() -> Settings:
    """The group's settings; all defaults where there is no file and none was named. Raises
    Unusable."""
    path = settings_file()
    try:
        text = read_text(path)
    except FileNotFoundError as error:
        if settings_are_named():
            raise Unusable("file-unreadable", path=path, reason=reason(error)) from None
        return Settings()
    except OSError as error:
        raise Unusable("file-unreadable", path=path, reason=reason(error)) from None
    except UnicodeDecodeError:
        raise Unusable("file-not-text", path=path) from None
    return read_settings(Source(str(path), text))
