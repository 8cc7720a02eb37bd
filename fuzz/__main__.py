"""`python -m fuzz [COUNT] [SEED]`: mutated scripts and settings; each is valid or a clear error."""

import random
import sys
import time

from fuzz import scripts, settings

if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    began, chance = time.monotonic(), random.Random(seed)
    tally = {"valid": 0, "refused": 0}
    for n in range(1, count + 1):
        tally[(settings if n % 4 == 0 else scripts).outcome(chance)] += 1
        if n % 5_000 == 0 or n == count:
            print(f"{n} of {count}: {tally}, {time.monotonic() - began:.0f} s, seed {seed}")
