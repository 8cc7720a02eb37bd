"""Finding models and saying what is wrong with one, by file."""

import hashlib
import json
import shutil
import struct
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from balint_voice.adapters.system import places
from balint_voice.adapters.whisper import model_pull, model_store
from balint_voice.cli.commands.models import models_check, models_list
from balint_voice.errors import PartMissing, Unusable
from balint_voice.messages import catalogue
from tests.support.refusals import advice, refuses, what

FILES = ("config.json", "model.bin", "tokenizer.json", "vocabulary.json")


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's models folder; nothing is shipped."""
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv("BALINT_VOICE_MODELS", str(folder))
    monkeypatch.setattr(places, "shipped", lambda _: tmp_path / "shipped")
    return folder


def place(folder: Path) -> Path:
    """A folder that looks whole."""
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name).write_text("{}")
    return folder


def app() -> Typer:
    made = Typer()
    made.command("list")(models_list)
    made.command("check")(models_check)
    return made


def told(folder: Path) -> tuple[str, ...]:
    """The faults of a folder, in words."""
    return tuple(catalogue.phrase(fault, "en") for fault in model_store.check(folder))


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("Base", "base"),
        ("large-v3-turbo", "turbo"),
        ("TURBO", "turbo"),
        ("large", "large-v3"),
        ("whisper-small", "small"),
        ("Systran/faster-whisper-base", "base"),
        ("openai/whisper-large-v3-turbo", "turbo"),
        ("faster-whisper-large-v3-turbo-ct2", "turbo"),
        ("Ons-Model", "ons-model"),
    ],
)
def test_a_name_as_people_know_it_is_found(models: Path, typed: str, called: str) -> None:
    for name in ("base", "small", "turbo", "large-v3", "ons-model"):
        place(models / name)
    assert model_store.find(typed).folder == models / called


def test_of_a_name_as_people_know_it_the_command_that_fetches_it_is_said(models: Path) -> None:
    with refuses(PartMissing, "'large-v3-turbo'") as missing:
        model_store.find("large-v3-turbo")
    assert "models pull turbo" in advice(missing.value)
    assert model_pull.known("Large-V3-Turbo").name == "turbo"
    with pytest.raises(Unusable):
        model_pull.known("enormous")


def cached(hub: Path, repository: str, *revisions: str) -> list[Path]:
    """A repository as the hub's tools keep it: links to blobs, in a folder for each revision."""
    root = hub / f"models--{repository.replace('/', '--')}"
    blob = root / "blobs" / "abc"
    blob.parent.mkdir(parents=True)
    blob.write_text("{}")
    snapshots = [root / "snapshots" / revision for revision in revisions]
    for snapshot in snapshots:
        snapshot.mkdir(parents=True)
        for name in FILES:
            (snapshot / name).symlink_to(blob)
    (root / "refs").mkdir()
    (root / "refs" / "main").write_text(revisions[0])
    return snapshots


def test_a_model_in_the_cache_of_the_hubs_tools_is_found(models: Path, tmp_path: Path) -> None:
    hub = tmp_path / "huggingface" / "hub"
    current, old = cached(hub, "Systran/faster-whisper-base", "0123", "0000")
    for given in (hub.parent, hub, current.parents[1], current.parent, current):
        model = model_store.find(str(given))
        assert (model.name, model.folder) == ("base", current), given
        model_store.require_whole(model.folder)
    assert model_store.find(str(old)).folder == old
    cached(hub, "openai/whisper-large", "44")[0].joinpath("model.bin").unlink()
    assert model_store.find(str(hub)).folder == current, "no model that we could load"
    (other,) = cached(hub, "Systran/faster-whisper-small", "55")
    with refuses(Unusable, "several models") as several:
        model_store.find(str(hub))
    assert str(current) in advice(several.value) and str(other) in advice(several.value)


def test_a_model_is_found_by_name_or_folder_the_users_own_first(
    models: Path, tmp_path: Path
) -> None:
    own = place(models / "small")
    shipped = place(tmp_path / "shipped" / "demo-nl")
    place(tmp_path / "shipped" / "small")
    elsewhere = place(tmp_path / "elsewhere" / "medium")
    assert model_store.find("small").folder == own
    assert model_store.find("demo-nl").folder == shipped
    assert model_store.find("demo-nl").shipped
    assert model_store.find(str(elsewhere)).folder == elsewhere
    assert [model.name for model in model_store.available()] == ["demo-nl", "small"]


def test_a_model_that_is_not_here_is_refused_with_the_remedy(models: Path) -> None:
    place(models / "small")
    with refuses(PartMissing, "'medium'") as missing:
        model_store.find("medium")
    assert str(models / "medium") in advice(missing.value)
    assert "models pull medium" in advice(missing.value)
    assert "small" in advice(missing.value)


def test_a_description_is_read_and_a_broken_one_counts_as_none(models: Path) -> None:
    folder = place(models / "demo")
    assert model_store.describe(folder).window_s == 28.0
    assert model_store.describe(folder).command_confidence == 0.0
    said = {"window_s": 10, "languages": ["nl"], "purpose": "demonstration"}
    said |= {"command_certainty": 0.9}
    (folder / "balint-voice.json").write_text(json.dumps(said))
    model = model_store.describe(folder)
    assert (model.window_s, model.languages) == (10.0, ("nl",))
    assert model.command_confidence == 0.9
    for broken in (
        "{",
        "[" * 100_000,
        "[]",
        '{"window_s": 99}',
        '{"window_s": true}',
        '{"window_s": "10"}',
    ):
        (folder / "balint-voice.json").write_text(broken)
        assert model_store.describe(folder).window_s == 28.0
        assert "balint-voice.json" in told(folder)[0]


def weights(words: int) -> bytes:
    """The head of a file of weights, up to where it tells of so many words."""

    def name(text: str) -> bytes:
        return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"

    alibi = name("decoder/alibi") + struct.pack("<BBIb", 0, 1, 1, 0)
    embeddings = name("decoder/embeddings/weight") + struct.pack("<BII", 2, words, 384)
    return (
        struct.pack("<I", 6) + name("WhisperSpec") + struct.pack("<II", 3, 2) + alibi + embeddings
    )


def test_weights_that_know_english_only_are_known_whatever_is_said_of_them(models: Path) -> None:
    """By the number of words in them; where that cannot be read, by the list beside them."""
    folder = place(models / "small")
    said = {"languages": ["nl", "de"], "purpose": "Dutch"}
    (folder / "balint-voice.json").write_text(json.dumps(said))
    tokens = [str(number) for number in range(51_863)]
    for words, listed, known in (
        (weights(51_864), [*tokens, "<|startoftranscript|>", "nl"], ("en",)),
        (weights(51_865), [*tokens, "<|startoftranscript|>"], ("nl", "de")),
        (weights(51_866), [], ("nl", "de")),
        (b"another form", [*tokens, "<|startoftranscript|>"], ("en",)),
        (b"another form", [*tokens, "<|startoftranscript|>", "nl"], ("nl", "de")),
        (b"another form", tokens, ("nl", "de")),
        (weights(51_864)[:-9], [*tokens, "<|startoftranscript|>"], ("en",)),
    ):
        (folder / "model.bin").write_bytes(words)
        (folder / "vocabulary.json").write_text(json.dumps(listed))
        assert model_store.describe(folder).languages == known
    (folder / "vocabulary.json").unlink()
    (folder / "vocabulary.txt").write_text("\n".join([*tokens, "<|startoftranscript|>"]) + "\n")
    assert model_store.describe(folder).languages == ("en",)


def test_what_knows_english_only_is_not_taken_for_another_language(models: Path) -> None:
    folder = place(models / "small")
    (folder / "model.bin").write_bytes(weights(51_864))
    with refuses(PartMissing, "'nl'"):
        model_store.default("nl")
    assert model_store.default("en").name == "small"
    other = place(models / "own")
    (other / "model.bin").write_bytes(weights(51_865))
    assert model_store.default("nl").name == "own"
    listed = json.loads(CliRunner().invoke(app(), ["list", "--json"]).stdout)["models"]
    assert {row["name"]: row["languages"] for row in listed} == {"small": ["en"], "own": []}


def test_weights_that_were_cut_off_are_not_complete(models: Path) -> None:
    """As by a stick that was full: of such a copy there are no checksums."""
    folder = models / "small"
    shutil.copytree(Path(__file__).parents[2] / "models" / "demo-nl", folder)
    (folder / "SHA256SUMS").unlink()
    whole = (folder / "model.bin").read_bytes()
    assert told(folder) == ()
    for kept in (len(whole) - 1, len(whole) - 50, len(whole) - 1_000, len(whole) // 2, 30, 5):
        (folder / "model.bin").write_bytes(whole[:kept])
        assert told(folder) == ("model.bin is damaged, or its end is missing",), kept
    with refuses(PartMissing, "its end is missing"):
        model_store.require_whole(folder)
    (folder / "model.bin").write_bytes(b"\7" + whole[1:1_000])
    assert told(folder) == (), "of another form nothing is known"


def test_every_fault_names_its_file(models: Path) -> None:
    folder = place(models / "small")
    assert told(folder) == ()
    (folder / "model.bin").write_bytes(b"")
    (folder / "tokenizer.json").unlink()
    (folder / "config.json").write_text("{")
    (folder / "vocabulary.json").unlink()
    assert told(folder) == (
        "config.json is not valid JSON",
        "model.bin is empty",
        "tokenizer.json is missing",
        "vocabulary.* is missing",
    )
    assert told(models / "none") == (f"{models / 'none'} is not a folder",)


def test_checksums_are_compared_where_they_are_listed(models: Path) -> None:
    folder = place(models / "small")
    digest = hashlib.sha256(b"{}").hexdigest()
    (folder / "SHA256SUMS").write_text(f"{digest}  model.bin\n{digest} *./config.json\n")
    assert told(folder) == ()
    (folder / "model.bin").write_bytes(b"changed")
    assert told(folder) == ("model.bin is damaged: its checksum differs from SHA256SUMS",)
    (folder / "SHA256SUMS").write_bytes(b"\xff\xfe\x00")
    (fault,) = told(folder)
    assert "SHA256SUMS" in fault


def test_the_list_as_lines_and_as_json(models: Path) -> None:
    place(models / "small")
    (models / "half").mkdir()
    lines = CliRunner().invoke(app(), ["list"]).stdout.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["half", "small", "You", "tiny"]
    assert "model.bin is missing" in lines[0]
    assert not [line for line in lines[3:] if line.split()[0] == "small"], "it is here already"
    listed = json.loads(CliRunner().invoke(app(), ["list", "--json"]).stdout)
    (half, small) = listed["models"]
    assert "config.json is missing" in half["faults"]
    assert small["faults"] == []
    assert small["folder"] == str(models / "small")
    known = {one["name"]: one for one in listed["known"]}
    assert known["small"]["here"] and not known["medium"]["here"]
    assert known["small"]["typical_factor"] == 0.16
    assert known["base.en"]["languages"] == ["en"]


def test_an_empty_list_says_where_models_go(models: Path) -> None:
    result = CliRunner().invoke(app(), ["list"])
    assert "models pull NAME" in result.stdout
    assert str(models) in result.stderr


def test_checking_half_a_model_names_the_file_and_the_remedy(models: Path) -> None:
    folder = place(models / "small")
    assert "complete" in CliRunner().invoke(app(), ["check", "small"]).stdout
    (folder / "tokenizer.json").unlink()
    fault = CliRunner().invoke(app(), ["check", "small"]).exception
    assert isinstance(fault, PartMissing)
    assert "tokenizer.json is missing" in what(fault)
    assert "models pull small" in advice(fault)
    own = place(models / "own")
    (own / "model.bin").unlink()
    mine = CliRunner().invoke(app(), ["check", "own"]).exception
    assert isinstance(mine, PartMissing)
    assert str(own) in advice(mine)
    as_json = CliRunner().invoke(app(), ["check", "small", "--json"])
    assert json.loads(as_json.stdout)["faults"] == ["tokenizer.json is missing"]
