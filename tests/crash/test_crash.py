"""A short kill campaign (`make crash` is the long one), and that it bites.

Each mutation takes one safeguard out; the campaign has to find what is lost then.
"""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from balint_voice.errors import Damaged
from balint_voice.records import (
    append_only,
    clock_file,
    frames,
    private_files,
    private_folders,
    sessions,
)
from tests.crash import calls, disk, process
from tests.crash.verdict import LostError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here"),
]
EVERY = 17
CRASHES = 150


def crashes(folder: Path, count: int = CRASHES) -> None:
    journal, chance = disk.played(folder), random.Random(7)
    for _ in range(count):
        disk.point(journal, chance)


def test_killed_between_any_two_calls_nothing_acknowledged_is_lost() -> None:
    call = 0
    while calls.point(call):
        call += EVERY
    assert call > 200, "the evening made too few calls to show anything"


def test_on_a_disk_that_forgets_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    crashes(tmp_path)


def test_the_whole_program_killed_at_a_random_moment(tmp_path: Path) -> None:
    """Twice, and again while no session had come far: on a busy machine few have."""
    stage, chance = process.set_up(tmp_path), random.Random(3)
    told = [process.point(stage, chance) for _ in range(2)]
    while not any(each.records > 5 for each in told):
        told.append(process.point(stage, chance))
        assert len(told) < 20, "none acknowledged anything that could be lost"


def test_its_vetoes_are_told(tmp_path: Path) -> None:
    """Else the campaign would kill none of them, and not say so."""
    stage = process.set_up(tmp_path)
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    told = process._killed(stage, data, after_s=120, veto=True)
    assert [line for line in told if line[0] == "forgot"]


def nothing(*_: object) -> None:
    """A safeguard that was taken out."""


def without_sync(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(append_only, "sync", nothing)
    patch.setattr(private_files, "sync", nothing)


def without_folder_sync(patch: pytest.MonkeyPatch) -> None:
    for module in (append_only, private_files, private_folders, sessions):
        patch.setattr(module, "sync_folder", nothing)


def without_syncing_new_parents(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(private_folders, "sync_folder", nothing)


def without_repair_of_a_torn_tail(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "ftruncate", nothing)


def without_knowing_lost_sectors(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(frames, "_lacks_a_sector", lambda content, start: False)


@pytest.mark.parametrize(
    "mutate",
    [
        without_sync,
        without_folder_sync,
        without_syncing_new_parents,
        without_repair_of_a_torn_tail,
        without_knowing_lost_sectors,
    ],
)
def test_it_bites_on_the_disk(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mutate: Callable[[pytest.MonkeyPatch], None],
) -> None:
    mutate(monkeypatch)
    with pytest.raises((LostError, Damaged)):
        crashes(tmp_path, count=1000)


def without_a_second_slot(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clock_file, "_SLOTS", 1)


def without_asking_the_log(patch: pytest.MonkeyPatch) -> None:
    line = clock_file._line
    patch.setattr(clock_file, "_line", lambda session, count, at: line(session, 0, at))


@pytest.mark.parametrize(
    "mutate", [without_repair_of_a_torn_tail, without_a_second_slot, without_asking_the_log]
)
def test_it_bites_between_calls(
    monkeypatch: pytest.MonkeyPatch, mutate: Callable[[pytest.MonkeyPatch], None]
) -> None:
    mutate(monkeypatch)
    call = 100
    with pytest.raises((LostError, Damaged)):  # noqa: PT012 - one of the calls is to fail
        while calls.point(call):
            call += 1
