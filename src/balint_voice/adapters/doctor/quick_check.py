"""The checks before each session that take no time. `doctor` checks more.

Rules: nothing is opened, loaded or said, and it takes less than half a second. It reports only what
somebody should act upon.
"""

from balint_voice.adapters.system import machine, places
from balint_voice.adapters.whisper.model_store import Model
from balint_voice.doctor import machine as laptop
from balint_voice.doctor.findings import Finding


def quick_check(model: Model | None, language: str) -> tuple[Finding, ...]:
    """Warnings and what is missing; `model` is None when nothing is recorded."""
    folder = places.sessions_folder()
    free, writable = machine.free_disk(folder)
    found = [
        laptop.judge_disk(free, writable=writable, folder=str(folder)),
        laptop.judge_power(*machine.power()),
    ]
    if machine.sound_is_elsewhere():
        found.append(Finding("speaker", "missing", "sound-elsewhere", "sound-elsewhere"))
    if model is not None:
        found += _fit(model, language)
    return tuple(finding for finding in found if finding.state != "ok")


def _fit(model: Model, language: str) -> list[Finding]:
    from balint_voice.adapters.doctor import (
        checks,  # half a second of sound and speech libraries
    )

    found = [checks.memory_for(model)]
    if not model.shipped:  # nobody waits for a demonstration
        found.append(_speed_of(model, language))
    return found


def _speed_of(model: Model, language: str) -> Finding:
    from balint_voice.adapters.doctor import checks
    from balint_voice.adapters.whisper import measured_speed

    measured = measured_speed.recall(model.folder)
    if measured is None:
        fields = {"model": model.name}
        return Finding(
            part="speed",
            state="warning",
            what="speed-unknown",
            remedy="doctor-measures",
            fields=fields,
        )
    return checks.judged(model, measured, language)
