"""A veto: what was heard in a phase and is not yet text is wiped, and never becomes a note."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balint_voice.adapters.capture.empty_pipeline import EmptyPipeline
from balint_voice.listening.audio import Samples
from balint_voice.listening.transcript import Decoded
from balint_voice.session import outputs as o
from balint_voice.session.inputs import (
    BacklogChanged,
    ListeningEnded,
    PartFailed,
    PartRecovered,
    SpeechSealed,
)
from tests.capture.room import QUIET, MakeRoom, Room, sounds_in_memory
from tests.support.fakes import WaitingInbox
from tests.support.fakes_listening import (
    CountingTranscriber,
    ListeningStep,
    MemoryNotes,
    silence,
    tone,
)
from tests.support.pulse import PATIENCE_S

CASE, DECISION = "probleemstelling", "besluitvorming"


class TellingTranscriber(CountingTranscriber):
    """Calls `during` with the number of each decode, while it runs."""

    during: Callable[[int, Samples], None] = lambda *_: None

    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]:
        self.during(len(self.given), samples)
        return super().transcribe(samples)


def test_a_veto_wipes_what_waits_what_is_decoded_and_what_is_being_said(room: MakeRoom) -> None:
    vetoed, decoding = threading.Event(), threading.Event()
    in_time: list[bool] = []
    transcriber = TellingTranscriber()

    def decode(*_: object) -> None:
        decoding.set()
        in_time.append(vetoed.wait(PATIENCE_S))

    transcriber.during = decode
    here = room(
        *([silence(QUIET), tone(5.0)] * 3 + [silence(QUIET), tone(1.0)]), transcriber=transcriber
    )
    waiting: list[float] = []

    def veto() -> None:
        decoding.wait(PATIENCE_S)
        here.pipeline.perform(o.Forget((CASE,)))
        waiting.append(here.inbox.latest(BacklogChanged).seconds)
        vetoed.set()

    here.microphone.steps.append(veto)
    ended = here.listen()
    assert in_time == [True], "one was being decoded, the others waited"
    assert here.notes.entries == []
    assert here.notes.forgotten == {CASE}
    assert not any(samples.any() for samples in transcriber.given)
    assert waiting[0] <= 5.1, "only what is being decoded is still on the way"
    assert ended.transcribed_s == 0.0
    assert ended.dropped_s == ended.speech_s == pytest.approx(16.0, abs=0.3)
    assert here.inbox.of(SpeechSealed) == []
    assert here.inbox.latest(BacklogChanged).seconds == 0.0
    assert not any(samples.any() for samples in here.microphone.handed)


def test_a_veto_does_not_wait_for_a_decode(room: MakeRoom) -> None:
    returned, decoding = threading.Event(), threading.Event()
    in_time: list[bool] = []
    transcriber = TellingTranscriber()

    def decode(_: int, samples: Samples) -> None:
        decoding.set()
        in_time.append(returned.wait(PATIENCE_S))
        in_time.append(not samples.any())

    transcriber.during = decode
    here = room(*[silence(QUIET), tone(5.0)] * 2, silence(QUIET), transcriber=transcriber)
    here.microphone.steps.append(lambda: in_time.append(decoding.wait(PATIENCE_S)))
    here.microphone.steps.append(lambda: here.pipeline.perform(o.Forget((CASE,))))
    here.microphone.steps.append(returned.set)
    here.listen()
    assert in_time == [True, True, True], "it waits for a decode, or leaves it what was said"
    assert here.notes.entries == []


def test_what_was_sealed_before_counts_as_dropped_and_the_rest_of_the_evening_stays(
    room: MakeRoom,
) -> None:
    sealed = threading.Event()
    here = room(silence(QUIET), tone(5.0), silence(QUIET))
    here.inbox.when(SpeechSealed, sealed.set)
    here.microphone.steps += [
        *(
            lambda: here.pipeline.perform(o.CloseMicrophone()),
            lambda: here.pipeline.perform(o.OpenMicrophone(DECISION)),
            silence(QUIET),
            tone(5.0),
        ),
        *(
            silence(QUIET),
            lambda: sealed.wait(PATIENCE_S),
            lambda: here.pipeline.perform(o.Forget((DECISION,))),
        ),
        *(tone(4.0), lambda: here.pipeline.perform(o.CloseMicrophone())),
    ]
    here.pipeline.perform(o.OpenMicrophone(CASE))
    case, decision = here.inbox.until_ended(2)
    assert [entry.phase for entry in here.notes.entries] == [CASE]
    assert case.transcribed_s == case.speech_s == pytest.approx(5.0, abs=0.1)
    assert decision.transcribed_s == 0.0
    assert decision.dropped_s == decision.speech_s == pytest.approx(9.0, abs=0.2)


def test_nothing_of_it_stays_in_memory_though_the_microphone_stays_open(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(2.0), silence(QUIET), tone(1.0))
    left: list[list[float]] = []
    here.microphone.steps += [
        *(lambda: here.pipeline.perform(o.Forget((CASE,))), silence(0.1)),
        lambda: left.append(sounds_in_memory()),
    ]
    here.listen()
    assert left == [[]]


def test_without_a_microphone_too_it_is_told_what_the_disk_let_go_in_the_end() -> None:
    inbox = WaitingInbox()
    pipeline = EmptyPipeline(MemoryNotes(refusals=1), inbox)
    for told in ([PartFailed("veto")], [PartFailed("veto"), PartRecovered("veto")]):
        pipeline.perform(o.Forget((CASE,)))
        assert inbox.received == told


def test_a_disk_that_refuses_to_forget_is_asked_again(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(2.0))
    here.microphone.steps += [
        lambda: setattr(here.notes, "refusals", 1),
        lambda: here.pipeline.perform(o.Forget((CASE,))),
    ]
    here.listen()
    assert here.notes.forgotten == {CASE}
    assert here.inbox.of(PartFailed) == [PartFailed("veto")]
    assert here.inbox.of(PartRecovered) == [PartRecovered("veto")]


def test_a_gap_of_a_forgotten_phase_is_no_note_either(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(1.0), *[None] * 25)
    here.microphone.steps.append(lambda: here.pipeline.perform(o.Forget((CASE,))))
    here.listen()
    assert here.notes.entries == []


def test_a_veto_before_anything_was_opened_is_remembered(room: MakeRoom) -> None:
    here = room(silence(QUIET), tone(2.0))
    here.pipeline.perform(o.Forget((CASE,)))
    ended = here.listen()
    assert (here.notes.entries, ended.transcribed_s) == ([], 0.0)


# At whatever moment it comes

PHASES = (CASE, DECISION)
MOMENTS = st.one_of(
    st.tuples(st.just("say"), st.sampled_from([0.3, 1.5, 5.0, 8.0])),
    st.tuples(st.just("quiet"), st.sampled_from([0.3, 1.0, 3.0])),
    st.tuples(st.sampled_from(["deaf", "hear", "refuse"]), st.none()),
    st.tuples(
        st.just("open"), st.tuples(st.sampled_from(PHASES), st.sampled_from(["record", "attend"]))
    ),
    st.tuples(st.sampled_from(["forget", "forget elsewhere"]), st.sampled_from(PHASES)),
)


@settings(max_examples=40)
@given(
    moments=st.lists(MOMENTS, min_size=3, max_size=14),
    while_decoding=st.dictionaries(st.integers(0, 4), st.sampled_from(PHASES), max_size=2),
)
def test_after_a_veto_no_note_of_that_phase_ever_comes(
    moments: list[tuple[str, object]], while_decoding: dict[int, str]
) -> None:
    transcriber = TellingTranscriber()
    here = Room(transcriber=transcriber)
    forgotten: set[str] = set()
    elsewhere: list[threading.Thread] = []
    openings = [CASE]

    def forget(phase: str) -> None:
        forgotten.add(phase)
        here.pipeline.perform(o.Forget((phase,)))

    def forget_elsewhere(phase: str) -> None:
        thread = threading.Thread(target=forget, args=(phase,))
        thread.start()
        elsewhere.append(thread)

    def decoding(number: int, _: Samples) -> None:
        if number in while_decoding:
            forget(while_decoding[number])

    transcriber.during = decoding
    for kind, given_ in moments:
        here.microphone.steps += _steps(here, kind, given_, forget, forget_elsewhere)
        if kind == "open" and given_[1] == "record":  # type: ignore[index]
            openings.append(given_[0])  # type: ignore[index]
    here.microphone.steps.append(lambda: here.pipeline.perform(o.CloseMicrophone()))
    here.pipeline.perform(o.OpenMicrophone(CASE))
    ends = here.inbox.until_ended(len(openings))
    for thread in elsewhere:
        thread.join()
    here.pipeline.stop()
    assert here.pipeline.join(timeout=PATIENCE_S)
    for thread in elsewhere:  # one that began after the last recording had ended
        thread.join()
    here.inbox.drain()
    assert here.inbox.of(ListeningEnded) == ends
    assert [end.phase for end in ends] == openings
    assert here.notes.forgotten == forgotten
    assert not {entry.phase for entry in here.notes.entries} & forgotten
    for end in ends:
        assert end.transcribed_s + end.dropped_s == pytest.approx(end.speech_s)
    assert not any(samples.any() for samples in transcriber.given)
    assert not any(samples.any() for samples in here.microphone.handed)


def _steps(
    here: Room,
    kind: str,
    given_: object,
    forget: Callable[[str], None],
    forget_elsewhere: Callable[[str], None],
) -> list[ListeningStep]:
    match kind, given_:
        case "say", float(seconds):
            return [tone(seconds)]
        case "quiet", float(seconds):
            return [silence(seconds)]
        case "deaf", _:
            return [lambda: here.pipeline.perform(o.TurnDeaf())]
        case "hear", _:
            return [lambda: here.pipeline.perform(o.HearAgain())]
        case "refuse", _:
            return [lambda: setattr(here.notes, "refusals", 1)]
        case "open", (str(phase), purpose):
            return [lambda: here.pipeline.perform(o.OpenMicrophone(phase, purpose))]  # type: ignore[arg-type]
        case "forget", str(phase):
            return [lambda: forget(phase)]
        case _, str(phase):
            return [lambda: forget_elsewhere(phase)]
    raise AssertionError(kind)
