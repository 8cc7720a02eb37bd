"""Fetching a model from a hub on loopback, whatever the line does."""

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from balint_voice.adapters.whisper import hub as real_hub
from balint_voice.adapters.whisper import model_catalogue, model_pull, model_store
from balint_voice.cli.main import app
from balint_voice.errors import PartMissing, Unusable
from tests.models.hub import CONTENT, WEIGHTS, Hub, build, content, pull
from tests.support.pulse import PATIENCE_S
from tests.support.refusals import advice, refuses


def test_a_model_is_fetched_checked_and_whole(models: Path, hub: Hub) -> None:
    came: list[int] = []
    folder = pull(came)
    assert folder == models / "test"
    assert content(folder) == CONTENT
    assert model_store.check(folder) == ()
    assert came[-1] == build().size
    assert came == sorted(came)
    assert [path.name for path in models.iterdir()] == ["test"], "nothing is left beside it"


def test_what_is_whole_is_not_fetched_again(models: Path, hub: Hub) -> None:
    pull()
    hub.asked.clear()
    pull()
    assert hub.asked == []


def test_a_broken_line_goes_on_where_it_broke(models: Path, hub: Hub) -> None:
    hub.breaks_after = [500_000, 100_000]
    assert content(pull()) == CONTENT
    first, second, third = hub.ranges("model.bin")
    assert first is None
    assert (second, third) == ("bytes=500000-", "bytes=600000-")


def test_a_line_that_stays_broken_is_told_and_the_next_try_goes_on(models: Path, hub: Hub) -> None:
    hub.breaks_after = [700_000, 0, 0, 0, 0]
    with refuses(PartMissing, "keeps breaking") as refusal:
        pull()
    assert "continues from there" in advice(refusal.value)
    assert not (models / "test").exists(), "half a model is not there"
    assert model_store.available() == tuple(m for m in model_store.available() if m.shipped)
    hub.breaks_after.clear()
    hub.asked.clear()
    assert content(pull()) == CONTENT
    assert hub.ranges("model.bin") == ["bytes=700000-"]
    assert hub.ranges("config.json") == [], "what was whole is not fetched again"


def test_a_server_without_ranges_starts_from_the_beginning(models: Path, hub: Hub) -> None:
    hub.knows_ranges = False
    hub.breaks_after = [500_000]
    assert content(pull()) == CONTENT


def test_a_rest_that_is_too_long_is_not_the_beginning(models: Path, hub: Hub) -> None:
    (models / ".test.part").mkdir(parents=True)
    (models / ".test.part" / "model.bin").write_bytes(WEIGHTS + b"more")
    assert content(pull()) == CONTENT


def test_a_redirect_keeps_the_range(models: Path, hub: Hub) -> None:
    hub.redirects = True
    hub.breaks_after = [500_000]
    assert content(pull()) == CONTENT
    assert [sent for path, sent in hub.asked if path == "/cdn/model.bin"] == [
        None,
        "bytes=500000-",
    ]


def test_a_busy_hub_is_asked_again_in_the_middle(models: Path, hub: Hub) -> None:
    hub.breaks_after = [500_000]
    pulled: list[int] = []

    def came(done: int, _: int) -> None:
        if not pulled and done > 400_000:
            hub.answers = [503]
        pulled.append(done)

    model_pull.pull(build(), came, "hub")
    assert content(models / "test") == CONTENT


@pytest.mark.parametrize("damaged", ["model.bin", "config.json"])
def test_a_wrong_checksum_is_refused_and_only_that_file_fetched_anew(
    models: Path, hub: Hub, damaged: str
) -> None:
    right = hub.content[damaged]
    hub.content[damaged] = right[:-1] + b"!"
    with refuses(PartMissing, f"{damaged} .* damaged"):
        pull()
    assert not (models / "test").exists()
    hub.content[damaged] = right
    hub.asked.clear()
    assert content(pull()) == CONTENT
    assert [path.rpartition("/")[2] for path, _ in hub.asked] == [damaged]


def test_half_a_model_is_replaced_by_a_whole_one(models: Path, hub: Hub) -> None:
    (models / "test").mkdir(parents=True)
    (models / "test" / "model.bin").write_bytes(WEIGHTS[:1000])
    assert content(pull()) == CONTENT


def test_what_the_hub_does_not_have_is_told(models: Path, hub: Hub) -> None:
    del hub.content["model.bin"]
    with refuses(PartMissing, "answered 404"):
        pull()


def test_no_line_at_all_is_told_at_once(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with refuses(PartMissing, "cannot be reached"):
        model_pull.pull(build(), lambda *_: None, "hub")


@pytest.mark.parametrize(
    "given",
    [
        *("file:///etc", "http://[bad", "http://", "http://hub:99999999", "http://a b", "hub.org"),
        *("http://hüb", "https://hub\x7f"),
    ],
)
def test_an_endpoint_that_is_no_web_address_is_refused(
    models: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", given)
    with refuses(Unusable, "not a web address"):
        model_pull.pull(build(), lambda *_: None, "hub")


def test_too_little_room_is_refused_before_anything_is_fetched(
    models: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_pull, "SPARE", 10**18)
    with refuses(PartMissing, "too little room"):
        pull()
    assert hub.asked == []


def test_a_disk_that_fills_up_on_the_way_is_told_and_left_as_it_was(
    small_disk: Path, models: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BALINT_VOICE_MODELS", str(small_disk))
    monkeypatch.setattr(model_pull, "_require_room", lambda *_: None)  # somebody else was quicker
    free = shutil.disk_usage(small_disk).free
    with refuses(PartMissing, "disk is full"):
        pull()
    assert shutil.disk_usage(small_disk).free == free


def test_two_at_once_do_not_mix(models: Path, hub: Hub) -> None:
    def second(done: int, _: int) -> None:
        with refuses(PartMissing, "Another program"):
            pull()

    model_pull.pull(build(), second, "hub")
    assert content(models / "test") == CONTENT


def test_the_command_says_what_it_did(
    models: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(model_catalogue.BUILDS, "test", build())
    first = CliRunner().invoke(app, ["models", "pull", "test"])
    assert first.exit_code == 0
    assert first.stdout == ""
    assert "100 % (2 of 2 MB)" in first.stderr
    assert str(models / "test") in first.stderr
    assert "already" in CliRunner().invoke(app, ["models", "pull", "test"]).stderr
    unknown = CliRunner().invoke(app, ["models", "pull", "huge"])
    assert isinstance(unknown.exception, Unusable)


def test_a_kill_in_the_middle_leaves_no_model_and_the_next_try_goes_on(
    models: Path, hub: Hub
) -> None:
    """A real process, killed while the weights come."""
    program = """
import os, sys
from balint_voice.adapters.whisper import model_pull
from tests.models.hub import build
model_pull.SPARE = 0
def came(done, of):
    if done > 1_000_000:
        os.kill(os.getpid(), 9)
model_pull.pull(build(), came, "hub")
"""
    killed = subprocess.run(
        [sys.executable, "-c", program], env=dict(os.environ), timeout=PATIENCE_S
    )
    assert killed.returncode == -9
    assert not (models / "test").exists()
    hub.asked.clear()
    assert content(pull()) == CONTENT
    (sent,) = hub.ranges("model.bin")
    assert sent is not None and int(sent[6:-1]) > 500_000


@pytest.mark.parametrize(
    "place",
    [
        "https://elsewhere.example/x",
        "https://huggingface.co.elsewhere.example/x",
        "https://nothuggingface.co/x",
        "https://huggingface.co@elsewhere.example/x",
        "http://cdn-lfs.huggingface.co/x",
        "http://127.0.0.1:1/x",
        "ftp://127.0.0.1:1/x",
        "file:///etc/hostname",
    ],
)
def test_a_redirect_leads_to_no_other_place(models: Path, hub: Hub, place: str) -> None:
    hub.redirects_to = place
    with pytest.raises(PartMissing) as refusal:
        pull()
    assert refusal.value.key in ("hub-elsewhere", "hub-refuses")
    assert not (models / "test").exists()


@pytest.mark.parametrize(
    ("url", "to", "followed"),
    [
        ("https://huggingface.co/a", "https://cas-bridge.xethub.hf.co/x?y=z", True),
        ("https://huggingface.co/a", "https://cdn-lfs.huggingface.co/x", True),
        ("https://mirror.example/a", "https://mirror.example:8443/x", True),
        ("http://localhost:8000/a", "http://localhost:8000/x", True),
        ("http://localhost:8000/a", "http://localhost:8001/x", False),
        ("https://mirror.example/a", "http://mirror.example/x", False),
        ("https://mirror.example/a", "https://elsewhere.example/x", False),
    ],
)
def test_the_hubs_own_places_and_the_one_that_was_named(url: str, to: str, followed: bool) -> None:
    request = urllib.request.Request(url)
    redirects = real_hub._Redirects(url)
    if followed:
        assert redirects.redirect_request(request, None, 302, "", {}, to) is not None
    else:
        with pytest.raises(PartMissing):
            redirects.redirect_request(request, None, 302, "", {}, to)
