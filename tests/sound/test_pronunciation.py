"""What a voice is respelled, and what it makes of it."""

import subprocess
import sys

import pytest

from balint_voice.adapters.tts.pronunciation import respelled
from balint_voice.adapters.tts.voice_choice import VoiceChoice

ASK_ESPEAK = """
import ctypes, os, sys
from pathlib import Path
import espeakng_loader

language, text = sys.argv[1:]
library = ctypes.CDLL(espeakng_loader.get_library_path())
data = Path(espeakng_loader.get_data_path())
os.chdir(data.parent)
assert library.espeak_Initialize(1, 0, data.name.encode(), 0x8000) > 0
assert library.espeak_SetVoiceByName(language.encode()) == 0
library.espeak_TextToPhonemes.restype = ctypes.c_char_p
rest = ctypes.c_char_p(text.encode())
sys.stdout.buffer.write(library.espeak_TextToPhonemes(ctypes.byref(rest), 1, 2))
"""
"""The sounds that the espeak which came with us would make, in the phonetic alphabet."""


def voice(language: str, engine: str = "espeak") -> VoiceChoice:
    return VoiceChoice(f"gmw/{language}", language, engine)


@pytest.mark.parametrize(
    ("language", "text", "sound"),
    [
        ("en", "the Balint method", "bˈal"),
        ("en-us", "the Balint method", "bˈæl"),
        ("de", "die Balint-Methode", "bˈɑːl"),
        ("de", "die klassische Balintgruppe", "bˈɑːl"),
        ("nl", "de klassieke Balintgroep", "bˌaːl"),
        ("fr", "le groupe Balint classique", "balˈint"),
        ("fr", "Leader, aidez-nous", "lidˈœʁ"),
        ("fr", "encore 21 minutes", "yn minˈyt"),
        ("fr", "Encore 121 minutes de plus.", "ˈœ̃ minˈyt də- plˈys"),
        ("fr", "à la moitié\u00a0? Encore", "mwatjˈe"),
    ],
)
def test_balint_sounds_as_people_say_it(language: str, text: str, sound: str) -> None:
    asked = [sys.executable, "-c", ASK_ESPEAK, language, respelled(text, voice(language))]
    heard = subprocess.run(asked, capture_output=True, check=True).stdout.decode()
    assert sound in heard


def test_a_voice_of_the_system_is_told_what_is_written() -> None:
    assert respelled("The Balint method.", voice("en", "nsss")) == "The Balint method."
    assert respelled("The Balint method.", voice("en")) != "The Balint method."
