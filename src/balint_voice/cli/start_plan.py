"""What the start page shows of the methods, and of the session as it would be held.

Rules: minutes, advice and findings come from what `run` itself uses, and the page only shows them.
"""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from balint_voice.cli import advice, consent, parsing, under_way
from balint_voice.cli.language import label, settle
from balint_voice.errors import BalintVoiceError

if TYPE_CHECKING:
    from balint_voice.cli.run_options import RunOptions
    from balint_voice.cli.session_parts import QuickFinding
    from balint_voice.method.script import Phase, Script
    from balint_voice.session.plan import SessionPlan

Reply = dict[str, Any]
"""What the page is told, as JSON."""


@cache
def methods(language: str) -> list[list[str]]:
    """Each method in this language: what it is called here and there."""
    from balint_voice.adapters.files import prompt_store

    found = []
    for name in prompt_store.script_names():
        try:
            script = prompt_store.load_script(name, language)
        except BalintVoiceError:
            continue
        called = script.name[:1].upper() + script.name[1:]  # it stands in sentences elsewhere
        found.append([name, f"{called} ({script.minutes:.0f} min)"])
    return found


def of_script(given: "RunOptions") -> Reply:
    """What there is to choose, by the method."""
    from balint_voice.adapters.files.prompt_store import load_script
    from balint_voice.method.arrangement import with_cases

    script = load_script(given.script, given.language)
    wanted = [each.strip() for each in (given.record or "").split(",")]
    arranged = with_cases(script, given.cases)
    skipped = parsing.phases(arranged, given.skip)
    return {
        "script": given.script,
        "skip": [[each.id, _numbered(each), each.id in skipped] for each in arranged.phases],
        "variant": _variants(script, given.variant),
        "summary": script.summary,
        "people": script.people,
        "record": [[name, _phases_of(script, name), name in wanted] for name in _names(script)],
    }


def _numbered(phase: "Phase") -> str:
    return f"{phase.number}  {phase.name}"


def _variants(script: "Script", chosen: list[str] | None) -> list[list[object]]:
    """The ways to hold a phase that has several, and which of them it will be: what was chosen, or
    what is usual."""
    wanted, found = parsing.listed(chosen), list[list[object]]()
    called = {
        "written": label("start-page", "variant-written"),
        "direct": label("start-page", "variant-direct"),
        "subgroups": label("start-page", "variant-subgroups"),
    }
    for phase in script.phases:
        names = [each.id for each in phase.variants]
        usual = [phase.default_variant] if phase.default_variant else names[:1]
        will_be = [each for each in names if each in wanted] or usual
        found += [[name, called.get(name, name), name in will_be] for name in names]
    return found


def _names(script: "Script") -> tuple[str, ...]:
    return tuple(dict.fromkeys(script.recordable_names())) if script.may_record else ()


def _phases_of(script: "Script", name: str) -> str:
    return script.words.listing([script.phase(each).name for each in script.recordable(name)])


def of_plan(given: "RunOptions") -> Reply:
    """What would be held, with its minutes; what there is to say of it; what was found."""
    from balint_voice.cli import session_parts

    ends_at, outline = parsing.ends_at(given), parsing.outline_of(given)
    own_key = consent.given(None, given.parts.presenter_key, needed=False)
    plan = advice.as_it_would_be(outline, ends_at)
    short = advice.too_short(plan, ends_at)
    asked = outline.asked
    hears = asked.recorded or asked.commands
    model = session_parts.model_for(given.parts.model, outline.script) if hears else None
    return {
        "phases": _rows(plan, _breaks_of_themselves(given, plan.script)),
        "total": _total(plan, given.language),
        "remarks": [each for each in (advice.about_size(outline),) if each],
        "ask": [each for each in (short, under_way.warning()) if each],
        "findings": [_shown(each) for each in session_parts.found_at_once(model, given.language)],
        "sealed": bool(asked.recorded) and own_key is None,
    }


def _shown(found: "QuickFinding") -> Reply:
    return {
        "missing": found.missing,
        "state": found.state,
        "what": found.what,
        "remedy": found.remedy,
    }


def _breaks_of_themselves(given: "RunOptions", script: "Script") -> set[str]:
    """After which phases there is a break that nobody ticked, as between two cases."""
    unticked = parsing.outline_of(replace(given, break_after=None)).interludes
    breaks = {phase for phase, between in unticked.items() if between.id == "break"}
    return breaks - set(parsing.phases(script, given.break_after))


def _rows(plan: "SessionPlan", fixed: set[str]) -> list[Reply]:
    """The phases in their order, and what stands between two of them. `fixed`: after which phases
    a break is not to be ticked."""
    slots = {slot.phase: slot.seconds for slot in plan.slots}
    rows: list[Reply] = []
    for phase in plan.script.phases:
        if phase.id not in plan.held:
            continue
        between = plan.interludes.get(phase.id)
        rows.append(
            {
                "phase": phase.id,
                "number": str(phase.number or ""),
                "name": phase.name,
                "minutes": _clock(slots[phase.id]),
                "break": between is not None and between.id == "break",
                "fixed": phase.id in fixed or phase.id == plan.held[-1],
            }
        )
        if between is not None:
            pause = label("start-page", "is-break")
            evaluation = label("start-page", "is-evaluation")
            name = pause if between.id == "break" else evaluation
            rows.append({"name": name, "minutes": _clock(between.seconds)})
    return rows


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _total(plan: "SessionPlan", language: str) -> str:
    """All of it, and when it would be over if it began now."""
    from datetime import datetime, timedelta

    over = datetime.now().astimezone() + timedelta(seconds=plan.ends_by)
    settle(language)
    return label("start-page", "total", minutes=f"{plan.ends_by / 60:.0f}", time=f"{over:%H:%M}")
