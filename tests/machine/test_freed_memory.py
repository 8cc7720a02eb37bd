"""What was given back is written over, whatever else lives in the program."""

import weakref

from rich.cells import cached_cell_len

from balint_voice.adapters.system.freed_memory import overwrite_freed


class Somebody:
    """Can be referred to weakly."""


def test_a_proxy_of_what_is_gone_does_not_stop_it() -> None:
    """Whoever asks such a proxy for its class is refused; libraries may keep one anywhere."""
    gone = weakref.proxy(Somebody())
    overwrite_freed()
    assert type(gone) is weakref.ProxyType


def test_what_a_screen_remembers_of_its_lines_is_forgotten() -> None:
    cached_cell_len("wat hier getypt werd")
    assert cached_cell_len.cache_info().currsize
    overwrite_freed()
    assert not cached_cell_len.cache_info().currsize
