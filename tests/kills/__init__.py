"""The kill campaign: `python -m tests.kills`; `test_kills.py` is a short one, and that it bites."""
