"""docs/dependencies.md against pyproject.toml and the lock: each package, lowest and locked."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| ([a-z][\w-]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| .+ \|$", re.MULTILINE)


def test_the_page_has_every_package_as_it_is_allowed_and_locked() -> None:
    rows = {row[1]: row for row in ROW.finditer((ROOT / "docs/dependencies.md").read_text())}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [Requirement(each) for each in project["dependencies"]]
    lock = (ROOT / "requirements.lock").read_text()
    assert set(rows) == {each.name for each in wanted}
    for each in wanted:
        _, oldest, locked, newest = rows[each.name].groups()
        assert re.search(rf"^{each.name}=={re.escape(locked)}\b", lock, re.MULTILINE)
        for version in (oldest, locked, newest):
            assert version in each.specifier, each
        bounds = {one.operator: one.version for one in each.specifier}
        lowest = bounds.get(">=") or bounds["~="]
        assert Version(oldest).release[:2] == Version(lowest).release[:2]
        assert "<" in bounds or "~=" in bounds, f"{each.name} has no upper bound"
