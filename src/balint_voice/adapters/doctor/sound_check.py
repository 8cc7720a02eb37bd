"""Says a sentence and listens for it, with speaker and microphone as a session uses them.

Rules: the recorded samples are in one array, for a few seconds, and are then wiped. Without leave
to listen, the microphone is not opened at all.
"""

import threading
import time
from collections.abc import Callable

import numpy as np

from balint_voice.adapters.sound import portaudio, sound_server
from balint_voice.adapters.sound.echo_tail import remember
from balint_voice.adapters.sound.microphone import DeviceMicrophone
from balint_voice.adapters.sound.player import Player
from balint_voice.adapters.system import machine
from balint_voice.doctor.findings import CheckedPart, Finding
from balint_voice.doctor.sound import echo_tail, judge_line, judge_microphone, likeness, measure
from balint_voice.errors import PartMissing, Text
from balint_voice.listening.audio import LISTENING_RATE, Samples, Sound
from balint_voice.listening.utterances import wipe

_BEFORE_S = 0.7
_AFTER_S = 1.2
"""For longer no room rings that a session would wait for."""
_PATIENCE_S = 4.0
_ALONE_S = 2.0
"""Listened to when there is no line to hear."""


def check_sound(
    line: Sound | None,
    speaker: str | None,
    microphone: str | None,
    *,
    listen: bool,
    tell: Callable[[str], None],
) -> tuple[Finding, ...]:
    """(speaker, microphone). `line` is None where there is no voice to say one.

    `tell` hears what begins: "speaking", or "listening" before the microphone is opened.
    """
    try:
        portaudio.library()
    except PartMissing as missing:
        return _no_library("speaker", missing), _no_library("microphone", missing)
    out, nothing_out = _named("output", "speaker", speaker)
    source, nothing_in = _named("input", "microphone", microphone)
    player = None if nothing_out else Player(speaker)
    try:
        if player is not None:
            player.open()
    except PartMissing:
        nothing_out, player = _dead(out), None
    try:
        if nothing_in or not listen:
            if player is not None:
                tell("speaking")
            heard = nothing_in or Finding(
                part="microphone",
                state="ok",
                what="microphone-untried",
                remedy=None,
                fields={"device": source},
            )
            return nothing_out or _said(player, line, out), heard
        tell("listening")
        return _said_and_heard(
            player,
            line,
            devices=(out, source),
            asked=(speaker, microphone),
            nothing_out=nothing_out,
        )
    finally:
        if player is not None:
            player.close()


def check_further_speaker(
    line: Sound | None, speaker: str, *, tell: Callable[[str], None]
) -> Finding:
    """One that plays beside the first, such as a hearing loop: a microphone would not hear it."""
    out, nothing_out = _named("output", "speaker", speaker)
    if nothing_out is not None:
        return nothing_out
    player = Player(speaker)
    try:
        player.open()
        if line is not None:
            tell("speaking")
        return _said(player, line, out)
    except PartMissing:
        return _dead(out)
    finally:
        player.close()


def _said(player: Player | None, line: Sound | None, device: str) -> Finding:
    """The speaker alone: whether it plays, not whether anybody hears it."""
    if player is None or line is None:
        return Finding(
            part="speaker",
            state="warning",
            what="speaker-untried",
            remedy="voice",
            fields={"device": device},
        )
    player.play(line)
    if not player.wait(line.seconds):
        return _dead(device)
    return Finding(
        part="speaker", state="ok", what="speaker-said", remedy=None, fields={"device": device}
    )


def _dead(device: str) -> Finding:
    return Finding(
        part="speaker",
        state="missing",
        what="speaker-dead",
        remedy="speaker-dead",
        fields={"device": device},
    )


def _said_and_heard(
    player: Player | None,
    line: Sound | None,
    *,
    devices: tuple[str, str],
    asked: tuple[str | None, str | None],
    nothing_out: Finding | None,
) -> tuple[Finding, ...]:
    out, source = devices
    ear = _Ear(asked[1])
    try:
        ear.open()
    except PartMissing:
        dead = Finding(
            part="microphone",
            state="missing",
            what="microphone-dead",
            remedy="microphone-dead",
            fields={"device": source},
        )
        return nothing_out or _said(player, line, out), dead
    try:
        if player is None or line is None:
            ear.listen(_ALONE_S)
            said = nothing_out or Finding(
                part="speaker",
                state="warning",
                what="speaker-untried",
                remedy="voice",
                fields={"device": out},
            )
            return said, judge_microphone(source, measure(ear.heard))
        ear.listen(_BEFORE_S)
        player.play(line)
        ear.listen(line.seconds + _PATIENCE_S, until=player.over)
        ended = len(ear.heard)
        ear.listen(_AFTER_S)
        if not player.wait(0.0):
            return _dead(out), judge_microphone(source, measure(ear.heard))
        level = measure(ear.heard)
        found = judge_microphone(source, level)
        if level.zeros or not level.seconds:
            return Finding(
                part="speaker", state="ok", what="speaker-said", remedy=None, fields={"device": out}
            ), found
        tail_s = echo_tail(ear.heard, ended)
        said = judge_line(out, likeness(_at_16_khz(line), ear.heard), tail_s)
        if said.state == "ok":
            remember(*asked, tail_s)
        return said, found
    finally:
        ear.close()


class _Ear:
    """A microphone, and all that it gave."""

    def __init__(self, device: str | None) -> None:
        self._microphone = DeviceMicrophone(device)
        self._blocks: list[Samples] = []

    def open(self) -> None:
        self._microphone.open()

    def listen(self, seconds: float, until: threading.Event | None = None) -> None:
        """For so long, or until that happened."""
        last = time.monotonic() + seconds
        while (left := last - time.monotonic()) > 0 and not (until and until.is_set()):
            block = self._microphone.read(min(left, 0.1))
            if block is not None:
                self._blocks.append(block.samples)

    @property
    def heard(self) -> Samples:
        if len(self._blocks) > 1:
            whole = np.concatenate(self._blocks)
            self._wipe()
            self._blocks = [whole]
        return self._blocks[0] if self._blocks else np.zeros(0, np.float32)

    def close(self) -> None:
        self._microphone.close()
        self._wipe()

    def _wipe(self) -> None:
        for samples in self._blocks:
            wipe(samples)
        self._blocks = []


def _named(
    kind: portaudio.DeviceKind, part: CheckedPart, wanted: str | None
) -> tuple[str, Finding | None]:
    """The name of the device that will be used; or why there is none."""
    try:
        known = {index: name for index, name, _ in portaudio.devices(kind)}
    except PartMissing as missing:
        return "", _no_library(part, missing)
    if kind == "input" and (monitor := sound_server.sources().speaker_for(wanted)) is not None:
        what, fields = "microphone-hears-speaker", {"device": monitor}
        return "", Finding(part=part, state="missing", what=what, remedy=what, fields=fields)
    if not known:
        unreachable = not machine.reaches_sound_server()
        what = "sound-no-way" if unreachable else f"{part}-none"
        return "", Finding(part, "missing", what, what)
    try:
        return known[portaudio.find_device(kind, wanted)], None
    except PartMissing as missing:
        why = missing.text.fields["why"]
        assert isinstance(why, Text)
        there = why.fields["known"]
        assert isinstance(there, tuple)
        what = f"{part}-several" if why.key == "device-several" else f"{part}-unknown"
        fields = {"device": wanted or "", "there": ", ".join(there)}
        return "", Finding(part=part, state="missing", what=what, remedy=what, fields=fields)


def _no_library(part: CheckedPart, missing: PartMissing) -> Finding:
    if missing.key == "sound-elsewhere":
        return Finding(part, "missing", "sound-elsewhere", "sound-elsewhere")
    if missing.key == "sound-hangs":
        return Finding(part, "missing", "sound-hangs", "sound-hangs")
    return Finding(part, "missing", "sound-no-library", "sound-no-library")


def _at_16_khz(sound: Sound) -> Samples:
    import soxr

    return np.asarray(soxr.resample(sound.samples, sound.rate, LISTENING_RATE), np.float32)
