"""The group's settings on disk."""

from balint_voice.adapters.system.places import settings_are_named, settings_file
from balint_voice.errors import Unusable, reason
from balint_voice.method.toml_table import Source
from balint_voice.records.reading import read_text
from balint_voice.settings import Settings, read_settings


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
