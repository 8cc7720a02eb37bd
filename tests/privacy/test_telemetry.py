"""No library reports home: what carries such a thing is known by name, and is switched off."""

import os
import subprocess
import sys
from importlib.metadata import Distribution, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import balint_voice

SIGNS = tuple(
    each.encode()
    for each in (
        *("telemetry", "do_not_track", "onecollector", "events.data.microsoft", "sentry_sdk"),
        *("ingest.sentry.io", "posthog", "mixpanel", "api.segment.io", "api.amplitude.com"),
        *("google-analytics.com", "opentelemetry", "applicationinsights", "bugsnag", "datadoghq"),
    )
)
LIBRARIES = (".so", ".pyd", ".dll", ".dylib", ".py")

KNOWN = {
    "huggingface-hub": "obeys HF_HUB_DISABLE_TELEMETRY, HF_HUB_OFFLINE and DO_NOT_TRACK",
    "hf-xet": "fetches for huggingface-hub, which fetches nothing offline; obeys DO_NOT_TRACK",
    "onnxruntime": "names the Windows events that `disable_telemetry_events` switches off",
    "pygments": "a word among the built-in names of a language that it colours",
    "starlette": "a middleware for OpenTelemetry, which nobody here imports",
    "zxcvbn": "a word in its list of words",
}
"""Whose files hold such a sign, and why it may."""

NO_COLLECTOR = (b"events.data.microsoft", b"OneCollector", b"telemetry_1ds")


def closure(name: str, found: dict[str, Distribution]) -> dict[str, Distribution]:
    """Everything that an install of `name` brings here."""
    for line in requires(name) or ():
        wanted = Requirement(line)
        needed = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
        if needed and wanted.name.lower() not in found:
            found[wanted.name.lower()] = Distribution.from_name(wanted.name)
            closure(wanted.name, found)
    return found


def libraries_of(distribution: Distribution) -> list[Path]:
    files = [Path(str(distribution.locate_file(each))) for each in distribution.files or ()]
    return [each for each in files if each.is_file() and set(each.suffixes) & set(LIBRARIES)]


def test_whatever_could_report_is_known() -> None:
    installed = closure("balint-voice", {})
    assert {"onnxruntime", "ctranslate2", "av", "huggingface-hub", "textual"} <= set(installed)
    telling = {
        name
        for name, distribution in installed.items()
        for file in libraries_of(distribution)
        if any(sign in file.read_bytes().lower() for sign in SIGNS)
    }
    assert telling <= set(KNOWN), "look what it does, then name it here"


def test_the_voice_detectors_library_carries_no_collector() -> None:
    """From 1.29 on, onnxruntime's Linux builds do; see pyproject.toml."""
    libraries = [
        file.read_bytes()
        for file in libraries_of(Distribution.from_name("onnxruntime"))
        if file.suffix != ".py"
    ]
    assert libraries
    assert not [each for each in NO_COLLECTOR if any(each in library for library in libraries)]


@pytest.mark.parametrize(
    "module",
    [
        "balint_voice.__main__",
        "balint_voice.adapters.tts.tts_worker",
        "balint_voice.adapters.whisper.whisper_worker",
        "balint_voice.adapters.capture.silero",
        "benchmarks",
        "training",
    ],
)
def test_it_is_switched_off_before_a_library_is_loaded(module: str) -> None:
    """Against an environment that says otherwise."""
    look = f"""
import os, sys

class Watching:
    def find_spec(self, name, *_):
        if name in ("onnxruntime", "huggingface_hub", "faster_whisper"):
            assert os.environ["ORT_DISABLE_TELEMETRY"] == "1", name

sys.meta_path.insert(0, Watching())
import {module}
import faster_whisper
from balint_voice.adapters.capture.silero import SileroDetector
SileroDetector().load()
from huggingface_hub import constants
assert constants.HF_HUB_DISABLE_TELEMETRY and constants.HF_HUB_OFFLINE
"""
    otherwise = dict.fromkeys(balint_voice.NOTHING_IS_REPORTED, "0")
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", look]
    subprocess.run(command, env={**os.environ, **otherwise}, cwd=root, check=True, timeout=300)
