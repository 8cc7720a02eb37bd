"""A script for one session: with its variants and its number of cases. Pure: a new Script."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from balint_voice.errors import Unusable
from balint_voice.method.script import Phase, Reminder, Script, Variant

_TOO_NEAR = 0.1
"""Of the work: "halfway" this near to a variant's next step is left out."""


FOLLOW_UP = "follow-up"
"""The phase before the first one, in which last time's presenter may tell what became of it."""
_FOLLOW_UP_LEAST = 2.0


def arranged(
    script: Script,
    variants: Sequence[str],
    cases: int,
    unsaid: Sequence[str] = (),
    *,
    follow_up: bool = False,
) -> Script:
    """The script as one session holds it; `unsaid`: reminders that are left out, by key.

    Raises Unusable for a variant or a reminder that no phase has, and for a follow-up that the
    method does not have.
    """
    arranged = with_cases(with_variants(without_reminders(script, unsaid), variants), cases)
    return with_follow_up(arranged) if follow_up else arranged


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


def with_follow_up(script: Script) -> Script:
    """The script with a look back at last time before phase 1: a phase like the others, number 0,
    that is never recorded. Raises Unusable where the script has none."""
    if script.follow_up_s <= 0:
        raise Unusable("follow-up-none", script=script.name)
    said = script.words.sections["follow-up"]
    minutes = script.follow_up_s / 60
    phase = Phase(
        id=FOLLOW_UP,
        number=0,
        name=said["name"],
        minutes=minutes,
        least_minutes=min(_FOLLOW_UP_LEAST, minutes),
        scales="no",
        speaks="all",
        prepare_s=15.0,
        records=None,
        guarded=False,
        skippable=True,
        announce=said["announce"],
        prepare=said["prepare"],
        begin=said["begin"],
        close=said["close"],
        reminders=(Reminder("one-minute", said["one-minute"], left_s=60.0),),
    )
    return replace(script, phases=(phase, *script.phases))


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


def with_phases_taken_out(script: Script, taken_out: Collection[str]) -> Script:
    """The script whose phases are announced without "Phase three:", "Step three:" or "Troisième
    phase :" where that would be wrong: one before them is not held. The phases taken out stay in
    it."""
    first = next((n for n, phase in enumerate(script.phases) if phase.id in taken_out), None)
    if first is None:
        return script
    after = (_uncounted(phase, script) for phase in script.phases[first:])
    return replace(script, phases=(*script.phases[:first], *after))


def _uncounted(phase: Phase, script: Script) -> Phase:
    """Announced without the number that stands before it."""
    label = "|".join(re.escape(script.words.label("screen", key)) for key in ("phase", "step"))
    counts = re.compile(rf"(?:(?:{label}) \w+|\w+ (?:{label}))\s?: (.)", re.IGNORECASE)
    found = counts.match(phase.announce)
    if found is None:
        return phase
    return replace(phase, announce=found[1].upper() + phase.announce[found.end() :])


def with_cases(script: Script, cases: int) -> Script:
    """The script run through so many times: each case has all the phases, numbered on. After the
    first they are announced without their number, which would be another than on the screen.

    A phase's id gets the number of the case, or where a script has a phase of that id, more.
    """
    own = {phase.id for phase in script.phases}

    def again_as(phase: str, case: int) -> str:
        name = f"{phase}-{case}"
        return name if name not in own else f"{phase}-case-{case}"

    count = len(script.phases)
    again = [
        replace(
            _uncounted(phase, script),
            id=again_as(phase.id, case),
            number=phase.number + (case - 1) * count,
        )
        for case in range(2, cases + 1)
        for phase in script.phases
    ]
    return replace(script, phases=(*script.phases, *again))
