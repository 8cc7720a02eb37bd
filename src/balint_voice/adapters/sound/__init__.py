"""Devices and recordings: speakers, microphones, PortAudio, WAV files."""
