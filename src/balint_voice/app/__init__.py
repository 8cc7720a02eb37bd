"""The composition root: the only room that names concrete parts and puts them together.

Rule of this room: no decision but which part is wired; no printing but progress on the `Notice`
that the caller gives. `evening` is what the caller asks for, `running` what becomes of it;
`speaking`, `hearing` and `showing` put the parts around the session together.
"""

from balint_voice.app.evening import Evening, Listening, Look, Notice, Outcome, Presenter, Sound
from balint_voice.app.hearing import demo_presenter, device_microphone, file_microphone
from balint_voice.app.running import resume, run

__all__ = [
    "Evening",
    "Listening",
    "Look",
    "Notice",
    "Outcome",
    "Presenter",
    "Sound",
    "demo_presenter",
    "device_microphone",
    "file_microphone",
    "resume",
    "run",
]
