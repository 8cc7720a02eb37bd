"""A model hub on loopback: real HTTP with ranges, and the ways in which a line is bad."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from balint_voice.adapters.whisper import model_pull
from balint_voice.adapters.whisper.model_catalogue import Build, RemoteFile

CONTENT = {
    "config.json": b'{"a": 1}',
    "tokenizer.json": b'{"b": 2}',
    "vocabulary.txt": b"een\ntwee\n",
    "model.bin": bytes(range(256)) * 8192,  # 2 MB
}
WEIGHTS = CONTENT["model.bin"]
REPOSITORY, REVISION = "Somebody/faster-whisper-test", "0123abcd"


def build(name: str = "test", content: dict[str, bytes] = CONTENT) -> Build:
    """The catalogue's entry for what this hub serves."""
    files = tuple(
        RemoteFile(file, len(data), hashlib.sha256(data).hexdigest())
        for file, data in content.items()
    )
    return Build(name, REPOSITORY, REVISION, files)


def pull(came: list[int] | None = None) -> Path:
    return model_pull.pull(
        build(), lambda done, _: came.append(done) if came is not None else None, "hub"
    )


def content(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in CONTENT}


@dataclass
class Hub:
    """`asked`: (path, range or None) of each request. The rest is how it behaves."""

    content: dict[str, bytes] = field(default_factory=lambda: dict(CONTENT))
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    breaks_after: list[int] = field(default_factory=list)
    """For each answer with the weights: after so many bytes of it the line breaks, and never
    again when the list is empty."""
    answers: list[int] = field(default_factory=list)
    """Status codes to give before it serves."""
    knows_ranges: bool = True
    refuses_ranges: bool = False
    redirects: bool = False
    redirects_to: str = ""
    """For all files; in the place of its own that `redirects` names."""
    instead: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    """For a file: this status, these headers and this body, as of something in between."""
    address: str = ""

    def ranges(self, name: str) -> list[str | None]:
        return [sent for path, sent in self.asked if path.endswith(name)]


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    """The hub at `hub.address` while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _answer(self, hub)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(handler: BaseHTTPRequestHandler, hub: Hub) -> None:
    wanted = handler.headers.get("Range")
    hub.asked.append((handler.path, wanted))
    if hub.answers:
        handler.send_error(hub.answers.pop(0))
        return
    other = hub.instead.get(handler.path.rpartition("/")[2])
    if other is not None and not (wanted and hub.refuses_ranges):
        _answer_with(handler, *other)
        return
    prefix = f"/{REPOSITORY}/resolve/{REVISION}/"
    if hub.redirects_to:
        handler.send_response(302)
        handler.send_header("Location", hub.redirects_to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    if hub.redirects and handler.path.startswith(prefix):
        handler.send_response(302)
        handler.send_header("Location", f"{hub.address}/cdn/{handler.path[len(prefix) :]}")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    data = hub.content.get(handler.path.removeprefix(prefix).removeprefix("/cdn/"))
    if data is None:
        handler.send_error(404)
        return
    begin = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and hub.knows_ranges else 0
    if begin >= len(data) or (begin and hub.refuses_ranges):
        handler.send_error(416)
        return
    handler.send_response(206 if begin else 200)
    if begin:
        handler.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
    handler.send_header("Content-Length", str(len(data) - begin))
    handler.end_headers()
    rest = data[begin:]
    if handler.path.endswith("model.bin") and hub.breaks_after:
        handler.wfile.write(rest[: hub.breaks_after.pop(0)])
        handler.wfile.flush()
        handler.close_connection = True
        handler.connection.close()
        return
    handler.wfile.write(rest)


def _answer_with(
    handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes
) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True
