"""The view: the bar's shares, what comes next, and how late it gets."""

import pytest

from balint_voice.session import inputs as i
from balint_voice.session.air import BETWEEN_S
from balint_voice.session.clock import later
from balint_voice.session.consent import MicrophoneUse
from balint_voice.session.stage_table import Stage
from balint_voice.session.view import look
from tests.support.theatre import Theatre, make_session


def test_the_shares_are_the_evening_in_order() -> None:
    session = make_session("intervisie", breaks=("beeldvorming",), skipped=("gedrag-in-de-groep",))
    view = look(session.snapshot(), later(Theatre(session).now, 0))
    assert [share.number for share in view.shares] == [1, 2, 3, 4, 5, 0, 6, 7, 9]
    assert {share.done for share in view.shares} == {0.0}
    slots = {slot.phase: slot.seconds for slot in session.state.plan.slots}
    assert view.shares[4].seconds == slots["beeldvorming"]
    assert view.shares[5].seconds == 600


def test_what_is_behind_grows_and_nothing_else() -> None:
    session = make_session("intervisie", breaks=("beeldvorming",))
    seen: list[float] = []

    def looked() -> bool:
        view = look(session.snapshot(), theatre.now)
        assert sum(share.current for share in view.shares) <= 1
        seen.append(sum(share.done * share.seconds for share in view.shares))
        return False

    theatre = Theatre(session)
    theatre.play(until=looked)
    assert seen == sorted(seen)
    assert look(session.snapshot(), theatre.now).shares[-1].done == 1.0


def test_an_interlude_comes_next_and_a_phase_left_out_does_not() -> None:
    session = make_session("intervisie", breaks=("verzamelen",), skipped=("probleemkeuze",))
    theatre = Theatre(session).play(until=lambda: session.stage is Stage.WORK)
    view = look(session.snapshot(), theatre.now)
    assert view.next_interlude == "break"
    assert view.next_phase == session.state.script.phase("probleemstelling").name


def test_a_pause_makes_it_later_and_the_time_left_stands() -> None:
    session = make_session("intervisie", minutes=60)
    theatre = Theatre(session).play(until=lambda: session.stage is Stage.WORK)
    before = look(session.snapshot(), theatre.now)
    session.handle(i.Pause(), theatre.now)
    soon, long = (look(session.snapshot(), later(theatre.now, away)) for away in (300, 360))
    assert long.left_s == before.left_s
    assert before.late_s < 60
    assert soon.late_s > 240
    assert long.late_s == pytest.approx(soon.late_s + 60)


def test_the_end_does_not_jump_when_a_break_begins() -> None:
    """While the voice says that there is a break, it has no end of its own yet."""
    session = make_session("intervisie", breaks=("beeldvorming",))
    theatre = Theatre(session).play(until=lambda: session.stage is Stage.INTERLUDE)
    begun = look(session.snapshot(), theatre.now)
    theatre.play(until=lambda: session.state.timers.ends_at is not None)
    running = look(session.snapshot(), theatre.now)
    assert begun.remaining_s == running.remaining_s
    assert begun.remaining_s > 600


def test_the_words_of_the_phase_stay_when_they_were_said() -> None:
    session = make_session("intervisie")
    theatre = Theatre(session).play(until=lambda: session.stage is Stage.WORK)
    phase = session.phase
    assert phase is not None
    assert look(session.snapshot(), theatre.now).words == phase.begin
    soon = later(theatre.now, BETWEEN_S)
    session.handle(i.TellTimeLeft(), soon)
    assert look(session.snapshot(), soon).words != phase.begin, (
        "an answer is shown while it is said"
    )


def test_the_keys_of_an_answer_come_with_the_question() -> None:
    """Not while other words of the consent round are being said; not when it is answered."""
    asked = MicrophoneUse(recorded=("probleemstelling",))
    theatre = Theatre(make_session("demo", asked=asked))
    session = theatre.session
    words = session.state.script.words
    questions = words.cue("ask-consent"), words.cue("ask-consent-again")
    seen: list[tuple[bool, str | None]] = []

    def looked() -> bool:
        view = look(session.snapshot(), theatre.now)
        seen.append((view.words in questions, view.asks))
        return view.stage is Stage.WELCOME

    theatre.play(until=looked)
    assert {asks for is_question, asks in seen if not is_question} == {None}
    assert {asks for is_question, asks in seen if is_question} == {"consent"}
