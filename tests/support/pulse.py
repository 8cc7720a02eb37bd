"""A private sound server for tests: real audio in and out, without a sound card.

`with running_pulse(folder) as pulse:` starts PulseAudio with two null sinks and points this
process and its children at it. What the program plays arrives in the sink `speaker`, and
`pulse.record_speaker()` hears it; `pulse.say_into_microphone(samples, rate)` speaks into the
program's microphone. Most tests take the session fixture `pulse` of conftest.py instead.

Rule of this file: nothing sleeps; whoever needs something to have happened waits for it.
"""

import os
import signal
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
RECORDING_RATE = 48_000
PATIENCE_S = 300.0

Samples = NDArray[np.float32]


@contextmanager
def running_pulse(folder: Path) -> Iterator["Pulse"]:
    """A sound server in `folder` (private, short path), and this process pointed at it."""
    pulse = Pulse(folder)
    before = {key: os.environ.get(key) for key in pulse.environment}
    os.environ.update(pulse.environment)
    try:
        pulse.start()
        _forget_devices()
        yield pulse
    finally:
        pulse.stop()
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value


def _forget_devices() -> None:
    """PortAudio reads its devices once, when it is loaded: have it read them again."""
    if "sounddevice" in sys.modules:
        sounddevice = sys.modules["sounddevice"]
        sounddevice._terminate()
        sounddevice._initialize()


class Pulse:
    """The server. `start` and `stop` may be called again: that is how a test kills the sound."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._socket = folder / "native"
        self._server: subprocess.Popen[bytes] | None = None
        self._talking: list[subprocess.Popen[bytes]] = []
        self.environment = {
            "PULSE_SERVER": f"unix:{self._socket}",
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_COOKIE": str(folder / "cookie"),
        }

    def start(self) -> None:
        script = self._folder / "sinks.pa"
        script.write_text(
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={self._socket}\n"
            # norewinds: without it the first block a recording gets comes up to 2 s late
            "load-module module-null-sink sink_name=speaker rate=48000 norewinds=1\n"
            "load-module module-null-sink sink_name=micfeed rate=48000 norewinds=1\n"
            "load-module module-remap-source source_name=mic master=micfeed.monitor\n"
            "set-default-sink speaker\n"
            "set-default-source mic\n"
        )
        self._socket.unlink(missing_ok=True)
        self._server = subprocess.Popen(
            [
                *("pulseaudio", "-n", "-F", str(script), "--daemonize=no", "--use-pid-file=no"),
                *("--exit-idle-time=-1", "--disable-shm=yes", "--log-target=stderr"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
        )
        waited_for("the sound server", lambda: self.pactl("get-default-source") == "mic")

    def stop(self) -> None:
        """Ends the server and whatever still speaks into it."""
        self.hush()
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def freeze(self) -> None:
        """From now on the server answers nobody, and nobody is told: calls to it hang."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._server is not None
        self._server.send_signal(signal.SIGCONT)

    def listeners(self) -> set[str]:
        """Who has a microphone open, as the server sees it."""
        return set(self.pactl("list", "short", "source-outputs").splitlines())

    def pactl(self, *arguments: str) -> str:
        """One word with the server, such as `pactl("suspend-source", "mic", "1")`."""
        answer = subprocess.run(
            ["pactl", *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, **self.environment},
            check=False,
        )
        return answer.stdout.strip()

    def say_into_microphone(self, samples: Samples, rate: int) -> float:
        """Speaks into the microphone and goes on at once; the moment (monotonic) it began.

        `samples`: mono, or (samples, channels).
        """
        path = self._folder / f"said-{time.monotonic_ns()}.wav"
        write_wav(path, samples, rate)
        return self.say_file(path)

    def say_file(self, path: Path) -> float:
        """The same of a WAV file."""
        began = time.monotonic()
        talker = subprocess.Popen(
            ["paplay", "-d", "micfeed", str(path)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
        )
        self._talking.append(talker)
        return began

    def until_said(self) -> None:
        """Waits until everything said into the microphone has been said."""
        for talker in self._talking:
            talker.wait(timeout=300)
        self._talking.clear()

    def hush(self) -> None:
        """Ends at once whatever is being said into the microphone."""
        for talker in self._talking:
            talker.kill()
            talker.wait()
        self._talking.clear()

    @contextmanager
    def room(self, hiss: Samples, rate: int) -> Iterator[None]:
        """A room around both: what the speaker plays is heard by the microphone, and it is never
        quite silent (`hiss`, played once)."""
        echo = self.pactl(
            *("load-module", "module-loopback", "source=speaker.monitor", "sink=micfeed"),
            *("latency_msec=60", "source_dont_move=true", "sink_dont_move=true"),
        )
        assert echo.isdigit(), "the server makes no echo"
        path = self._folder / "hiss.wav"
        write_wav(path, hiss, rate)
        air = subprocess.Popen(
            ["paplay", "-d", "micfeed", str(path)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
        )
        try:
            yield
        finally:
            air.kill()
            air.wait()
            self.pactl("unload-module", echo)

    def record_speaker(self) -> AbstractContextManager["Recording"]:
        """Hears the speaker while the block runs; the recording stays readable afterwards."""
        return self._recording("speaker.monitor")

    def record_microphone(self) -> AbstractContextManager["Recording"]:
        """Hears the same as the microphone."""
        return self._recording("micfeed.monitor")

    @contextmanager
    def _recording(self, source: str) -> Iterator["Recording"]:
        recorder = subprocess.Popen(
            [
                *("parec", "-d", source, "--raw", "--format=s16le", "--channels=1"),
                *(f"--rate={RECORDING_RATE}", "--latency-msec=20"),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
        )
        recording = Recording(recorder)
        try:
            recording.wait_until("the first sample", lambda samples: len(samples) > 0)
            yield recording
        finally:
            recorder.kill()
            recording.finish()


class Recording:
    """What the speaker plays, growing: mono float at RECORDING_RATE."""

    def __init__(self, recorder: "subprocess.Popen[bytes]") -> None:
        self._recorder = recorder
        self._kept: Samples = np.zeros(30 * RECORDING_RATE, np.float32)
        self._count = 0
        self._began = float("inf")
        self._grown = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._recorder.stdout is not None
        odd = b""
        while raw := os.read(self._recorder.stdout.fileno(), 65_536):
            came = time.monotonic()
            raw = odd + raw
            whole = len(raw) // 2 * 2
            odd = raw[whole:]
            block = np.frombuffer(raw[:whole], dtype="<i2").astype(np.float32) * np.float32(
                1 / 32_768
            )
            with self._grown:
                self._keep(block)
                self._began = min(self._began, came - self._count / RECORDING_RATE)
                self._grown.notify_all()

    def _keep(self, block: Samples) -> None:
        end = self._count + len(block)
        if end > len(self._kept):  # what was given out before stays as it is
            self._kept = np.concatenate([self._kept, np.zeros(end, np.float32)])
        self._kept[self._count : end] = block
        self._count = end

    @property
    def samples(self) -> Samples:
        """All heard so far."""
        with self._grown:
            return self._kept[: self._count]

    def at(self, moment: float) -> int:
        """The sample of a moment (monotonic). What comes late through the pipe, on a busy machine,
        comes soon at some other time: the soonest counts. Ask at the end."""
        with self._grown:
            return round((moment - self._began) * RECORDING_RATE)

    def wait_until(
        self, what: str, condition: Callable[[Samples], bool], patience_s: float = PATIENCE_S
    ) -> Samples:
        """The recording, as soon as `condition` holds of it."""
        deadline = time.monotonic() + patience_s
        while not condition(heard := self.samples):
            left = deadline - time.monotonic()
            assert left > 0, f"waited {patience_s:.0f} s in vain for {what}"
            with self._grown:
                self._grown.wait_for(lambda: self._count > len(heard), left)
        return self.samples

    def wait_for_silence(self, seconds: float = 0.5, level: float = 0.001) -> Samples:
        """The recording, once something was heard and then nothing for `seconds`."""
        tail = int(seconds * RECORDING_RATE)
        looked_at, last = 0, -1

        def fell_silent(samples: Samples) -> bool:
            nonlocal looked_at, last
            loud = np.flatnonzero(np.abs(samples[looked_at:]) > level)
            if loud.size:
                last = looked_at + int(loud[-1])
            looked_at = len(samples)
            return last >= 0 and len(samples) - last > tail

        return self.wait_until("silence after a sound", fell_silent)

    def finish(self) -> None:
        self._recorder.wait()
        self._reader.join()
        assert self._recorder.stdout is not None
        self._recorder.stdout.close()


def sounding_s(samples: Samples, rate: int, level: float = 0.01) -> float:
    """How long something sounds, in steps of 5 ms. A busy machine may tear a sound into pieces,
    with silence between them; nothing of it is lost."""
    step = rate // 200
    whole = samples[: len(samples) // step * step]
    return float((np.abs(whole.reshape(-1, step)).max(axis=1) > level).sum() * step / rate)


def waited_for(what: str, happened: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    """Returns when `happened()`; fails after a generous while."""
    deadline = time.monotonic() + patience_s
    pulse = threading.Event()
    while not happened():
        assert time.monotonic() < deadline, f"waited {patience_s:.0f} s in vain for {what}"
        pulse.wait(0.03)


def write_wav(path: Path, samples: Samples, rate: int) -> None:
    """A 16-bit WAV file of mono samples, or of (samples, channels)."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())
