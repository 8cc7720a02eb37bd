"""Sealed notes with forged values: whoever holds the presenter's public key can seal anything.

One value of a record, or of an entry inside it, is another than we would write. What is shown of
it is finite and of a bearable size, and acts on no terminal; what is not shown is named.
"""

import base64
import json
import math
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyrage

from balint_voice.cli.commands.handing_over import SessionDetails
from balint_voice.cli.commands.notes import Format, page_of
from balint_voice.errors import BalintVoiceError
from balint_voice.messages.printable import printable_lines
from balint_voice.records.frames import frame_of, framed
from balint_voice.records.opened_notes import open_notes
from balint_voice.records.phase_keys import key_path, write_key
from balint_voice.records.sealed_notes import reopen_notes
from tests.crash import story

VALUES = (
    *("1" + "0" * 400, "-1" + "0" * 400, "1" + "0" * 5000, "NaN", "Infinity", "-Infinity"),
    *("-1", "0", "-0.0", "1e308", "1e-320", "true", "null", "[]", "{}", "[" * 50_000, '""'),
    *(json.dumps("x" * 300_000), json.dumps("\x1b]0;x\x07\u202e\x9b2J"), '"\\ud800"', "3"),
    *('"../../x"', '"end"', '"forgotten"', '"heard"', '"gap"', json.dumps("nul\x00")),
)
"""As they stand in JSON."""
_WHEN = {"start_s": 1.0, "end_s": 2.0}
LONGEST = 1_000_000


def outcome(chance: random.Random) -> str:
    with TemporaryDirectory(prefix="balint-voice-fuzz-") as name:
        path = Path(name) / "notes.sealed"
        _written(path, chance)
        try:
            opened = open_notes(path, story.SESSION, [str(story.PRESENTER)])
            for each in opened.entries:
                times = each.entry.start_s, each.entry.end_s
                assert all(math.isfinite(at) and abs(at) < 1e6 for at in times), each
            for form in Format:
                page = page_of(SessionDetails("demo", "nl", story.BEGAN.isoformat()), opened, form)
                assert page == printable_lines(page) and len(page) < LONGEST
            reopen_notes(path, story.SESSION).close()
        except BalintVoiceError:
            return "refused"
        return "refused" if opened.damages else "valid"


def _written(path: Path, chance: random.Random) -> None:
    recipient = str(story.PRESENTER.to_public())
    key = write_key(key_path(path.parent, story.CASE), recipient)
    head = {"format": "balint-voice notes", "version": 2, "session": story.SESSION}
    frames = [json.dumps({**head, "recipient": recipient}).encode()]
    forged, inside = chance.randrange(1, 4), chance.random() < 0.6
    for n in range(1, 4):
        last = frame_of(frames[-1]).digest
        record: dict[str, Any] = {"version": 2, "session": story.SESSION, "sequence": n}
        record |= {"previous": last, "kind": "end"}
        if n < 3:
            entry = {"session": story.SESSION, "sequence": n, "kind": "heard", **_WHEN}
            plain = json.dumps({**entry, "text": f"woord {n}", "doubtful": False})
            plain = _with_one_forged(plain, chance) if n == forged and inside else plain
            blob = pyrage.encrypt(plain.encode(), [pyrage.x25519.Recipient.from_str(key)])
            sealed = base64.b64encode(blob).decode()
            record |= {"kind": "entry", "phase": story.CASE, "key": story.CASE, "sealed": sealed}
        text = json.dumps(record)
        text = _with_one_forged(text, chance) if n == forged and not inside else text
        frames.append(pyrage.encrypt(text.encode(), [story.PRESENTER.to_public()]))
    path.write_bytes(b"".join(map(framed, frames)))


def _with_one_forged(text: str, chance: random.Random) -> str:
    """One of its values replaced, however Python would write such a number itself."""
    fields = json.loads(text)
    name = chance.choice(sorted(fields))
    fields[name] = "@"
    return json.dumps(fields).replace('"@"', chance.choice(VALUES))
