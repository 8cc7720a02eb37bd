"""Respells words for a voice, so that it says them as people do.

Rules: pure, and only for what is spoken. What is shown is never changed.
"""

from balint_voice.adapters.tts.voice_choice import VoiceChoice

_FOR_ESPEAK = {"en": {"Balint": "Ballint"}, "de": {"Balint": "Bahlint"}}
"""Left alone, espeak says BAY-lint in English, and in German stresses the end."""


def respelled(text: str, voice: VoiceChoice) -> str:
    """The text as this voice has to read it."""
    language = voice.id.rpartition("/")[2][:2]
    respelled = _FOR_ESPEAK.get(language, {}) if voice.engine == "espeak" else {}
    for word, sound in respelled.items():
        text = text.replace(word, sound)
    return text
