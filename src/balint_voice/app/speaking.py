"""The voice: a synthesizer and a speaker, or what stands in for them."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from balint_voice.adapters.sound.many_speakers import ManySpeakers
from balint_voice.adapters.sound.speaker import DeviceSpeaker
from balint_voice.adapters.tts.silent_voice import PacedVoice, ShownVoice
from balint_voice.adapters.tts.speaking_voice import synthesizer_for
from balint_voice.adapters.tts.voice import SpokenVoice
from balint_voice.app.request import Notice, SessionRequest
from balint_voice.conductor import InputQueue
from balint_voice.errors import PartMissing
from balint_voice.method.script import Script
from balint_voice.session.inputs import PartFailed, PartRecovered

AnyVoice = SpokenVoice | ShownVoice | PacedVoice


def voice_of(
    request: SessionRequest, inbox: InputQueue, closing: ExitStack, notice: Notice
) -> AnyVoice:
    """The voice, all its cues rendered. Without a sound device the cues are shown and paced."""
    sound = request.sound
    if sound.voice == "none":
        return ShownVoice(inbox)
    synthesizer = synthesizer_for(request.script.language, sound.voice, sound.rate)
    voice: AnyVoice
    try:
        speaker = _speaker(sound.speakers, inbox)
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
        if sound.speakers or missing.key == "sound-elsewhere":
            synthesizer.close()
            raise
        notice(request.script.words.label("messages", "no-sound"))
        voice = PacedVoice(inbox, synthesizer)
    closing.callback(voice.close)
    voice.prepare(request.outline.texts(), _progress(request.script, notice))
    synthesizer.rest()
    synthesizer.tidy()
    return voice


def _speaker(names: Sequence[str], inbox: InputQueue) -> DeviceSpeaker | ManySpeakers:
    """The one that was asked for, or all of them; else the system's own."""
    if len(names) < 2:
        return DeviceSpeaker(*names)

    def tell(silent: bool) -> None:  # noqa: FBT001 - one answer to one question
        inbox.put(PartFailed("one-speaker") if silent else PartRecovered("one-speaker"))

    return ManySpeakers([DeviceSpeaker(name) for name in names], tell)


def _progress(script: Script, notice: Notice) -> Callable[[int, int], None]:
    def tell(done: int, of: int) -> None:
        if done == of or done % 20 == 0:
            notice(script.words.label("messages", "preparing").format(done=done, of=of))

    return tell
