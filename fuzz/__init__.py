"""Long fuzzing runs: `python -m fuzz`. Short ones stand among the tests."""
