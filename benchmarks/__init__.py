"""How fast, how late, how heavy: figures, not tests. `python -m benchmarks` prints them."""
