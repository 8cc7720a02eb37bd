"""Judges from measured numbers what is ready for a session and what is not."""
