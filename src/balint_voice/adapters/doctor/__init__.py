"""Trying the parts before the group comes in; the judgements are in `doctor/`."""
