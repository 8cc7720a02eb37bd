"""The site that the browser sees: the page, its script and style, what is shown, and the keys.

Rules: nothing is read, done or told before the door has let somebody in. No folder is served, only
the files that are named here. What is typed goes to the table and never comes back.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Protocol

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from balint_voice.adapters.browser.door import Door
from balint_voice.adapters.browser.windows import Windows

_MOST_BYTES = 16 * 1024
_BODY_S = 5.0
_LONGEST_KEY = 16
_WINDOW = re.compile(r"[\w-]{8,64}")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}


class Table(Protocol):
    """Where keys are pressed. `press` and `note` return when it is done."""

    def press(self, key: str) -> None: ...
    def note(self, text: str) -> None: ...


def site(
    door: Door, windows: Windows, table: Table, files: Mapping[str, tuple[str, str]]
) -> ASGIApp:
    """`files`: by path, with the kind of each; the page itself is "/"."""
    one_at_a_time = asyncio.Lock()

    async def page(request: Request) -> Response:
        asked = request.query_params
        if "secret" in asked or "ticket" in asked:
            if not door.opens(secret=asked.get("secret"), ticket=asked.get("ticket")):
                return _no_entry()
            enters = RedirectResponse("/", status_code=303)
            enters.set_cookie(door.cookie_name, door.cookie, httponly=True, samesite="strict")
            return enters
        return file(request)

    def file(request: Request) -> Response:
        if not _is_in(door, request):
            return _no_entry()
        content, kind = files[request.url.path]
        return Response(content, media_type=kind)

    async def events(request: Request) -> Response:
        window = request.query_params.get("window", "")
        if not _is_in(door, request) or not _WINDOW.fullmatch(window):
            return _no_entry()
        if windows.are_full_for(window):
            return PlainTextResponse("", status_code=503)

        async def shown() -> AsyncIterator[str]:
            async with aclosing(windows.shown_in(window)) as each:
                async for event in each:
                    yield event

        return StreamingResponse(shown(), media_type="text/event-stream")

    async def act(request: Request, does: Callable[[str, str], Awaitable[None]]) -> Response:
        if not _is_in(door, request):
            return _no_entry()
        try:
            async with asyncio.timeout(_BODY_S):
                window, text = _read(await _body(request))
        except (TimeoutError, ValueError, ClientDisconnect):
            return PlainTextResponse("", status_code=400, headers={"connection": "close"})
        async with one_at_a_time:
            if request.url.path != "/lead" and not windows.leads(window):
                return PlainTextResponse("", status_code=409)
            await does(window, text)
        return Response(status_code=204)

    async def press(request: Request) -> Response:
        async def pressed(_: str, key: str) -> None:
            if 0 < len(key) <= _LONGEST_KEY:
                await asyncio.to_thread(table.press, key)

        return await act(request, pressed)

    async def note(request: Request) -> Response:
        async def noted(_: str, text: str) -> None:
            await asyncio.to_thread(table.note, text)

        return await act(request, noted)

    async def lead(request: Request) -> Response:
        async def led(window: str, _: str) -> None:
            windows.take_over(window)

        return await act(request, led)

    async def other_file(request: Request) -> Response:
        return file(request)

    routes = [
        Route("/", page),
        *(Route(path, other_file) for path in files if path != "/"),
        Route("/events", events),
        Route("/press", press, methods=["POST"]),
        Route("/note", note, methods=["POST"]),
        Route("/lead", lead, methods=["POST"]),
    ]
    return _Guarded(Starlette(routes=routes), door)


class _Guarded:
    """Around everything: who comes from elsewhere is refused, and each answer has its policy."""

    def __init__(self, inner: ASGIApp, door: Door) -> None:
        self._inner, self._door = inner, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._inner(scope, receive, send)
            return

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                for name, value in _ALWAYS.items():
                    headers[name] = value
            await send(message)

        request = Request(scope)
        doubled = len(request.headers.getlist("host")) != 1
        if doubled or self._door.refuses(request.method, request.headers):
            await _no_entry()(scope, receive, with_policy)
        else:
            await self._inner(scope, receive, with_policy)


def _is_in(door: Door, request: Request) -> bool:
    return door.knows(request.cookies.get(door.cookie_name))


def _no_entry() -> Response:
    return PlainTextResponse(
        "403\n\nThis address does not open, or was used already.\n"
        "Use the address that balint-voice shows.\n",
        status_code=403,
        headers={"connection": "close"},
    )


async def _body(request: Request) -> bytes:
    """Raises ValueError where there is more of it than anybody types."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise ValueError
    return body


def _read(body: bytes) -> tuple[str, str]:
    """Window and text: the first line, and the rest. Raises ValueError."""
    window, _, text = body.decode().partition("\n")
    if not _WINDOW.fullmatch(window):
        raise ValueError
    return window, text
