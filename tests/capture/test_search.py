"""How widely a text is searched for: widely where there is room, narrowly while speech waits."""

from dataclasses import dataclass, field

from balint_voice.adapters.capture.backlog import Backlog, EndOfWork
from balint_voice.adapters.capture.search import Search
from balint_voice.adapters.capture.transcription import Transcription
from balint_voice.listening.audio import Samples
from balint_voice.listening.transcript import Decoded
from balint_voice.listening.utterances import NO_PHASE
from balint_voice.listening.windows import PlacedUtterance, Window, has_room
from balint_voice.session.inputs import SearchChanged
from tests.support.fakes_listening import CountingTranscriber, ListeningInbox, MemoryNotes, tone


@dataclass
class SearchingTranscriber(CountingTranscriber):
    """Notes how widely each window was searched."""

    widely: bool = False
    searched: list[bool] = field(default_factory=list)

    def search_widely(self, widely: bool) -> None:
        self.widely = widely

    def transcribe(self, samples: Samples) -> tuple[Decoded, ...]:
        self.searched.append(self.widely)
        return super().transcribe(samples)


def window() -> Window:
    samples = tone(1.0)
    return Window(samples, (PlacedUtterance(0, len(samples), 0, 0, len(samples)),), NO_PHASE)


def test_it_falls_back_while_windows_wait_and_both_changes_are_told() -> None:
    backlog, inbox = Backlog(600.0, lambda _: None), ListeningInbox()
    transcriber = SearchingTranscriber()
    for _ in range(3):
        backlog.put(window())
    search = Search(transcriber, inbox)
    work = Transcription(backlog, transcriber, notes=MemoryNotes(), inbox=inbox, search=search)
    backlog.put(EndOfWork())
    work.run()
    assert transcriber.searched == [False, False, True]
    backlog.put(window())
    backlog.put(window())
    backlog.put(EndOfWork())
    work.run()
    assert transcriber.searched[3:] == [False, True]
    inbox.drain()
    assert [one.widely for one in inbox.of(SearchChanged)] == [True, False, True]


def test_there_is_room_where_a_decode_takes_a_third_of_the_time_at_most() -> None:
    assert has_room(2.6)
    assert not has_room(5.9)
