"""Long fuzzing runs: `python -m tests.fuzzing`; `test_fuzz.py` is a short one of each kind."""
