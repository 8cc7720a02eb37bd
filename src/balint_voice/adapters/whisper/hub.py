"""Fetches one file from a model hub over HTTP, and continues after a broken connection.

Rules: this is the only module of the program that opens a connection, and only `models pull` uses
it. Nothing that arrives is trusted here: the caller compares checksums. What is here already is
changed only where an answer that is the file by its head (`hub_answers`) has other bytes. A
redirect is followed only to the same host, or over HTTPS to a host of the catalogue.
"""

import http.client
import os
import socket
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from balint_voice.adapters.whisper import hub_answers
from balint_voice.adapters.whisper.model_catalogue import HOSTS
from balint_voice.errors import PartMissing, Text, Unusable

DEFAULT_ENDPOINT = "https://huggingface.co"
_TIMEOUT_S = 30.0
_CHUNK = 1 << 18
_WAITS_S = (1.0, 3.0, 8.0)
"""After a broken line; they begin anew whenever something came. A line that never was is not
waited for."""
_BROKEN = (OSError, http.client.HTTPException)  # a time-out and a refused line are OSErrors


class _LineBrokenError(Exception):
    """The connection ended before the file did; `why` is a piece of what the user reads."""

    def __init__(self, why: Text) -> None:
        super().__init__(why)
        self.why = why


class _NoSuchPartError(Exception):
    """The hub says that the file does not reach so far."""


def endpoint() -> str:
    """The hub: HF_ENDPOINT, as the hub's own tools read it, or the public one. Raises Unusable
    where that is no address."""
    given = os.environ.get("HF_ENDPOINT", "").rstrip("/") or DEFAULT_ENDPOINT
    if not _is_web_address(given):
        raise Unusable("hub-address", given=given, usual=DEFAULT_ENDPOINT)
    return given


def _is_web_address(text: str) -> bool:
    try:
        parts = urllib.parse.urlsplit(text)
        address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # as of "http://[bad" and of a port that no machine has
        return False
    return address and text.isascii() and text.isprintable() and " " not in text


def _proxy(url: str) -> urllib.parse.SplitResult | None:
    """The proxy that the system names for this address. Raises Unusable where it is none."""
    parts = urllib.parse.urlsplit(url)
    given = urllib.request.getproxies().get(parts.scheme)
    if not given or urllib.request.proxy_bypass(parts.netloc):
        return None
    has_scheme = "://" in given or given.startswith(("http:", "https:"))
    named = given if has_scheme else f"http://{given}"
    if not _is_web_address(named):
        # A password may stand in it, so it is not shown.
        raise Unusable("proxy-address", variable=f"{parts.scheme.upper()}_PROXY")
    return urllib.parse.urlsplit(named)


def _by(proxy: urllib.parse.SplitResult, why: Text) -> Text:
    return Text("by-proxy", proxy=f"{proxy.hostname}:{proxy.port or 80}", why=why)


def address(repository: str, revision: str, name: str) -> str:
    """Where a file of a repository lies, at one commit."""
    path = urllib.parse.quote(f"{repository}/resolve/{revision}/{name}")
    return f"{endpoint()}/{path}"


def fetch(
    url: str,
    file: Path,
    *,
    size: int,
    came: Callable[[int], None],
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Fetch what is still missing of `file`, `size` bytes in all; `came(bytes so far)` as it grows.

    Raises PartMissing when the hub cannot be reached or does not have it; OSError when the disk
    refuses.
    """
    through = _proxy(url)
    waits: list[float] = []
    while (have := _length(file, size)) < size:
        try:
            _go_on(url, file, have=have, size=size, came=came)
        except _LineBrokenError as broken:
            if _length(file, size) > have:
                waits = list(_WAITS_S)
            if not waits:
                why = broken.why if through is None else _by(through, broken.why)
                raise _unreachable(url, why) from None
            wait(waits.pop(0))
    came(size)


def _length(file: Path, size: int) -> int:
    """How much of it is here. More than there should be is not the beginning of it."""
    have = file.stat().st_size if file.exists() else 0
    if have > size:
        file.unlink()
        return 0
    return have


def _go_on(url: str, file: Path, *, have: int, size: int, came: Callable[[int], None]) -> None:
    try:
        answer = _ask(url, have)
    except _NoSuchPartError:  # some servers answer so to every range
        answer = _ask(url, 0)
    with answer:
        try:
            begin = hub_answers.begins_at(
                answer.status, answer.headers, asked=have, size=size, host=_host(url)
            )
        except hub_answers.OtherPartError:
            raise _LineBrokenError(Text("hub-other-part")) from None
        with file.open("r+b" if file.exists() else "w+b") as opened:
            opened.seek(begin)
            _receive(answer, opened, url=url, at=begin, have=have, size=size, came=came)


def _ask(url: str, begin: int) -> http.client.HTTPResponse:
    headers = {"User-Agent": "balint-voice", "Accept-Encoding": "identity"}
    if begin:
        headers["Range"] = f"bytes={begin}-"
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - `endpoint` lets only http through
    opener = urllib.request.build_opener(_Redirects(url))
    try:
        answer: http.client.HTTPResponse = opener.open(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as refusal:
        _refused(url, refusal.code, with_range=bool(begin))
    except _BROKEN as fault:
        _tell_apart(url, fault)
    return answer


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows the hub to places of its own, and nowhere else."""

    def __init__(self, url: str) -> None:
        self._named = urllib.parse.urlsplit(url)

    def redirect_request(  # noqa: PLR0917 - urllib's own signature
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        to = urllib.parse.urlsplit(newurl)
        same_place = (to.scheme, to.netloc) == (self._named.scheme, self._named.netloc)
        secure = to.scheme == "https" and (to.hostname == self._named.hostname or _is_hubs(to))
        if not same_place and not secure:
            raise PartMissing("hub-elsewhere", place=f"{to.scheme}://{to.hostname}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_hubs(to: urllib.parse.SplitResult) -> bool:
    host = f".{to.hostname}"
    return any(host.endswith(f".{known}") for known in HOSTS)


def _receive(
    answer: http.client.HTTPResponse,
    opened: BinaryIO,
    *,
    url: str,
    at: int,
    have: int,
    size: int,
    came: Callable[[int], None],
) -> None:
    """Writes what comes from byte `at` on; of what is here, only what is not the same."""
    while at < size:
        chunk = _read(answer, min(_CHUNK, size - at))
        if at == 0:
            hub_answers.refuse_page(chunk, _host(url))
        here = opened.read(min(len(chunk), have - at)) if at < have else b""
        if not chunk.startswith(here):
            if answer.length is None:  # nothing says that this is the file
                raise hub_answers.other_content(_host(url))
            opened.seek(at)
            opened.truncate()
            have, here = at, b""
        opened.write(chunk[len(here) :])
        at += len(chunk)
        came(max(at, have))


def _read(answer: http.client.HTTPResponse, most: int) -> bytes:
    try:
        chunk = answer.read(most)
    except _BROKEN as fault:
        raise _LineBrokenError(_said(fault)) from None
    if not chunk:
        raise _LineBrokenError(Text("line-broke"))
    return chunk


def _refused(url: str, code: int, *, with_range: bool) -> NoReturn:
    if code == 416 and with_range:
        raise _NoSuchPartError
    if code == 511:  # "network authentication required"
        raise hub_answers.login_page(_host(url))
    if code in (408, 425, 429) or code >= 500:
        raise _LineBrokenError(Text("hub-answered", code=code))
    raise PartMissing("hub-refuses", url=url, code=code)


def _tell_apart(url: str, fault: Exception) -> NoReturn:
    reason = getattr(fault, "reason", fault)
    if isinstance(reason, ssl.SSLCertVerificationError):
        raise PartMissing("hub-certificate", host=_host(url)) from None
    raise _LineBrokenError(_said(reason)) from None


def _said(fault: object) -> Text:
    match fault:
        case socket.gaierror():
            return Text("line-no-name")
        case TimeoutError():
            return Text("line-slow")
        case ConnectionRefusedError():
            return Text("line-refused")
        case ConnectionError():
            return Text("line-broke")
    return Text("os-other", said=str(fault) or type(fault).__name__)


def _unreachable(url: str, why: Text) -> PartMissing:
    return PartMissing("hub-unreachable", host=_host(url), why=why)


def _host(url: str) -> str:
    return urllib.parse.urlsplit(url).netloc
