"""What changes, told to each window as it happens (server-sent events).

Rules: only a window that has a name of its own and was let in is told anything.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from balint_voice.adapters.browser.door import Door
from balint_voice.adapters.browser.entrance import is_in, no_entry
from balint_voice.adapters.browser.windows import BrowserWindows

WINDOW = re.compile(r"[\w-]{8,64}")
"""How a window calls itself."""


def events_for(door: Door, windows: BrowserWindows) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that tells a window what there is to see."""

    async def events(request: Request) -> Response:
        window = request.query_params.get("window", "")
        if not is_in(door, request) or not WINDOW.fullmatch(window):
            return no_entry()
        if windows.are_full_for(window):
            return PlainTextResponse("", status_code=503)

        async def shown() -> AsyncIterator[str]:
            async with aclosing(windows.shown_in(window)) as each:
                async for event in each:
                    yield event

        return StreamingResponse(shown(), media_type="text/event-stream")

    return events
