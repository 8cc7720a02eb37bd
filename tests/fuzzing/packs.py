"""Mutated language packs: the words of a method, and those that all methods share."""

import random

from tests.fuzzing.scripts import read_with_one_mutated


def outcome(chance: random.Random) -> str:
    """Mutate one pack and read the method in it: "valid" or "refused"."""
    return read_with_one_mutated(chance.choice((1, 2)), chance)
