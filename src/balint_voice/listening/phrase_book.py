"""What can be said after the wake word, in each language: the closed list, as data.

Rules: no code except the shape. Phrases are written as they are matched: small letters, no accents,
no punctuation, numbers as words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Command = Literal[
    "next", "pause", "go-on", "more-time", "skip", "repeat", "time-left", "veto", "help", "yes"
]


@dataclass(frozen=True)
class Book:
    """`phrases`: what each means, with the minutes of "more-time" (else 0). `fillers` are passed
    over; `numbers` are figures as words; `yes` is an answer, without the wake word too."""

    phrases: Mapping[str, tuple[Command, int]]
    fillers: frozenset[str]
    numbers: Mapping[str, str]
    yes: frozenset[str]


def _phrases(
    more: tuple[str, ...], minutes: Mapping[str, int], **said: str
) -> dict[str, tuple[Command, int]]:
    names: Mapping[str, Command] = {
        "next": "next",
        "pause": "pause",
        "go_on": "go-on",
        "skip": "skip",
        "repeat": "repeat",
        "time_left": "time-left",
        "veto": "veto",
        "help": "help",
    }
    out = {p.strip(): (names[name], 0) for name, all_ in said.items() for p in all_.split("|")}
    for pattern in more:
        for word, count in minutes.items():
            out[pattern.format(word)] = ("more-time", count)
    return out


NL = Book(
    _phrases(
        more=(
            *("{} minuten erbij", "nog {} minuten", "{} minuten extra", "{} minuten meer"),
            *("nog {} minuten erbij", "{} minuten langer"),
        ),
        minutes={"twee": 2, "vijf": 5, "tien": 10},
        next="volgende | volgende fase | naar de volgende fase | door naar de volgende fase"
        " | verder naar de volgende fase | ga naar de volgende fase | begin | beginnen"
        " | we beginnen | we kunnen beginnen | start",
        pause="pauze | pauzeer | pauzeren | neem pauze | wacht",
        go_on="verder | ga verder | we gaan verder | ga door | doorgaan | hervat | hervatten"
        " | einde pauze",
        skip="overslaan | sla over | sla deze fase over | deze fase overslaan | fase overslaan",
        repeat="herhaal | herhalen | herhaal dat | nog een keer | nog eens | zeg dat nog eens"
        " | zeg het nog een keer",
        time_left="hoe lang nog | hoelang nog | hoe lang hebben we nog | hoeveel tijd nog"
        " | hoeveel tijd hebben we nog | hoeveel tijd is er nog",
        veto="stop opname | stop de opname | stop met opnemen | stop het opnemen | opname stoppen"
        " | niet opnemen | niet meer opnemen",
        help="help | hulp | wat kan ik zeggen | wat kunnen we zeggen",
    ),
    fillers=frozenset(("alsjeblieft", "alstublieft", "graag", "even", "maar", "nu", "eh", "uh")),
    numbers={"2": "twee", "5": "vijf", "10": "tien"},
    yes=frozenset(("ja", "jawel", "ja graag", "ja hoor", "ja doe maar", "ja dat klopt")),
)

EN = Book(
    _phrases(
        more=(
            *("{} minutes more", "{} more minutes", "another {} minutes", "{} extra minutes"),
            *("{} minutes extra", "{} minutes longer", "add {} minutes"),
        ),
        minutes={"two": 2, "five": 5, "ten": 10},
        next="next | next phase | the next phase | go to the next phase | next step | begin"
        " | start | lets begin | lets start | we can begin | move on",
        pause="pause | take a pause | pause please | wait | hold on",
        go_on="go on | continue | carry on | resume | lets go on | lets continue",
        skip="skip | skip this | skip it | skip phase | skip this phase | skip the phase"
        " | leave this out",
        repeat="repeat | repeat that | say that again | say it again | once more | again",
        time_left="how long | how long left | how long do we have | how much time"
        " | how much longer | how much time is left | how much time do we have | time left",
        veto="stop recording | stop the recording | stop record | do not record | dont record"
        " | no recording",
        help="help | what can i say | what can we say",
    ),
    fillers=frozenset(("please", "now", "just", "uh", "um", "er")),
    numbers={"2": "two", "5": "five", "10": "ten"},
    yes=frozenset(("yes", "yes please", "yeah", "yes do", "yes thats right")),
)

DE = Book(
    _phrases(
        more=(
            *("{} minuten mehr", "noch {} minuten", "{} minuten langer", "{} minuten dazu"),
            *("{} weitere minuten", "{} minuten extra"),
        ),
        minutes={"zwei": 2, "funf": 5, "zehn": 10},
        next="nachste | nachste phase | zur nachsten phase | weiter zur nachsten phase"
        " | beginn | beginne | beginnen | anfangen | fang an | wir konnen beginnen | los | start",
        pause="pause | pausieren | pause bitte | mach pause | warte | warten",
        go_on="weiter | weitermachen | mach weiter | es geht weiter | wir machen weiter"
        " | fortsetzen",
        skip="uberspringen | phase uberspringen | diese phase uberspringen | auslassen"
        " | diese phase auslassen",
        repeat="wiederhole | wiederholen | wiederhole das | noch einmal | nochmal | noch mal"
        " | sag das noch einmal",
        time_left="wie lange noch | wie lang noch | wie viel zeit noch | wieviel zeit noch"
        " | wie viel zeit haben wir noch | wie lange haben wir noch",
        veto="stopp aufnahme | stop aufnahme | aufnahme stoppen | aufnahme beenden"
        " | stopp die aufnahme | beende die aufnahme | nicht aufnehmen | nicht mehr aufnehmen",
        help="hilfe | was kann ich sagen | was konnen wir sagen",
    ),
    fillers=frozenset(("bitte", "jetzt", "mal", "ah", "ahm")),
    numbers={"2": "zwei", "5": "funf", "10": "zehn"},
    yes=frozenset(("ja", "jawohl", "ja bitte", "ja gerne", "ja genau")),
)

BOOKS: Mapping[str, Book] = {"nl": NL, "en": EN, "de": DE}
