"""Keys and clicker as the interface has them."""

import pytest

from balint_voice.adapters.keyboard import Keys
from balint_voice.session import inputs as i


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (" ", i.Next()),
        ("\x1b[6~", i.Next()),
        ("p", i.TogglePause()),
        ("+", i.Extend(300.0)),
        ("s", i.Skip()),
        ("r", i.Repeat()),
        ("t", i.TellTimeLeft()),
        ("x", None),
        ("", None),
    ],
)
def test_one_key_one_command(key: str, expected: i.Input | None) -> None:
    assert Keys().press(key, 0.0) == expected


@pytest.mark.parametrize(
    ("key", "expected"), [("q", i.End()), ("b", i.Back()), ("\x1b[5~", i.Back())]
)
def test_what_cannot_be_undone_wants_a_second_press(key: str, expected: i.Input) -> None:
    keys = Keys()
    assert keys.press(key, 0.0) == i.ConfirmationAwaited()
    assert keys.press(key, 1.0) == expected
    assert keys.press(key, 2.0) == i.ConfirmationAwaited(), "each time anew"


def test_a_press_an_hour_later_is_no_confirmation() -> None:
    keys = Keys()
    assert keys.press("q", 0.0) == i.ConfirmationAwaited()
    assert keys.press("q", 3600.0) == i.ConfirmationAwaited()
    assert keys.press("q", 3601.0) == i.End()


def test_another_key_in_between_is_no_confirmation() -> None:
    keys = Keys()
    keys.press("q", 0.0)
    keys.press(" ", 1.0)
    assert keys.press("q", 2.0) == i.ConfirmationAwaited()
