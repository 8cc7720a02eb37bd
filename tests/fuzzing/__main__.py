"""`python -m tests.fuzzing [COUNT] [SEED] [KIND ...]`: so many mutated ones of each kind.

Each is valid or refused in words; anything else ends the run, and is kept or shown.
"""

import importlib
import random
import sys
import time

KINDS = (
    *("scripts", "packs", "settings", "logs", "notes", "forged", "files", "commands", "wavs"),
    *("keys", "devices", "environments", "names"),
)


def main(count: int, seed: int, kinds: list[str]) -> None:
    for kind in kinds or KINDS:
        outcome = importlib.import_module(f"tests.fuzzing.{kind}").outcome
        began, chance = time.monotonic(), random.Random(f"{seed} {kind}")
        tally = {"valid": 0, "refused": 0}
        for n in range(count):
            try:
                tally[outcome(chance)] += 1
            except BaseException:
                print(f"{kind}: number {n + 1}, seed {seed}", flush=True)
                raise
        print(
            f"{kind}: {count}, {tally}, {time.monotonic() - began:.0f} s, seed {seed}", flush=True
        )


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    named = [each for each in sys.argv[1:] if not each.isdigit()]
    count, seed = numbers + [100_000, 1][len(numbers) :]
    main(count, seed, named)
