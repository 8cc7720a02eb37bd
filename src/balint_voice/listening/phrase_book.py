"""What can be said, in each language: the closed list of spoken commands, as data.

Rules: no code except the shape. Phrases are spelled as Whisper spells them, with their signs,
because the model is asked how likely each spelling is. `{wake}` stands for the wake word,
`{minutes}` for a number, which is tried in words and in figures. The shorter the list, the fewer
commands are taken for another: a variant is listed where it sounds different, not where a filler
is added.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Command = Literal[
    "next",
    "pause",
    "go-on",
    "more-time",
    "skip",
    "repeat",
    "time-left",
    "veto",
    "hush",
    "help",
    "yes",
]


@dataclass(frozen=True)
class Book:
    """`phrases`: how each command can be said. `minutes`: how each number of them is spelled.
    `yes`: an answer without the wake word, as it is heard: small letters, no signs."""

    phrases: Mapping[Command, tuple[str, ...]]
    minutes: Mapping[int, tuple[str, ...]]
    yes: frozenset[str]


NL = Book(
    phrases={
        "next": (
            "{wake}, volgende.",
            "{wake}, volgende fase.",
            "{wake}, naar de volgende fase.",
            "{wake}, begin.",
            "{wake}, we beginnen.",
            "{wake}, we kunnen beginnen.",
        ),
        "pause": ("{wake}, pauze.", "{wake}, even pauze.", "{wake}, neem pauze.", "Pauze, {wake}."),
        "go-on": (
            "{wake}, verder.",
            "{wake}, weder.",  # so it is spelled in an echo, of several voices
            "{wake}, we gaan verder.",
            "{wake}, ga verder.",
            "{wake}, ga door.",
        ),
        "more-time": (
            "{wake}, {minutes} minuten erbij.",
            "{wake}, nog {minutes} minuten.",
            "{wake}, graag {minutes} minuten erbij.",
            "{wake}, nog {minutes} minuten erbij.",
        ),
        "skip": (
            "{wake}, overslaan.",
            "{wake}, deze fase overslaan.",
            "{wake}, sla deze fase over.",
        ),
        "repeat": (
            "{wake}, herhaal.",
            "{wake}, herhaal dat.",
            "{wake}, nog een keer.",
            "{wake}, zeg het nog een keer.",
        ),
        "time-left": (
            "{wake}, hoe lang nog?",
            "{wake}, hoe lang hebben we nog?",
            "{wake}, hoeveel tijd nog?",
            "{wake}, hoeveel tijd hebben we nog?",
        ),
        "veto": (
            "{wake}, stop opname.",
            "{wake}, stop de opname.",
            "{wake}, opname stoppen.",
            "{wake}, niet opnemen.",
            "{wake}, stop met opnemen.",
        ),
        "hush": ("{wake}, stil.", "{wake}, even stil."),
        "help": ("{wake}, help.", "{wake}, wat kan ik zeggen?"),
        "yes": ("{wake}, ja.",),
    },
    minutes={2: ("twee", "2"), 5: ("vijf", "5"), 10: ("tien", "10")},
    yes=frozenset(("ja", "jawel", "ja graag", "ja hoor", "ja doe maar", "ja dat klopt")),
)

EN = Book(
    phrases={
        "next": (
            "{wake}, next.",
            "{wake}, next phase.",
            "{wake}, go to the next phase.",
            "{wake}, begin.",
            "{wake}, let's begin.",
            "{wake}, we can begin.",
        ),
        "pause": (
            "{wake}, pause.",
            "{wake}, take a pause.",
            "{wake}, pause, please.",
            "Pause, {wake}.",
        ),
        "go-on": (
            "{wake}, go on.",
            "{wake}, continue.",
            "{wake}, carry on.",
            "{wake}, let's continue.",
        ),
        "more-time": (
            "{wake}, {minutes} minutes more.",
            "{wake}, {minutes} more minutes.",
            "{wake}, another {minutes} minutes.",
            "{wake}, {minutes} more minutes, please.",
        ),
        "skip": ("{wake}, skip.", "{wake}, skip this.", "{wake}, skip this phase."),
        "repeat": (
            "{wake}, repeat.",
            "{wake}, repeat that.",
            "{wake}, say that again.",
            "{wake}, once more.",
        ),
        "time-left": (
            "{wake}, how long?",
            "{wake}, how long left?",
            "{wake}, how long do we have?",
            "{wake}, how much time is left?",
            "{wake}, how much time do we have?",
        ),
        "veto": (
            "{wake}, stop recording.",
            "{wake}, stop the recording.",
            "{wake}, do not record.",
            "{wake}, no recording.",
        ),
        "hush": ("{wake}, hush.", "{wake}, quiet, please."),
        "help": ("{wake}, help.", "{wake}, what can I say?"),
        "yes": ("{wake}, yes.",),
    },
    minutes={2: ("two", "2"), 5: ("five", "5"), 10: ("ten", "10")},
    yes=frozenset(("yes", "yes please", "yeah", "yes do", "yes thats right")),
)

DE = Book(
    phrases={
        "next": (
            "{wake}, nächste.",
            "{wake}, nächste Phase.",
            "{wake}, zur nächsten Phase.",
            "{wake}, beginnen.",
            "{wake}, anfangen.",
            "{wake}, wir können beginnen.",
        ),
        "pause": (
            "{wake}, Pause.",
            "{wake}, Pause, bitte.",
            "{wake}, mach Pause.",
            "Pause, {wake}.",
        ),
        "go-on": (
            "{wake}, weiter.",
            "{wake}, weitermachen.",
            "{wake}, mach weiter.",
            "{wake}, wir machen weiter.",
        ),
        "more-time": (
            "{wake}, {minutes} Minuten mehr.",
            "{wake}, noch {minutes} Minuten.",
            "{wake}, bitte noch {minutes} Minuten.",
            "{wake}, {minutes} Minuten länger.",
        ),
        "skip": (
            "{wake}, überspringen.",
            "{wake}, Phase überspringen.",
            "{wake}, diese Phase überspringen.",
        ),
        "repeat": (
            "{wake}, wiederholen.",
            "{wake}, wiederhole das.",
            "{wake}, noch einmal.",
            "{wake}, sag das noch einmal.",
        ),
        "time-left": (
            "{wake}, wie lange noch?",
            "{wake}, wie lange haben wir noch?",
            "{wake}, wie viel Zeit noch?",
            "{wake}, wie viel Zeit haben wir noch?",
        ),
        "veto": (
            "{wake}, Aufnahme stoppen.",
            "{wake}, stopp die Aufnahme.",
            "{wake}, Aufnahme beenden.",
            "{wake}, nicht aufnehmen.",
        ),
        "hush": ("{wake}, still.", "{wake}, bitte still."),
        "help": ("{wake}, Hilfe.", "{wake}, was kann ich sagen?"),
        "yes": ("{wake}, ja.",),
    },
    minutes={2: ("zwei", "2"), 5: ("fünf", "5"), 10: ("zehn", "10")},
    yes=frozenset(("ja", "jawohl", "ja bitte", "ja gerne", "ja genau")),
)

FR = Book(
    phrases={
        "next": (
            "{wake}, suivant.",
            "{wake}, phase suivante.",
            "{wake}, passons à la suite.",
            "{wake}, commencez.",
            "{wake}, on commence.",
            "{wake}, on peut commencer.",
        ),
        "pause": ("{wake}, pause.", "{wake}, on fait une pause.", "Pause, {wake}."),
        "go-on": (
            "{wake}, on continue.",
            "{wake}, continue.",
            "{wake}, on reprend.",
            "{wake}, reprends.",
        ),
        "more-time": (
            "{wake}, {minutes} minutes de plus.",
            "{wake}, encore {minutes} minutes.",
            "{wake}, {minutes} minutes de plus, s'il te plaît.",
            "{wake}, ajoute {minutes} minutes.",
        ),
        "skip": (
            "{wake}, on saute.",
            "{wake}, saute cette phase.",
            "{wake}, on saute cette phase.",
        ),
        "repeat": (
            "{wake}, répète.",
            "{wake}, répète ça.",
            "{wake}, encore une fois.",
            "{wake}, redis-le.",
        ),
        "time-left": (
            "{wake}, combien de temps ?",
            "{wake}, combien de temps encore ?",
            "{wake}, combien de temps reste-t-il ?",
            "{wake}, il reste combien de temps ?",
        ),
        "veto": (
            "{wake}, arrête l'enregistrement.",
            "{wake}, stop enregistrement.",
            "{wake}, n'enregistre pas.",
            "{wake}, pas d'enregistrement.",
        ),
        "hush": ("{wake}, silence.", "{wake}, tais-toi."),
        "help": ("{wake}, aide.", "{wake}, que peut-on dire ?"),
        "yes": ("{wake}, oui.",),
    },
    minutes={2: ("deux", "2"), 5: ("cinq", "5"), 10: ("dix", "10")},
    yes=frozenset(("oui", "ouais", "oui merci", "oui bien sûr", "oui cest ça", "oui exactement")),
)

BOOKS: Mapping[str, Book] = {"nl": NL, "en": EN, "de": DE, "fr": FR}
