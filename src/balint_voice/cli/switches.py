"""Removes environment variables by which a library would write what it handles.

Rules: they are removed by prefix, because a new version of a library brings new ones. Textual can
write pictures of the screen to a file, and ONNX Runtime the sound. What is kept is named. This runs
before any library is imported, and children inherit what is left.
"""

from collections.abc import MutableMapping

_PREFIXES = (
    # the screen and the command line
    *("TEXTUAL", "RICH", "TYPER", "PROMPT_TOOLKIT"),
    # sound to text
    *("CT2_", "ORT_", "ONNX", "HF_", "HUGGING", "TRANSFORMERS_", "TOKENIZERS_", "FASTER_WHISPER"),
    # sound
    *("AV_", "PYAV", "SOXR", "LIBASOUND_", "PA_"),
    # what they are written in
    *("PYTHON", "RUST", "TQDM"),
)
_KEPT = frozenset(
    (
        "HF_ENDPOINT",  # where `models pull` looks
        "ORT_DISABLE_TELEMETRY",
        # where Python finds its modules, and how it reads and writes text
        *("PYTHONHOME", "PYTHONPATH", "PYTHONPLATLIBDIR", "PYTHONUSERBASE", "PYTHONNOUSERSITE"),
        *("PYTHONSAFEPATH", "PYTHONUTF8", "PYTHONIOENCODING", "PYTHONUNBUFFERED"),
        *("PYTHONCOERCECLOCALE", "PYTHONLEGACYWINDOWSSTDIO", "PYTHONLEGACYWINDOWSFSENCODING"),
        *("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONHASHSEED"),
    )
)


def take_out_switches(environment: MutableMapping[str, str]) -> None:
    """Remove every variable that a library would obey, but for those that are kept."""
    for name in list(environment):
        if name.upper().startswith(_PREFIXES) and name.upper() not in _KEPT:
            del environment[name]
