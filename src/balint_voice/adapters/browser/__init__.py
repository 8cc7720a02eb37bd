"""A page in the machine's own browser: the only part that can open a listening socket."""
