"""The composition root: the only file that names concrete parts and puts them together.

Rule of this room: no decision but which part is wired; no printing but progress on the `Notice`
that the caller gives.
"""

import math
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, Protocol, TextIO

from balint_voice.adapters import places
from balint_voice.adapters.clock import SessionClock
from balint_voice.adapters.keys import Desk, TakeNote
from balint_voice.adapters.memory import leave_no_core_dump
from balint_voice.adapters.model_store import Model
from balint_voice.adapters.no_ears import NoEars, NoNotes, NoTranscriber
from balint_voice.adapters.palette import Theme
from balint_voice.adapters.screen import LineScreen
from balint_voice.adapters.speaker import DeviceSpeaker
from balint_voice.adapters.synthesizer import ChildSynthesizer
from balint_voice.adapters.voice import PacedVoice, ShownVoice, SpokenVoice
from balint_voice.adapters.voice_choice import choose_voice
from balint_voice.conductor import Inbox, Parts, Screen, conduct
from balint_voice.errors import PartMissing, reason
from balint_voice.listening.transcript import NoteEntry
from balint_voice.messages import catalogue
from balint_voice.method.script import Script
from balint_voice.ports import Ears, Microphone, SpeechDetector, Transcriber
from balint_voice.records.presenter_key import make_presenter_key
from balint_voice.records.sealed_notes import SealedNotes, begin_notes
from balint_voice.records.sessions import SessionFolder, create_session
from balint_voice.records.timing_log import TimingLog
from balint_voice.session import inputs as i
from balint_voice.session import transitions as t
from balint_voice.session.engine import Session
from balint_voice.session.politeness import Manners
from balint_voice.session.programme import Wishes, arrange
from balint_voice.settings import Volumes

Look = Literal["full", "status", "plain"]
"""How a session is shown: the full screen, lines with a status line below, or lines alone."""

Notice = Callable[[str], None]
"""Tells the user one line about what is going on."""

AnyVoice = SpokenVoice | ShownVoice | PacedVoice

PATIENCE_S = 20.0
"""Real seconds beyond its length that a cue's end is waited for."""


class LiveScreen(Screen, Protocol):
    """A screen that runs the session while it is up, and hears its keys."""

    def during(self, session: Callable[[], None]) -> None: ...


@dataclass(frozen=True)
class Presenter:
    """Who alone will open the notes: a passphrase to make a key of, or a public key."""

    passphrase: str | None
    public_key: str | None


@dataclass(frozen=True)
class Listening:
    """By what the room is heard, once all have agreed: a microphone, and a model for the words.

    `from_device`: the microphone is a device, and can die; a recording can only end. `model`: None
    where nothing that is said becomes text.
    """

    microphone: Microphone
    from_device: bool
    model: Model | None


@dataclass(frozen=True)
class Evening:
    """One session as the facilitator asked for it. `voice`: a name, "none", or the default.

    `ends_at`: when all has to be over; minutes are made of it when the session really starts.
    `manners`: how the voice waits for a pause; None: it speaks when due. `listening`: None where
    nobody will be asked to be heard. `presenter`: None where there are no notes.
    """

    script: Script
    wishes: Wishes
    ends_at: datetime | None
    group: str | None
    start: Literal["auto", "ask"]
    voice: str | None
    speaker: str | None
    pace: float
    manners: Manners | None
    listening: Listening | None
    presenter: Presenter | None
    volumes: Volumes = field(default_factory=Volumes)
    theme: Theme = "dark"


@dataclass(frozen=True)
class Outcome:
    """How it went. `interrupted`: by Ctrl-C or the system; all that was acknowledged is kept."""

    folder: SessionFolder
    interrupted: bool


def run(evening: Evening, out: TextIO, look: Look, notice: Notice) -> Outcome:
    """Run a session to its end. Raises PartMissing before it begins, never after."""
    inbox = Inbox()
    leave_no_core_dump()
    with ExitStack() as closing:
        voice = _voice(evening, inbox, closing, notice)
        transcriber = _transcriber(evening, closing, notice)
        detector = _detector(evening)
        folder = create_session(places.sessions_folder(), datetime.now().astimezone())
        log = TimingLog(folder.timing_log)
        closing.callback(log.close)
        clock = SessionClock(evening.pace)
        notes = _notes(evening, folder, closing, notice)
        ears: Ears = NoEars()
        if detector is not None:
            ears = _ears(evening, detector, transcriber, notes, inbox, clock, closing)
        screen = _screen(evening, out, look, Desk(inbox, _typed_into(notes, clock)), clock)
        closing.callback(screen.close)
        with _signals_end_it(inbox) as interrupted:
            # Only now, when all that takes time is done, does the evening begin.
            session = _session(evening, folder, voice)
            clock.start()
            parts = Parts(clock, voice, ears, log, screen)
            screen.during(lambda: conduct(session, inbox, parts))
        return Outcome(folder, bool(interrupted))


def _session(evening: Evening, folder: SessionFolder, voice: AnyVoice) -> Session:
    def seconds(text: str) -> float:
        return voice.seconds(text) * evening.pace

    wishes = evening.wishes
    if evening.ends_at is not None:
        left = evening.ends_at - datetime.now().astimezone()
        wishes = replace(wishes, minutes=max(1.0, left.total_seconds() / 60 * evening.pace))
    programme = arrange(evening.script, wishes, seconds)
    header = t.SessionStarted(
        session=t.Id(folder.id),
        script=t.Id(evening.script.id),
        language=t.Id(evening.script.language),
        started=datetime.now().astimezone().isoformat(timespec="seconds"),
        people=evening.wishes.people,
        group=evening.group,
        planned_s=programme.planned_s,
        recorded=tuple(t.Id(phase) for phase in wishes.asked.recorded),
    )
    return Session(
        programme,
        header,
        seconds,
        start=evening.start,
        patience=PATIENCE_S * evening.pace,
        manners=evening.manners.at(evening.pace) if evening.manners else None,
        takes_notes=evening.presenter is not None,
        pace=evening.pace,
    )


def _voice(evening: Evening, inbox: Inbox, closing: ExitStack, notice: Notice) -> AnyVoice:
    """The voice, all its cues rendered. Without a sound device the cues are shown and paced."""
    if evening.voice == "none":
        return ShownVoice(inbox)
    choice = choose_voice(evening.script.language, evening.voice)
    synthesizer = ChildSynthesizer(choice)
    voice: AnyVoice
    try:
        speaker = DeviceSpeaker(evening.speaker)
        speaker.open()
        volumes = evening.volumes
        voice = SpokenVoice(synthesizer, speaker, inbox, volumes.voice, volumes.chimes)
    except PartMissing:
        if evening.speaker is not None:
            synthesizer.close()
            raise
        notice(evening.script.words.label("messages", "no-sound"))
        voice = PacedVoice(inbox, synthesizer)
    closing.callback(voice.close)
    everything = arrange(evening.script, evening.wishes, seconds=len).texts()
    voice.prepare(everything, _progress(evening.script, notice))
    synthesizer.rest()
    return voice


def _progress(script: Script, notice: Notice) -> Callable[[int, int], None]:
    def tell(done: int, of: int) -> None:
        if done == of or done % 20 == 0:
            notice(script.words.label("messages", "preparing").format(done=done, of=of))

    return tell


def _detector(evening: Evening) -> SpeechDetector | None:
    if evening.listening is None:
        return None
    from balint_voice.adapters.silero import SileroDetector

    detector = SileroDetector()
    detector.load()
    return detector


def _transcriber(evening: Evening, closing: ExitStack, notice: Notice) -> Transcriber | None:
    """The model, loaded: what it lacks is said now, not when the presenter speaks."""
    if evening.listening is None or evening.listening.model is None:
        return None
    import numpy as np

    from balint_voice.adapters.transcriber import WorkerTranscriber
    from balint_voice.listening.audio import LISTENING_RATE

    model = evening.listening.model
    notice(evening.script.words.label("messages", "loading").format(model=model.name))
    transcriber = WorkerTranscriber(model.folder, evening.script.language)
    closing.callback(transcriber.close)
    # One decode, of silence, shows that the model can be loaded and used.
    transcriber.transcribe(np.zeros(LISTENING_RATE, np.float32))
    return transcriber


def _ears(
    evening: Evening,
    detector: SpeechDetector,
    transcriber: Transcriber | None,
    notes: SealedNotes | None,
    inbox: Inbox,
    clock: SessionClock,
    closing: ExitStack,
) -> Ears:
    from balint_voice.adapters.ears import EarsSettings, MicrophoneEars

    listening = evening.listening
    assert listening is not None, "there is a detector only where somebody is to be heard"
    # A device that gives exact zeros is dead; a recording may well end in them.
    settings = EarsSettings(dead_after_s=10.0 if listening.from_device else math.inf)
    ears = MicrophoneEars(
        listening.microphone,
        detector,
        transcriber or NoTranscriber(),
        notes or NoNotes(),
        inbox,
        clock,
        evening.pace,
        settings,
    )
    closing.callback(ears.join, timeout=10)
    closing.callback(ears.stop)
    return ears


def _screen(
    evening: Evening, out: TextIO, look: Look, desk: Desk, clock: SessionClock
) -> LiveScreen:
    words = evening.script.words
    lines = LineScreen(out, words, look != "plain", desk)
    if look != "full":
        return lines
    from balint_voice.adapters.full_screen import FullScreen

    return FullScreen(lines, words, desk, clock.real, evening.theme)


def _typed_into(notes: SealedNotes | None, clock: SessionClock) -> TakeNote:
    """Seals what is typed; without notes (nobody asked for any) nothing can be kept."""

    def take(phase: str, text: str) -> None:
        if notes is None:
            raise OSError("this session keeps no notes")
        at = clock.now()
        notes.append(NoteEntry("typed", phase, at, at, text))

    return take


def _finish(notes: SealedNotes, notice: Notice, language: str) -> None:
    try:
        notes.finish()
    except OSError as error:
        why = reason(error)
        notice(catalogue.label("notices", "notes-not-closed", language, reason=why))


def _notes(
    evening: Evening, folder: SessionFolder, closing: ExitStack, notice: Notice
) -> SealedNotes | None:
    """Begin the notes; the secret that opens them leaves here wrapped, or was never here."""
    presenter = evening.presenter
    if presenter is None:
        return None
    public_key, wrapped = presenter.public_key, None
    if presenter.passphrase is not None:
        public_key, wrapped = make_presenter_key(presenter.passphrase)
    assert public_key is not None, "a presenter has a passphrase or a key"
    notes = begin_notes(folder.sealed_notes, folder.id, public_key, wrapped)
    closing.callback(_finish, notes, notice, evening.script.language)
    return notes


@contextmanager
def _signals_end_it(inbox: Inbox) -> Iterator[list[int]]:
    """Ctrl-C, a closed terminal, a shutdown: the session ends in order, and a second one drops
    what is still to be transcribed. Yields the signals that came."""
    came: list[int] = []

    def end(number: int, _: object) -> None:
        came.append(number)
        inbox.put(i.Interrupt())

    wanted = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    numbers = [getattr(signal, name) for name in wanted if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def demo_presenter(
    language: str, sentences: dict[str, tuple[str, ...]], voice: str, rate: int
) -> Microphone:
    """A synthesised presenter as the microphone: phase after phase, what the demo tells.

    `rate`: words a minute.
    """
    from balint_voice.adapters.presenter import PresenterMicrophone

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
    from balint_voice.adapters import portaudio
    from balint_voice.adapters.microphone import DeviceMicrophone

    portaudio.find_device("input", name)
    return DeviceMicrophone(name)


def file_microphone(path: Path) -> Microphone:
    from balint_voice.adapters.wav_microphone import WavMicrophone

    return WavMicrophone(path)
