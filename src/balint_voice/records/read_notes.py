"""Opens sealed notes with Python 3 and the `age` tool alone: read_notes.py [FOLDER [KEY-FILE]]"""

import base64
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path


def age(blob: bytes, key: bytes) -> bytes:
    """What the ordinary age tool makes of it; the key goes through a pipe and never to disk."""
    with tempfile.TemporaryDirectory() as place:
        sealed = Path(place) / "sealed"
        sealed.write_bytes(blob)  # as sealed as it was
        command = ["age", "--decrypt", "-i", "-", str(sealed)]
        return subprocess.run(command, input=key, stdout=-1, check=True).stdout


folder = Path(sys.argv[1] if sys.argv[1:] else ".")
unwrap = ["age", "--decrypt", str(folder / "presenter.age")]  # asks the passphrase by itself
key = Path(sys.argv[2]).read_bytes() if sys.argv[2:] else subprocess.check_output(unwrap)
frames: list[bytes] = []
rest = (folder / "notes.sealed").read_bytes()
while rest:
    end = 4 + int.from_bytes(rest[:4], "big")
    frames.append(rest[:end])
    rest = rest[end:]
head = json.loads(frames[0][4:])
records = [json.loads(age(frame[4:], key)) for frame in frames[1:]]
for n, record in enumerate(records, 1):
    place = (2, head["session"], n, hashlib.sha256(frames[n - 1]).hexdigest())
    if place != tuple(record[field] for field in ("version", "session", "sequence", "previous")):
        sys.exit(f"Record {n} is not what belongs there: something was changed, or is missing.")
ended = bool(records) and records[-1]["kind"] == "end"
vetoed = {record["phase"] for record in records if record["kind"] == "forgotten"}
for mark in () if ended else folder.glob("phase.*.forgotten"):
    if mark.read_text().split() == [head["session"], mark.name.split(".")[1]]:
        vetoed.add(mark.name.split(".")[1])
about = folder / "session.json"
left = json.loads(about.read_text()).get("sealed", {}) if about.exists() else {}
for record in records:
    if record["kind"] == "entry" and record["phase"] not in vetoed:
        phase_key = age((folder / f"phase.{record['key']}.age").read_bytes(), key)
        entry = json.loads(age(base64.b64decode(record["sealed"]), phase_key))
        print(f"{entry['start_s']:8.1f} s  {record['phase']}  {entry['kind']}: {entry['text']!r}")
        left[record["phase"]] = left.get(record["phase"], 0) - (entry["kind"] != "gap")
lost = {phase: n for phase, n in left.items() if n > 0 and phase not in vetoed}
if lost:
    sys.exit(f"So many entries were sealed, by phase, and are missing: {lost}")
if not ended:
    sys.exit("The notes were not closed in order: the end may be missing.")
