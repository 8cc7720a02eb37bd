"""The kill campaign: `python -m tests.crash`; `test_crash.py` is a short one, and that it bites."""
