"""This machine: its clock, its memory, its folders, staying awake."""
