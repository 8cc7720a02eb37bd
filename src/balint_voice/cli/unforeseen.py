"""What nobody foresaw, as a refusal in the user's words.

Rules: no traceback reaches the user, and no text of a fault: it may hold content.
"""

import errno
import traceback

from balint_voice.errors import BalintVoiceError, Unusable, reason


def as_refusal(error: Exception) -> BalintVoiceError:
    """Unusable where the system refuses what the user named; else a fault of ours."""
    if isinstance(error, BalintVoiceError):
        return error
    by_the_system = _by_the_system(error) if isinstance(error, OSError) else None
    return by_the_system or BalintVoiceError("fault-of-ours", where=_where(error))


def _by_the_system(error: OSError) -> Unusable | None:
    """What the user named and the system refuses, wherever it is met."""
    match error.errno:
        case errno.ENAMETOOLONG:
            return Unusable("name-too-long", path=error.filename)
        case errno.EACCES | errno.EPERM | errno.EROFS if error.filename is not None:
            return Unusable("file-unreadable", path=error.filename, reason=reason(error))
        case errno.ENOSPC | errno.EDQUOT if error.filename is not None:
            return Unusable("file-unwritable", path=error.filename, reason=reason(error))
        case errno.ENOSPC | errno.EDQUOT:
            return Unusable("output-unwritable", reason=reason(error))
        case _:
            return None


def _where(error: Exception) -> str:
    """The kind of fault and its place in our code. Not its text: that may hold content."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "balint_voice" in frame.filename] or frames
    place = f"{ours[-1].filename.rpartition('balint_voice')[2]}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__} at {place.lstrip('/')}"
