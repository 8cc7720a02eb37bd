"""The list of a group's members that the facilitator keeps: its columns, and what it may hold.

Rules: pure. The list is read for one page and is never kept. Its first line names the columns, in
any of our languages; other columns are passed over. A cell is text, whatever it looks like.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from balint_voice.errors import Text, Unusable

MOST_MEMBERS = 48
_LONGEST = 60
_COLUMNS: dict[str, frozenset[str]] = {
    "name": frozenset({"naam", "name", "nom"}),
    "registration": frozenset(
        {
            "registratienummer", "registratie", "bignummer", "big", "agbcode",
            "registrationnumber", "registration", "registrierungsnummer", "registriernummer",
            "efn", "lanr", "numérodinscription", "numérorpps", "rpps", "adeli",
        }
    ),
    "profession": frozenset({"beroep", "functie", "profession", "occupation", "beruf", "métier"}),
}  # fmt: skip

_MISSING = {
    "name": Text("column-name"),
    "registration": Text("column-registration"),
    "profession": Text("column-profession"),
}


@dataclass(frozen=True)
class Member:
    """One line of the list."""

    name: str
    registration: str
    profession: str


def read_members(text: str, file: str) -> tuple[Member, ...]:
    """The members in their order. Raises Unusable, naming the file, the line and what is wrong."""
    head, *_ = text.split("\n", 1)
    parted = max(";\t,", key=head.count)
    lines = csv.reader(io.StringIO(text), delimiter=parted)
    try:
        rows = [(lines.line_num, [" ".join(cell.split()) for cell in row]) for row in lines]
    except csv.Error:
        raise Unusable("members-broken", path=file, line=lines.line_num) from None
    titles = rows[0][1] if rows else []
    places = _places(titles, file)
    found = []
    for line, row in rows[1:]:
        if not any(row):
            continue
        cells = {column: row[at] if at < len(row) else "" for column, at in places.items()}
        if not cells["name"]:
            raise Unusable("members-nameless", path=file, line=line)
        if any(len(cell) > _LONGEST for cell in cells.values()):
            raise Unusable("members-too-long", path=file, line=line, most=_LONGEST)
        found.append(Member(**cells))
    if not 0 < len(found) <= MOST_MEMBERS:
        raise Unusable("members-number", path=file, n=len(found), most=MOST_MEMBERS)
    return tuple(found)


def _places(titles: Sequence[str], file: str) -> dict[str, int]:
    plain = ["".join(filter(str.isalnum, title.casefold())) for title in titles]
    places = {
        column: next((at for at, title in enumerate(plain) if title in names), -1)
        for column, names in _COLUMNS.items()
    }
    if missing := tuple(_MISSING[column] for column, at in places.items() if at < 0):
        found = tuple(title for title in titles if title)[:8]
        raise Unusable("members-columns", path=file, missing=missing, found=found)
    return places
