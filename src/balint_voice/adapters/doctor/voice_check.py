"""The voice of tonight: which it is, how much of tonight it can say, and one line of it."""

from contextlib import ExitStack

import numpy as np

from balint_voice.adapters.doctor.check_options import CheckOptions
from balint_voice.adapters.doctor.finding_words import FindingWords
from balint_voice.adapters.tts.speaking_voice import synthesizer_for
from balint_voice.adapters.tts.voice_pack import PackSynthesizer
from balint_voice.doctor import voice_and_model
from balint_voice.doctor.findings import Finding
from balint_voice.errors import PartMissing
from balint_voice.listening.audio import Sound
from balint_voice.messages.catalogue import phrase
from balint_voice.ports import Synthesizer


def voice_for(
    wanted: CheckOptions, words: FindingWords, closing: ExitStack
) -> tuple[Synthesizer | None, Finding]:
    try:
        synthesizer = synthesizer_for(wanted.language, wanted.voice, wanted.rate)
    except PartMissing:
        return None, voice_and_model.judge_voice(None, came_along=False, renders=False)
    closing.callback(synthesizer.close)
    usual = synthesizer.voice
    came_along = usual.engine == "espeak"
    try:
        synthesizer.render(words.said("line"))
    except PartMissing as fault:
        return None, voice_and_model.judge_voice(
            usual.name,
            came_along=came_along,
            renders=False,
            no_room=phrase(fault.text, wanted.language) if fault.key == "voice-no-room" else None,
        )
    if isinstance(synthesizer, PackSynthesizer):
        covered = sum(synthesizer.holds(text) for text in wanted.tonight)
        return synthesizer, voice_and_model.judge_pack(
            synthesizer.name, usual.name, covered, len(wanted.tonight)
        )
    return synthesizer, voice_and_model.judge_voice(usual.name, came_along=came_along, renders=True)


def line_of(synthesizer: Synthesizer, words: FindingWords, volume: float) -> Sound:
    """What is said to try the speaker, as loud as tonight."""
    line = synthesizer.render(words.said("line"))
    return Sound(line.samples * np.float32(volume), line.rate)
