"""The voice: a synthesizer and a speaker, or what stands in for them."""

from collections.abc import Callable
from contextlib import ExitStack

from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.adapters.tts.silent_voice import PacedVoice, ShownVoice
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice import SpokenVoice
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.adapters.tts.voice_pack import PackSynthesizer, pack_for
from balint_voice.app.request import Notice, SessionRequest
from balint_voice.conductor import InputQueue
from balint_voice.errors import PartMissing
from balint_voice.method.script import Script

AnyVoice = SpokenVoice | ShownVoice | PacedVoice


def voice_of(
    request: SessionRequest, inbox: InputQueue, closing: ExitStack, notice: Notice
) -> AnyVoice:
    """The voice, all its cues rendered. Without a sound device the cues are shown and paced."""
    sound = request.sound
    if sound.voice == "none":
        return ShownVoice(inbox)
    synthesizer = synthesizer_of(request.script.language, sound.voice)
    voice: AnyVoice
    try:
        speaker = DeviceSpeaker(sound.speaker)
        speaker.open()
        volumes = sound.volumes
        voice = SpokenVoice(
            synthesizer,
            speaker,
            inbox=inbox,
            voice_volume=volumes.voice,
            chime_volume=volumes.chimes,
        )
    except PartMissing as missing:
        if sound.speaker is not None or missing.key == "sound-elsewhere":
            synthesizer.close()
            raise
        notice(request.script.words.label("messages", "no-sound"))
        voice = PacedVoice(inbox, synthesizer)
    closing.callback(voice.close)
    voice.prepare(request.outline.texts(), _progress(request.script, notice))
    synthesizer.rest()
    synthesizer.tidy()
    return voice


def synthesizer_of(language: str, wanted: str | None) -> ChildSynthesizer | PackSynthesizer:
    """The voice that speaks: a pack, with the usual voice for what it lacks; or one of the
    system's. Raises Unusable for a voice that is none, PartMissing where there is no voice."""
    pack = pack_for(wanted, language) if wanted is not None else None
    if pack is not None:
        return PackSynthesizer(pack, ChildSynthesizer(choose_voice(language)))
    return ChildSynthesizer(choose_voice(language, wanted))


def _progress(script: Script, notice: Notice) -> Callable[[int, int], None]:
    def tell(done: int, of: int) -> None:
        if done == of or done % 20 == 0:
            notice(script.words.label("messages", "preparing").format(done=done, of=of))

    return tell
