"""Runs a Balint or intervision session aloud, keeps the time, seals the presenter's notes."""

__version__ = "0.1.0"
