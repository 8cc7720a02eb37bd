"""The commands, one to a file: what each takes, and what it shows."""
