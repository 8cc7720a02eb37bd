"""The core: a session as a pure machine. Inputs and the time go in, outputs come out."""
