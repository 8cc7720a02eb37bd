"""Runs a Balint or intervision session aloud, keeps the time, seals the presenter's notes.

Every process of ours passes by here before it loads anything else of ours, and so before any
library. So this is where what libraries report home by themselves is switched off.
"""

import os

__version__ = "0.1.0"

NOTHING_IS_REPORTED = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime, from 1.29 on
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, which faster-whisper loads
    "HF_HUB_OFFLINE": "1",  # `models pull` has a client of its own
    "DO_NOT_TRACK": "1",  # huggingface_hub and hf_xet obey it too
}


def report_nothing() -> None:
    """Switch it off, for this process and its children, whatever the environment says."""
    os.environ.update(NOTHING_IS_REPORTED)


report_nothing()
