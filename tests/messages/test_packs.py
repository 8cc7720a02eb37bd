"""The packs held against each other, and against every key that the program names."""

import ast
import errno
import functools
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import balint_voice
from balint_voice.adapters.system.places import shipped
from balint_voice.errors import Text, Unusable, reason
from balint_voice.messages import catalogue
from balint_voice.messages.catalogue import LANGUAGES, pack

pytestmark = pytest.mark.xdist_group("messages")  # the program is read once

ROOT = Path(balint_voice.__file__).parent
REFUSALS = {"BalintVoiceError", "Unusable", "PartMissing", "Damaged", "WrongSecret"}
OF_RENDERING = {"none"}
"""What only the catalogue itself names."""


class Named(NamedTuple):
    """A key as the source names it; `place` for whoever has to mend it."""

    section: str
    key: str
    fields: frozenset[str]
    place: str


def fields_of(*templates: str) -> frozenset[str]:
    parsed = (part for text in templates for part in string.Formatter().parse(text))
    return frozenset(name for _, name, _, _ in parsed if name is not None)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}")
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from leaves(item, f"{path}.{at}")
    else:
        yield path, value


def constant(node: ast.expr, place: str) -> str:
    assert isinstance(node, ast.Constant), f"{place}: a key is written out, so that it can be found"
    return str(node.value)


def named(source: str, where: str) -> Iterator[Named]:
    """Every key that a file names: in a refusal, in a Text, in a label of the command line."""
    tree = ast.parse(source)
    # A script's own words have labels too; ours are those of cli/language and of the catalogue.
    ours = {"catalogue"} | {"" for node in ast.walk(tree) if _brings_labels(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name, owner = "", ""
        if isinstance(node.func, ast.Name):
            name = node.func.id
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            name, owner = node.func.attr, node.func.value.id
        place = f"{where}:{node.lineno}"
        fields = frozenset(keyword.arg or "**" for keyword in node.keywords)
        if name in REFUSALS:
            yield Named("refusals", constant(node.args[0], place), fields, place)
        elif name == "Text":
            yield Named("phrases", constant(node.args[0], place), fields, place)
        elif name == "label" and owner in ours:
            section, key = (constant(each, place) for each in node.args[:2])
            yield Named(section, key, fields, place)


def _brings_labels(node: ast.AST) -> bool:
    where = "balint_voice.cli.language"
    names = node.names if isinstance(node, ast.ImportFrom) and node.module == where else []
    return any(each.name == "label" for each in names)


@functools.cache
def all_named() -> tuple[Named, ...]:
    """In the whole program, but where keys are only handed on."""
    names = ("errors.py", "messages/catalogue.py", "cli/language.py", "cli/key_making.py")
    handing_on = {ROOT / name for name in names}
    found: list[Named] = []
    for file in sorted(set(ROOT.rglob("*.py")) - handing_on):
        found += named(file.read_text("utf-8"), str(file.relative_to(ROOT)))
    for text in (reason(OSError(number, "x")) for number in errno.errorcode):
        found.append(Named("phrases", text.key, frozenset(text.fields), "errors.py"))
    return tuple(found)


def templates(each: Named, words: Any) -> tuple[str, ...]:
    """The texts that a key stands for; a Text may bear the key of a refusal."""
    if each.section == "phrases" and each.key not in words["phrases"]:
        return (words["refusals"][each.key]["what"],)
    found = words[each.section][each.key]
    return (found["what"], found["do"]) if each.section == "refusals" else (found,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pack_has_the_same_keys_and_fields_and_none_is_empty(language: str) -> None:
    mine, first = dict(leaves(pack(language))), dict(leaves(pack(LANGUAGES[0])))
    assert mine.keys() == first.keys()
    assert all(text.strip() for text in mine.values())
    for path, text in mine.items():
        assert fields_of(text) == fields_of(first[path]), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_field_is_filled_in_plainly(language: str) -> None:
    """No index, no format, no conversion: `_one` alone decides how a value is shown."""
    for path, text in leaves(pack(language)):
        for _, name, spec, how in string.Formatter().parse(text):
            assert name is None or (name.isidentifier() and not spec and not how), path


def test_every_key_that_the_program_names_is_in_the_packs_with_its_fields() -> None:
    words = pack(LANGUAGES[0])
    for each in all_named():
        try:
            texts = templates(each, words)
        except KeyError:
            pytest.fail(f"{each.place}: no pack has [{each.section}] {each.key}")
        assert fields_of(*texts) <= each.fields, each
        if each.section != "phrases" or each.key in words["phrases"]:
            assert fields_of(*texts) == each.fields, each


def test_every_key_of_the_packs_is_named_somewhere() -> None:
    used = {(each.section, each.key) for each in all_named()}
    words = pack(LANGUAGES[0])
    kept = {(section, key) for section, keys in words.items() for key in keys}
    assert kept - used == {("phrases", key) for key in OF_RENDERING}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_said(language: str) -> None:
    """Whatever the fields hold: a text in a text, a tuple, braces, what a terminal obeys."""
    values = (Text("at-line", file="{0}", line=3), (), ("a", Path("b")), 1.5, "\x1b[2J{x}", None)
    for each in all_named():
        for value in values:
            fields = dict.fromkeys(each.fields, value)
            if each.section == "refusals":
                said = catalogue.refusal(Unusable(each.key, **fields), language)
                shown = said.what + said.do
            elif each.section == "phrases":
                shown = catalogue.phrase(Text(each.key, **fields), language)
            else:
                shown = catalogue.label(each.section, each.key, language, **fields)
            assert shown.strip()
            assert "\x1b" not in shown


def test_a_list_is_told_with_commas_and_an_empty_one_as_none() -> None:
    known = Unusable("script-unknown", script="x", known=("a", "b"))
    assert catalogue.refusal(known, "nl").do == "Kies uit: a, b"
    nothing = Unusable("script-language", script="x", language="xx", known=())
    assert catalogue.refusal(nothing, "de").do == "Wohl aber in: keine"


def test_a_key_that_nobody_wrote_is_found_out() -> None:
    brought = "from balint_voice.cli.language import label\n"
    source = brought + 'raise Unusable("no-such-key", what=1)\nlabel("sessions", "bytes", bytes=2)'
    found = list(named(source, "here.py"))
    assert [(each.section, each.key) for each in found] == [
        ("refusals", "no-such-key"),
        ("sessions", "bytes"),
    ]
    with pytest.raises(AssertionError, match="written out"):
        list(named("raise Unusable(key)", "here.py"))


@pytest.mark.parametrize(
    "pack", [ROOT / "messages", ROOT / "messages/doctor", *sorted(shipped("prompts").iterdir())]
)
def test_french_signs_stay_with_their_word(pack: Path) -> None:
    """A space that does not break stands before ? ! : ; and within the quotation marks."""
    for path, text in leaves(tomllib.loads((pack / "fr.toml").read_text("utf-8"))):
        assert not re.search(r"(?: |[^\W\d])[?!;»]|« | : | :$", text), path
        assert not re.search(r"\b(?:[A-Za-zÀ-ÿ]{2,}):(?= |$)", text), path


def test_the_passphrase_has_one_name_in_french() -> None:
    """A second word for it would be a second thing to look for."""
    for folder in (ROOT / "messages", shipped("prompts") / "common"):
        for path, text in leaves(tomllib.loads((folder / "fr.toml").read_text("utf-8"))):
            assert "phrase secrète" not in text.lower(), path
