"""The presenter's notes as a page: deterministic, no clock, no path."""
