"""Paths as the user gives them."""

from pathlib import Path

from balint_voice.errors import Unusable


def given_path(text: str) -> Path:
    """For an option or argument that is a path. To Python an empty one is the folder we are in.
    Raises Unusable."""
    if not text:
        raise Unusable("path-empty")
    return Path(text)
