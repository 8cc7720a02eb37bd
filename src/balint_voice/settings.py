"""A group's settings for all its sessions: from a TOML text to frozen values.

Rules: pure; opens no file. A key has the name of the option of `run` that it sets. A refusal names
the file, the line, the key and a remedy. What belongs to one session (consent, the presenter's
secret) cannot be set.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from balint_voice.errors import Text, Unusable
from balint_voice.messages.languages import LANGUAGES
from balint_voice.method.script import RECORDABLE
from balint_voice.method.toml_table import Source, Table
from balint_voice.session.names import group_fault, group_name
from balint_voice.session.politeness import PolitenessSettings

_MOMENT = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
_RIVALS = (("minutes", "end_at"), ("break_after", "no_break"))
"""Settings that exclude each other, on the command line as well."""

_OF_THE_SCRIPT = frozenset({"variant", "skip", "break_after", "record", "follow_up", "unsaid"})
"""Settings that mean a phase of one script: they do not hold where another is asked for."""

_OF_ONE_SESSION = (
    *("consent_given", "passphrase_file", "presenter_key", "microphone_file", "pace", "screen"),
)
"""Options that are no group's to fix: a consent, a secret, a trial. And a page, which is prepared
before any file is read."""


def _text(table: Table, key: str) -> str:
    text = table.text(key)
    table.no_controls(key, table.data[key])
    return text


def _flag(table: Table, key: str) -> bool:
    return table.flag(key)


def _number(least: float, most: float) -> Callable[[Table, str], float]:
    def read(table: Table, key: str) -> float:
        value = table.data[key]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not least <= value <= most:  # "not a number" is in no range
            what = Text("is-not-between", least=f"{least:g}", most=f"{most:g}")
            raise table.wrong(key, what, Text("write-such", key=key, value=f"{least:g}"))
        return float(value)

    return read


def _whole(least: int, most: int) -> Callable[[Table, str], int]:
    def read(table: Table, key: str) -> int:
        value = table.data[key]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            what = Text("is-not-whole-between", least=least, most=most)
            raise table.wrong(key, what, Text("write-such", key=key, value=least))
        return value

    return read


def _one_of(*known: str) -> Callable[[Table, str], str]:
    return lambda table, key: table.one_of(key, known)


def _names(*known: str) -> Callable[[Table, str], tuple[str, ...]]:
    """A list of names, or one text with commas between them, as on the command line."""

    def read(table: Table, key: str) -> tuple[str, ...]:
        value = table.data[key]
        names = value.split(",") if isinstance(value, str) else table.texts(key)
        found = tuple(name.strip() for name in names if name.strip())
        for name in found:
            if known and name not in known:
                raise table.wrong(key, Text("is-not-among", value=name), Text("known", known=known))
        return found

    return read


def _devices(table: Table, key: str) -> tuple[str, ...]:
    """One name, or a list of names. A device's name may have a comma in it."""
    value = table.data[key]
    if isinstance(value, str):
        return (_text(table, key),)
    names = table.texts(key)
    for name in table.data[key]:
        table.no_controls(key, name)
    return names


def _moment(table: Table, key: str) -> str:
    value = table.data[key]
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise table.wrong(key, Text("is-no-time"), Text("write-such", key=key, value='"21:00"'))
    return value


def _group(table: Table, key: str) -> str:
    typed = _text(table, key)
    name = group_name(typed)
    if name is None:
        raise table.wrong(key, Text("is-no-group", why=group_fault(typed)), Text("as-by-hand"))
    return name


def _numbers(table: Table, keys: list[str], most: float) -> dict[str, float]:
    table.only(*keys)
    return {key: _number(0, most)(table, key) for key in keys if table.has(key)}


@dataclass(frozen=True)
class Volumes:
    """How loud, from 0 (not at all) to 1 (as loud as the sound is)."""

    voice: float = 1.0
    chimes: float = 1.0


def _key(read: Callable[[Table, str], Any], default: Any) -> Any:
    """A setting that is read so from its key."""
    return field(default=default, metadata={"read": read})


@dataclass(frozen=True)
class Settings:
    """Everything that can be set: how it is read, and what holds where nothing is set. None: chosen
    on the spot.

    `given`: what the file sets, as `key` or `section.key`.
    """

    script: str = _key(_text, "intervisie")
    language: str = _key(_one_of(*LANGUAGES), "nl")
    minutes: float | None = _key(_number(1, 600), None)
    end_at: str | None = _key(_moment, None)
    people: int | None = _key(_whole(1, 99), None)
    group: str | None = _key(_group, None)
    variant: tuple[str, ...] = _key(_names(), ())
    cases: int = _key(_whole(1, 2), 1)
    skip: tuple[str, ...] = _key(_names(), ())
    orientation: bool = _key(_flag, False)
    break_after: tuple[str, ...] = _key(_names(), ())
    no_break: bool = _key(_flag, False)
    evaluation: bool = _key(_flag, False)
    follow_up: bool = _key(_flag, False)
    start: str = _key(_one_of("auto", "ask"), "auto")
    record: tuple[str, ...] = _key(_names(*RECORDABLE), ())
    model: str | None = _key(_text, None)
    words: tuple[str, ...] = _key(_names(), ())
    words_file: str | None = _key(_text, None)
    voice: str | None = _key(_text, None)
    rate: int | None = _key(_whole(80, 300), None)
    speaker: tuple[str, ...] = _key(_devices, ())
    microphone: str | None = _key(_text, None)
    voice_control: bool = _key(_flag, False)
    wake_word: str = _key(_text, "Balint")
    politeness: str = _key(_one_of("on", "off", "auto"), "auto")
    quiet: bool = _key(_flag, False)
    round_chime: bool = _key(_flag, False)
    unsaid: tuple[str, ...] = _key(_names(), ())
    theme: str = _key(_one_of("dark", "light"), "dark")
    plain: bool = _key(_flag, False)
    credit: str = _key(_text, "hour")
    older_than_days: int | None = _key(_whole(1, 36_500), None)
    waits: PolitenessSettings = field(default_factory=PolitenessSettings, metadata={"most": 600})
    volumes: Volumes = field(default_factory=Volumes, metadata={"most": 1})
    given: frozenset[str] = frozenset()

    def listed(self) -> tuple[tuple[str, Any], ...]:
        """Every setting with its value, in the order of the page that explains them."""
        found: list[tuple[str, Any]] = []
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, PolitenessSettings | Volumes):
                inner = ((f"{each.name}.{f.name}", getattr(value, f.name)) for f in fields(value))
                found.extend(inner)
            elif each.name != "given":
                found.append((each.name, value))
        return tuple(found)

    def for_options(self) -> Mapping[str, Any]:
        """What the file sets, as the options of a command take it."""
        values = {name: getattr(self, name) for name in self.given if "." not in name}
        if "record" in values:
            values["record"] = ",".join(values["record"])
        return values

    def giving_way_to(self, typed: Mapping[str, Any]) -> frozenset[str]:
        """The settings that do not hold beside what the command line says."""
        less = {other for pair in _RIVALS for name in pair if name in typed for other in pair}
        if typed.get("script", self.script) != self.script:
            less |= _OF_THE_SCRIPT
        return frozenset(less - typed.keys())


_READERS: Mapping[str, Callable[[Table, str], Any]] = {
    each.name: each.metadata["read"] for each in fields(Settings) if "read" in each.metadata
}
_SECTIONS: Mapping[str, tuple[Any, float]] = {
    each.name: (each.default_factory, each.metadata["most"])
    for each in fields(Settings)
    if "most" in each.metadata
}
"""What each section makes, and the highest of its numbers."""


def read_settings(source: Source) -> Settings:
    """The settings in a TOML text. Raises Unusable naming file, line, key and remedy."""
    table = Table.parse(source)
    for key in _OF_ONE_SESSION:
        if table.has(key):
            option = f"--{key.replace('_', '-')}"
            raise table.wrong(key, Text("is-of-one-session"), Text("give-option", option=option))
    table.only(*_READERS, *_SECTIONS)
    values: dict[str, Any] = {
        key: read(table, key) for key, read in _READERS.items() if table.has(key)
    }
    given = set(values)
    for name, (section, most) in _SECTIONS.items():
        if table.has(name):
            inside = _numbers(table.table(name), [f.name for f in fields(section)], most)
            values[name] = section(**inside)
            given |= {f"{name}.{key}" for key in inside}
    for one, other in _RIVALS:
        if values.get(one) and values.get(other):
            raise table.wrong(other, Text("excludes", other=one), Text("take-one-out"))
    return Settings(**values, given=frozenset(given))


def kept_in(source: Source, values: Mapping[str, Any]) -> str:
    """The file's text with these settings in it, and all else as it was. None and what is empty
    take a setting out. Raises Unusable where the file is not to be read, or would not be."""
    read_settings(source)
    lines = source.text.splitlines()
    first = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    above = [_line_with(line, values) for line in lines[:first]]
    kept = [line for line in above if line is not None]
    while kept and not kept[-1].strip():
        kept.pop()
    there = {_key_in(line) for line in lines[:first]}
    new = [
        f"{key} = {_written(value)}"
        for key, value in values.items()
        if key not in there and value not in _NOTHING
    ]
    below = ["", *lines[first:]] if first < len(lines) else []
    text = "\n".join((*kept, *new, *below)) + "\n"
    try:
        read_settings(Source(source.name, text))
    except Unusable:  # a value that takes several lines, such as a list
        raise Unusable("settings-by-hand", path=source.name) from None
    return text


def _line_with(line: str, values: Mapping[str, Any]) -> str | None:
    """A line of the file with its setting as it is now, and its remark; None: it is taken out."""
    key = _key_in(line)
    if key not in values:
        return line
    if values[key] in _NOTHING:
        return None
    return f"{key} = {_written(values[key])}{_remark_in(line)}"


def _remark_in(line: str) -> str:
    """What stands behind the value, from the blanks before its `#`: a text may hold that sign."""
    for sign in re.finditer("#", line):
        before = line[: sign.start()]
        try:
            tomllib.loads(before)
        except tomllib.TOMLDecodeError:
            continue
        return line[len(before.rstrip()) :]
    return ""


_NOTHING: tuple[Any, ...] = (None, "", (), [])


def _key_in(line: str) -> str:
    return line.partition("=")[0].strip() if "=" in line else ""


def _written(value: Any) -> str:
    """As TOML has it; JSON's texts and lists are the same."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return json.dumps(value, ensure_ascii=False)
