"""What is said in `voice_control`: commands, other ways to say them, and talk that is none.

Nobody's recorded voice is needed: espeak-ng speaks, in eight variants of a language's voice. Our
own model was trained on none of these eight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np
import soxr

from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.listening.audio import LISTENING_RATE, Samples
from balint_voice.session import inputs as i
from benchmarks.human_corpus import in_room
from benchmarks.speech import room, silence
from benchmarks.table_noise import TableNoise

VOICES = ("m3", "Hugo", "Michael", "steph", "f2", "Andrea", "Marco", "rob")
"""No constant of the rule was chosen on the first four; some were on the others."""
RATES = (145, 170)
NOISE_DB = 10.0
BASE = {"nl": "nl", "en": "en", "de": "de", "fr": "fr"}

MEANT: tuple[i.Input, ...] = (
    *(i.Next(), i.Next(), i.Pause(), i.Continue()),
    *(i.Extend(120.0), i.Extend(300.0), i.Extend(600.0)),
    *(i.TellTimeLeft(), i.Repeat(), i.Veto(), i.Skip(), i.Hush(), i.Help()),
)
"""What each sentence of `COMMANDS` means, in their order."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "nl": (
        *("Balint, volgende fase.", "Balint, begin.", "Balint, pauze.", "Balint, verder."),
        *("Balint, twee minuten erbij.", "Balint, vijf minuten erbij."),
        *("Balint, tien minuten erbij.", "Balint, hoe lang nog?", "Balint, herhaal."),
        *("Balint, stop opname.", "Balint, overslaan.", "Balint, stil.", "Balint, help."),
    ),
    "en": (
        *("Balint, next phase.", "Balint, begin.", "Balint, pause.", "Balint, continue."),
        *("Balint, two minutes more.", "Balint, five minutes more."),
        *("Balint, ten minutes more.", "Balint, how long left?", "Balint, repeat."),
        *("Balint, stop recording.", "Balint, skip this.", "Balint, hush.", "Balint, help."),
    ),
    "de": (
        *("Balint, nächste Phase.", "Balint, beginnen.", "Balint, Pause.", "Balint, weiter."),
        *("Balint, zwei Minuten mehr.", "Balint, fünf Minuten mehr."),
        *("Balint, zehn Minuten mehr.", "Balint, wie lange noch?", "Balint, wiederholen."),
        *("Balint, Aufnahme stoppen.", "Balint, überspringen.", "Balint, still."),
        "Balint, Hilfe.",
    ),
    "fr": (
        *("Balint, phase suivante.", "Balint, on commence.", "Balint, pause."),
        *("Balint, on continue.", "Balint, deux minutes de plus.", "Balint, cinq minutes de plus."),
        *("Balint, dix minutes de plus.", "Balint, combien de temps encore ?", "Balint, répète."),
        *("Balint, arrête l'enregistrement.", "Balint, saute cette phase.", "Balint, silence."),
        "Balint, aide.",
    ),
}

OTHER_WAYS: dict[str, tuple[tuple[str, i.Input], ...]] = {
    "nl": (
        ("Balint, graag vijf minuten erbij.", i.Extend(300.0)),
        ("Balint, we gaan verder.", i.Continue()),
        ("Pauze, Balint.", i.Pause()),
        ("Eh, Balint, pauze graag.", i.Pause()),
        ("Balint, hoeveel tijd hebben we nog?", i.TellTimeLeft()),
        ("Balint, opname stoppen.", i.Veto()),
        ("Balint, niet opnemen alsjeblieft.", i.Veto()),
        ("Balint, zeg het nog een keer.", i.Repeat()),
        ("Ja, Balint, nog tien minuten.", i.Extend(600.0)),
    ),
    "en": (
        ("Balint, another five minutes please.", i.Extend(300.0)),
        ("Balint, let's continue.", i.Continue()),
        ("Pause, Balint.", i.Pause()),
        ("Uh, Balint, pause please.", i.Pause()),
        ("Balint, how much time do we have?", i.TellTimeLeft()),
        ("Balint, stop the recording.", i.Veto()),
        ("Balint, do not record please.", i.Veto()),
        ("Balint, say that again.", i.Repeat()),
        ("Yes, Balint, ten more minutes.", i.Extend(600.0)),
    ),
    "de": (
        ("Balint, bitte noch fünf Minuten.", i.Extend(300.0)),
        ("Balint, wir machen weiter.", i.Continue()),
        ("Pause, Balint.", i.Pause()),
        ("Äh, Balint, Pause bitte.", i.Pause()),
        ("Balint, wie viel Zeit haben wir noch?", i.TellTimeLeft()),
        ("Balint, Aufnahme beenden.", i.Veto()),
        ("Balint, bitte nicht aufnehmen.", i.Veto()),
        ("Balint, sag das noch einmal.", i.Repeat()),
        ("Ja, Balint, noch zehn Minuten.", i.Extend(600.0)),
    ),
    "fr": (
        ("Balint, encore cinq minutes, s'il te plaît.", i.Extend(300.0)),
        ("Balint, on reprend.", i.Continue()),
        ("Pause, Balint.", i.Pause()),
        ("Euh, Balint, pause s'il te plaît.", i.Pause()),
        ("Balint, il reste combien de temps ?", i.TellTimeLeft()),
        ("Balint, pas d'enregistrement.", i.Veto()),
        ("Balint, n'enregistre pas, s'il te plaît.", i.Veto()),
        ("Balint, encore une fois.", i.Repeat()),
        ("Oui, Balint, encore dix minutes.", i.Extend(600.0)),
    ),
}

NO_COMMANDS: dict[str, tuple[str, ...]] = {
    "nl": (
        *("Balint heeft dat ook gezegd.", "Balint, ik denk dat hij bang is."),
        *("Zo zou Balint het niet doen.", "Balint, wat vind jij ervan?"),
        *("Balint vertelde over zijn patiënt.", "We gaan verder met de volgende fase."),
        *("Vijf minuten erbij, dat is genoeg.", "Ik wil graag pauze.", "Ballen in de lucht."),
        *("Hoe lang duurt dat nog?", "Het talent om te wachten.", "Stop maar met vragen."),
    ),
    "en": (
        *("Balint said that too.", "Balint, I think he is afraid."),
        *("That is not how Balint would do it.", "Balint, what do you think?"),
        *("Balint told us about his patient.", "Let us go on to the next phase."),
        *("Five more minutes, that is enough.", "I would like a pause.", "Balls in the air."),
        *("How long will that take?", "The talent to wait.", "Stop asking, please."),
    ),
    "de": (
        *("Balint hat das auch gesagt.", "Balint, ich glaube, er hat Angst."),
        *("So würde Balint das nicht machen.", "Balint, was meinst du dazu?"),
        *("Balint erzählte von seinem Patienten.", "Wir machen weiter mit der nächsten Phase."),
        *("Fünf Minuten mehr, das ist genug.", "Ich hätte gern eine Pause.", "Bälle in der Luft."),
        *("Wie lange dauert das noch?", "Das Talent zu warten.", "Hör bitte auf zu fragen."),
    ),
    "fr": (
        *("Balint l'a dit aussi.", "Balint, je crois qu'il a peur."),
        *("Balint ne ferait pas comme ça.", "Balint, qu'est-ce que tu en penses ?"),
        *("Balint parlait de son patient.", "Passons à la phase suivante."),
        *("Cinq minutes de plus, ça suffit.", "Je voudrais une pause.", "Des balles en l'air."),
        *("Cela dure encore combien de temps ?", "Le talent d'attendre.", "Arrête de demander."),
    ),
}


NAMED: dict[str, tuple[str, ...]] = {
    "nl": (
        *("Zoals Balint ooit schreef.", "Dat staat bij Balint.", "Heb jij Balint gelezen?"),
        *("De Balintgroep komt volgende week.", "Volgens Balint moet je luisteren."),
        *("Balint noemde dat de dokter als medicijn.", "Michael Balint was een Hongaarse arts."),
        *("Balint en zijn vrouw begonnen in Londen.", "Dat is een vraag voor de Balintgroep."),
        *("Bij Balint begin je met de casus.", "Balint, dat is alweer lang geleden."),
        *("We doen vandaag Balint, en daarna pauze.", "Balint, stil verdriet, ken je dat?"),
    ),
    "en": (
        *("As Balint once wrote.", "That is in Balint.", "Have you read Balint?"),
        *("The Balint group meets next week.", "Balint says you have to listen."),
        *("Balint called it the drug doctor.", "Michael Balint was Hungarian."),
        *("Balint and his wife began in London.", "That is a question for the Balint group."),
        *("In Balint you begin with the case.", "Balint, that was a long time ago."),
        *("We do Balint now, and a break after.", "Balint, quiet grief, do you know it?"),
    ),
    "de": (
        *("Wie Balint einmal schrieb.", "Das steht bei Balint.", "Hast du Balint gelesen?"),
        *("Das Balint-Seminar war gut.", "Nach Balint muss man zuhören."),
        *("Balint nannte es die Droge Arzt.", "Michael Balint war ein ungarischer Arzt."),
        *("Balint und seine Frau begannen in London.", "Die Balintgruppe trifft sich morgen."),
        *("Bei Balint beginnt man mit dem Fall.", "Balint, das ist lange her."),
        *("Wir machen jetzt Balint, dann Pause.", "Balint, stille Trauer, kennst du das?"),
    ),
    "fr": (
        *("Comme Balint l'a écrit.", "C'est dans Balint.", "As-tu lu Balint ?"),
        *("Le groupe Balint se réunit demain.", "Selon Balint, il faut écouter."),
        *("Balint appelait ça le remède médecin.", "Michael Balint était hongrois."),
        *("Balint et sa femme ont commencé à Londres.", "C'est pour le groupe Balint."),
        *("Avec Balint on commence par le cas.", "Balint, c'était il y a longtemps."),
        *("On fait Balint, et puis une pause.", "Balint, le silence, tu connais ?"),
    ),
}
"""Talk in which Balint is named, and nobody is called: some of it goes on as a command does."""


@dataclass(frozen=True)
class Said:
    """A sentence by one voice under one condition, with silence around it. `meant`: None where it
    is no command."""

    text: str
    voice: str
    condition: str
    meant: i.Input | None
    samples: Samples


class Speakers:
    """The voices of a language, and what surrounds them: also with `count` of them, all murmur."""

    def __init__(self, language: str, count: int = len(VOICES)) -> None:
        self._language = language
        rates = cycle(RATES)
        self.voices = {
            name: ChildSynthesizer(
                choose_voice(language, f"{BASE[language]}+{name}"), rate=next(rates)
            )
            for name in VOICES
        }
        self._speaking = VOICES[:count]
        murmur = (
            self._say(voice, text)
            for voice, text in zip(
                cycle(self.voices), islice(cycle(NO_COMMANDS[language]), 24), strict=False
            )
        )
        self.noise = TableNoise(list(murmur))

    def commands(self) -> Iterator[Said]:
        for text, meant in zip(COMMANDS[self._language], MEANT, strict=True):
            yield from self._said(text, meant, ("clean", "air", "table", "room"))

    def other_ways(self) -> Iterator[Said]:
        for text, meant in OTHER_WAYS[self._language]:
            yield from self._said(text, meant, ("clean", "table"))

    def no_commands(self) -> Iterator[Said]:
        for text in (*NO_COMMANDS[self._language], *NAMED[self._language]):
            yield from self._said(text, None, ("clean",))

    def close(self) -> None:
        for voice in self.voices.values():
            voice.close()

    def _said(
        self, text: str, meant: i.Input | None, conditions: tuple[str, ...]
    ) -> Iterator[Said]:
        for name in self._speaking:
            said = self._say(name, text)
            for condition in conditions:
                yield Said(text, name, condition, meant, self._heard(said, condition))

    def _heard(self, said: Samples, condition: str) -> Samples:
        alone = np.concatenate([silence(1.5), said, silence(1.5)])
        quiet = room(len(alone) / LISTENING_RATE + 1)[: len(alone)]
        if condition == "room":
            return np.asarray(in_room(alone) * 0.3 + quiet, np.float32)
        if condition == "clean":
            return alone + quiet
        kind = self.noise.air if condition == "air" else self.noise.table
        level = float(np.sqrt(np.mean(said**2))) * 10 ** (-NOISE_DB / 20)
        return np.asarray(alone + self.noise.some(kind, len(alone)) * level, np.float32)

    def _say(self, name: str, text: str) -> Samples:
        sound = self.voices[name].render(text)
        samples = np.asarray(soxr.resample(sound.samples, sound.rate, LISTENING_RATE), np.float32)
        loud = np.flatnonzero(np.abs(samples) > 0.01)
        return samples[loud[0] : loud[-1] + 1].copy()
