"""What has to be said once: everything that a session can say, each text once, under one id."""

import csv
import io
from itertools import product

import pytest

from balint_voice.adapters.files.prompt_store import (
    find_script,
    languages,
    load_script,
    script_names,
)
from balint_voice.adapters.tts.pack_making import texts_as_csv
from balint_voice.adapters.tts.voice_pack import ID
from balint_voice.method.arrangement import arranged
from balint_voice.session.names import Id
from balint_voice.session.options import SessionOptions
from balint_voice.session.plan import outline
from balint_voice.session.spoken_lines import spoken_lines

EVERYTHING = [(name, lang) for name in script_names() for lang in languages(find_script(name))]


@pytest.mark.parametrize(("name", "language"), EVERYTHING)
def test_all_that_is_sure_to_be_said_is_among_them(name: str, language: str) -> None:
    """With each way of giving advice, an explanation, breaks, a second case and a look back."""
    script = load_script(name, language)
    listed = {line.text for line in spoken_lines(script)}
    variants = {variant.id for phase in script.phases for variant in phase.variants} or {""}
    for variant in variants:
        held = arranged(script, [variant] if variant else [], 2)
        recorded = tuple(Id(phase.id) for phase in held.phases if phase.records)[:1]
        options = SessionOptions(
            people=script.people,
            orientation=True,
            evaluation=True,
            breaks=(Id(held.phases[0].id),),
            recorded=recorded,
            pauses=script.may_record,
            commands=script.may_record,
        )
        assert set(outline(held, options).texts()) <= listed


@pytest.mark.parametrize(("name", "language"), EVERYTHING)
def test_so_is_what_an_evening_with_less_or_more_says(name: str, language: str) -> None:
    """Each phase left out, with a follow-up or without, one case or two, whatever is recorded."""
    script = load_script(name, language)
    listed = {line.text for line in spoken_lines(script)}
    kinds = script.recordable_names() if script.may_record else ()
    for follow_up, cases in product({False, script.follow_up_s > 0}, (1, 2)):
        held = arranged(script, [], cases, follow_up=follow_up)
        for left_out, count in product(held.phases, range(len(kinds) + 1)):
            recorded = (p for p in held.phases if p.records in kinds[:count] and p != left_out)
            options = SessionOptions(
                people=script.people,
                skipped=(Id(left_out.id),),
                breaks=(Id(held.phases[0].id),),
                recorded=tuple(Id(phase.id) for phase in recorded),
            )
            assert set(outline(held, options).texts()) <= listed


def test_what_only_some_evenings_need_takes_no_id_from_another_line() -> None:
    """What somebody recorded under an id is what that id means still."""
    ids = [line.id for line in spoken_lines(load_script("intervisie", "en"))]
    assert "intervisie/probleemstelling/announce" in ids
    added = ids.index("intervisie/probleemstelling/announce-uncounted")
    assert all("uncounted" in each or "follow-up" in each for each in ids[added:])
    assert "common/follow-up-begin" in ids[added:]


@pytest.mark.parametrize(("name", "language"), EVERYTHING)
def test_each_text_has_one_id_and_each_id_one_text(name: str, language: str) -> None:
    lines = spoken_lines(load_script(name, language))
    assert len({line.id for line in lines}) == len({line.text for line in lines}) == len(lines)
    assert all(ID.fullmatch(line.id) for line in lines)
    assert not any("{" in line.text for line in lines)


def test_the_list_is_a_table_that_a_synthesizer_can_read() -> None:
    lines = spoken_lines(load_script("intervisie", "nl"))
    rows = list(csv.DictReader(io.StringIO(texts_as_csv(lines))))
    assert [(row["id"], row["text"]) for row in rows] == [(line.id, line.text) for line in lines]
    assert rows[0]["file"] == "intervisie.welcome.wav"
