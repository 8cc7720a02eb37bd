"""Words as a voice has to be told them, to sound as people say them.

Rules: pure, and for the ear alone; what is shown is never changed.
"""

from balint_voice.adapters.tts.voice_choice import VoiceChoice

_FOR_ESPEAK = {"en": {"Balint": "Ballint"}, "de": {"Balint": "Bahlint"}}
"""Left alone, espeak says BAY-lint in English, and in German stresses the end."""


def told(text: str, voice: VoiceChoice) -> str:
    """The text as this voice is told it."""
    language = voice.id.rpartition("/")[2][:2]
    respelled = _FOR_ESPEAK.get(language, {}) if voice.engine == "espeak" else {}
    for word, sound in respelled.items():
        text = text.replace(word, sound)
    return text
