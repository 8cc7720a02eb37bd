"""Which voice speaks: on this machine for real, on a Mac and on Windows by what they list."""

from pathlib import Path

import pytest

from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import (
    Installed,
    VoiceChoice,
    choose_among,
    choose_voice,
    installed_voices,
)
from balint_voice.errors import PartMissing, Unusable
from tests.support.refusals import advice, what

ESPEAK = Installed(
    "espeak",
    "2.99 1.52.0",
    (
        ("gmw/af", "Afrikaans", ("af",)),
        ("gmw/en-us", "English (America)", ("en-us",)),
        ("gmw/en", "English (Great Britain)", ("en-gb",)),
        ("gmw/de", "German", ("de",)),
        ("gmw/nl", "Dutch", ("nl",)),
    ),
    frozenset({"f2", "m3"}),
)
MAC = Installed(
    "nsss",
    "2.99",
    (
        ("com.apple.speech.synthesis.voice.Albert", "Albert", ("en_US",)),
        ("com.apple.voice.compact.en-US.Samantha", "Samantha", ("en_US",)),
        ("com.apple.voice.compact.nl-BE.Ellen", "Ellen", ("nl_BE",)),
        ("com.apple.voice.compact.nl-NL.Xander", "Xander", ("nl_NL",)),
    ),
)
WINDOWS = Installed(
    "sapi5",
    "2.99",
    (
        (r"HKEY\Tokens\TTS_MS_EN-US_ZIRA_11.0", "Microsoft Zira Desktop - English", ("en-US",)),
        (r"HKEY\Tokens\TTS_MS_NL-NL_FRANK_11.0", "Microsoft Frank - Dutch (Netherlands)", ()),
        (r"HKEY\Tokens\TTS_DE", "Microsoft Hedda - German", ("Unknown Locale: 99",)),
    ),
)


@pytest.mark.parametrize(
    ("installed", "language", "name"),
    [
        ([ESPEAK], "nl", "Dutch"),
        ([ESPEAK], "de", "German"),
        ([ESPEAK], "en", "English (Great Britain)"),
        ([MAC, ESPEAK], "nl", "Xander"),
        ([MAC, ESPEAK], "en", "Samantha"),
        ([MAC, ESPEAK], "de", "German"),
        ([WINDOWS, ESPEAK], "nl", "Microsoft Frank - Dutch (Netherlands)"),
        ([WINDOWS, ESPEAK], "de", "Microsoft Hedda - German"),
    ],
)
def test_the_systems_own_voice_first_then_espeak(
    installed: list[Installed], language: str, name: str
) -> None:
    assert choose_among(installed, language).name == name


def test_a_better_recording_of_a_voice_comes_first() -> None:
    premium = ("com.apple.voice.premium.nl-BE.Ellen", "Ellen (Premium)", ("nl_BE",))
    mac = Installed("nsss", "2.99", (*MAC.voices, premium))
    assert choose_among([mac], "nl").id == premium[0]


@pytest.mark.parametrize(
    ("wanted", "voice_id"),
    [
        ("xander", "com.apple.voice.compact.nl-NL.Xander"),
        ("COM.APPLE.VOICE.COMPACT.NL-BE.ELLEN", "com.apple.voice.compact.nl-BE.Ellen"),
        ("dutch", "gmw/nl"),
        ("nl", "gmw/nl"),
        ("gmw/nl", "gmw/nl"),
        ("nl+f2", "gmw/nl+f2"),
        ("Dutch+m3", "gmw/nl+m3"),
    ],
)
def test_a_wanted_voice_is_known_by_id_or_name(wanted: str, voice_id: str) -> None:
    assert choose_among([MAC, ESPEAK], "nl", wanted).id == voice_id


@pytest.mark.parametrize("wanted", ["Samantha", "German", "en", "nobody", "nl+zz", "xander+f2"])
def test_a_voice_of_another_language_or_none_is_refused(wanted: str) -> None:
    with pytest.raises(Unusable) as refused:
        choose_among([MAC, ESPEAK], "nl", wanted)
    assert wanted in what(refused.value)
    assert "Ellen, Xander, Dutch" in advice(refused.value)


def test_no_voice_for_the_language_is_a_missing_part() -> None:
    with pytest.raises(PartMissing) as missing:
        choose_among([MAC], "de")
    assert "--voice none" in advice(missing.value)
    with pytest.raises(PartMissing):
        choose_among([], "nl")


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
def test_every_machine_has_a_voice_for_each_of_our_languages(language: str) -> None:
    assert choose_voice(language).id


def test_the_espeak_that_came_with_us_is_the_one_that_speaks() -> None:
    (espeak,) = [offer for offer in installed_voices() if offer.engine == "espeak"]
    assert "1.52" in espeak.version, "not the library that came with the program"
    assert "f2" in espeak.variants


def test_a_presenters_voice_sounds_different(tmp_path: Path, dutch: VoiceChoice) -> None:
    text = "Ik wil het hebben over een gesprek van vorige week."
    sounds = []
    for choice in (dutch, choose_voice("nl", "nl+f2")):
        synthesizer = ChildSynthesizer(choice, cache_folder=tmp_path)
        sounds.append(synthesizer.render(text).samples[:20_000])
        synthesizer.close()
    assert abs(sounds[0] - sounds[1]).max() > 0.1
