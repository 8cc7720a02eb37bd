"""Which rows of a page go first where there is too little room for all of them.

Rules: pure. Blocks of rows are told by their names; the digits go last of all.
"""

from balint_voice.adapters.display.rows import Row

Blocks = dict[str, list[Row]]

GIVES_WAY = frozenset({"before", "between", "below", "said", "large"})
"""What large letters may take the place of."""
_FIRST_TO_GO = (
    *("before", "between", "below", "conditions", "said", "help", "next", "large"),
    *("bar", "warnings", "caption"),
)
_KEPT = {"help": 1, "said": 1}
"""So many rows of these stay, until nothing else can go."""


def fit(blocks: Blocks, room: int) -> None:
    """Take away rows until the blocks fit, the digits last of all."""
    for name in _FIRST_TO_GO:
        _shorten(blocks, name, room, _KEPT.get(name, 0))
    last = [name for name in blocks if name not in (*_FIRST_TO_GO, "digits")]
    for name in (*_FIRST_TO_GO, *last, "digits"):
        _shorten(blocks, name, room, 0)


def _shorten(blocks: Blocks, name: str, room: int, kept: int) -> None:
    while len(blocks[name]) > kept and taken(blocks) > room:
        blocks[name].pop()


def taken(blocks: Blocks) -> int:
    return sum(map(len, blocks.values()))
