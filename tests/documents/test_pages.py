"""The pages hold together: links lead somewhere, pictures show the program of today."""

import re
from pathlib import Path

import pytest

from . import pictures
from .test_commands import PAGES, ROOT


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_of_ours_that_are_named_exist(page: Path) -> None:
    named = re.findall(
        r"`((?:src|tests|tools|docs|prompts|training)/[\w./-]+)`", page.read_text("utf-8")
    )
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_the_picture_of_the_screen_is_what_it_shows_today() -> None:
    assert pictures.SCREEN.read_text("utf-8") == pictures.screen(), "make pictures draws it anew"


def test_the_diagram_of_the_stages_is_the_table() -> None:
    page = pictures.DESIGN.read_text("utf-8")
    assert pictures.ways() in page, "make pictures draws it anew"
