"""The plan of one session: what stands around the phases, and when it should end. Pure.

Rules: the outline comes first. It says what is held and said, and refuses what cannot be held. The
plan is the outline with its times, made once it is known how long each text takes to say.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from balint_voice.errors import Unusable
from balint_voice.method import schedule
from balint_voice.method.arrangement import with_phases_taken_out
from balint_voice.method.schedule import Plan
from balint_voice.method.script import Script
from balint_voice.session.air import Air
from balint_voice.session.clock import Seconds
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.cue_ids import CONSENT, CueName, CueText
from balint_voice.session.options import SessionOptions

BREAK_S: Seconds = 600.0
"""How long a break takes."""


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
class Outline:
    """What is held and said. `opening`: what is said before the first phase. `interludes`: after
    which phase. `consent`: what is said before the group is asked. `held`: the phases that are not
    left out."""

    script: Script
    options: SessionOptions
    held: tuple[str, ...]
    consent: tuple[CueText, ...]
    opening: tuple[CueText, ...]
    interludes: Mapping[str, Interlude]

    @property
    def people(self) -> int:
        return self.options.people

    @property
    def asked(self) -> MicrophoneUse:
        """What the microphone is to be for."""
        return self.options.microphone

    @property
    def left_out(self) -> frozenset[str]:
        """Phases skipped from the start."""
        return frozenset(self.options.skipped)

    def texts(self) -> tuple[str, ...]:
        """All that is sure to be said, for rendering beforehand."""
        around = [said.text for said in (*self.consent, *self.opening)]
        between = [text for interlude in self.interludes.values() for text in interlude.texts()]
        words = self.script.words
        common = [words.cue(key) for key in words.plain_cues()]
        common.append(words.cue("help", wake=self.options.wake_word))
        return tuple(dict.fromkeys([*around, *self.script.texts(), *between, *common]))


TOO_SHORT_S = 30.0
"""A shortage of less than this is not worth a word."""


@dataclass(frozen=True)
class SessionPlan(Outline):
    """The outline with its times. `ends_by`: session seconds at which all is over. `planned_s`:
    what was asked for, or the phases' own minutes. `short_s`: by how much it does not fit into what
    was asked for, with each phase at its least."""

    slots: Plan
    ends_by: Seconds
    planned_s: Seconds
    short_s: Seconds


def outline(script: Script, options: SessionOptions) -> Outline:
    """What will be held. Raises Unusable for a phase that the script does not have, or when
    everything is left out."""
    _known(script, (*options.breaks, *options.skipped))
    held = tuple(phase.id for phase in script.phases if phase.id not in options.skipped)
    if not held:
        raise Unusable("phases-all-skipped")
    return Outline(
        script=with_phases_taken_out(script, options.skipped),
        options=options,
        held=held,
        consent=_consent(script, options),
        opening=_opening(script, options),
        interludes=_interludes(script, options, held),
    )


def timed(what: Outline, seconds: Callable[[str], Seconds]) -> SessionPlan:
    """Deal out the time. `seconds(text)`: how long a text takes to say.

    Minutes that were asked for hold everything: what is said before, between and after the phases
    too.
    """
    script, asked, minutes = what.script, what.asked, what.options.minutes
    interludes, air = what.interludes.values(), Air(seconds, what.options.pace)

    def common(key: str) -> CueText:
        return CueText(CueName(None, key), script.words.cue(key))

    asking = [common("ask-consent")] if asked.anything and not asked.beforehand else []
    around = air.before_another([*what.consent, *asking, *what.opening])
    around += seconds(script.words.cue("goodbye")) + sum(each.seconds for each in interludes)
    for each in interludes:
        over = [CueText(CueName(each.id, "over"), each.over)] if each.over else []
        around += seconds(each.begin) + air.before_another(over)
    usual = sum(script.phase(phase).minutes * 60 for phase in what.held)
    for_phases = minutes * 60 - around if minutes else usual
    dealt = schedule.replan(script, what.people, what.held, max(0.0, for_phases))
    by_phase = {slot.phase: slot for slot in dealt}
    return SessionPlan(
        **vars(what),
        slots=tuple(by_phase.get(p.id, schedule.Slot(p.id, 0.0)) for p in script.phases),
        ends_by=for_phases + around,
        planned_s=minutes * 60 if minutes else usual,
        short_s=schedule.shortage(script, what.people, what.held, for_phases),
    )


def _known(script: Script, phases: Sequence[str]) -> None:
    names = {phase.id: phase.name for phase in script.phases}
    for phase in phases:
        if phase not in names:
            known = tuple(f"{name} ({each})" for each, name in names.items())
            raise Unusable("phase-unknown", script=script.id, phase=phase, known=known)


def _consent(script: Script, options: SessionOptions) -> tuple[CueText, ...]:
    """What the group hears of the microphone: what for, where it goes, who can read it."""
    words, asked = script.words, options.microphone
    said: list[CueText] = []

    def say(kind: str, text: str) -> None:
        said.append(CueText(CueName(CONSENT, kind), text))

    if asked.recorded:
        recorded = {script.phase(phase).name for phase in asked.recorded}
        once = dict.fromkeys(phase.name for phase in script.phases if phase.name in recorded)
        say("record", words.cue("consent-record", phases=words.listing(tuple(once))))
        if asked.first_word and any(script.phase(each).prepare_s > 0 for each in asked.recorded):
            say("first-word", words.cue("consent-first-word"))
    if asked.pauses:
        say("pauses", words.cue("consent-pauses"))
    if asked.commands:
        say("commands", words.cue("consent-commands", wake=options.wake_word))
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
        id="break",
        seconds=BREAK_S,
        begin=words.cue("break-begins", minutes=words.minutes(BREAK_S)),
        last_minute=words.cue("break-last-minute"),
        over=words.cue("break-over"),
    )
    interludes = dict.fromkeys(_last_held(script, options.breaks, held), pause)
    interludes.pop(held[-1], None)  # nothing comes after it
    if options.evaluation and script.evaluation_s > 0:
        interludes[held[-1]] = Interlude(
            id="evaluation",
            seconds=script.evaluation_s,
            begin=words.cue("evaluation"),
            last_minute=words.cue("evaluation-last-minute"),
            over="",
        )
    return interludes


def _last_held(script: Script, phases: Sequence[str], held: Sequence[str]) -> Iterator[str]:
    """Each of these phases, or, where it is left out, the one that is held before it."""
    ids = [phase.id for phase in script.phases]
    for phase in phases:
        yield from [each for each in ids[: ids.index(phase) + 1] if each in held][-1:]
