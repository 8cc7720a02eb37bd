"""`balint-voice doctor`: what is ready for a session, and what to do about what is not.

Rules: one line for each part, and for each of several speakers, to stdout; what is being tried, to
stderr. Exit code 0 when a session can be held, 3 when a part is missing.
"""

import shutil
import sys
import textwrap
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from balint_voice.cli import options, parsing, writing
from balint_voice.cli.language import settle
from balint_voice.cli.progress import Waiting

if TYPE_CHECKING:
    from balint_voice.adapters.doctor.finding_words import FindingWords
    from balint_voice.doctor.findings import Finding

_COLOURS = {"ok": typer.colors.GREEN, "warning": typer.colors.YELLOW, "missing": typer.colors.RED}
_MISSING = 3


def doctor(
    language: options.LanguageOption = "nl",
    model: options.ModelOption = None,
    voice: options.VoiceOption = None,
    rate: options.RateOption = None,
    voice_volume: options.VoiceVolumeOption = None,
    speaker: options.SpeakersOption = None,
    microphone: options.MicrophoneOption = None,
    wake_word: options.WakeWordOption = "Balint",
    listen: Annotated[
        bool | None,
        typer.Option(
            "--listen/--no-listen",
            help="Open the microphone for a few seconds. By default only in a terminal.",
        ),
    ] = None,
    as_json: options.AsJsonOption = False,
) -> None:
    """Check sound, voice, model and computer before the group comes in (about 15 seconds)."""
    from balint_voice.adapters.doctor.check_options import CheckOptions
    from balint_voice.adapters.doctor.checks import run_checks
    from balint_voice.adapters.doctor.finding_words import load_finding_words
    from balint_voice.adapters.files.settings_store import load_settings
    from balint_voice.adapters.system import machine
    from balint_voice.cli import under_way
    from balint_voice.doctor.findings import ready

    words = load_finding_words(language)
    settle(language)
    under_way.ask_first()
    if listen is None:
        listen = sys.stdin.isatty() and sys.stderr.isatty()
    began, system = time.monotonic(), machine.system()
    findings = []
    volume = load_settings().volumes.voice if voice_volume is None else voice_volume
    wanted = CheckOptions(
        language=language,
        model=model,
        speakers=tuple(speaker or ()),
        microphone=microphone,
        listen=listen,
        wake_word=parsing.wake_word(wake_word),
        voice=None if voice == "none" else voice,
        rate=rate,
        volume=volume,
        tonight=_tonight(language, wake_word) if voice is not None else (),
    )
    waiting = Waiting()
    try:
        for finding in run_checks(
            wanted, words, lambda key, fields: waiting(words.said(key, **fields))
        ):
            waiting.over()
            findings.append(finding)
            if not as_json:
                _show(words, finding, system)
    finally:
        waiting.over()
    if as_json:
        report = {
            "language": language,
            "ready": ready(findings),
            "took_s": round(time.monotonic() - began, 1),
            "parts": [_row(words, finding, system) for finding in findings],
        }
        writing.data(report)
    else:
        writing.page(f"\n{textwrap.fill(words.said(_summary(findings)), _width())}\n")
    if not ready(findings):
        raise typer.Exit(_MISSING)


def _tonight(language: str, wake_word: str) -> tuple[str, ...]:
    """All that is sure to be said in a session as the group set it. Raises Unusable."""
    from balint_voice.adapters.files.settings_store import load_settings

    given = parsing.as_set(load_settings())
    parts = replace(given.parts, wake_word=wake_word)
    return parsing.outline_of(replace(given, language=language, parts=parts)).texts()


def _summary(findings: "list[Finding]") -> str:
    states = {finding.state for finding in findings}
    if "missing" in states:
        return "not-ready"
    return "ready-but" if "warning" in states else "ready"


def _show(words: "FindingWords", finding: "Finding", system: tuple[str, ...]) -> None:
    """State, part, what was found, and below it what to do; broken between words."""
    state = max(len(each) for each in words.texts["states"].values())
    part = max(len(each) for each in words.texts["parts"].values())
    indent = state + part + 4
    width = max(_width(), indent + 30)
    first, *rest = textwrap.wrap(words.what(finding), width - indent, break_on_hyphens=False)
    writing.coloured_line(
        words.state(finding).ljust(state),
        _COLOURS[finding.state],
        f"  {words.part(finding):<{part}}  {first}",
        may_colour=_may_colour(),
    )
    for line in rest:
        writing.line(" " * indent + line)
    remedy = words.remedy(finding, system)
    if remedy is not None:
        lines = textwrap.wrap(remedy, width - indent - 2, break_on_hyphens=False)
        for number, line in enumerate(lines):
            writing.line(f"{' ' * indent}{'  ' if number else '> '}{line}")


def _width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 1000


def _may_colour() -> bool | None:
    import os

    return False if os.environ.get("NO_COLOR") else None


def _row(words: "FindingWords", finding: "Finding", system: tuple[str, ...]) -> dict[str, object]:
    return {
        "part": finding.part,
        "state": finding.state,
        "finding": finding.what,
        "what": words.what(finding),
        "remedy": words.remedy(finding, system),
        "measured": dict(finding.fields),
    }
