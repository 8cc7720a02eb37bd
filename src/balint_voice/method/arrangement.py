"""A script for one session: with its variants and its number of cases. Pure: a new Script."""

from collections.abc import Sequence
from dataclasses import replace

from balint_voice.errors import Unusable
from balint_voice.method.script import Phase, Reminder, Script, Variant

_TOO_NEAR = 0.1
"""Of the work: "halfway" this near to a variant's next step is left out."""


def arranged(
    script: Script, variants: Sequence[str], cases: int, unsaid: Sequence[str] = ()
) -> Script:
    """The script as one session holds it; `unsaid`: reminders that are left out, by key.

    Raises Unusable for a variant or a reminder that no phase has.
    """
    return with_cases(with_variants(without_reminders(script, unsaid), variants), cases)


def without_reminders(script: Script, unsaid: Sequence[str]) -> Script:
    """The script without these reminders, in whatever phase. Raises Unusable for one it has not."""
    known = tuple(dict.fromkeys(r.key for phase in script.phases for r in phase.reminders))
    for key in unsaid:
        if key not in known:
            raise Unusable("reminder-unknown", script=script.id, reminder=key, known=known)
    phases = (
        replace(phase, reminders=tuple(r for r in phase.reminders if r.key not in unsaid))
        for phase in script.phases
    )
    return replace(script, phases=tuple(phases))


def with_variants(script: Script, chosen: Sequence[str]) -> Script:
    """The script with its variants settled: the chosen ones in that order, else the default.

    Several follow each other within the phase and share its time equally; each step is
    introduced by its own words. Raises Unusable for a variant that no phase has.
    """
    known = [variant.id for phase in script.phases for variant in phase.variants]
    for name in chosen:
        if name not in known:
            raise Unusable("variant-unknown", script=script.id, variant=name, known=tuple(known))
    return replace(script, phases=tuple(_settled(phase, chosen) for phase in script.phases))


def _settled(phase: Phase, chosen: Sequence[str]) -> Phase:
    if not phase.variants:
        return phase
    own = [variant.id for variant in phase.variants]
    names = [name for name in dict.fromkeys(chosen) if name in own]
    names = names or [own[0] if phase.default_variant is None else phase.default_variant]
    variants = [variant for name in names for variant in phase.variants if variant.id == name]
    first, *later = _steps(variants)
    return replace(
        phase,
        begin=f"{phase.begin} {first.text}",
        reminders=(*(r for r in phase.reminders if not _near(r, later)), *later),
        variants=(),
        default_variant=None,
    )


def _near(reminder: Reminder, steps: Sequence[Reminder]) -> bool:
    """Whether "halfway" would come right beside the words of a step, which say it better."""
    share = reminder.left_share
    return share > 0 and any(abs(share - step.left_share) < _TOO_NEAR for step in steps)


def _steps(variants: Sequence[Variant]) -> list[Reminder]:
    """Each step as something said when so much of the work is left."""
    steps, left = [], 1.0
    for variant in variants:
        whole = sum(step.share for step in variant.steps) * len(variants)
        for step in variant.steps:
            key = f"{variant.id}-{step.key}"
            steps.append(Reminder(key, step.text, left_share=left, announces=True))
            left -= step.share / whole
    return steps


def with_cases(script: Script, cases: int) -> Script:
    """The script run through so many times: each case has all the phases, numbered on."""
    again = [
        replace(
            phase, id=f"{phase.id}-{case}", number=phase.number + (case - 1) * len(script.phases)
        )
        for case in range(2, cases + 1)
        for phase in script.phases
    ]
    return replace(script, phases=(*script.phases, *again))
