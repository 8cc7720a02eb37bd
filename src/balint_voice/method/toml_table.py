"""Reads a TOML text with checks: every refusal names the file, the line, the key and a remedy.

Rules: it knows nothing of scripts; `reader` decides what a key means.
"""

import difflib
import re
import string
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from balint_voice.errors import Text, Unusable
from balint_voice.method.toml_lines import line_of
from balint_voice.method.toml_mistakes import place_and_mistake
from balint_voice.method.toml_slips import literal, slip

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Source:
    """A text and the name that errors call it by."""

    name: str
    text: str


@dataclass(frozen=True)
class Table:
    """A TOML table that knows its file and its place, so that every refusal can name them.

    The first fault is raised. Where `faults` is given they are collected there instead, and what is
    read in their place means nothing.
    """

    source: Source
    path: str
    data: Mapping[str, Any]
    faults: list[Unusable] | None = None

    @classmethod
    def parse(cls, source: Source, faults: list[Unusable] | None = None) -> "Table":
        try:
            return cls(source, "", tomllib.loads(source.text), faults)
        except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOML error
            refused = _not_toml(source, error)
        if faults is None:
            raise refused
        faults.append(refused)
        return cls(source, "", {}, [])

    def wrong(self, key: str, what: Text, remedy: Text) -> Unusable:
        place = self._place(key)
        line = line_of(self.source.text, place)
        where = Text("at-line", file=self.source.name, line=line) if line else self.source.name
        return Unusable("script-wrong", where=where, key=place, what=what, remedy=remedy)

    def refuse(self, key: str, what: Text, remedy: Text) -> None:
        """Raises what is wrong, or collects it."""
        refused = self.wrong(key, what, remedy)
        if self.faults is None:
            raise refused
        self.faults.append(refused)

    def no_controls(self, key: str, value: str) -> None:
        """Refuses a text with a line break or the like in it, as a Windows path in double
        quotation marks makes them of its backslashes."""
        if value.isprintable():
            return
        line = line_of(self.source.text, self._place(key))
        better = literal(self.source.text.splitlines()[line - 1]) if line else None
        remedy = Text("write-line", line=better) if better else Text("write-text", key=key)
        raise self.wrong(key, Text("has-backslash") if better else Text("has-controls"), remedy)

    def _place(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        return key in self.data

    def only(self, *keys: str) -> None:
        """Refuse a key that means nothing here: it is a slip of the pen, or of another version."""
        for key in self.data:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                meant = Text("did-you-mean", key=near[0]) if near else Text("known", known=keys)
                self.refuse(key, Text("is-unknown"), meant)

    def _get(
        self, key: str, *, fits: Callable[[Any], bool], add: Text, what: Text, write: Text
    ) -> Any:
        """The value; None where it was refused and that was collected."""
        if key not in self.data:
            self.refuse(key, Text("is-missing"), add)
        elif fits(self.data[key]):
            return self.data[key]
        else:
            self.refuse(key, what, write)
        return None

    def text(self, key: str, fields: frozenset[str] | None = None) -> str:
        """A text that says something. `fields`: what may stand in braces; None: braces are text."""
        value = self._get(
            key,
            fits=lambda value: isinstance(value, str) and bool(value.strip()),
            add=Text("add-text", key=key),
            what=Text("is-no-text"),
            write=Text("write-text", key=key),
        )
        if value is None:
            return ""
        if fields is not None:
            self._check_fields(key, value, fields)
        return _on_one_line(value)

    def identifier(self, key: str, most: int = 28) -> str:
        """A name that is short and plain enough for the timing log; empty where it was refused."""
        value = self.text(key)
        if value and (not _IDENTIFIER.fullmatch(value) or len(value) > most):
            self.refuse(key, Text("is-no-plain-name"), Text("plain-name", most=most))
            return ""
        return value

    def _check_fields(self, key: str, value: str, fields: frozenset[str]) -> None:
        known = tuple(f"{{{name}}}" for name in sorted(fields))
        try:
            used = {
                name for _, name, spec, how in string.Formatter().parse(value) if name is not None
            }
            plain = not any(spec or how for _, _, spec, how in string.Formatter().parse(value))
        except ValueError:
            used, plain = set(), False
        if not plain or not used <= fields:
            self.refuse(key, Text("has-unknown-braces"), Text("known", known=known))

    def number(self, key: str, least: float, instead: float | None = None) -> float:
        """`instead`: what stands for a number that was refused; by default the least."""
        value = self._get(
            key,
            # "Not a number" is in no range.
            fits=lambda value: (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and least <= value <= 100_000
            ),
            add=Text("add-number", key=key, least=least),
            what=Text("is-no-number", least=least),
            write=Text("write-number", key=key),
        )
        if value is None:
            return least if instead is None else instead
        return float(value)

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        choose = Text("choose-one", known=known)
        value = self._get(
            key,
            fits=lambda value: value in known,
            add=choose,
            what=Text("is-not-among", value=self.data.get(key)),
            write=choose,
        )
        return known[0] if value is None else str(value)

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.refuse(key, Text("is-no-flag"), Text("write-flag", key=key))
            return False
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(
            key,
            fits=lambda value: (
                isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)
            ),
            add=Text("add-texts", key=key),
            what=Text("is-no-texts"),
            write=Text("write-texts", key=key),
        )
        return tuple(map(_on_one_line, value or ()))

    def table(self, key: str) -> "Table":
        value = self._get(
            key,
            fits=lambda value: isinstance(value, dict),
            add=Text("add-section", key=key),
            what=Text("is-no-section"),
            write=Text("write-section", key=key),
        )
        return self.absent(key) if value is None else self._inside(key, value)

    def absent(self, key: str) -> "Table":
        """In the place of a table that was refused: what it lacks is not told again."""
        return Table(self.source, self._place(key), {}, [])

    def _inside(self, key: str, data: Mapping[str, Any]) -> "Table":
        return Table(self.source, self._place(key), data, self.faults)

    def tables(self, key: str) -> "tuple[Table, ...]":
        value = self._get(
            key,
            fits=lambda value: (
                isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
            ),
            add=Text("add-sections", key=key),
            what=Text("is-no-sections"),
            write=Text("write-sections", key=key),
        )
        return tuple(
            self._inside(f"{key}[{n}]", item) for n, item in enumerate(value or (), start=1)
        )


def _on_one_line(text: str) -> str:
    """Wherever it is shown, its line breaks would be lost or be taken for ours."""
    return re.sub(r"\s*[\r\n\t]\s*", " ", text.strip())


def _not_toml(source: Source, error: Exception) -> Unusable:
    """What is wrong, with the line to write where that is known."""
    found = slip(source.text, str(error))
    if found is None:
        where, why = place_and_mistake(source.name, source.text, error)
        return Unusable("script-not-toml", where=where, why=why)
    at = Text("at-line", file=source.name, line=found.line)
    return Unusable("toml-slip", where=at, what=found.what, write=found.write)
