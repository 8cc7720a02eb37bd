"""Serves the site on the one listening socket, in a thread of its own, while the session runs.

Rules: the session never waits for it and never ends by it. It writes no log, because that could
hold what was typed. Who connects and says nothing is dropped.
"""

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

_TO_SPEAK_S = 5.0
_MOST_CONNECTIONS = 64
_HEADERS_BYTES = 16 * 1024
_TO_END_S = 2


class _Impatient(H11Protocol):
    """A connection: it says what it wants soon, or is closed."""

    def connection_made(self, transport: Any) -> None:
        if len(self.connections) >= _MOST_CONNECTIONS:
            transport.abort()
            return
        super().connection_made(transport)
        self.loop.call_later(_TO_SPEAK_S, self._close_if_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.transport is not None:  # else it was refused at once
            super().connection_lost(exc)

    def _close_if_silent(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.abort()


class Server:
    """`begins`: called in the server's loop before anybody is let in."""

    def __init__(self, app: ASGIApp, listening: socket.socket, begins: Callable[[], None]) -> None:
        for name in ("uvicorn", "asyncio"):
            logger = logging.getLogger(name)
            logger.propagate = False
            logger.addHandler(logging.NullHandler())
        config = uvicorn.Config(
            app,
            http=_Impatient,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=_TO_END_S,
            h11_max_incomplete_event_size=_HEADERS_BYTES,
        )
        self._server = uvicorn.Server(config)
        self._listening, self._begins = listening, begins
        self._thread = threading.Thread(target=self._run, name="page", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End it, after what was sent has had a moment to arrive."""
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join(_TO_END_S + 1)
        self._listening.close()

    def _run(self) -> None:
        with contextlib.suppress(Exception):  # the session goes on without its page
            asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._begins()
        await self._server.serve(sockets=[self._listening])
