"""Writes the golden plays anew: `python -m tests.session.write_golden`. Then read the diff."""

from .test_whole_session import GOLDEN, PLAYS, play

GOLDEN.mkdir(exist_ok=True)
for name in PLAYS:
    (GOLDEN / f"{name}.txt").write_text(play(name), encoding="utf-8")
