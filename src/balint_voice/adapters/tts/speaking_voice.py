"""The voice that speaks in a session or a check, by the name that was asked for.

Rules: a pack is a voice like any other; what it lacks is said by the usual voice of the language.
"""

from balint_voice.adapters.tts.synthesizer import CALM_RATE, ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import VoiceChoice, choose_voice
from balint_voice.adapters.tts.voice_pack import PackSynthesizer, pack_for, packs_in
from balint_voice.errors import Unusable

AnySynthesizer = ChildSynthesizer | PackSynthesizer


def synthesizer_for(language: str, wanted: str | None, rate: int | None = None) -> AnySynthesizer:
    """A pack with the usual voice behind it, or a voice of this computer.

    `rate`: words a minute of what is synthesised. Raises Unusable for a voice that is none,
    PartMissing where the language has no voice.
    """
    pack = pack_for(wanted, language) if wanted is not None else None
    choice = _choice(language, None if pack is not None else wanted)
    usual = ChildSynthesizer(choice, rate=rate or CALM_RATE)
    return usual if pack is None else PackSynthesizer(pack, usual)


def _choice(language: str, wanted: str | None) -> VoiceChoice:
    """A voice of this computer; where there is none of that name, the packs are named too."""
    try:
        return choose_voice(language, wanted)
    except Unusable as unknown:
        there = unknown.text.fields["known"]
        known = (*packs_in(language), *(there if isinstance(there, tuple) else ()))
        raise Unusable("voice-unknown", voice=wanted, language=language, known=known) from None
