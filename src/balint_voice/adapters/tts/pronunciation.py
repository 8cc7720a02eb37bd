"""Respells words for a voice, so that it says them as people do.

Rules: pure, and only for what is spoken. What is shown is never changed.
"""

import re

from balint_voice.adapters.tts.voice_choice import VoiceChoice

_FOR_ESPEAK = {
    "en": {"Balint": "Ballint"},
    "de": {"Balint": "Bahlint"},
    "fr": {
        "Balint": "Balinnte",
        "leader": "lideur",
        "Leader": "Lideur",
        "minutes de plus": "minutes de plusse",
        **{
            f"{figures} minutes": f"{words} minutes"
            for figures, words in (
                (21, "vingt et une"),
                (31, "trente et une"),
                (41, "quarante et une"),
                (51, "cinquante et une"),
                (61, "soixante et une"),
                (81, "quatre-vingt-une"),
            )
        },
    },
}
"""Left alone, espeak says BAY-lint in English, in German stresses the end, and in French makes the
end a nasal; there it also leaves out the s of `de plus`, and says `vingt et un minutes`."""


def respelled(text: str, voice: VoiceChoice) -> str:
    """The text as this voice has to read it."""
    language = voice.id.rpartition("/")[2][:2]
    respelled = _FOR_ESPEAK.get(language, {}) if voice.engine == "espeak" else {}
    for word, sound in respelled.items():
        text = re.sub(rf"\b{word}", sound, text)
    return text
