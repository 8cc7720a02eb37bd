"""The site that the browser sees: the page, its script and style, what is shown, and the keys.

Rules: nothing is read, done or told before the door has let somebody in. No folder is served, only
the files that are named here. What is typed goes to the table and never comes back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from balint_voice.adapters.browser.door import Door
from balint_voice.adapters.browser.entrance import (
    BODY_S,
    Guarded,
    body_of,
    entering,
    is_in,
    no_entry,
)
from balint_voice.adapters.browser.events import WINDOW, events_for
from balint_voice.adapters.browser.windows import BrowserWindows

_LONGEST_KEY = 16


class Controls(Protocol):
    """Where keys and buttons are pressed. Each returns when it is done."""

    def press(self, key: str) -> None: ...
    def command(self, key: str) -> None: ...
    def note(self, text: str) -> None: ...


def site(
    door: Door, windows: BrowserWindows, table: Controls, files: Mapping[str, tuple[str, str]]
) -> ASGIApp:
    """`files`: by path, with the kind of each; the page itself is "/"."""
    one_at_a_time = asyncio.Lock()

    async def page(request: Request) -> Response:
        if (enters := entering(door, request)) is not None:
            return enters
        return file(request)

    def file(request: Request) -> Response:
        if windows.moved_on:
            return Response(status_code=204, headers={"connection": "close"})
        if not is_in(door, request):
            return no_entry()
        content, kind = files[request.url.path]
        return Response(content, media_type=kind)

    async def act(request: Request, does: Callable[[str, str], Awaitable[None]]) -> Response:
        if not is_in(door, request):
            return no_entry()
        try:
            async with asyncio.timeout(BODY_S):
                window, text = _read(await body_of(request))
        except (TimeoutError, ValueError, ClientDisconnect):
            return PlainTextResponse("", status_code=400, headers={"connection": "close"})
        async with one_at_a_time:
            if request.url.path != "/lead" and not windows.leads(window):
                return PlainTextResponse("", status_code=409)
            await does(window, text)
        return Response(status_code=204)

    async def press(request: Request, does: Callable[[str], None]) -> Response:
        async def pressed(_: str, key: str) -> None:
            if 0 < len(key) <= _LONGEST_KEY:
                await asyncio.to_thread(does, key)

        return await act(request, pressed)

    async def key(request: Request) -> Response:
        return await press(request, table.press)

    async def button(request: Request) -> Response:
        return await press(request, table.command)

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
        Route("/events", events_for(door, windows)),
        Route("/press", key, methods=["POST"]),
        Route("/button", button, methods=["POST"]),
        Route("/note", note, methods=["POST"]),
        Route("/lead", lead, methods=["POST"]),
    ]
    return Guarded(Starlette(routes=routes), door)


def _read(body: bytes) -> tuple[str, str]:
    """Window and text: the first line, and the rest. Raises ValueError."""
    window, _, text = body.decode().partition("\n")
    if not WINDOW.fullmatch(window):
        raise ValueError
    return window, text
