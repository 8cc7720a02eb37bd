"""Opens sealed notes with Python 3 and the `age` tool alone: read_notes.py [FOLDER [KEY-FILE]]"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

WRONG = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
FAULTS = (*WRONG, subprocess.SubprocessError)


def printable(text: str) -> str:
    """What a terminal would obey (controls, marks of direction) is escaped."""
    obeyed = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    return text.translate({ord(c): c.encode("unicode_escape").decode() for c in obeyed})


def age(blob: bytes, key: bytes) -> bytes:
    """What the ordinary age tool makes of it; the key goes through a pipe and never to disk."""
    with tempfile.TemporaryDirectory() as place:
        sealed = Path(place) / "sealed"
        sealed.write_bytes(blob)  # as sealed as it was
        command = ["age", "--decrypt", "-i", "-", str(sealed)]
        return subprocess.run(command, input=key, stdout=-1, check=True).stdout


def entry_in(record: dict[str, Any], folder: Path, key: bytes) -> tuple[str, str]:
    """An entry's kind, and its line; ValueError for what is no entry."""
    if not re.fullmatch(rf"{re.escape(record['phase'])}(\.\d+)?", record["key"]):
        raise ValueError
    phase_key = age((folder / f"phase.{Path(record['key']).name}.age").read_bytes(), key)
    entry = json.loads(age(base64.b64decode(record["sealed"]), phase_key))
    kind, start, at = entry["kind"], entry["start_s"], entry.get("added", "")
    right = [entry[each] == record[each] for each in ("session", "sequence")]
    right += [kind in {"entry": ("heard", "typed", "gap"), "added": ("added",)}[record["kind"]]]
    right += [type(start) in (int, float), type(entry["text"]) is str]
    if not all(right) or not -1e6 < start < 1e6:
        raise ValueError
    return kind, f"{start:8.1f} s  {record['phase']}  {kind}{at and ' '}{at}: {entry['text']}"


def read(folder: Path, key: bytes) -> list[str]:
    """Shows what is whole; what is wrong is returned."""
    frames: list[bytes] = []
    rest = (folder / "notes.sealed").read_bytes()
    while len(rest) >= (end := 4 + int.from_bytes(rest[:4], "big")):
        frames.append(rest[:end])
        rest = rest[end:]
    session = json.loads(frames[0][4:])["session"]
    records = [json.loads(age(frame[4:], key)) for frame in frames[1:]]
    for n, record in enumerate(records, 1):
        place = (2, session, n, hashlib.sha256(frames[n - 1]).hexdigest())
        if place != tuple(record[name] for name in ("version", "session", "sequence", "previous")):
            return [f"Record {n} is not what belongs there: something was changed, or is missing."]
    before = [record["kind"] for record in records if record["kind"] != "added"]
    ended = before[-1:] == ["end"] and not rest
    vetoed = {record["phase"] for record in records if record["kind"] == "forgotten"}
    for mark in () if ended else folder.glob("phase.*.forgotten"):
        if mark.read_text().split() == [session, mark.name.split(".")[1]]:
            vetoed.add(mark.name.split(".")[1])
    wrong = [] if ended else ["The notes were not closed in order: the end may be missing."]
    there: list[str] = []
    for record in records:
        if record["kind"] in ("entry", "added") and record["phase"] not in vetoed:
            try:
                kind, line = entry_in(record, folder, key)
                print(printable(line))
            except FAULTS:
                kind = ""
                wrong.append(f"Record {record['sequence']} does not open as a note: left out.")
            there += [record["phase"]] if kind not in ("gap", "added") else []
    about = folder / "session.json"
    known = json.loads(about.read_text()).get("sealed", {}) if about.exists() else {}
    lost = {phase: n - there.count(phase) for phase, n in known.items() if phase not in vetoed}
    lost = {phase: n for phase, n in lost.items() if n > 0}
    wrong += [f"So many entries were sealed, by phase, and are missing: {lost}"] if lost else []
    return wrong


try:
    place = Path(sys.argv[1] if sys.argv[1:] else ".")
    unwrap = ["age", "--decrypt", str(place / "presenter.age")]  # asks the passphrase by itself
    key = Path(sys.argv[2]).read_bytes() if sys.argv[2:] else subprocess.check_output(unwrap)
    sys.exit("\n".join(read(place, key)) or None)
except FAULTS as fault:
    sys.exit(printable(f"These notes cannot be read: {fault}"))
