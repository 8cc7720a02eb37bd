"""How fast, how late, how heavy: figures, not tests. `python -m benchmarks` prints them."""

import balint_voice as balint_voice  # first of all: from here on no library reports home
