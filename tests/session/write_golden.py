"""Writes the golden plays anew: `python -m tests.session.write_golden`. Then read the diff."""

from .test_whole_session import GOLDEN
from .theatre import Theatre, make_session

RECORDED = ("probleemstelling", "besluitvorming")

for name, script, recorded in (
    ("intervisie-nl", "intervisie", ()),
    ("intervisie-nl-recorded", "intervisie", RECORDED),
    ("demo-nl", "demo", RECORDED),
):
    play = Theatre(make_session(script, recorded)).play().script() + "\n"
    (GOLDEN / f"{name}.txt").write_text(play, encoding="utf-8")
