"""What the start page is told of the session as it would be held."""

from balint_voice.cli import parsing
from balint_voice.cli.options import PartOptions
from balint_voice.cli.run_options import RunOptions
from balint_voice.cli.start_plan import of_plan


def test_the_follow_up_is_a_row_without_a_number() -> None:
    given = RunOptions(script="intervisie", language="nl", follow_up=True, parts=PartOptions())
    held = parsing.outline_of(given)
    first, second, *_ = of_plan(given)["phases"]
    assert (first["phase"], first["number"]) == (held.script.phases[0].id, "")
    assert second["number"] == "1"
