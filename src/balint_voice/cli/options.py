"""Options that several commands have: one name, one meaning, one help text.

Rules: this says what an option is, and under which heading `--help` of a long command shows it. It
does not say what is done with it.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from balint_voice.cli import completion
from balint_voice.cli.paths import given_path
from balint_voice.messages.languages import LANGUAGES

TABLE = "Time and people"
SESSION = "The session"
NOTES = "Notes for the presenter"
SOUND = "Voice and microphone"
SCREEN = "Screen and rehearsal"

MembersOption = Annotated[
    Path | None,
    typer.Option(
        parser=given_path,
        metavar="<path>",
        help="A CSV file with name, registration number and profession. It is read and not kept.",
    ),
]
AsJsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]
AsCsvOption = Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet.")]
ExcelOption = Annotated[
    bool,
    typer.Option(
        "--excel", help="Print that table for a European Excel: semicolons, decimal comma."
    ),
]
HtmlOption = Annotated[
    Path | None,
    typer.Option(
        parser=given_path,
        metavar="<path>",
        help="Write a page to view or print to this new file.",
    ),
]
LanguageOption = Annotated[
    str,
    typer.Option(
        metavar="|".join(LANGUAGES),
        help="The language of the session.",
        autocompletion=completion.languages,
        rich_help_panel=TABLE,
    ),
]
TextLanguageOption = Annotated[
    str | None,
    typer.Option(
        metavar="|".join(LANGUAGES),
        help="The language of the texts. The default is that of your sessions.",
        autocompletion=completion.languages,
    ),
]
PassphraseFileOption = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="A file with the presenter's passphrase; - reads from stdin.",
        rich_help_panel=NOTES,
    ),
]
PresenterKeyOption = Annotated[
    str | None,
    typer.Option(
        metavar="age1...",
        help="The presenter's own public key, instead of a passphrase.",
        rich_help_panel=NOTES,
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The speech model (Whisper): a name or a folder.",
        autocompletion=completion.models,
        rich_help_panel=NOTES,
    ),
]
VoiceOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The voice to use: a voice pack, or a voice of this computer. With none, cues are "
        "shown on the screen.",
        autocompletion=completion.voices,
        rich_help_panel=SOUND,
    ),
]
RateOption = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=80,
        max=300,
        help="How fast a synthetic voice speaks, in words a minute. A voice pack has its own pace.",
        rich_help_panel=SOUND,
    ),
]
VoiceVolumeOption = Annotated[
    float | None,
    typer.Option(
        metavar="0..1", min=0, max=1, help="How loud the voice is.", rich_help_panel=SOUND
    ),
]
ChimesVolumeOption = Annotated[
    float | None,
    typer.Option(
        metavar="0..1", min=0, max=1, help="How loud the chimes are.", rich_help_panel=SOUND
    ),
]
SpeakerOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The speaker to use, by a part of its name or its number in the list of devices.",
        rich_help_panel=SOUND,
    ),
]
SpeakersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--speaker",
        metavar="NAME",
        help="The speaker to use, by a part of its name or its number in the list of devices; "
        "twice for two at once, such as the room and a hearing loop.",
        rich_help_panel=SOUND,
    ),
]
MicrophoneOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="The microphone to use, by a part of its name or its number in the list of devices.",
        rich_help_panel=SOUND,
    ),
]
WakeWordOption = Annotated[
    str,
    typer.Option(
        "--wake-word",
        metavar="WORD",
        help="The word before a spoken command.",
        rich_help_panel=SOUND,
    ),
]
MicrophoneFileOption = Annotated[
    Path | None,
    typer.Option(
        metavar="WAV",
        parser=given_path,
        help="A recording that replaces the microphone, for a trial. It plays in real time.",
        rich_help_panel=SOUND,
    ),
]
PlainOption = Annotated[
    bool,
    typer.Option(
        "--plain", help="Print plain lines; do not use the full screen.", rich_help_panel=SCREEN
    ),
]


class ScreenName(StrEnum):
    AUTO = "auto"
    FULL = "full"
    LINES = "lines"
    BROWSER = "browser"


ScreenOption = Annotated[
    ScreenName,
    typer.Option(
        "--screen",
        help="Where the session is shown: the full screen of the terminal, lines, or a page in "
        "the browser of this computer.",
        rich_help_panel=SCREEN,
    ),
]


@dataclass(frozen=True, kw_only=True)
class PartOptions:
    """What a session needs each time it runs: the presenter's secret, and the parts that speak,
    listen and show."""

    passphrase_file: PassphraseFileOption = None
    presenter_key: PresenterKeyOption = None
    model: ModelOption = None
    voice: VoiceOption = None
    rate: RateOption = None
    voice_volume: VoiceVolumeOption = None
    chimes_volume: ChimesVolumeOption = None
    speaker: SpeakersOption = None
    microphone: MicrophoneOption = None
    microphone_file: MicrophoneFileOption = None
    wake_word: WakeWordOption = "Balint"
    plain: PlainOption = False
    screen: ScreenOption = ScreenName.AUTO


class UnderHeadings(TyperCommand):
    """A command with many options: its help shows them under their headings."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        headings: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            shown = param.get_help_record(ctx)
            heading = getattr(param, "rich_help_panel", None)
            if param.param_type_name == "argument":
                heading = "Arguments"
            if shown is not None:
                headings.setdefault(heading or "Options", []).append(shown)
        for heading, options in headings.items():
            with formatter.section(heading):
                formatter.write_dl(options)
