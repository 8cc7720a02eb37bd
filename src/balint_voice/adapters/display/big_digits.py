"""Digits of any size, drawn with half blocks: for people three metres away.

Rules: pure. A digit is seven strokes, as on a clock; a pixel is half a character high
and one wide, which on a terminal is about a square.
"""

_STROKES = {
    "0": "abcdef",
    "1": "1",
    "2": "abged",
    "3": "abgcd",
    "4": "fgbc",
    "5": "afgcd",
    "6": "afgedc",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
}
"""a: top, b and c: right, d: bottom, e and f: left, g: middle. "1" has a stroke of its own."""

_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_NARROWEST = 3

Pixels = list[list[bool]]


def big(text: str, width: int, height: int) -> tuple[str, ...]:
    """`text` of digits and colons as `height` rows of at most `width` characters; none if it is
    too narrow for it.
    """
    digits, colons = sum(c != ":" for c in text), text.count(":")
    gap = max(1, height // 5)
    gaps = gap * (len(text) - 1)
    # A colon is as wide as a stroke, a third of a digit.
    fits = int((width - gaps) / (digits + colons / 3)) if text else 0
    across = min(fits, round(height * 1.15))
    if across < _NARROWEST or height < _NARROWEST:
        return ()
    glyphs = [_glyph(c, across, 2 * height) for c in text]
    between = [False] * gap
    rows = [_joined([glyph[y] for glyph in glyphs], between) for y in range(2 * height)]
    return tuple(
        "".join(_BLOCKS[pixels] for pixels in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )


def _joined(parts: list[list[bool]], between: list[bool]) -> list[bool]:
    row = list(parts[0])
    for part in parts[1:]:
        row += [*between, *part]
    return row


def _glyph(character: str, width: int, height: int) -> Pixels:
    """Strokes are even numbers of pixels high, so that they end where a character does; on the
    smallest one pixel, or there would be nothing between them.
    """
    thick = max(1, round(width / 4))
    flat = 2 * max(1, round(thick / 2)) if height >= 5 * 2 else 1
    if character == ":":
        return _colon(max(1, width // 3), height, flat)
    middle = (height - flat) // 2 // 2 * 2
    right, bottom = width - thick, height - flat
    areas = {
        "a": (0, 0, width, flat),
        "b": (right, 0, width, middle + flat),
        "c": (right, middle, width, height),
        "d": (0, bottom, width, height),
        "e": (0, middle, thick, height),
        "f": (0, 0, thick, middle + flat),
        "g": (0, middle, width, middle + flat),
        "1": ((width - thick + 1) // 2, 0, (width - thick + 1) // 2 + thick, height),
    }
    pixels = [[False] * width for _ in range(height)]
    for stroke in _STROKES[character]:
        _fill(pixels, areas[stroke])
    if character == "1":
        _fill(pixels, (max(0, areas["1"][0] - thick), 0, areas["1"][0], flat))
    return pixels


def _colon(width: int, height: int, flat: int) -> Pixels:
    pixels = [[False] * width for _ in range(height)]
    upper = max(2, height // 8 * 2)
    for top in (upper, height - upper - flat):
        _fill(pixels, (0, top, width, top + flat))
    return pixels


def _fill(pixels: Pixels, area: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = area
    for row in pixels[top:bottom]:
        row[left:right] = [True] * (right - left)
