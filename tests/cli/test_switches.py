"""No library writes what it handles because a variable of the environment says so."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from balint_voice.cli.switches import take_out_switches
from tests.support.pulse import PATIENCE_S

KEPT = {
    "HF_ENDPOINT": "https://a.hub",
    "ORT_DISABLE_TELEMETRY": "1",
    "PYTHONPATH": "somewhere",
    "PYTHONUTF8": "1",
    "PULSE_SERVER": "unix:/somewhere",
    "PATH": "/bin",
    "NO_COLOR": "1",
    "BALINT_VOICE_DATA": "/data",
    "_BALINT_VOICE_COMPLETE": "complete_bash",
    "_TYPER_COMPLETE_ARGS": "balint-voice notes",
}
TAKEN_OUT = (
    "TEXTUAL",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_OF_NEXT_YEAR",
    "CT2_VERBOSE",
    "ORT_DEBUG_NODE_IO_DUMP_INPUT_DATA",
    "HF_DEBUG",
    "PYTHONINSPECT",
    "PYTHONASYNCIODEBUG",
    "PYTHONSTARTUP",
    "PYTHON_OF_NEXT_YEAR",
    "RUST_LOG",
    "LIBASOUND_DEBUG",
)
ON_THE_PATH_OF_TEXT = ("textual", "onnxruntime", "huggingface_hub")
READS = re.compile(r"""(?:environ(?:\.\w+)?[\[(]|getenv\(|environ_\w+\()\s*["'](\w+)["']""")


def test_the_switches_of_libraries_go_and_the_rest_stays() -> None:
    environment = {**KEPT, **dict.fromkeys(TAKEN_OUT, "1")}
    take_out_switches(environment)
    assert environment == KEPT


@pytest.mark.parametrize("library", ON_THE_PATH_OF_TEXT)
def test_no_variable_named_after_a_library_that_it_reads_is_left(library: str) -> None:
    """Looked for in the library that is installed."""
    found = find_spec(library)
    assert found is not None and found.origin is not None
    texts = (each.read_text("utf-8") for each in Path(found.origin).parent.rglob("*.py"))
    read = {name for text in texts for name in READS.findall(text)}
    named = {name for name in read if re.match(r"TEXTUAL|ORT_|HF_|HUGGING|TRANSFORMERS", name)}
    assert len(named) >= 10, f"that is not how it reads them: {sorted(read)}"
    environment = dict.fromkeys(named, "1")
    take_out_switches(environment)
    assert environment.keys() <= {"HF_ENDPOINT", "ORT_DISABLE_TELEMETRY"}


def test_it_happens_before_a_library_is_imported_and_for_children() -> None:
    """In the program as it is started: what a library sees when it is imported, and a child."""
    asks = (
        "import os, runpy, sys\n"
        "class Watch:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name in ('typer', 'rich', 'textual'):\n"
        "            print(name, 'TEXTUAL_SCREENSHOT' in os.environ)\n"
        "sys.meta_path.insert(0, Watch())\n"
        "sys.argv = ['balint-voice', '--version']\n"
        "try:\n"
        "    runpy.run_module('balint_voice', run_name='__main__')\n"
        "finally:\n"
        "    os.system('echo left: $TEXTUAL_SCREENSHOT $PYTHONINSPECT.')\n"
    )
    env = {**os.environ, "TEXTUAL_SCREENSHOT": "14", "PYTHONINSPECT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", asks],
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert "typer False" in done.stdout and "True" not in done.stdout
    assert "left: ." in done.stdout, done.stdout + done.stderr
