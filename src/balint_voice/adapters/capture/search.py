"""How widely the transcriber searches: widely where this machine can, narrowly while speech waits.

Rules: asked before each window. A change is told, because it changes how many words are wrong.
"""

from balint_voice.ports import Inbox, WideSearch
from balint_voice.session.inputs import SearchChanged


class Search:
    """Searches narrowly until it is asked for the first time."""

    def __init__(self, transcriber: WideSearch, inbox: Inbox) -> None:
        self._transcriber, self._inbox = transcriber, inbox
        self._widely = False

    def choose(self, *, more_waits: bool) -> None:
        """`more_waits`: another window waits behind the one that comes now."""
        if self._widely == more_waits:
            self._widely = not more_waits
            self._transcriber.search_widely(self._widely)
            self._inbox.put(SearchChanged(self._widely))
