"""The plan of one session: what stands around the phases, and when it should end. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from balint_voice.errors import Unusable
from balint_voice.method import schedule
from balint_voice.method.schedule import Plan
from balint_voice.method.script import Script
from balint_voice.session.clock import Seconds
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.cue_ids import CONSENT, CueName, CueText


@dataclass(frozen=True)
class Interlude:
    """Time between phases with words of its own: a break, the evaluation."""

    id: str
    seconds: Seconds
    begin: str
    last_minute: str
    over: str

    def texts(self) -> tuple[str, ...]:
        return tuple(text for text in (self.begin, self.last_minute, self.over) if text)


@dataclass(frozen=True)
class SessionPlan:
    """`opening`: what is said before the first phase. `interludes`: after which phase.

    `consent`: what is said before the group is asked. `left_out`: phases skipped from the start.
    `ends_by`: session seconds at which all is over. `planned_s`: what was asked for, or the phases'
    own minutes.
    """

    script: Script
    people: int
    asked: MicrophoneUse
    slots: Plan
    consent: tuple[CueText, ...]
    opening: tuple[CueText, ...]
    interludes: Mapping[str, Interlude]
    left_out: frozenset[str]
    ends_by: Seconds
    planned_s: Seconds

    def texts(self) -> tuple[str, ...]:
        """All that is sure to be said, for rendering beforehand."""
        around = [said.text for said in (*self.consent, *self.opening)]
        between = [text for interlude in self.interludes.values() for text in interlude.texts()]
        words = self.script.words
        common = [words.cue(key) for key in words.plain_cues()]
        return tuple(dict.fromkeys([*around, *self.script.texts(), *between, *common]))


_NOTHING_ASKED = MicrophoneUse()


@dataclass(frozen=True)
class SessionOptions:
    """What the facilitator asked for. `minutes`: the whole session; None: as the script has it.

    `breaks`: after these phases, `break_s` each.
    """

    people: int
    minutes: float | None = None
    orientation: bool = False
    evaluation: bool = False
    breaks: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    break_s: Seconds = 600.0
    asked: MicrophoneUse = _NOTHING_ASKED


def plan_session(
    script: Script, options: SessionOptions, seconds: Callable[[str], Seconds]
) -> SessionPlan:
    """Make the plan. `seconds(text)`: how long a text takes to say.

    Given minutes hold everything: what is said before, between and after the phases too. Raises
    Unusable for a phase that the script does not have, or when everything is left out.
    """
    _known(script, (*options.breaks, *options.skip))
    held = [phase.id for phase in script.phases if phase.id not in options.skip]
    if not held:
        raise Unusable("phases-all-skipped")
    consent, opening = _consent(script, options.asked), _opening(script, options)
    interludes = _interludes(script, options, held)
    spoken = [said.text for said in (*consent, *opening)] + [script.words.cue("goodbye")]
    if options.asked.anything and not options.asked.beforehand:
        spoken.append(script.words.cue("ask-consent"))
    spoken += [text for each in interludes.values() for text in (each.begin, each.over) if text]
    around = sum(map(seconds, spoken)) + sum(each.seconds for each in interludes.values())
    usual = sum(script.phase(phase).minutes * 60 for phase in held)
    for_phases = usual if options.minutes is None else options.minutes * 60 - around
    dealt = schedule.replan(script, options.people, held, max(0.0, for_phases))
    by_phase = {slot.phase: slot for slot in dealt}
    slots = tuple(by_phase.get(p.id, schedule.Slot(p.id, 0.0)) for p in script.phases)
    return SessionPlan(
        script=script,
        people=options.people,
        asked=options.asked,
        slots=slots,
        consent=consent,
        opening=opening,
        interludes=interludes,
        left_out=frozenset(options.skip),
        ends_by=for_phases + around,
        planned_s=usual if options.minutes is None else options.minutes * 60,
    )


def _known(script: Script, phases: Sequence[str]) -> None:
    ids = [phase.id for phase in script.phases]
    for phase in phases:
        if phase not in ids:
            raise Unusable("phase-unknown", script=script.id, phase=phase, known=tuple(ids))


def _consent(script: Script, asked: MicrophoneUse) -> tuple[CueText, ...]:
    """What the group hears of the microphone: what for, where it goes, who can read it."""
    words = script.words
    said: list[CueText] = []

    def say(kind: str, text: str) -> None:
        said.append(CueText(CueName(CONSENT, kind), text))

    if asked.recorded:
        names = words.listing([script.phase(phase).name for phase in asked.recorded])
        say("record", words.cue("consent-record", phases=names))
    if asked.pauses:
        say("pauses", words.cue("consent-pauses"))
    if asked.commands:
        say("commands", words.cue("consent-commands"))
    if said and asked.beforehand:
        say("given", words.cue("consent-given"))
    return tuple(said)


def _opening(script: Script, options: SessionOptions) -> tuple[CueText, ...]:
    words = script.words
    welcome = words.cue("welcome", name=script.name, people=options.people)
    said = [CueText(CueName(None, "welcome"), welcome)]
    if options.orientation:
        said += [
            CueText(CueName("orientation", str(n)), text)
            for n, text in enumerate(script.orientation, start=1)
        ]
        conditions = words.sections["conditions"]
        said += [CueText(CueName("conditions", key), text) for key, text in conditions.items()]
    return tuple(said)


def _interludes(
    script: Script, options: SessionOptions, held: Sequence[str]
) -> dict[str, Interlude]:
    words = script.words
    pause = Interlude(
        "break",
        options.break_s,
        words.cue("break-begins", minutes=words.minutes(options.break_s)),
        words.cue("break-last-minute"),
        words.cue("break-over"),
    )
    interludes = dict.fromkeys(_last_held(script, options.breaks, held), pause)
    interludes.pop(held[-1], None)  # nothing comes after it
    if options.evaluation and script.evaluation_s > 0:
        interludes[held[-1]] = Interlude(
            "evaluation",
            script.evaluation_s,
            words.cue("evaluation"),
            words.cue("evaluation-last-minute"),
            "",
        )
    return interludes


def _last_held(script: Script, phases: Sequence[str], held: Sequence[str]) -> Iterator[str]:
    """Each of these phases, or, where it is left out, the one that is held before it."""
    ids = [phase.id for phase in script.phases]
    for phase in phases:
        yield from [each for each in ids[: ids.index(phase) + 1] if each in held][-1:]
