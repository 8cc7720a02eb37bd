"""Trying the parts before the group comes in; `balint_voice.doctor` judges the results."""
