"""The composition root: the only package that names concrete parts and puts them together.

Rules: no decision but which part is wired; no printing but progress on the `Notice`
that the caller gives. `request` is what the caller asks for, `running` what becomes of it;
`speaking`, `capture` and `showing` put the parts around the session together.
"""

from balint_voice.app.capture import demo_presenter, device_microphone, file_microphone
from balint_voice.app.request import (
    CaptureParts,
    Look,
    Notice,
    Outcome,
    Presenter,
    SessionRequest,
    SoundOptions,
)
from balint_voice.app.running import planned, resume, run

__all__ = [
    "CaptureParts",
    "Look",
    "Notice",
    "Outcome",
    "Presenter",
    "SessionRequest",
    "SoundOptions",
    "demo_presenter",
    "device_microphone",
    "file_microphone",
    "planned",
    "resume",
    "run",
]
