"""Windows and macOS, simulated: the code for them runs, on a Linux that lacks what they lack."""
