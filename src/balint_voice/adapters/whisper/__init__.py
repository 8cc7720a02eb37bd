"""Whisper in a process of its own, and the models: kept, fetched, checked, measured."""
