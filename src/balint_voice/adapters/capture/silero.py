"""The voice activity detector: Silero v6, as it comes with faster-whisper, frame by frame.

Rules: only the ONNX file of faster-whisper is used. Importing the package would load CTranslate2
and PyAV into the process that records, and its own function resets its state at every frame.
"""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np

from balint_voice.errors import PartMissing
from balint_voice.listening.audio import Samples
from balint_voice.listening.endpointing import FRAME

_CONTEXT = 64  # samples of the frame before, which the model wants to see again
_FILE = "assets/silero_vad_v6.onnx"


class SileroDetector:
    """`ports.SpeechDetector`. Loads its model on first use, or beforehand with `load`."""

    def __init__(self) -> None:
        self._session: Any = None
        self._input = np.zeros((1, _CONTEXT + FRAME), np.float32)
        self.reset()

    def load(self) -> None:
        """Load the model now: it takes a second that nobody should wait for later."""
        if self._session is None:
            self._session = _load()

    def reset(self) -> None:
        """Forget what was heard."""
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._input.fill(0.0)

    def probability(self, frame: Samples) -> float:
        """How likely it is that somebody speaks in these 512 samples."""
        self.load()
        self._input[0, :_CONTEXT] = self._input[0, -_CONTEXT:]
        self._input[0, _CONTEXT:] = frame
        out, self._h, self._c = self._session.run(
            None, {"input": self._input, "h": self._h, "c": self._c}
        )
        return float(out[0])


def _load() -> Any:
    spec = importlib.util.find_spec("faster_whisper")
    file = Path(spec.origin).parent / _FILE if spec and spec.origin else None
    if file is None or not file.is_file():
        raise PartMissing("detector-missing")
    try:
        import onnxruntime
    except ImportError as fault:
        raise PartMissing("onnxruntime-missing") from fault
    onnxruntime.disable_telemetry_events()  # on Windows the only way
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        str(file), providers=["CPUExecutionProvider"], sess_options=options
    )
