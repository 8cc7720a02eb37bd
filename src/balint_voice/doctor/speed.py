"""Whether a model keeps up with a session, how far it falls behind, and which model to use.

Rules: as in `findings`. A *factor* is the seconds of work for one second of speech; 1 is just in
time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from balint_voice.doctor.findings import Finding, Value
from balint_voice.method.script import Script

EASY = 0.7
"""Up to here a model keeps up with a laptop that does other things too."""
PROMPT_S = 4.0
"""A spoken command that takes longer is said twice."""


@dataclass(frozen=True)
class SpeechLoad:
    """Recorded without a break from `start_s` to `end_s`."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class BacklogForecast:
    """`wait_s`: from the last word to the last text. `most_s`: speech that waits at the worst."""

    wait_s: float
    most_s: float


def backlog(stretches: Sequence[SpeechLoad], factor: float, window_s: float) -> BacklogForecast:
    """What waits when somebody speaks all the time that is recorded.

    Windows of `window_s` come one after the other, are decoded in turn, and the last of a stretch
    is cut at its end.
    """
    free_at = most = 0.0
    waiting: list[tuple[float, float]] = []  # (decoded at, seconds of speech)
    for stretch in stretches:
        at = stretch.start_s
        while at < stretch.end_s - 1e-9:
            length = min(window_s, stretch.end_s - at)
            at += length
            free_at = max(free_at, at) + factor * length
            waiting = [(done, speech) for done, speech in waiting if done > at + 1e-9]
            waiting.append((free_at, length))
            most = max(most, sum(speech for _, speech in waiting))
    end = stretches[-1].end_s if stretches else 0.0
    return BacklogForecast(max(0.0, free_at - end), most)


def advise(
    model: str, factor: float, typical: Mapping[str, float], ranked: Iterable[str]
) -> str | None:
    """The best of `ranked` (best last) that would keep up with ease here, by what this one took.

    `typical`: factors on some other machine, whose ratios hold here too. None when nothing is
    known of the model measured, or none would keep up.
    """
    if model not in typical or factor <= 0:
        return None
    here = factor / typical[model]
    fit = [name for name in ranked if name in typical and typical[name] * here <= EASY]
    return fit[-1] if fit else None


def judge_speed(
    model: str, factor: float, *, behind: BacklogForecast, bearable_s: float, advised: str | None
) -> Finding:
    """`bearable_s`: speech that may wait before the oldest is given up."""
    fields: dict[str, Value] = {
        "model": model,
        "factor": round(factor, 2),
        "wait_minutes": round(behind.wait_s / 60, 1),
        "wait_s": round(behind.wait_s),
        "most_minutes": round(behind.most_s / 60, 1),
        "advised": advised or "",
    }
    other = advised if advised != model else None
    if behind.most_s > bearable_s:
        remedy = "model-take" if other else "model-none-fits"
        return Finding(
            part="speed", state="missing", what="speed-loses", remedy=remedy, fields=fields
        )
    if factor > 1:
        remedy = "model-take" if other else "model-none-fits"
        return Finding(
            part="speed", state="warning", what="speed-behind", remedy=remedy, fields=fields
        )
    if factor > EASY:
        return Finding(
            part="speed", state="warning", what="speed-tight", remedy="close-others", fields=fields
        )
    return Finding(
        part="speed",
        state="ok",
        what="speed-better" if other else "speed-ok",
        remedy=None,
        fields=fields,
    )


def at_least(found: Finding) -> Finding:
    """The judgement where the measurement was broken off: what it costs at least. That a model is
    too slow is known then; that it keeps up is not."""
    if found.what in ("speed-behind", "speed-loses"):
        return found
    return replace(found, state="warning", what="speed-unfinished", remedy="measure-again")


def judge_command(took_s: float, pause_s: float) -> Finding:
    """`took_s`: for all that a command needs; `pause_s`: the silence after which it has ended."""
    fields: dict[str, Value] = {"seconds": round(took_s + pause_s, 1)}
    if took_s + pause_s > PROMPT_S:
        return Finding(
            part="commands",
            state="warning",
            what="commands-slow",
            remedy="commands-slow",
            fields=fields,
        )
    return Finding(part="commands", state="ok", what="commands-ok", remedy=None, fields=fields)


def recorded_stretches(script: Script, phases: Collection[str]) -> tuple[SpeechLoad, ...]:
    """When a script is recorded if it goes by its own minutes and these phases are."""
    at, found = 0.0, []
    for phase in script.phases:
        end = at + phase.minutes * 60
        if phase.id in phases:
            found.append(SpeechLoad(at, end))
        at = end
    return tuple(found)
