"""Which voice speaks: one of the right language, or a refusal that says what to do.

Rules: a voice of the wrong language is never chosen without saying so. Voices are known by id and
name, because `languages` may be empty. The system's own voices come first; espeak-ng came with the
program and is on every machine.
"""

import sys
from dataclasses import dataclass

from balint_voice.adapters.tts.tts_child import ChildError, SpeechChild
from balint_voice.errors import PartMissing, Text, Unusable

_START_WITHIN_S = 30.0
_ENGINES = {"darwin": ("nsss", "espeak"), "win32": ("sapi5", "espeak")}

KNOWN_NAMES = {
    "nl": ("xander", "claire", "ellen", "frank", "dutch", "nederlands"),
    "en": ("samantha", "daniel", "alex", "karen", "hazel", "george", "zira", "david", "english"),
    "de": ("anna", "petra", "markus", "katja", "hedda", "stefan", "german", "deutsch"),
    "fr": ("audrey", "amélie", "aurélie", "thomas", "julie", "hortense", "french", "français"),
}
"""Names of calm, ordinary voices, best first: for choosing, and for voices without a language."""


@dataclass(frozen=True)
class VoiceChoice:
    """A voice that exists here. `version` of its engine: a new version may sound different."""

    id: str
    name: str
    engine: str
    version: str = ""


@dataclass(frozen=True)
class Installed:
    """One engine's voices, as it lists them."""

    engine: str
    version: str
    voices: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(id, name, languages)"""
    variants: frozenset[str] = frozenset()


def choose_voice(language: str, wanted: str | None = None) -> VoiceChoice:
    """The voice for `language`, or the `wanted` one (by id or name, or `nl+f2` of espeak).

    Raises Unusable when there is no such voice for the language, PartMissing when there is no
    voice for the language at all.
    """
    return choose_among(installed_voices(), language, wanted)


def installed_voices() -> list[Installed]:
    """What the engines of this system offer; an engine that does not start offers nothing."""
    found = []
    for engine in _ENGINES.get(sys.platform, ("espeak",)):
        try:
            found.append(_ask_for_voices(engine))
        except ChildError:
            continue
    return found


def _ask_for_voices(engine: str) -> Installed:
    child = SpeechChild(engine)
    try:
        answer = child.ask({"do": "voices"}, _START_WITHIN_S)
    finally:
        child.end()
    voices = tuple(
        (voice["id"], voice["name"], tuple(voice["languages"])) for voice in answer["voices"]
    )
    return Installed(engine, answer["version"], voices, frozenset(answer["variants"]))


def choose_among(
    installed: list[Installed], language: str, wanted: str | None = None
) -> VoiceChoice:
    """`choose_voice` from what is installed. Raises Unusable for a name that is none of them, and
    PartMissing where there is none at all."""
    fitting = [
        (offer, VoiceChoice(voice_id, name, offer.engine, offer.version))
        for offer in installed
        for voice_id, name, languages in offer.voices
        if speaks(language, voice_id, name, languages)
    ]
    if wanted:
        for offer, choice in fitting:
            if (named := _as_wanted(offer, choice, wanted)) is not None:
                return named
        there = tuple(dict.fromkeys(choice.name for _, choice in fitting))
        raise Unusable("voice-unknown", voice=wanted, language=language, known=there)
    if not fitting:
        raise PartMissing("voice-none", language=language, remedy=_remedy(language))
    first_engine = fitting[0][1].engine
    candidates = [choice for _, choice in fitting if choice.engine == first_engine]
    return min(candidates, key=lambda choice: _rank(choice, language))


def speaks(language: str, voice_id: str, name: str, languages: tuple[str, ...]) -> bool:
    """Whether a voice is one of the language: by what it says of itself, else by its name."""
    tags = [said.replace("_", "-").lower() for said in languages]
    known = [tag for tag in tags if not tag.startswith("unknown")]
    if known:
        return any(tag.split("-")[0] == language for tag in known)
    words = {word.strip("(),.").lower() for word in (*name.split(), *voice_id.split("."))}
    return not words.isdisjoint(KNOWN_NAMES.get(language, ()))


def _as_wanted(offer: Installed, choice: VoiceChoice, wanted: str) -> VoiceChoice | None:
    """The voice, where `wanted` names it: its id or name, a word of its name, or a variant."""
    base, _, variant = wanted.partition("+")
    names = {choice.id.lower(), choice.name.lower(), choice.id.rpartition("/")[2].lower()}
    names.update(choice.name.lower().split())
    if base.lower() not in names:
        return None
    if not variant:
        return choice
    if variant not in offer.variants:
        return None
    return VoiceChoice(
        f"{choice.id}+{variant}", f"{choice.name}+{variant}", choice.engine, choice.version
    )


def _rank(choice: VoiceChoice, language: str) -> tuple[int, int, int]:
    """Lower is better: the language itself before its dialects, good quality, known names."""
    known = KNOWN_NAMES.get(language, ())
    words = choice.name.lower().replace("(", " ").replace(")", " ").split()
    place = min((known.index(word) for word in words if word in known), default=len(known))
    better = any(mark in choice.id.lower() for mark in ("premium", "enhanced"))
    itself = choice.id.rpartition("/")[2] == language or choice.engine != "espeak"
    return (0 if itself else 1, 0 if better else 1, place)


def _remedy(language: str) -> Text:
    if sys.platform == "darwin":
        return Text("voice-install-mac", language=language)
    if sys.platform == "win32":
        return Text("voice-install-windows", language=language)
    return Text("voice-install-linux")
