"""After a veto the memory of every process holds neither the phase's key nor its words.

A real session with our own model: words are spoken and typed in a phase, looked for while they are
kept (else it would prove nothing), and again after the veto.

Without `overwrite_freed` the full screen's words are found again. Those of a session in lines are
mostly gone even so, because other text takes their place: that overwriting works at all is shown in
tests/machine/test_freed_memory.py.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from balint_voice.records.presenter_key import unwrap_presenter_key
from tests.privacy.evenings import PASSPHRASE, SHOWN, said, speak, write_script
from tests.privacy.held import counted, forms_of_key, forms_of_word, key_of, memories
from tests.privacy.memory import children, needs_to_read_memory
from tests.privacy.running import Running
from tests.support.keys import confirmed
from tests.support.pulse import Pulse, waited_for

VETOED = "Ik zou eerst het verdriet willen benoemen. Misschien is de dochter gewoon bang."
SPOKEN = ("verdriet", "benoemen", "gewoon bang")
TYPED = "kwikstaart"
TRANSCRIBER = "adapters.whisper.whisper_worker"
LOOKS = 10
"""Writing over takes a moment, on a busy machine a few; each look takes one too."""


@dataclass
class Found:
    """How often it was found, by process."""

    key: dict[str, int]
    words: dict[str, int]


Looked = tuple[Found, Found]
"""Before the veto, and after."""


HELD = [
    pytest.param(which, marks=pytest.mark.xdist_group(f"vetoed in {which}"))
    for which in ("lines", "full screen")
]
"""Each session is held once, and looked at by one worker."""


@pytest.fixture(scope="module", params=HELD)
def looked(request: pytest.FixtureRequest, pulse: Pulse) -> Iterator[Looked]:
    needs_to_read_memory()
    with tempfile.TemporaryDirectory(prefix="bv-wiped-") as made:
        yield _held(Path(made), pulse, full_screen=request.param == "full screen")


def _held(place: Path, pulse: Pulse, *, full_screen: bool) -> Looked:
    command = [*_prepared(place), *SHOWN, *([] if full_screen else ["--plain"])]
    with Running(command, place, full_screen=full_screen) as running:
        running.logs("microphone-opened", "record")
        speak(pulse, said(VETOED))
        running.type("p")
        running.logs("speech-sealed", "casus")
        _note(running, full_screen)
        wrapped = next(place.glob("data/sessions/*/phase.casus.age"))
        sought = _sought(wrapped)
        decoder = running.transcriber
        before = _look(running, *sought)
        running.type("v")
        running.logs("vetoed", "casus")
        waited_for("a new transcriber", lambda: running.transcriber != decoder)
        waited_for("the old one's end", lambda: decoder not in children(running.process.pid))
        for _ in range(LOOKS):
            after = _look(running, *sought)
            if not any(after.words.values()):
                break
        confirmed(lambda: running.type("q"), lambda: running.process.poll() is not None)
        assert running.ended() == 0, running.errors.decode()
    return before, after


def _note(running: Running, seen: bool) -> None:
    """As somebody types: letter after letter."""
    running.type("n")
    running.sees("Enter")
    for count in range(1, len(TYPED) + 1):
        running.type(TYPED[count - 1])
        if seen:
            running.sees(TYPED[:count])
    running.type("\r")
    running.sees("verzegeld")


def _sought(wrapped: Path) -> tuple[set[bytes], set[bytes]]:
    """The key and the words, in each form, by what the passphrase opens now."""
    (presenter,) = unwrap_presenter_key(wrapped.with_name("presenter.age").read_bytes(), PASSPHRASE)
    key = forms_of_key(key_of(wrapped, presenter), wrapped.read_bytes())
    return key, {form for word in (*SPOKEN, TYPED) for form in forms_of_word(word)}


def _look(running: Running, key: set[bytes], words: set[bytes]) -> Found:
    seen = memories(running.process.pid)
    return Found(
        {name: counted(memory, key) for name, memory in seen.items()},
        {name: counted(memory, words) for name, memory in seen.items()},
    )


def _prepared(place: Path) -> list[str]:
    write_script(place / "data", "wissen", minutes=20.0)
    (place / "secret").write_text(PASSPHRASE + "\n")
    return [
        *(sys.executable, "-m", "balint_voice", "run", "wissen", "--record", "case"),
        *("--model", "demo-nl", "--consent-given", "--passphrase-file", str(place / "secret")),
    ]


def test_the_key_of_a_phase_is_never_in_a_session(looked: Looked) -> None:
    before, after = looked
    assert not any(before.key.values()) and not any(after.key.values()), looked


def test_the_words_are_in_memory_before_a_veto_and_not_after_it(looked: Looked) -> None:
    before, after = looked
    assert before.words["main"] and before.words[TRANSCRIBER], "the search finds what is there"
    assert not any(after.words.values()), after
