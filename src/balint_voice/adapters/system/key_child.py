"""A phase's key, made by a process that ends with it: the secret half is never in the session.

Run as `python -m balint_voice.adapters.system.key_child`. In: one JSON object with the file to
write and the presenter's public key. Out: `{"recipient": ...}`, or `{"errno": ...}` of what the
disk refused. The child writes the wrapped key itself: whoever has it and the presenter's
passphrase could read what was vetoed, so it is not handed back either.
"""

import errno
import json
import subprocess
import sys
from pathlib import Path

from balint_voice.records.phase_keys import write_key

_CHILD = "balint_voice.adapters.system.key_child"
_PATIENCE_S = 10.0
"""A veto that comes meanwhile waits for the note that is being written, so for this too."""


def key_made_in_a_child(path: Path, presenter: str) -> str:
    """`records.phase_keys.KeyMaker`: raises OSError where the child failed, too."""
    asked = json.dumps({"path": str(path), "presenter": presenter})
    try:
        ended = subprocess.run(
            [sys.executable, "-P", "-m", _CHILD],
            input=asked.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
            check=False,
            start_new_session=True,  # Ctrl-C is for the program in front
        )
    except subprocess.TimeoutExpired:
        raise _failed() from None
    try:
        answer = json.loads(ended.stdout)
    except ValueError:
        raise _failed() from None
    if "errno" in answer:
        raise OSError(answer["errno"], "the key of a phase could not be written", str(path))
    return str(answer["recipient"])


def _failed() -> OSError:
    return OSError(errno.EAGAIN, "no key could be made for a phase")


def main() -> None:
    """Make one key, and end."""
    from balint_voice.adapters.system.core_dumps import leave_no_core_dump

    leave_no_core_dump()
    asked = json.load(sys.stdin)
    answer: dict[str, object]
    try:
        answer = {"recipient": write_key(Path(asked["path"]), asked["presenter"])}
    except OSError as refused:
        answer = {"errno": refused.errno or errno.EIO}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
