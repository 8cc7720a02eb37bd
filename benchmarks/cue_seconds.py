"""How long each script talks: the seconds of all its cues, as the real voice says them."""

from collections.abc import Iterator

from balint_voice.adapters.files.prompt_store import (
    find_script,
    languages,
    load_script,
    script_names,
)
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.method.arrangement import with_variants
from benchmarks.measuring import Figure, Options


def measure(_options: Options) -> Iterator[Figure]:
    """One figure a script and language: cues, seconds in all, the longest."""
    for language in ("nl", "en", "de", "fr"):
        synthesizer = ChildSynthesizer(choose_voice(language))
        for name in script_names():
            if language in languages(find_script(name)):
                script = with_variants(load_script(name, language), ())
                lengths = [synthesizer.render(text).seconds for text in script.texts()]
                share = sum(lengths) / (script.minutes * 60)
                yield Figure(
                    f"{name} in {language}: seconds spoken, of {script.minutes:g} minutes",
                    f"{sum(lengths):.0f} s ({share:.1%}), longest {max(lengths):.1f} s",
                )
        synthesizer.close()
