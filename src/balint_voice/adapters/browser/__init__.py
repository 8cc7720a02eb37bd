"""A page in the machine's own browser: the only room that can open a listening socket."""
