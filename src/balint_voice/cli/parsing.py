"""The options of `run`, from text to values of the session.

Rules: what has no meaning is refused before anything is opened.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from balint_voice.errors import Unusable

if TYPE_CHECKING:
    from balint_voice.method.script import Script
    from balint_voice.session.consent import MicrophoneUse
    from balint_voice.session.log_records import Id

_LONGEST = timedelta(hours=10)


def ids(names: Sequence[str]) -> "tuple[Id, ...]":
    """Names of our own making, as the timing log wants them."""
    from balint_voice.session.log_records import Id

    return tuple(Id(name) for name in names)


def listed(given: list[str] | None) -> tuple[str, ...]:
    """An option that may be repeated, or hold several with commas between."""
    return tuple(part.strip() for each in given or () for part in each.split(",") if part.strip())


def phases(script: "Script", given: list[str] | None) -> tuple[str, ...]:
    """Phases by their id, or by their number as the table shows it."""
    numbers = {str(phase.number): phase.id for phase in script.phases}
    return tuple(numbers.get(each, each) for each in listed(given))


def moment(end_at: str) -> datetime:
    """The next time the clock on the wall shows HH:MM, also where summer time begins or ends."""
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
    from balint_voice.session.names import group_name

    name = group_name(typed) if typed is not None else None
    if typed is not None and name is None:
        raise Unusable("group-name", group=typed)
    return name


def check_microphone(script: "Script", asked: "MicrophoneUse") -> None:
    """With a method that is never recorded, the microphone stays off altogether."""
    if asked.anything and not script.may_record:
        raise Unusable("never-heard", script=script.name)


def phases_to_record(
    script: "Script", record: str | None, skipped: tuple[str, ...]
) -> tuple[str, ...]:
    """The ids of the phases that --record names, in the script's order; of what is not held the
    group is not asked. Raises Unusable where nothing remains of it."""
    wanted = [name.strip() for name in (record or "").split(",") if name.strip()]
    known = script.recordable_names()
    if wanted and not script.may_record:
        raise Unusable("never-recorded")
    for name in wanted:
        if name not in known:
            raise Unusable("not-recordable", name=name, script=script.id, known=tuple(known))
    meant = tuple(phase.id for phase in script.phases if phase.records in wanted)
    held = tuple(phase for phase in meant if phase not in skipped)
    if meant and not held:
        raise Unusable("record-skipped", phases=meant)
    return held
