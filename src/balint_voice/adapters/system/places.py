"""Where things lie on this machine: the user's places, and what came with the program.

The environment wins (BALINT_VOICE_DATA, _MODELS, _CONFIG), then the system's own habits.
"""

import os
from pathlib import Path

import platformdirs

_NAME = "balint-voice"


def sessions_folder() -> Path:
    """Where sessions are kept: DATA/sessions."""
    given = os.environ.get("BALINT_VOICE_DATA")
    data = Path(given) if given else Path(platformdirs.user_data_dir(_NAME, appauthor=False))
    return data / "sessions"


def models_folder() -> Path:
    """Where the user's own Whisper models are placed."""
    given = os.environ.get("BALINT_VOICE_MODELS")
    if given:
        return Path(given)
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "models"


def scripts_folder() -> Path:
    """Where the user's own scripts lie: DATA/scripts."""
    return sessions_folder().parent / "scripts"


def settings_file() -> Path:
    """The group's settings: the file that is named, or `settings.toml` in the folder that is."""
    given = os.environ.get("BALINT_VOICE_CONFIG")
    if given and not Path(given).is_dir():
        return Path(given)
    folder = Path(given) if given else Path(platformdirs.user_config_dir(_NAME, appauthor=False))
    return folder / "settings.toml"


def cache_folder() -> Path:
    """Where rendered cues are kept between sessions: our own texts, never anybody's voice."""
    return Path(platformdirs.user_cache_dir(_NAME, appauthor=False))


def shipped(folder: str) -> Path:
    """A folder that came with the program: `prompts` or `models`.

    In a wheel it lies inside the package; in a checkout, at the top level of the repository.
    """
    package = Path(__file__).parents[2]
    inside = package / folder
    return inside if inside.is_dir() else package.parents[1] / folder
