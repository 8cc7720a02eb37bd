"""What is shown never holds up what happens: a terminal that takes nothing, slowly, or no more."""

import os
import threading
from pathlib import Path

from balint_voice.adapters.display.output import MOST, ThreadedOutput, output_to
from tests.support.pulse import waited_for


class Pipe:
    """A pipe that nobody reads until `read`."""

    def __init__(self) -> None:
        self._out, into = os.pipe()
        self.file = os.fdopen(into, "w", encoding="utf-8", newline="\n")
        self.came = b""

    def read(self) -> None:
        def take() -> None:
            while part := os.read(self._out, 65_536):
                self.came += part

        threading.Thread(target=take, daemon=True).start()


def test_nobody_waits_for_it_and_what_was_dropped_leaves_a_mark() -> None:
    pipe = Pipe()
    output = ThreadedOutput(pipe.file, mark=lambda: "[missing]\n")
    lines = [f"{n:>99}\n" for n in range(3 * MOST // 100)]
    for line in lines:
        output.write(line)
    output.finish()
    assert not pipe.came, "nobody took anything, and nobody waited for that"
    pipe.read()
    waited_for("the newest line", lambda: pipe.came.endswith(lines[-1].encode()))
    pieces = pipe.came.decode().split("[missing]\n")
    assert len(pieces) > 1
    assert all(piece in "".join(lines) for piece in pieces), "nothing is missing without a mark"
    assert sum(map(len, pieces)) > MOST - 200, "and no more than has to be"


def test_what_is_taken_slowly_comes_whole() -> None:
    pipe = Pipe()
    output = output_to(pipe.file, mark="[missing]\n")
    for n in range(100):
        output.write(f"regel {n} é\n")
    pipe.read()
    output.finish()
    waited_for("all lines", lambda: pipe.came.count(b"\n") == 100)
    assert pipe.came.decode() == "".join(f"regel {n} é\n" for n in range(100))


def test_what_was_written_before_comes_before(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with path.open("w", encoding="utf-8") as file:
        file.write("eerst\n")
        output = output_to(file)
        output.write("dan\n")
        output.finish()
        assert path.read_text() == "eerst\ndan\n"


def test_a_reader_that_is_gone_is_told_once_and_waited_for_never() -> None:
    out, into = os.pipe()
    gone = threading.Event()
    with os.fdopen(into, "w") as file:
        output = ThreadedOutput(file, mark=str, gone=gone.set)
        os.close(out)
        output.write("niemand\n")
        waited_for("the end", gone.is_set)
        output.write("meer\n")
        output.finish()
