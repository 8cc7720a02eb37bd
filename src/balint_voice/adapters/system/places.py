"""Where things lie on this machine: the user's places, and what came with the program.

The environment wins (BALINT_VOICE_DATA, _MODELS, _CONFIG), then the system's own habits.
"""

import os
from pathlib import Path

import platformdirs

from balint_voice.errors import Unusable

_NAME = "balint-voice"


def sessions_folder() -> Path:
    """Where sessions are kept: DATA/sessions."""
    given = _given("BALINT_VOICE_DATA")
    return (given or Path(platformdirs.user_data_dir(_NAME, appauthor=False))) / "sessions"


def models_folder() -> Path:
    """Where the user's own Whisper models are placed."""
    given = _given("BALINT_VOICE_MODELS")
    if given is not None:
        return given
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "models"


def scripts_folder() -> Path:
    """Where the user's own scripts lie: DATA/scripts."""
    return sessions_folder().parent / "scripts"


def voices_folder() -> Path:
    """Where voice packs lie: DATA/voices."""
    return sessions_folder().parent / "voices"


def settings_file() -> Path:
    """The group's settings: the file that is named, or `settings.toml` in the folder that is."""
    given = _given("BALINT_VOICE_CONFIG")
    if given is not None and not os.path.isdir(given):  # noqa: PTH112 - Path's may raise
        return given
    folder = given or Path(platformdirs.user_config_dir(_NAME, appauthor=False))
    return folder / "settings.toml"


def settings_are_named() -> bool:
    """Whether the environment names a file of settings, which then has to be there."""
    given = _given("BALINT_VOICE_CONFIG")
    return given is not None and not os.path.isdir(given)  # noqa: PTH112


def cache_folder() -> Path:
    """Where rendered cues are kept between sessions: our own texts, never anybody's voice."""
    return Path(platformdirs.user_cache_dir(_NAME, appauthor=False))


def _given(variable: str) -> Path | None:
    """A path from the environment, with the user's home in place of a tilde."""
    given = os.environ.get(variable)
    if not given:
        return None
    try:
        return Path(given).expanduser()
    except RuntimeError:
        raise Unusable("home-unknown", path=given) from None


def shipped(folder: str) -> Path:
    """A folder that came with the program: `prompts` or `models`.

    In a wheel it lies inside the package; in a checkout, at the top level of the repository.
    """
    package = Path(__file__).parents[2]
    inside = package / folder
    return inside if inside.is_dir() else package.parents[1] / folder
