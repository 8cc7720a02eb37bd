"""Every text of every script in every language, through the real voice: heard, and not too long."""

import pytest

from balint_voice.adapters.files.prompt_store import (
    find_script,
    languages,
    load_script,
    script_names,
)
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.method.arrangement import with_variants
from balint_voice.session.options import SessionOptions
from balint_voice.session.plan import outline

pytestmark = pytest.mark.slow

LONGEST_S = 25.0
SCRIPTS = [(name, lang) for name in script_names() for lang in languages(find_script(name))]
LANGUAGES = sorted({language for _, language in SCRIPTS})


def texts(name: str, language: str) -> list[str]:
    """All that this script can say, whatever was asked for."""
    script = load_script(name, language)
    said: list[str] = []
    for variant in {v.id for phase in script.phases for v in phase.variants} or {""}:
        settled = with_variants(script, (variant,) if variant else ())
        options = SessionOptions(people=script.people, orientation=True, evaluation=True)
        said += outline(settled, options).texts()
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_can_be_said_in_its_own_language(language: str) -> None:
    """Each once: scripts share most of what is said around the phases."""
    voice = choose_voice(language)
    assert language in voice.id.lower() or language in voice.name.lower()
    said = {text for name, each in SCRIPTS if each == language for text in texts(name, language)}
    synthesizer = ChildSynthesizer(voice)
    try:
        sounds = {text: synthesizer.render(text) for text in sorted(said)}
    finally:
        synthesizer.close()
    too_long = {text: sound.seconds for text, sound in sounds.items() if sound.seconds > LONGEST_S}
    assert not too_long
    assert not [text for text, sound in sounds.items() if abs(sound.samples).max() <= 0.05]
