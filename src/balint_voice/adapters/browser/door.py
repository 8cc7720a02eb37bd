"""Who may come in: whoever has the address with its secret, from this machine, on our own page.

Rules: pure. Secrets are compared in constant time, and are in no message. The address that the
browser is started with counts once: other accounts can read the command lines of programs.
"""

import secrets
from collections.abc import Mapping
from hmac import compare_digest

_SECRET_BYTES = 32
_FROM_US = ("same-origin", "none")


class Door:
    """Of the page at `port`."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.origin = f"http://{self.host}"
        self.cookie_name = f"balint-voice-{port}"
        self.cookie = secrets.token_urlsafe(_SECRET_BYTES)
        self._secret = secrets.token_urlsafe(_SECRET_BYTES)
        self._ticket: str | None = secrets.token_urlsafe(_SECRET_BYTES)

    @classmethod
    def handed(cls, port: int, secrets_of_it: Mapping[str, str]) -> "Door":
        """The same door, in another process."""
        door = cls(port)
        door.cookie, door._secret = secrets_of_it["cookie"], secrets_of_it["secret"]
        door._ticket = secrets_of_it.get("ticket")
        return door

    def hand_over(self) -> dict[str, str]:
        """What another process of ours needs to keep this door. The ticket goes with it, and no
        longer counts here."""
        ticket, self._ticket = self._ticket, None
        given = {"cookie": self.cookie, "secret": self._secret}
        return given if ticket is None else {**given, "ticket": ticket}

    @property
    def address(self) -> str:
        """For the user alone: it counts as long as the page is there."""
        return f"{self.origin}/?secret={self._secret}"

    @property
    def address_to_start_with(self) -> str:
        """For the command line of a browser: it counts once."""
        return f"{self.origin}/?ticket={self._ticket}"

    def opens(self, *, secret: str | None, ticket: str | None) -> bool:
        """Whether an address has the right secret, or the ticket that was not used yet."""
        if secret is not None and _same(secret, self._secret):
            return True
        if ticket is not None and self._ticket is not None and _same(ticket, self._ticket):
            self._ticket = None
            return True
        return False

    def knows(self, cookie: str | None) -> bool:
        return cookie is not None and _same(cookie, self.cookie)

    def refuses(self, method: str, headers: Mapping[str, str]) -> bool:
        """Whether a request comes from elsewhere: by another name of this machine (rebinding), or
        from another page. What does something says from which page it comes."""
        if headers.get("host") != self.host:
            return True
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if method not in ("GET", "HEAD") and origin != self.origin:
            return True
        return origin not in (None, self.origin) or (
            method != "GET" and site not in (None, *_FROM_US)
        )


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())
