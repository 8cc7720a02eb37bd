"""What answers in place of the file: nothing that came before is lost by it."""

from pathlib import Path

import pytest

from balint_voice.errors import PartMissing, Unusable
from tests.models.hub import CONTENT, WEIGHTS, Hub, content, pull
from tests.support.refusals import advice, refuses, what

PAGE = b"<!DOCTYPE html><title>Welkom bij HotelNet</title>" + b"<p>Log in</p>" * 1500
LONG = str(len(WEIGHTS))


@pytest.fixture
def begun(models: Path) -> Path:
    """The weights, of which a pull of before kept 700 kB."""
    part = models / ".test.part" / "model.bin"
    part.parent.mkdir(parents=True)
    part.write_bytes(WEIGHTS[:700_000])
    return part


@pytest.mark.parametrize(
    ("status", "headers", "body", "why"),
    [
        (200, {"Content-Type": "text/html", "Content-Length": str(len(PAGE))}, PAGE, "web page"),
        (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE, "web page"),
        (200, {"Content-Type": "application/octet-stream"}, PAGE, "web page"),
        (200, {}, b"\n " + PAGE.lower(), "web page"),
        (511, {"Content-Type": "text/html"}, PAGE, "web page"),
        (200, {"Content-Length": "9"}, b"not known", "9 bytes instead"),
        (200, {}, b"no length, and other bytes", "not what has arrived"),
        (200, {"Content-Encoding": "gzip", "Content-Length": LONG}, WEIGHTS, "packed"),
        (203, {"Content-Length": LONG}, WEIGHTS, "answered 203"),
        (206, {"Content-Range": "bytes 700000-700008/700009"}, b"x" * 9, "700009 bytes instead"),
        (206, {"Content-Range": "bytes 0-8/2097152"}, b"x" * 9, "another part"),
        (206, {}, b"x" * 9, "another part"),
        (206, {"Content-Type": "multipart/byteranges; boundary=x"}, b"--x\r\n", "another part"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_answer_that_is_not_the_file_costs_nothing_of_what_came(
    hub: Hub, begun: Path, status: int, headers: dict[str, str], body: bytes, why: str
) -> None:
    hub.instead["model.bin"] = status, headers, body
    with refuses(PartMissing, why) as refusal:
        pull()
    assert "continues from there" in advice(refusal.value)
    assert begun.read_bytes() == WEIGHTS[:700_000]
    hub.instead.clear()
    hub.asked.clear()
    assert content(pull()) == CONTENT
    assert hub.ranges("model.bin") == ["bytes=700000-"]


def test_a_page_is_not_kept_as_the_beginning_of_a_file(models: Path, hub: Hub) -> None:
    hub.instead["model.bin"] = 200, {}, PAGE
    with refuses(PartMissing, "web page"):
        pull()
    hub.instead.clear()
    assert content(pull()) == CONTENT


def test_a_server_that_knows_no_ranges_changes_nothing_of_what_is_the_same(
    hub: Hub, begun: Path
) -> None:
    """It sends the whole file, and its line breaks before it reached what is here."""
    hub.knows_ranges = False
    hub.breaks_after = [300_000]
    with refuses(PartMissing, "keeps breaking"):
        pull()
    assert begun.read_bytes() == WEIGHTS[:700_000]
    assert content(pull()) == CONTENT


def test_what_is_found_wrong_is_taken_anew_from_there(hub: Hub, begun: Path) -> None:
    """The whole file comes, of the right length; what is here differs in its last part."""
    begun.write_bytes(WEIGHTS[:400_000] + b"!" * 300_000)
    hub.knows_ranges = False
    came: list[int] = []
    assert content(pull(came)) == CONTENT


@pytest.mark.parametrize("whole", [{"Content-Length": LONG}, {}], ids=["long", "unknown"])
def test_a_range_that_is_refused_is_a_second_try(
    hub: Hub, begun: Path, whole: dict[str, str]
) -> None:
    """416 to every range: the file is asked for from its start, and nothing here is deleted."""
    hub.refuses_ranges = True
    hub.breaks_after = [300_000]
    with refuses(PartMissing, "keeps breaking"):
        pull()
    assert begun.read_bytes() == WEIGHTS[:700_000]
    hub.instead["model.bin"] = 200, whole, WEIGHTS
    assert content(pull()) == CONTENT
    assert None in hub.ranges("model.bin")


@pytest.mark.parametrize(
    "given",
    [
        "http:/my.proxy:3128",
        "http://[bad",
        "socks5://127.0.0.1:9",
        "http://a b:1",
        "http://x:99999",
    ],
)
def test_a_proxy_that_is_none_is_refused_and_its_password_not_shown(
    models: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
    monkeypatch.setenv("http_proxy", given)
    with refuses(Unusable, "HTTP_PROXY does not name a proxy"):
        pull()


@pytest.mark.parametrize("given", ["127.0.0.1:9", "http://anna:geheim@127.0.0.1:9"])
def test_a_proxy_that_does_not_answer_is_named_and_not_the_hub_alone(
    models: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
    monkeypatch.setenv("http_proxy", given)
    with refuses(PartMissing, "through the proxy 127.0.0.1:9:") as refusal:
        pull()
    assert "geheim" not in what(refusal.value)
