"""The audio pipeline: microphone, voice detector, windows, transcriber, sealed notes.

Rules: two threads, a listener and a transcription, share a backlog and the session's inbox. Every
method returns at once, except `join`: it waits, so that the notes can be closed afterwards.
"""

import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from balint_voice.adapters.capture.backlog import Backlog
from balint_voice.adapters.capture.commands import Commands, CommandSettings
from balint_voice.adapters.capture.listener import Listener, Order, Stop
from balint_voice.adapters.capture.search import Search
from balint_voice.adapters.capture.segmenter import Segmenter
from balint_voice.adapters.capture.transcription import Transcription
from balint_voice.adapters.system.freed_memory import overwrite_freed_soon
from balint_voice.listening.endpointing import EndpointSettings
from balint_voice.listening.windows import WindowSettings
from balint_voice.ports import (
    Clock,
    Inbox,
    Microphone,
    MicrophoneOrder,
    Notes,
    SpeechDetector,
    Transcriber,
)
from balint_voice.session.inputs import BacklogChanged
from balint_voice.session.outputs import Forget, HearAgain, OpenMicrophone, TurnDeaf


@dataclass(frozen=True)
class PipelineSettings:
    """All in real seconds, whatever the pace.

    `echo_tail_s`: how long a cue rings in the room, and shorter than anybody waits before the first
    word; None where cues are only shown, so that nothing is ever deaf. `most_backlog_s`: speech
    that may wait to become text; beyond it the oldest is given up, with a gap in the notes.
    `commit_s`: a window is closed once it holds so much, though the transcriber might take more.
    `seal_s`: it is closed, and who talks on is cut, once it began so long ago.
    `dead_after_s`: so many seconds of exact zeros come from no room, but from a muted switch or
    from macOS without permission; infinite for a recording, which ends in such silence.
    `own_words`: the group's, of which the transcriber was told.
    """

    echo_tail_s: float | None = 0.25
    most_backlog_s: float = 600.0
    commit_s: float = WindowSettings.commit_s
    seal_s: float = WindowSettings.seal_s
    dead_after_s: float = 10.0
    own_words: tuple[str, ...] = ()


class MicrophonePipeline:
    """`ports.AudioPipeline`. `stop` is final: it closes the transcriber too.

    `commands`: with voice control, who understands them; they may be by the same transcriber.
    `search`: where this machine has room for a better search, who says when.
    """

    def __init__(
        self,
        microphone: Microphone,
        detector: SpeechDetector,
        *,
        transcriber: Transcriber,
        notes: Notes,
        inbox: Inbox,
        clock: Clock,
        pace: float = 1.0,
        settings: PipelineSettings | None = None,
        commands: Commands | None = None,
        search: Search | None = None,
    ) -> None:
        settings = settings or PipelineSettings()
        window_s = transcriber.window_s
        segmenter = Segmenter(
            detector,
            EndpointSettings(longest_s=min(window_s, settings.seal_s)),
            windows=WindowSettings(
                window_s=window_s, commit_s=settings.commit_s, seal_s=settings.seal_s
            ),
            echo_tail_s=settings.echo_tail_s or 0.0,
            command_settings=CommandSettings() if commands else None,
        )
        self._cues_sound = settings.echo_tail_s is not None
        self._transcriber = transcriber
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._backlog = Backlog(
            settings.most_backlog_s * pace, lambda seconds: inbox.put(BacklogChanged(seconds))
        )
        listener = Listener(
            self._orders,
            microphone,
            segmenter=segmenter,
            backlog=self._backlog,
            inbox=inbox,
            clock=clock,
            pace=pace,
            dead_after_s=settings.dead_after_s,
        )
        self._transcription = Transcription(
            self._backlog,
            transcriber,
            notes=notes,
            inbox=inbox,
            commands=commands,
            search=search,
            own_words=settings.own_words,
        )
        self._threads = (
            threading.Thread(target=listener.run, name="listener", daemon=True),
            threading.Thread(target=self._transcription.run, name="transcription", daemon=True),
        )
        self._started = False

    def perform(self, order: MicrophoneOrder) -> None:
        if isinstance(order, TurnDeaf | HearAgain) and not self._cues_sound:
            return
        if isinstance(order, OpenMicrophone):
            self._start()
        if isinstance(order, Forget):
            self._backlog.forget(order.phases)
        self._orders.put(order)
        if isinstance(order, Forget):
            self._forget(order.phases)

    def _start(self) -> None:
        if not self._started:
            self._started = True
            for thread in self._threads:
                thread.start()

    def _forget(self, phases: Sequence[str]) -> None:
        self._transcriber.forget()
        self._transcription.forget(phases)
        if not self._started:  # nobody to do it between two windows; a note may have been typed
            overwrite_freed_soon()

    def stop(self) -> None:
        self._backlog.give_up()
        self._orders.put(Stop())
        self._transcriber.close()

    def join(self, timeout: float | None = None) -> bool:
        """Wait after `stop` until nothing is written to the notes any more; False: not yet."""
        if self._started:
            for thread in self._threads:
                thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)
