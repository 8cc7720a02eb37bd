"""Command lines as the documents and the messages give them, and whether the program takes them.

In code (between backticks, or in a fenced block) a line is taken whole; in prose and in messages,
the command and the options and placeholders right behind it. A word in capitals, in braces, or in
angle brackets is a placeholder: any value will do for it.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from balint_voice.cli import main
from balint_voice.cli.usage import UsageError, in_our_terms

_PROGRAM = r"(?:\.venv[/\\](?:bin|Scripts)[/\\])?balint-voice"
_PLACEHOLDER = re.compile(r"[A-Z][A-Z0-9_-]*|.*[{<].*[}>]|\.\.\.")
_PROSE = re.compile(r"balint-voice((?: [\w{}.,:-]+)+)")


@cache
def commands() -> Mapping[str, Any]:
    """Every command by its whole name, groups included."""
    return dict(_below(main.commands(), ""))


def _below(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        yield f"{path}{name}", command
        if hasattr(command, "commands"):
            yield from _below(command, f"{path}{name} ")


def in_code(page: str) -> Iterator[str]:
    """The command lines of a page that stand in code, without the program's name."""
    fenced = re.findall(r"```\w*\n(.*?)```", page, re.S)
    outside = re.sub(r"```.*?```", "", page, flags=re.S)
    spans = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", outside)]
    parts = [part.strip() for block in fenced for part in re.split(r"[\n;]", block)]
    known = commands()
    for span in spans:  # `notes --to DIR` is the program's too
        if "|" not in span and span.split()[0] in known and span != span.split()[0]:
            yield span
    for line in (*spans, *parts):
        called = re.fullmatch(rf"(?:\S+: )?{_PROGRAM}(?: +(.*))?", line)
        if called:
            yield re.sub(r"\s+#.*", "", called[1] or "--help")


def in_prose(text: str) -> Iterator[str]:
    """Commands named in running text: as far as the words are certainly the command's."""
    known = commands()
    for words in (match[1].split() for match in _PROSE.finditer(text)):
        depth = _depth(words, known)
        if depth == 0:
            continue
        taken = words[:depth]
        for word in words[depth:]:
            value = taken[-1].startswith("--") and _wants_value(known, depth, taken)
            if not (value or word.startswith("--") or _PLACEHOLDER.fullmatch(word.rstrip(".:"))):
                break
            taken.append(word)
        yield " ".join(word.rstrip(".:,") for word in taken)


def refused(line: str) -> str | None:
    """Why the program would not take this line; None where it would.

    A command's bare name, or an option at the end of a line, is named and need not be whole.
    """
    words, known = shlex.split(line), commands()
    if words in (["--help"], ["--version"]):
        return None
    depth = _depth(words, known)
    if depth == 0:
        return "no such command"
    if words[depth:] == []:
        return None
    if words[-1].startswith("--") and _wants_value(known, depth, words):
        words.append("ANY")
    try:
        # Below the program, as it is called: a command keeps the --help of its first context.
        top = main.commands().make_context("balint-voice", [], resilient_parsing=True)
        name = " ".join(words[:depth])
        known[name].make_context(name, words[depth:], top)
    except UsageError as error:
        given = str(in_our_terms(error).text.fields.get("given", ""))
        return None if _PLACEHOLDER.fullmatch(given) else str(error.format_message())
    return None


def _depth(words: list[str], known: Mapping[str, Any]) -> int:
    """How many of the words are a command's name; 0 for none."""
    tried = (" ".join(words[:depth]).rstrip(".:,") for depth in (2, 1))
    return next((len(name.split()) for name in tried if name in known), 0)


def _wants_value(known: Mapping[str, Any], depth: int, taken: list[str]) -> bool:
    command = known[" ".join(taken[:depth]).rstrip(".:,")]
    return any(taken[-1] in each.opts and not each.is_flag for each in command.params)
