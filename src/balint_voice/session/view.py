"""What there is to see: one frozen view, computed from a snapshot of the session and the time."""

from dataclasses import dataclass

from balint_voice.session.clock import Instant, Seconds
from balint_voice.session.offers import Offer
from balint_voice.session.outputs import Purpose
from balint_voice.session.questions import Answerable, Question
from balint_voice.session.snapshot import Snapshot
from balint_voice.session.stage_table import BEATS, Stage

_BEFORE_THE_END = (Stage.READY, Stage.CONSENT, Stage.WELCOME, Stage.INTERLUDE, *BEATS)


@dataclass(frozen=True)
class BarShare:
    """A part of the session: a phase's slot as it is planned now, or what stands between two.

    `number`: the phase's; 0 for a break or the look back. `done`: how much of it is behind us,
    0 to 1; `current`: whether we are in it.
    """

    number: int
    seconds: Seconds
    done: float
    current: bool


@dataclass(frozen=True)
class View:
    """Everything a screen may show at one moment. Texts are in the session's language."""

    stage: Stage
    ended: bool
    """It is over for good; one that was interrupted can be resumed."""
    script: str
    phase: str | None
    number: int
    phases: int
    speaks: str | None
    who: str | None
    """The same in a word or two, for large letters."""
    left_s: float | None
    """Seconds left of the quiet moment or the work; None while something is being said."""
    work_s: float | None
    """Seconds of work the phase we are in has in all."""
    share_s: float | None
    """The share of each person; None where nobody speaks in turn."""
    next_phase: str | None
    next_interlude: str | None
    """The break or look back that comes before the next phase."""
    remaining_s: float
    """Seconds until the session ends, as planned now."""
    late_s: float
    """By how much that is later than it should end."""
    short_s: float
    """By how much the rest does not fit, even each phase at its least."""
    shares: tuple[BarShare, ...]
    """The whole session, part by part."""
    interlude: str | None
    waiting: bool
    """The phase waits for a key before it begins."""
    paused: bool
    microphone: Purpose | None
    """What the microphone is open for; None when it is closed."""
    level: tuple[int, bool] | None
    """How loud it is there: a step from 0 to 5, and whether it is too loud; None: not known."""
    backlog_s: float
    sealed_ago_s: float | None
    """How long ago the last piece of speech was sealed, while the microphone records."""
    saying: str | None
    said_share: float
    """How much of what is being said was heard, 0 to 1."""
    words: str | None
    """What is being said; else the question that is open; else what the phase or interlude we
    are in asks for at this moment."""
    asks: Answerable | None
    """What the question is about that can be answered now; None before it is being said."""
    faults: tuple[str, ...]
    offers: tuple[Offer, ...]
    """The keys that do something now."""
    note_for: str | None
    """The phase a note would belong to that is typed now; None where none can be kept."""

    @property
    def phase_number(self) -> str:
        """Where the phase stands among the others: 3/9; empty for one that has no number."""
        return f"{self.number}/{self.phases}" if self.number else ""


def look(session: Snapshot, now: Instant) -> View:
    """The view at `now`."""
    phase, script, question = session.phase, session.script, session.question
    at = session.paused_at or now
    left = max(0.0, session.ends_at - at) if session.ends_at is not None else None
    remaining = _remaining(session, left)
    sealed = session.sealed_at if session.microphone == "record" else None
    coming = session.interludes.get(phase.id) if phase else None
    asks = _answers(session, question) if question else None
    return View(
        stage=session.stage,
        ended=session.ended,
        script=script.name,
        phase=phase.name if phase else None,
        number=phase.number if phase else 0,
        phases=max(phase.number for phase in script.phases),
        speaks=script.words.label("speaks", phase.speaks) if phase else None,
        who=script.words.label("speaks-large", phase.speaks) if phase else None,
        left_s=left,
        work_s=session.work_s,
        share_s=session.share_s,
        next_phase=_next_phase(session),
        next_interlude=coming.id if coming else None,
        remaining_s=remaining,
        late_s=max(0.0, now + remaining - session.ends_by) if remaining else 0.0,
        short_s=session.short_s,
        shares=_shares(session, left),
        interlude=session.interlude.id if session.interlude else None,
        waiting=session.waiting,
        paused=session.paused_at is not None,
        microphone=session.microphone,
        level=session.level,
        backlog_s=session.backlog_s,
        sealed_ago_s=now - sealed if sealed is not None else None,
        saying=session.saying,
        said_share=_said_share(session, now),
        words=session.saying or (question.text if question and asks else _asked_for(session, left)),
        asks=asks,
        faults=session.faults,
        offers=session.offers,
        note_for=session.note_for,
    )


def _said_share(session: Snapshot, now: Instant) -> float:
    if session.said_since is None:
        return 0.0
    since, lasts = session.said_since
    return min(1.0, max(0.0, (now - since) / lasts)) if lasts > 0 else 0.0


def _answers(session: Snapshot, question: Question) -> Answerable | None:
    """It is being said, or was: not while other words come before it."""
    if session.saying != question.text and not session.question_heard:
        return None
    return question.about if question.erased else "veto-before"


def _asked_for(session: Snapshot, left: Seconds | None) -> str | None:
    """The words that hold while nothing is being said."""
    phase, interlude, words = session.phase, session.interlude, session.script.words
    if session.paused_at is not None:
        return words.cue("press-to-go-on")
    if session.stage is Stage.WORK and left == 0:
        return words.label("screen", "time-is-up")
    if phase is not None:
        return phase.begin if session.stage is Stage.WORK else str(getattr(phase, session.stage))
    return interlude.begin if interlude is not None else None


def _next_phase(session: Snapshot) -> str | None:
    if session.stage not in _BEFORE_THE_END:
        return None
    coming = session.script.phases[session.index + 1 :]
    return next((phase.name for phase in coming if phase.id in session.slots), None)


def _remaining(session: Snapshot, left: Seconds | None) -> Seconds:
    """Seconds the rest of the plan takes: what is left of this phase, and what comes after it."""
    if session.stage not in _BEFORE_THE_END:
        return 0.0
    if session.phase is None:
        whole = session.interlude.seconds if session.interlude is not None else 0.0
        return session.after_s + (whole if left is None else left)
    coming = session.interludes.get(session.phase.id)
    between = coming.seconds if coming is not None else 0.0
    return session.after_s + between + _left_of_phase(session, left)


def _left_of_phase(session: Snapshot, left: Seconds | None) -> Seconds:
    """Seconds of work still ahead in the phase we are in."""
    if session.work_s is None or session.stage is Stage.CLOSE:
        return 0.0
    return left if session.stage is Stage.WORK and left is not None else session.work_s


def _shares(session: Snapshot, left: Seconds | None) -> tuple[BarShare, ...]:
    """Every phase that is held and every interlude, in order, and how far we are."""
    here, at_interlude = session.index, session.interlude is not None
    over = session.stage not in _BEFORE_THE_END
    shares = []
    for index, phase in enumerate(session.script.phases):
        if phase.id not in session.slots:
            continue
        slot = session.slots[phase.id]
        current = index == here and session.phase is not None
        behind = 1.0 if over or index < here or (index == here and at_interlude) else 0.0
        ahead = _left_of_phase(session, left)
        done = _done(slot, ahead) if current else behind
        shares.append(BarShare(phase.number, slot, done, current))
        interlude = session.interludes.get(phase.id)
        if interlude is not None:
            current = index == here and at_interlude
            ahead = interlude.seconds if left is None else left
            behind = 1.0 if over or index < here else 0.0
            done = _done(interlude.seconds, ahead) if current else behind
            shares.append(BarShare(0, interlude.seconds, done, current))
    return tuple(shares)


def _done(whole: Seconds, ahead: Seconds) -> float:
    return min(1.0, max(0.0, 1 - ahead / whole)) if whole > 0 else 1.0
