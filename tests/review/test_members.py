"""The facilitator's list of members: as spreadsheets save it, and what is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balint_voice.adapters.files.member_list import load_members
from balint_voice.adapters.files.pages import rendered
from balint_voice.adapters.files.prompt_store import load_words
from balint_voice.errors import Unusable
from balint_voice.review.members import Member, read_members
from balint_voice.review.sheet import sheet_page
from balint_voice.review.timing import review
from tests.review.evening import NAMES, RECORDS


@pytest.mark.parametrize(
    "text",
    [
        "naam;registratienummer;beroep\nAnna;1;huisarts\n",
        "Name,Registration number,Profession\nAnna,1,huisarts\n",
        "Beruf\tName\tRegistriernummer\nhuisarts\tAnna\t1\n",
        '"naam";"BIG-nummer";"functie";"plaats"\n"Anna ";"1";"huis\narts";"Goes"\n\n;;\n',
    ],
)
def test_columns_are_found_by_their_names(text: str) -> None:
    (found,) = read_members(text, "leden.csv")
    assert (found.name, found.registration) == ("Anna", "1")
    assert found.profession.replace(" ", "") == "huisarts"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "members-columns"),
        ("naam;beroep\nAnna;huisarts\n", "members-columns"),
        ("Anna;1;huisarts\n", "members-columns"),
        ("naam;registratienummer;beroep\n", "members-number"),
        ("naam;registratienummer;beroep\n;1;huisarts\n", "members-nameless"),
        (f"naam;registratienummer;beroep\n{'a' * 61};1;\n", "members-too-long"),
        ("naam;registratienummer;beroep\n" + "a;1;\n" * 49, "members-number"),
    ],
)
def test_what_is_no_list_is_refused_with_what_is_wrong(text: str, key: str) -> None:
    with pytest.raises(Unusable) as refusal:
        read_members(text, "leden.csv")
    assert refusal.value.key == key
    if key == "members-nameless":
        assert refusal.value.text.fields["line"] == 2


@given(st.text(), st.binary())
def test_any_text_is_a_list_or_is_refused(text: str, more: bytes) -> None:
    for each in (text, "naam;registratienummer;beroep\n" + text, more.decode("cp1252", "replace")):
        try:
            assert read_members(each, "leden.csv")
        except Unusable as refusal:
            assert refusal.key.startswith("members-")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"PK\x03\x04\x00\x00", "members-not-text"),
        (b"\xff\xfe\x00", "members-not-text"),
        (b"\x81\x8d", "members-not-text"),
        (b"naam;registratienummer;beroep\nJ\xf6rg;1;\n", None),
    ],
)
def test_files_as_they_are_saved(tmp_path: Path, content: bytes, key: str | None) -> None:
    file = tmp_path / "leden.csv"
    file.write_bytes(content)
    if key is None:
        assert load_members(file) == (Member("Jörg", "1", ""),)
        return
    with pytest.raises(Unusable) as refusal:
        load_members(file)
    assert refusal.value.key == key


def test_the_sheet_has_their_names_and_lines_for_guests() -> None:
    members = (Member("Anna de Wit", "19012345678", "huisarts"), Member("<b>Bo</b>", "", ""))
    sections = load_words("nl").sections
    page = sheet_page(
        review(RECORDS, NAMES), "m", sections=sections, people=4, theme="", members=members
    )
    told = rendered("sheet", page)
    assert "Anna de Wit<small>huisarts</small>" in told and "19012345678" in told
    assert "&lt;b&gt;Bo&lt;/b&gt;" in told
    assert told.count('<td class="nr">') == 4
    more = tuple(Member(f"Lid {n}", "", "") for n in range(9))
    page = sheet_page(
        review(RECORDS, NAMES), "m", sections=sections, people=4, theme="", members=more
    )
    assert rendered("sheet", page).count('<td class="nr">') == 9, "nobody is left off"
