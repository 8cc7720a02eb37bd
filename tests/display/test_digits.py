"""The big digits: told apart at each size, and never over the edge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.adapters.display.big_digits import big

SEVEN = """\
███████
     ██
     ██
     ██
     ██
     ██"""


def test_a_seven_is_a_seven() -> None:
    assert "\n".join(line.rstrip() for line in big("7", 40, 6)) == SEVEN


@pytest.mark.parametrize(("width", "height"), [(60, 6), (80, 3), (80, 4), (200, 20), (30, 18)])
def test_no_two_digits_are_alike(width: int, height: int) -> None:
    assert len({big(digit * 4, width, height) for digit in "0123456789"}) == 10


@given(
    text=st.from_regex(r"[0-9]{1,3}:[0-9]{2}", fullmatch=True),
    width=st.integers(1, 250),
    height=st.integers(1, 60),
)
def test_as_high_as_asked_and_never_too_wide(text: str, width: int, height: int) -> None:
    rows = big(text, width, height)
    assert len(rows) in (0, height)
    assert all(len(row) <= width for row in rows)
    assert rows or width < 76 or height < 3 or height > 40
