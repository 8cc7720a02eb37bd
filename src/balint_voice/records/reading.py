"""Reads a small file that somebody else may have put there: settings, scripts, descriptions.

Rules: only a plain file is read (a link may lead to one), and only up to a size. Reading a pipe
would wait for ever for a writer, and a device may never end. A refusal is an OSError, and
`errors.reason` puts it into words. For files of our own: `append_only.read_regular`.
"""

import codecs
import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from balint_voice.records.disk import BYTES_AS_THEY_ARE, NEVER_WAIT, OURS_ALONE

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MOST = 4 << 20
"""Bytes; a script has some 20,000."""


def read_file(path: Path, most: int = MOST) -> bytes:
    """The bytes of a plain file. Raises OSError for what is none, or is larger than `most`."""
    if str(path) == os.devnull:  # the usual way to say "none"
        return b""
    with open_plain(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, "too large", str(path))
    return content


def open_plain(path: Path) -> BinaryIO:
    """A plain file, to be read piece by piece. Raises OSError for what is none."""
    return open(path, "rb", opener=_open_plain)


def _open_plain(path: str, _: int) -> int:
    """An opener gives the descriptor away whole: at Ctrl-C nobody closes it twice."""
    descriptor = os.open(path, os.O_RDONLY | OURS_ALONE | NEVER_WAIT | BYTES_AS_THEY_ARE)
    try:
        kind = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(kind):
            # ENXIO: what the system itself says of a socket.
            raise OSError(errno.EISDIR if stat.S_ISDIR(kind) else errno.ENXIO, "", str(path))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_text(path: Path, most: int = MOST) -> str:
    """The same as text, as Windows' editors write it too: with a mark before the first letter, in
    UTF-16 (their "Unicode"), with line ends of their own."""
    content = read_file(path, most)
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
