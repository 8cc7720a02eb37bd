"""What was run, read afterwards: pure folds over the timing log."""
