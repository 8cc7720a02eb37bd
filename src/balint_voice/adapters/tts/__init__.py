"""Cues as sound: a synthesizer in a child process, chimes, and the voice."""
