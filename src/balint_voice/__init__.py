"""Runs a Balint or intervision session aloud, keeps the time, seals the presenter's notes."""
