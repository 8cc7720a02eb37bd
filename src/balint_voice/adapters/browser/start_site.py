"""The page from which a session is begun: what is asked there, and the answers.

Rules: as in `site`: nothing before the door has let somebody in, and no folder. An action is a
POST with one JSON object, and so is the answer. What is asked is not written down anywhere. When
nobody has had the page open for a while, it is over.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from balint_voice.adapters.browser.door import Door
from balint_voice.adapters.browser.entrance import (
    BODY_S,
    REPORT_POLICY,
    Guarded,
    body_of,
    entering,
    is_in,
    no_entry,
)
from balint_voice.adapters.browser.events import events_for
from balint_voice.adapters.browser.handed import Handed
from balint_voice.adapters.browser.server import Server
from balint_voice.adapters.browser.windows import BrowserWindows

_LOOK_S = 60.0
"""So often it is looked whether a window is open."""
_GONE, _NEVER_CAME = 2, 30
"""So often in a row nobody was there: the window was closed, or no browser was opened."""

DeskAction = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class Desk(Protocol):
    """What the page is for. It is asked one thing at a time: what parses a command line, and typer
    does, is not safe in two threads.

    `paths`: its files; `file`: content and kind of one, as it is now. `fault`: what is said where
    one of these or of the actions fails. `reports`: those that are pages by themselves, and run
    no script. `actions`: by path. `done`: all is answered.
    """

    done: threading.Event
    paths: tuple[str, ...]
    reports: tuple[str, ...]

    def file(self, path: str) -> tuple[str, str]: ...
    def fault(self, error: Exception) -> str: ...
    def actions(self) -> Mapping[str, DeskAction]: ...


def serve(handed: Handed, desk: Desk) -> None:
    """Until all is answered, or nobody has the page open any more."""
    windows = BrowserWindows()
    server = Server(start_site(handed.door, windows, desk), handed.listening, windows.begin)
    server.start()
    absent = 0
    while not desk.done.wait(_LOOK_S):
        absent = absent + 1 if windows.nobody_looks else 0
        if absent >= (_GONE if windows.somebody_came else _NEVER_CAME):
            break
    windows.publish({}, over=True)
    server.stop()


def start_site(door: Door, windows: BrowserWindows, desk: Desk) -> ASGIApp:
    one_at_a_time = asyncio.Lock()

    async def file(request: Request) -> Response:
        if desk.done.is_set():
            return _elsewhere()
        if request.url.path == "/" and (enters := entering(door, request)) is not None:
            return enters
        if not is_in(door, request):
            return no_entry()
        path = request.url.path
        async with one_at_a_time:
            try:
                content, kind = await asyncio.to_thread(desk.file, path)
            except Exception as error:  # noqa: BLE001 - whoever looks at the page is told
                return PlainTextResponse(desk.fault(error), status_code=500)
        policy = {"content-security-policy": REPORT_POLICY} if path in desk.reports else None
        return Response(content, media_type=kind, headers=policy)

    async def answered(action: DeskAction, request: Request) -> Response:
        if desk.done.is_set():
            return _elsewhere()
        if not is_in(door, request):
            return no_entry()
        try:
            async with asyncio.timeout(BODY_S):
                asked = json.loads(await body_of(request))
            if not isinstance(asked, dict):
                raise ValueError
        except (TimeoutError, ValueError, RecursionError, ClientDisconnect):
            return PlainTextResponse("", status_code=400, headers={"connection": "close"})
        async with one_at_a_time:
            try:
                return JSONResponse(await asyncio.to_thread(action, asked))
            except Exception as error:  # noqa: BLE001 - as above
                said = desk.fault(error)
                return JSONResponse({"fault": said, "said": said}, status_code=500)

    async def nothing_asked(request: Request) -> Response:
        return PlainTextResponse("", status_code=404) if is_in(door, request) else no_entry()

    actions = [
        Route(path, partial(answered, action), methods=["POST"])
        for path, action in desk.actions().items()
    ]
    files = [Route(path, file) for path in (*desk.paths, *desk.reports)]
    rest = Route("/{rest:path}", nothing_asked)
    return Guarded(
        Starlette(routes=[*files, *actions, Route("/events", events_for(door, windows)), rest]),
        door,
    )


def _elsewhere() -> Response:
    """All is answered: what comes next is served by somebody else, at this same address."""
    return Response(status_code=204, headers={"connection": "close"})
