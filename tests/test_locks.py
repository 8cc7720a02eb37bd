"""Two lists of pinned packages: what the program needs, and that with what its tests need."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _pinned(name: str) -> dict[str, str]:
    """Each package of a list, with its version, marker and hashes."""
    text = (ROOT / name).read_text("utf-8")
    entries = re.findall(r"^([a-z0-9-]+)(==.*(?:\n .*)*)", text, re.MULTILINE)
    return dict(entries)


def _asked(requirements: list[str]) -> set[str]:
    return {re.split(r"[^a-z0-9-]", each)[0] for each in requirements}


RUNTIME, DEVELOPMENT = _pinned("requirements.lock"), _pinned("requirements-dev.lock")


def test_what_the_program_needs_is_pinned_and_no_tool_of_ours_is_among_it() -> None:
    assert _asked(PROJECT["project"]["dependencies"]) <= set(RUNTIME)
    tools = _asked(PROJECT["dependency-groups"]["dev"])
    assert tools <= set(DEVELOPMENT)
    assert tools & set(RUNTIME) == set()


def test_both_lists_pin_the_same_versions() -> None:
    assert {each: DEVELOPMENT.get(each) for each in RUNTIME} == RUNTIME


def test_every_package_is_pinned_by_a_hash() -> None:
    for pins in (*RUNTIME.values(), *DEVELOPMENT.values()):
        assert "--hash=sha256:" in pins
