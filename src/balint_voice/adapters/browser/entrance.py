"""Before every page: who comes in, what each answer says to the browser, how much is listened to.

Rules: nothing is read, done or told before the door has let somebody in.
"""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from balint_voice.adapters.browser.door import Door

BODY_S = 5.0
"""Whoever takes longer to say what they want is not listened to."""
_MOST_BYTES = 16 * 1024
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Of a page in one file, with its style in it and no script."""
_ALWAYS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}


class Guarded:
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
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope)
        doubled = len(request.headers.getlist("host")) != 1
        if doubled or self._door.refuses(request.method, request.headers):
            await no_entry()(scope, receive, with_policy)
        else:
            await self._inner(scope, receive, with_policy)


def entering(door: Door, request: Request) -> Response | None:
    """The answer to an address that has a secret in it; None where it has none."""
    asked = request.query_params
    if "secret" not in asked and "ticket" not in asked:
        return None
    if not door.opens(secret=asked.get("secret"), ticket=asked.get("ticket")):
        return no_entry()
    enters = RedirectResponse("/", status_code=303)
    enters.set_cookie(door.cookie_name, door.cookie, httponly=True, samesite="strict")
    return enters


def is_in(door: Door, request: Request) -> bool:
    return door.knows(request.cookies.get(door.cookie_name))


def no_entry() -> Response:
    return PlainTextResponse(
        "403\n\nThis address does not open, or was used already.\n"
        "Use the address that balint-voice shows.\n",
        status_code=403,
        headers={"connection": "close"},
    )


async def body_of(request: Request) -> bytes:
    """Raises ValueError where there is more of it than anybody types."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise ValueError
    return body
