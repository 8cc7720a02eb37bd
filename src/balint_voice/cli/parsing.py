"""The options of `run`, from text to values of the session.

Rules: what has no meaning is refused before anything is opened.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from balint_voice.errors import BalintVoiceError, Unusable
from balint_voice.method.arrangement import FOLLOW_UP

if TYPE_CHECKING:
    from balint_voice.cli.run_options import RunOptions
    from balint_voice.method.script import Script
    from balint_voice.session.log_records import Id
    from balint_voice.session.options import SessionOptions
    from balint_voice.session.plan import Outline
    from balint_voice.settings import Settings

_LONGEST = timedelta(hours=10)


def require_one_end(given: "RunOptions") -> None:
    """A length or an end. Raises Unusable for both."""
    if given.end_at is not None and given.minutes is not None:
        raise Unusable("end-and-minutes")


def ends_at(given: "RunOptions") -> datetime | None:
    """When the session must end, where a time was given. Raises Unusable."""
    require_one_end(given)
    return moment(given.end_at) if given.end_at is not None else None


def as_set(settings: "Settings") -> "RunOptions":
    """What `run` is asked for where the group's settings alone say it."""
    from balint_voice.cli.options import PartOptions
    from balint_voice.cli.run_options import RunOptions

    options = {each.name for each in fields(RunOptions)}
    given = {name: value for name, value in settings.for_options().items() if name in options}
    if settings.evaluation:
        given["evaluation"] = looks_back(settings.script, settings.language)
    return RunOptions(parts=PartOptions(wake_word=settings.wake_word), **given)


def looks_back(script: str, language: str) -> bool:
    """Whether a method ends with a look back; where it has none, a group's setting gives way."""
    from balint_voice.adapters.files.prompt_store import load_script

    try:
        return load_script(script, language).evaluation_s > 0
    except BalintVoiceError:  # refused where it is held
        return True


def outline_of(given: "RunOptions") -> "Outline":
    """What will be held, of the method that was asked for. Raises Unusable."""
    from balint_voice.adapters.files.prompt_store import load_script
    from balint_voice.method.arrangement import arranged
    from balint_voice.session.plan import outline

    script = load_script(given.script, given.language)
    script = arranged(
        script,
        listed(given.variant),
        given.cases,
        listed(given.unsaid),
        follow_up=given.follow_up,
    )
    return outline(script, session_options(given, script))


def session_options(given: "RunOptions", script: "Script") -> "SessionOptions":
    """What the session is asked to be. `script`: with its variants and cases. Raises Unusable where
    two of them contradict, or the script has none of what is asked for."""
    from balint_voice.session.options import SessionOptions

    if given.no_break and given.break_after:
        raise Unusable("break-and-none")
    if given.evaluation and script.evaluation_s <= 0:
        raise Unusable("evaluation-none", script=script.name)
    skipped = phases(script, given.skip)
    options = SessionOptions(
        people=given.people or script.people,
        group=group(given.group),
        variants=ids(listed(given.variant)),
        cases=given.cases,
        breaks=() if given.no_break else ids(_breaks(given, script)),
        skipped=ids(skipped),
        orientation=given.orientation,
        evaluation=given.evaluation,
        follow_up=given.follow_up,
        minutes=given.minutes or 0.0,
        asks=given.start == "ask",
        polite=given.politeness != "off",
        recorded=ids(phases_to_record(script, given.record, skipped)),
        pauses=given.politeness == "on",
        commands=given.voice_control,
        beforehand=given.consent_given,
        first_word=given.parts.microphone_file is None,
        pace=given.pace,
        wake_word=wake_word(given.parts.wake_word),
        quiet=given.quiet,
        unsaid=ids(listed(given.unsaid)),
        round_chime=given.round_chime,
    )
    if options.microphone.anything and not script.may_record:
        raise Unusable("never-heard", script=script.name)
    return options


def _breaks(given: "RunOptions", script: "Script") -> tuple[str, ...]:
    """After which phases: those that were named, and the last of each case but the last."""
    of_cases = [phase.id for phase in script.phases if phase.id != FOLLOW_UP]
    a_case = len(of_cases) // given.cases
    between = of_cases[a_case - 1 : -1 : a_case]
    return (*phases(script, given.break_after), *between)


def wake_word(given: str) -> str:
    """The word before a spoken command. Raises Unusable where it is not one word of letters."""
    word = given.strip()
    if not word.isalpha() or len(word) < 2:
        raise Unusable("wake-word-no-word", word=given)
    return word


def ids(names: Sequence[str]) -> "tuple[Id, ...]":
    """Names of our own making, as the timing log wants them."""
    from balint_voice.session.log_records import Id

    return tuple(Id(name) for name in names)


def listed(given: list[str] | None) -> tuple[str, ...]:
    """An option that may be repeated, or hold several with commas between."""
    return tuple(part.strip() for each in given or () for part in each.split(",") if part.strip())


def phases(script: "Script", given: list[str] | None) -> tuple[str, ...]:
    """Phases by their id, by their name in the script's language, or by their number as the table
    shows it. A name that a second case has too is that of the first."""
    known = {phase.name.casefold(): phase.id for phase in reversed(script.phases)}
    known |= {str(phase.number): phase.id for phase in script.phases}
    known |= {phase.id: phase.id for phase in script.phases}
    return tuple(known.get(each.casefold(), each) for each in listed(given))


def moment(end_at: str) -> datetime:
    """The next time the clock on the wall shows HH:MM, also where summer time begins or ends.
    Raises Unusable where it is no time of day, or too far away."""
    now = datetime.now().astimezone()
    try:
        end = datetime.strptime(end_at, "%H:%M").time()
    except ValueError:
        raise Unusable("not-a-time", given=end_at) from None
    days = (now.date(), now.date() + timedelta(days=1))
    today, tomorrow = (datetime.combine(day, end).astimezone() for day in days)
    then = today if today > now else tomorrow
    if then - now > _LONGEST:
        raise Unusable("end-too-far", given=end_at)
    return then


def group(typed: str | None) -> str | None:
    """The group's name as the log keeps it. Raises Unusable for one that cannot be kept."""
    from balint_voice.session.names import group_fault, group_name

    name = group_name(typed) if typed is not None else None
    if typed is not None and name is None:
        raise Unusable("group-name", group=typed, why=group_fault(typed))
    return name


def phases_to_record(
    script: "Script", record: str | None, skipped: tuple[str, ...]
) -> tuple[str, ...]:
    """The ids of the phases that --record names, in the script's order; of what is not held the
    group is not asked. Raises Unusable where nothing remains of it."""
    if record is not None and record.rstrip().endswith(","):
        raise Unusable("record-with-a-space", given=record.strip())
    wanted = [name.strip() for name in (record or "").split(",") if name.strip()]
    known = script.recordable_names()
    if wanted and not script.may_record:
        raise Unusable("never-recorded")
    for name in wanted:
        if name not in known:
            raise Unusable("not-recordable", name=name, script=script.id, known=tuple(known))
    meant = tuple(phase.id for phase in script.phases if phase.records in wanted)
    kept = tuple(phase for phase in meant if phase not in skipped)
    if meant and not kept:
        names = tuple(phase.name for phase in script.phases if phase.id in meant)
        raise Unusable("record-skipped", phases=names)
    return kept
