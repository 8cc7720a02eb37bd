"""The sessions that `history` and `year` tell of, read from this computer.

Rules: only the few kinds of records that both need are taken apart. What cannot be read is named.
"""

from typing import TYPE_CHECKING

from balint_voice.errors import Text

if TYPE_CHECKING:
    from balint_voice.review.totals import SessionTotals


def read_totals(
    group: str | None, script: str | None
) -> tuple[list["SessionTotals"], dict[str, Text]]:
    """The sessions asked for; and those that cannot be read, with what is wrong with them."""
    from balint_voice.adapters.system.places import sessions_folder
    from balint_voice.records.sessions import session_folders
    from balint_voice.records.timing_log import of_session, read_only
    from balint_voice.review.totals import CUES, KINDS, session_totals

    sessions: list[SessionTotals] = []
    left_out: dict[str, Text] = {}
    for folder in session_folders(sessions_folder()):
        reading = of_session(read_only(folder.timing_log, KINDS, CUES), folder.id)
        found = session_totals(reading.records)
        if found is not None and (
            group not in (None, found.group) or script not in (None, found.script)
        ):
            continue
        if reading.damage is not None:
            left_out[folder.id] = reading.damage
        elif found is None:
            left_out[folder.id] = Text("timing-log-headless")
        else:
            sessions.append(found)
    return sessions, left_out
