"""Whether a command line asks for a page in the browser; known before anything else is read.

Rules: a page needs a listening socket, and no command can make one once the network is given up.
So the words of the command line are looked at as they are. One too many is harmless: it is closed
with the program, and nobody is let in.
"""

from collections.abc import Sequence

_WITH_A_PAGE = ("run", "resume")


def wants_page(arguments: Sequence[str]) -> bool:
    """`arguments`: without the program's name."""
    if arguments[:1] == ["start"]:
        return True
    if not arguments or arguments[0] not in _WITH_A_PAGE:
        return False
    return any(
        word == "--screen=browser" or arguments[at : at + 2] == ["--screen", "browser"]
        for at, word in enumerate(arguments)
    )
