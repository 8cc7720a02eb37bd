"""What is seen and pressed: the full screen, lines, keys, a line for notes."""
