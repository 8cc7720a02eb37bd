"""What hears and writes: microphone, voice detector, transcriber, audio pipeline, sealed notes."""

import math
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from balint_voice.adapters.capture.empty_pipeline import EmptyPipeline, NoNotes, NoTranscriber
from balint_voice.adapters.display.keys import TakeNote
from balint_voice.adapters.system.clock import SessionClock
from balint_voice.adapters.system.key_child import key_made_in_a_child
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer
from balint_voice.adapters.tts.voice_choice import choose_voice
from balint_voice.adapters.whisper.transcriber import WorkerTranscriber
from balint_voice.app.request import Notice, SessionRequest
from balint_voice.conductor import InputQueue
from balint_voice.errors import reason
from balint_voice.listening.transcript import NoteEntry
from balint_voice.messages import catalogue
from balint_voice.ports import AudioPipeline, Microphone
from balint_voice.records.chain import begun
from balint_voice.records.sealed_notes import SealedNotes, begin_notes, reopen_notes
from balint_voice.records.sessions import SessionFolder


def transcriber_of(
    request: SessionRequest, closing: ExitStack, notice: Notice
) -> WorkerTranscriber | None:
    """The model, loaded: what it lacks is said now, not when the presenter speaks."""
    if request.listening is None or request.listening.model is None:
        return None
    import numpy as np

    from balint_voice.listening.audio import LISTENING_RATE

    model = request.listening.model
    notice(request.script.words.label("messages", "loading").format(model=model.name))
    transcriber = WorkerTranscriber(model.folder, request.script.language, _own_words_of(request))
    closing.callback(transcriber.close)
    # One decode, of silence, shows that the model can be loaded and used.
    transcriber.transcribe(np.zeros(LISTENING_RATE, np.float32))
    return transcriber


def _own_words_of(request: SessionRequest) -> tuple[str, ...]:
    """The group's own words for the model. Our small one knows its few words, and no others."""
    listening = request.listening
    if listening is None or listening.model is None or listening.model.shipped:
        return ()
    return listening.own_words


def pipeline_of(
    request: SessionRequest,
    transcriber: WorkerTranscriber | None,
    *,
    notes: SealedNotes | None,
    inbox: InputQueue,
    clock: SessionClock,
    closing: ExitStack,
) -> AudioPipeline:
    """What hears the room, once all have agreed; where nobody is asked, nothing can."""
    listening = request.listening
    if listening is None:
        return EmptyPipeline(notes, inbox)
    from balint_voice.adapters.capture.commands import Commands
    from balint_voice.adapters.capture.pipeline import MicrophonePipeline, PipelineSettings
    from balint_voice.adapters.capture.search import Search
    from balint_voice.adapters.capture.silero import SileroDetector
    from balint_voice.adapters.sound.echo_tail import recall
    from balint_voice.adapters.whisper.measured_speed import pass_s
    from balint_voice.listening.windows import has_room, seal_every

    detector = SileroDetector()
    detector.load()
    commands = None
    if transcriber is not None and request.options.commands:
        commands = Commands(transcriber, request.script.language, request.options.wake_word)
        commands.warm_up()
    # A device that gives exact zeros is dead; a recording may well end in them.
    settings = PipelineSettings(dead_after_s=10.0 if listening.from_device else math.inf)
    settings = replace(settings, own_words=_own_words_of(request))
    # Of several speakers the first is the one in the room: `doctor` measures its echo.
    measured_s = recall(next(iter(request.sound.speakers), None), listening.asked_for)
    if measured_s is not None:
        settings = replace(settings, echo_tail_s=measured_s)
    if request.sound.voice == "none":
        settings = replace(settings, echo_tail_s=None)
    search = None
    if transcriber is not None and listening.model is not None:
        decode_s = pass_s(transcriber, listening.model.folder)
        settings = replace(settings, seal_s=seal_every(decode_s))
        if has_room(decode_s) and not listening.model.shipped:
            search = Search(transcriber, inbox)
    pipeline = MicrophonePipeline(
        listening.microphone,
        detector,
        transcriber=transcriber or NoTranscriber(),
        notes=notes or NoNotes(),
        inbox=inbox,
        clock=clock,
        pace=request.options.pace,
        settings=settings,
        commands=commands,
        search=search,
    )
    closing.callback(pipeline.join, timeout=10)
    closing.callback(pipeline.stop)
    return pipeline


def notes_of(request: SessionRequest, folder: SessionFolder) -> SealedNotes | None:
    """The sealed notes: those that are there are gone on with, without any secret; others begin
    with the presenter's key, of which the secret half comes here wrapped or not at all."""
    if begun(folder.sealed_notes):
        return reopen_notes(folder.sealed_notes, folder.id, key_made_in_a_child)
    presenter = request.presenter
    if presenter is None:
        return None
    public_key, wrapped_key = presenter.public_key, presenter.wrapped_key
    return begin_notes(
        folder.sealed_notes, folder.id, public_key, wrapped_key, make_key=key_made_in_a_child
    )


def close_notes(notes: SealedNotes, language: str, *, over: bool, notice: Notice) -> None:
    """Close them for good where the session is over; else leave them to be gone on with."""
    if not over:
        notes.close()
        return
    try:
        notes.finish()
    except OSError as error:
        notice(catalogue.label("notices", "notes-not-closed", language, reason=reason(error)))


def typed_into(notes: SealedNotes | None, clock: SessionClock) -> TakeNote:
    """Seals what is typed; without notes (nobody asked for any) nothing can be kept."""

    def take(phase: str, text: str) -> None:
        if notes is None or notes.has_forgotten(phase):
            # Whoever typed it must not believe that it was kept.
            raise OSError("this session keeps no notes of this phase")
        at = clock.now()
        notes.append(NoteEntry(kind="typed", phase=phase, start_s=at, end_s=at, text=text))

    return take


def demo_presenter(
    language: str, sentences: dict[str, tuple[str, ...]], voice: str, rate: int
) -> Microphone:
    """A synthesised presenter as the microphone: phase after phase, what the demo tells.

    `rate`: words a minute.
    """
    from balint_voice.adapters.sound.presenter import PresenterMicrophone

    # What plays the microphone is not kept either: no cache but one that goes away at once.
    with TemporaryDirectory(prefix="balint-voice-") as nowhere:
        synthesizer = ChildSynthesizer(
            choose_voice(language, voice), rate=rate, cache_folder=Path(nowhere)
        )
        try:
            sounds = [synthesizer.render(" ".join(said)) for said in sentences.values()]
        finally:
            synthesizer.close()
    return PresenterMicrophone(sounds)


def device_microphone(name: str | None) -> Microphone:
    """The microphone of that name, or the default one. Raises PartMissing when there is none."""
    from balint_voice.adapters.sound import portaudio
    from balint_voice.adapters.sound.microphone import DeviceMicrophone

    portaudio.find_device("input", name)
    return DeviceMicrophone(name)


def file_microphone(path: Path) -> Microphone:
    from balint_voice.adapters.sound.wav_microphone import WavMicrophone

    return WavMicrophone(path)
