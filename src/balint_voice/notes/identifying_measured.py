"""How much is found in the sentences of `benchmarks/names`: what a user is told beforehand.

Rules: data only; a test measures it anew. The sentences are ours, and so are the rules: other
people's notes will be found less well.
"""

from collections.abc import Mapping

MEASURED: Mapping[str, tuple[int, int, int, int]] = {
    "nl": (23, 27, 23, 26),
    "en": (22, 27, 22, 25),
    "de": (16, 27, 16, 18),
    "fr": (22, 27, 22, 25),
    "nl with deduce": (24, 27, 23, 26),
}
"""By language: pieces found, pieces there are; mentions that are right, mentions made."""
