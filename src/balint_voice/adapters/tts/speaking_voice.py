"""The voice that speaks in a session or a check, by the name that was asked for.

Rules: a pack is a voice like any other; what it lacks is said by the usual voice of the language.
"""

from balint_voice.adapters.tts.synthesizer import CALM_RATE, ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.adapters.tts.voice_pack import PackSynthesizer, pack_for

AnySynthesizer = ChildSynthesizer | PackSynthesizer


def synthesizer_for(language: str, wanted: str | None, rate: int | None = None) -> AnySynthesizer:
    """A pack with the usual voice behind it, or a voice of this computer.

    `rate`: words a minute of what is synthesised. Raises Unusable for a voice that is none,
    PartMissing where the language has no voice.
    """
    pack = pack_for(wanted, language) if wanted is not None else None
    choice = choose_voice(language, None if pack is not None else wanted)
    usual = ChildSynthesizer(choice, rate=rate or CALM_RATE)
    return usual if pack is None else PackSynthesizer(pack, usual)
