"""Mutated sealed notes and phase keys: what opens is what was sealed, all else is named."""

import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from balint_voice.errors import BalintVoiceError
from balint_voice.records.opened_notes import open_notes
from balint_voice.records.sealed_notes import begin_notes, reopen_notes
from tests.crash import story
from tests.fuzzing.mutation import mutated_bytes


@cache
def sealed_files() -> tuple[tuple[str, bytes], ...]:
    """The files of notes that were closed in order, one phase vetoed."""
    with TemporaryDirectory(prefix="balint-voice-fuzz-") as name:
        path = Path(name) / "notes.sealed"
        notes = begin_notes(path, story.SESSION, str(story.PRESENTER.to_public()))
        for act in story.acts():
            if isinstance(act, story.Note):
                notes.append(act.entry)
            elif isinstance(act, story.ForgetPhases):
                notes.forget(act.phases)
        notes.finish()
        return tuple((each.name, each.read_bytes()) for each in sorted(Path(name).iterdir()))


def outcome(chance: random.Random) -> str:
    sealed = [act.entry for act in story.acts() if isinstance(act, story.Note)]
    files = dict(sealed_files())
    which = "notes.sealed" if chance.random() < 0.8 else chance.choice(sorted(files))
    files[which] = mutated_bytes(files[which], chance)
    with TemporaryDirectory(prefix="balint-voice-fuzz-") as name:
        path = Path(name) / "notes.sealed"
        for file, content in files.items():
            path.with_name(file).write_bytes(content)
        changed = files != dict(sealed_files())
        try:
            opened = open_notes(path, story.SESSION, [str(story.PRESENTER)])
            entries = [each.entry for each in opened.entries]
            assert all(entry in sealed for entry in entries), "a wrong note was taken for right"
            assert all(entry.phase != story.CASE for entry in entries), "what was vetoed is back"
            whole = len(entries) == 3
            assert whole or opened.damages, "a note is missing and nobody says so"
            if which == "notes.sealed" and changed:
                assert opened.damages, "changed, and called whole"
            reopen_notes(path, story.SESSION).close()
        except BalintVoiceError:
            return "refused"
    return "valid"
