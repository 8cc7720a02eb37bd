"""The kill campaign: `python -m kills`. Short ones, and that it bites, stand in tests/kills."""
