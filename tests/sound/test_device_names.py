"""What a typed name means among the devices that are there."""

import pytest

from balint_voice.adapters.sound.device_names import Meant, fitting, names, normal

JABRAS = [(3, "Jabra SPEAK 510", False), (7, "Jabra Evolve 65", False), (9, "HDMI 0", True)]


def found(asked: str, known: list[tuple[int, str, bool]] | None = None) -> list[int]:
    return [index for index, _, _ in fitting(asked, JABRAS if known is None else known)]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("speak", [3]),
        ("  jabra   evolve ", [7]),
        ("jabra", [3, 7]),
        ("2", [7]),
        ("510", [3]),
        ("4", []),
        ("0", [3, 9]),
        ("", []),
        (" ", []),
        ("sennheiser", []),
    ],
)
def test_by_name_by_a_part_of_it_or_by_number(asked: str, meant: list[int]) -> None:
    assert found(asked) == meant


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("K\u00fcche", "Ku\u0308che"),
        ("Ku\u0308che", "K\u00fcche"),
        ("k\u00dcche", "K\u00fcche"),
        ("STRASSE", "Stra\u00dfe"),
        ("Anna's AirPods", "Anna\u2019s AirPods"),
        ("USB Audio", "USB\u00a0Audio"),
        ("X-Y", "X\u2010Y"),
    ],
)
def test_what_looks_the_same_is_the_same(typed: str, listed: str) -> None:
    assert normal(typed) == normal(listed)
    assert found(typed, [(4, listed, False)]) == [4]


def test_a_whole_name_counts_before_what_contains_it() -> None:
    known = [(0, "USB Audio 2", False), (1, "usb audio", False), (2, "2", False)]
    assert found("USB Audio", known) == [1]
    assert found("2", known) == [2], "a device that is called so, before the second of the list"


def test_one_device_that_windows_lists_several_times_is_one() -> None:
    cut, whole = "Speakers (Jabra SPEAK 510 for M", "Speakers (Jabra SPEAK 510 for Microsoft)"
    known = [(0, cut, True), (4, whole, True), (8, whole, True)]
    assert found("jabra", known) == [0]
    assert list(names(known)) == [cut, whole]
    other = [*known, (12, "Output (Jabra wave)", False)]
    (one,) = fitting("jabra", other, lambda index: index // 4)
    assert one[0] == 0, "the names of another sound system are no other devices"


def test_what_was_meant_stays_meant_when_another_is_plugged_in() -> None:
    meant = Meant()
    one = [(0, "Jabra A", True)]
    assert meant.by("jabra", one, lambda _: 0) == ((0, "Jabra A", True),)
    assert meant.by("1", one, lambda _: 0) == ((0, "Jabra A", True),)
    two = [(0, "Jabra B", True), (1, "Jabra A", False)]
    assert meant.by("jabra", two, lambda _: 0) == ((1, "Jabra A", False),)
    assert meant.by("1", two, lambda _: 0) == ((1, "Jabra A", False),)
    gone = [(0, "Jabra B", True)]
    assert meant.by("1", gone, lambda _: 0) == (), "a number never becomes another device"
    assert meant.by("jabra", gone, lambda _: 0) == ((0, "Jabra B", True),)
