"""A plain file is opened, or nothing is."""

import sys
from itertools import count
from pathlib import Path
from types import FrameType

from balint_voice.records import reading


class Interruption:
    """Ctrl-C at one step, counted from 0: as a function is called, or has just returned."""

    def __init__(self, step: int) -> None:
        self._left = step

    def __call__(self, frame: FrameType, _event: str, _arg: object) -> None:
        if frame.f_code.co_filename != __file__:
            self._left -= 1
            if self._left == -1:
                raise KeyboardInterrupt


def test_ctrl_c_while_a_file_is_opened_is_no_fault_of_the_file(tmp_path: Path) -> None:
    """It came as "bad file descriptor", where the file was closed twice."""
    path = tmp_path / "script.toml"
    path.write_text("[phases]")
    for step in count():
        sys.setprofile(Interruption(step))
        try:
            file = reading.open_plain(path)
        except KeyboardInterrupt:
            continue
        finally:
            sys.setprofile(None)
        file.close()
        break
    assert step > 5
