"""The whole session as one bar: each phase's share, what is done, and the present position.

Rules: pure. The part that is done is drawn full and the rest light, so that it can be read without
colour. The present phase has a pointer under it.
"""

from collections.abc import Sequence

from balint_voice.adapters.display.rows import Row, Span
from balint_voice.session.view import BarShare

_BEHIND, _AHEAD, _POINTER = "█", "░", "▲"


def bar_of(shares: Sequence[BarShare], width: int) -> tuple[Row, ...]:
    """The bar, and under it the phases' numbers; nothing where it does not fit."""
    widths = _widths([share.seconds for share in shares], width - len(shares) + 1)
    if not widths:
        return ()
    bar: list[Span] = []
    numbers: list[Span] = []
    for share, cells in zip(shares, widths, strict=True):
        full = min(cells, round(share.done * cells))
        bar += [Span(_BEHIND * full, "behind"), Span(_AHEAD * (cells - full), "ahead"), Span(" ")]
        numbers += [_number(share, cells), Span(" ")]
    return tuple(bar[:-1]), tuple(numbers[:-1])


def _number(share: BarShare, cells: int) -> Span:
    number = str(share.number) if share.number else ""
    if share.current:
        with_pointer = f"{_POINTER} {number}".rstrip()
        shown = with_pointer if len(with_pointer) <= cells else _POINTER
        return Span(shown.center(cells), "here")
    return Span((number if len(number) <= cells else "").center(cells), "quiet")


def _widths(seconds: Sequence[float], cells: int) -> tuple[int, ...]:
    """`cells` divided by these lengths, at least one each, to the cell; none if too few."""
    whole = sum(seconds)
    if not seconds or whole <= 0 or cells < len(seconds):
        return ()
    spare = cells - len(seconds)
    ends = [round(spare * sum(seconds[: n + 1]) / whole) for n in range(len(seconds))]
    return tuple(1 + end - begin for begin, end in zip([0, *ends], ends, strict=False))
