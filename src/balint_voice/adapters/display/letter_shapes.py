"""The shapes of the large letters: capitals, digits and signs, three rows high.

Rules: data only. A row is two points high. A sign is as wide as its rows. Letters with a mark above
have a body of four points, so that there is air under the mark; an E needs five.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_CAPITALS = """
A .###. #...# #...# ##### #...# #...#
B ####. #...# ####. #...# #...# ####.
C .#### #.... #.... #.... #.... .####
D ####. #...# #...# #...# #...# ####.
E ##### #.... ####. #.... #.... #####
F ##### #.... ####. #.... #.... #....
G .#### #.... #.... #..## #...# .####
H #...# #...# ##### #...# #...# #...#
I ### .#. .#. .#. .#. ###
J ...## ....# ....# ....# #...# .###.
K #...# #..#. ###.. #.#.. #..#. #...#
L #.... #.... #.... #.... #.... #####
M #.....# ##...## #.#.#.# #..#..# #.....# #.....#
N #....# ##...# #.#..# #..#.# #...## #....#
O .###. #...# #...# #...# #...# .###.
P ####. #...# #...# ####. #.... #....
Q .###. #...# #...# #.#.# #..#. .##.#
R ####. #...# #...# ####. #..#. #...#
S .#### #.... .###. ....# ....# ####.
T ##### ..#.. ..#.. ..#.. ..#.. ..#..
U #...# #...# #...# #...# #...# .###.
V #...# #...# #...# .#.#. .#.#. ..#..
W #.....# #.....# #..#..# #.#.#.# ##...## #.....#
X #...# .#.#. ..#.. ..#.. .#.#. #...#
Y #...# .#.#. ..#.. ..#.. ..#.. ..#..
Z ##### ...#. ..#.. .#... #.... #####
ẞ .###. #...# #.##. #...# #...# #.##.
Æ .####### #..#.... ######.. #..#.... #..#.... #..#####
Œ .###### #..#... #..###. #..#... #..#... .######
Ø .###.# #...#. #..##. #.#.#. ##..#. #.###.
0 .##. #..# #..# #..# #..# .##.
1 .#. ##. .#. .#. .#. ###
2 .###. #...# ...#. ..#.. .#... #####
3 ####. ....# .###. ....# ....# ####.
4 #..#. #..#. #..#. ##### ...#. ...#.
5 ##### #.... ####. ....# ....# ####.
6 .###. #.... ####. #...# #...# .###.
7 ##### ....# ...#. ..#.. ..#.. ..#..
8 .###. #...# .###. #...# #...# .###.
9 .###. #...# #...# .#### ....# .###.
"""

_SIGNS = """
. . . . . . #
, .. .. .. .. .# #.
: . . # . . #
; .. .. .# .. .# #.
! # # # # . #
? ###. ...# ..#. .#.. .... .#..
' # # . . . .
" #.# #.# ... ... ... ...
- ... ... ### ... ... ...
/ ....# ...#. ..#.. ..#.. .#... #....
( .# #. #. #. #. .#
) #. .# .# .# .# #.
+ ... ... .#. ### .#. ...
= ... ... ### ... ### ...
& .##.. #..#. .##.. #.#.# #..#. .##.#
% #...# ...#. ..#.. ..#.. .#... #...#
· . . . # . .
… ..... ..... ..... ..... ..... #.#.#
– .... .... #### .... .... ....
„ ... ... ... ... #.# #.#
"""

_BODIES = """
A .###. #...# ##### #...#
C .#### #.... #.... .####
E ####. #.... ###.. #.... ####.
I ### .#. .#. ###
N #...# ##..# #.#.# #..##
O .###. #...# #...# .###.
S .#### ###.. ..### ####.
U #...# #...# #...# .###.
Y #...# .###. ..#.. ..#..
"""

_MARKS = """
\u0308 .#.#. #.#
\u0301 ...#. .##
\u0300 .#... ##.
\u0302 .###. .#.
\u0303 .##.# .#.
\u030c .#.#. .#.
\u030a ..#.. .#.
"""

LetterShape = tuple[str, ...]
"""Its rows of points, from above."""


@dataclass(frozen=True, eq=False)
class LetterForm:
    """One drawing of all letters. `rows`: of the screen. `gap`: points between two letters.

    `bodies`: letters that may have a mark above; `marks`: its row over a wide and a narrow one.
    """

    rows: int
    gap: int
    shapes: Mapping[str, LetterShape]
    bodies: Mapping[str, LetterShape]
    marks: Mapping[str, tuple[str, str]]

    @property
    def points(self) -> int:
        """How high a letter is."""
        return 2 * self.rows


def form(rows: int, *, gap: int, capitals: str, signs: str, bodies: str, marks: str) -> LetterForm:
    """From its tables: a line for each sign, with its rows of points."""
    drawn = _shapes(signs)
    blank = ("." * (gap + 2),) * (2 * rows)
    alike = {"’": "'", "‘": "'", "“": '"', "”": '"', "—": "–"}
    return LetterForm(
        rows=rows,
        gap=gap,
        shapes={
            **_shapes(capitals),
            **drawn,
            **{sign: drawn[other] for sign, other in alike.items()},
            **dict.fromkeys((" ", "\N{NO-BREAK SPACE}"), blank),
        },
        bodies=_shapes(bodies),
        marks={mark: (wide, narrow) for mark, (wide, narrow) in _shapes(marks).items()},
    )


def _shapes(drawn: str) -> dict[str, LetterShape]:
    lines = (line.split(" ") for line in drawn.strip().splitlines())
    return {sign: tuple(rows) for sign, *rows in lines}


THREE_ROWS: LetterForm = form(
    3, gap=1, capitals=_CAPITALS, signs=_SIGNS, bodies=_BODIES, marks=_MARKS
)
