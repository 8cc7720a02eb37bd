"""Options that several commands take: one name, one meaning, one help text.

Rule of this room: what an option is, never what becomes of it.
"""

from pathlib import Path
from typing import Annotated

import typer

from balint_voice.cli import completion

Language = Annotated[
    str, typer.Option(help="The language of the session.", autocompletion=completion.languages)
]
PassphraseFile = Annotated[
    str | None, typer.Option(help="A file with the presenter's passphrase; - is stdin.")
]
PresenterKey = Annotated[str | None, typer.Option(help="The presenter's own public key, age1...")]
Model = Annotated[
    str | None,
    typer.Option(help="The Whisper model: a name, or a folder.", autocompletion=completion.models),
]
Voice = Annotated[
    str | None,
    typer.Option(
        help="The voice by name; none: cues are shown, not spoken.",
        autocompletion=completion.no_voice,
    ),
]
Speaker = Annotated[str | None, typer.Option(help="The speaker by name.")]
Microphone = Annotated[str | None, typer.Option(help="The microphone by name.")]
MicrophoneFile = Annotated[Path | None, typer.Option(help="A WAV as the microphone, in real time.")]
Plain = Annotated[bool, typer.Option("--plain", help="Lines only.")]
