"""How loud it is at the microphone, as steps of a small bar.

Rules: pure, and light: the screens draw it too.
"""

LOUDEST = 5
"""The highest step."""
_BOUNDS_DB = (-70.0, -50.0, -35.0, -20.0, -8.0)
"""Of full scale; a step for each that the loudest sample reaches. A voice near by fills three or
four, one from the far end of a table two."""


def step_of(peak_db: float) -> int:
    """The step that so many dB of full scale reach."""
    return sum(peak_db >= bound for bound in _BOUNDS_DB)


def level_bar(step: int) -> str:
    """The step as a bar, always as wide."""
    full = max(0, min(step, LOUDEST))
    return "█" * full + "░" * (LOUDEST - full)
