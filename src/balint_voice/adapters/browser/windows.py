"""The windows in which the page is open: what each is shown, and which one leads.

Rules: all of this runs in the server's loop, except `publish`. A window gets the newest state and
never a queue of old ones, so one that sleeps costs nothing. The first window leads, and the others
only look; whoever is gone no longer leads, and the next one that is opened does.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping

_MOST = 8
_BEAT_S = 10.0
"""So often something is sent when nothing changes: then it is noticed that a window is gone."""

PageState = Mapping[str, object]


class BrowserWindows:
    """`publish` takes each new state, from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._state: PageState | None = None
        self._over = False
        self._changed: dict[str, asyncio.Event] = {}
        self._leader: str | None = None
        self.somebody_came = False

    def begin(self) -> None:
        """The loop runs, and it is this one."""
        self._loop = asyncio.get_running_loop()

    @property
    def moved_on(self) -> bool:
        """All is over, and something else comes at the same address."""
        return self._over and bool(self._state and self._state.get("more"))

    def publish(self, state: PageState, *, over: bool = False) -> None:
        """`over`: the last one; what comes after it is of a press that was still on its way."""
        if self._over:
            return
        self._state, self._over = state, over
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def leads(self, window: str) -> bool:
        return window == self._leader

    @property
    def nobody_looks(self) -> bool:
        return not self._changed

    def are_full_for(self, window: str) -> bool:
        """Whether there is no room for one more."""
        return window not in self._changed and len(self._changed) >= _MOST

    def take_over(self, window: str) -> None:
        """From now on this one leads."""
        if window in self._changed:
            self._leader = window
            self._wake()

    async def shown_in(self, window: str) -> AsyncGenerator[str]:
        """What is sent to a window, as server-sent events, until it is gone or all is over."""
        changed = asyncio.Event()
        before = self._changed.get(window)
        self._changed[window] = changed
        self.somebody_came = True
        if before is not None:
            before.set()  # the same window, opened twice: the older one gives way
        if self._leader is None:
            self._leader = window
        try:
            yield "retry: 500\n\n"
            while self._changed.get(window) is changed:
                changed.clear()
                event, over = self._event(window), self._over  # as they are at one moment
                yield event
                if over:
                    return
                try:
                    await asyncio.wait_for(changed.wait(), _BEAT_S)
                except TimeoutError:
                    yield ": still here\n\n"
            yield "event: moved\ndata: {}\n\n"
        finally:
            if self._changed.get(window) is changed:
                del self._changed[window]
                if self.leads(window):
                    self._leader = None

    def _event(self, window: str) -> str:
        if self._state is None:
            return ": not begun\n\n"
        shown = {**self._state, "leads": self.leads(window) and not self._over}
        return f"data: {json.dumps(shown, separators=(',', ':'))}\n\n"

    def _wake(self) -> None:
        for changed in self._changed.values():
            changed.set()
