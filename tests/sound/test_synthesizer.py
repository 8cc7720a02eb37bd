"""Synthesizers: the contract on the fake and the real one; then the real child, killed and hung."""

import contextlib
import os
import signal
import stat
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from balint_voice.adapters.system import scratch
from balint_voice.adapters.tts.cue_cache import KEPT_DAYS, CueCache
from balint_voice.adapters.tts.synthesizer import ChildSynthesizer, checked
from balint_voice.adapters.tts.tts_child import ChildError, SpeechChild
from balint_voice.adapters.tts.voice_choice import VoiceChoice
from balint_voice.errors import PartMissing
from balint_voice.listening.audio import Sound
from balint_voice.ports import Synthesizer
from tests.support.fakes import FakeSynthesizer
from tests.support.pulse import PATIENCE_S, waited_for
from tests.support.refusals import advice, refuses

SHORT = "Dank je wel."
LONG = "Vertel rustig wat er gebeurde, wie erbij was en wat het met je deed."


@pytest.fixture(params=["fake", "child"])
def any_synthesizer(request: pytest.FixtureRequest) -> Synthesizer:
    if request.param == "fake":
        return FakeSynthesizer()
    real: ChildSynthesizer = request.getfixturevalue("synthesizer")
    return real


def test_a_text_becomes_sound_and_a_longer_one_more(any_synthesizer: Synthesizer) -> None:
    short, long = any_synthesizer.render(SHORT), any_synthesizer.render(LONG)
    for sound in (short, long):
        assert sound.samples.dtype == np.float32
        assert sound.samples.ndim == 1
        assert 0.1 < np.abs(sound.samples).max() <= 1
    assert long.seconds > short.seconds * 1.5


def test_the_same_text_sounds_the_same(any_synthesizer: Synthesizer) -> None:
    first, second = any_synthesizer.render(SHORT), any_synthesizer.render(SHORT)
    np.testing.assert_allclose(first.samples, second.samples, atol=1e-4)


def test_what_cannot_be_rendered_is_a_missing_part(any_synthesizer: Synthesizer) -> None:
    if isinstance(any_synthesizer, FakeSynthesizer):
        any_synthesizer.broken = True
    with pytest.raises(PartMissing) as missing:
        any_synthesizer.render("...")  # nothing in it can be spoken
    assert advice(missing.value)


def test_a_dutch_cue_takes_a_calm_pace(synthesizer: ChildSynthesizer) -> None:
    words = len(LONG.split())
    assert 130 < words / (synthesizer.render(LONG).seconds / 60) < 190


def test_what_the_child_wrote_is_gone_at_once_and_the_folder_at_the_end(
    synthesizer: ChildSynthesizer,
) -> None:
    synthesizer.render(SHORT)
    folder = synthesizer.folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(folder.iterdir()) == []
    synthesizer.close()
    assert not folder.exists()


@pytest.mark.parametrize(
    "text",
    [
        "[■ ▶ ▮▮] ® ★ EXCLUSIVE! ➨ 04.11.2013 – 4:22 🎉👩‍👩‍👧",
        "a <b>vet</b> & <speak> [[x]] {x} %s \\pau=1000\\",
        "een \u202e twee \u200b drie",
        "1.234.567,89 km/u, 24/7, € 5,-",
        LONG * 10,
    ],
    ids=["signs", "marks", "unseen", "numbers", "long"],
)
def test_signs_and_length_cost_neither_this_text_nor_the_next(
    synthesizer: ChildSynthesizer, text: str
) -> None:
    assert synthesizer.render(text).seconds > 1
    assert 0.3 < synthesizer.render(SHORT).seconds < 3


@pytest.fixture
def full_disk(small_disk: Path) -> Path:
    """Made full but for what an empty folder takes."""
    with contextlib.suppress(OSError), (small_disk / "filler").open("wb") as filler:
        while True:
            filler.write(bytes(4096))
            filler.flush()
    return small_disk


def test_a_full_disk_for_temporary_files_does_not_silence_the_voice(
    full_disk: Path, dutch: VoiceChoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not scratch.IN_MEMORY.exists():
        pytest.skip("this system has no folder in memory")
    monkeypatch.setattr(tempfile, "tempdir", str(full_disk))
    synthesizer = ChildSynthesizer(dutch, cache_folder=tmp_path / "cues")
    assert synthesizer.render(SHORT).seconds > 0.3
    synthesizer.close()


def test_where_only_a_full_disk_is_there_it_is_named(
    full_disk: Path, dutch: VoiceChoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "IN_MEMORY", full_disk)
    monkeypatch.setattr(tempfile, "tempdir", str(full_disk))
    synthesizer = ChildSynthesizer(dutch, timeout_s=1.0, cache_folder=tmp_path / "cues")
    with refuses(PartMissing, f"{full_disk} is full") as missing:
        synthesizer.render(SHORT)
    assert "TMPDIR" in advice(missing.value)
    synthesizer.close()


def test_where_no_temporary_file_can_be_made_that_is_said(
    dutch: VoiceChoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "IN_MEMORY", tmp_path / "nowhere")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with refuses(PartMissing, "no temporary file can be made"):
        ChildSynthesizer(dutch)


def test_a_child_killed_in_the_middle_is_replaced(synthesizer: ChildSynthesizer) -> None:
    synthesizer.render(SHORT)
    first = synthesizer.child_pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)  # so that it is in the middle, whatever the machine's speed
    rendered: list[float] = []
    rendering = threading.Thread(target=lambda: rendered.append(synthesizer.render(LONG).seconds))
    rendering.start()
    os.kill(first, signal.SIGKILL)
    rendering.join(timeout=PATIENCE_S)
    assert rendered
    assert rendered[0] > 2
    assert synthesizer.child_pid not in (None, first)


def test_a_child_that_hangs_is_replaced(dutch: VoiceChoice, tmp_path: Path) -> None:
    synthesizer = ChildSynthesizer(dutch, timeout_s=15, cache_folder=tmp_path)
    synthesizer.render(SHORT)
    first = synthesizer.child_pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    assert synthesizer.render(LONG).seconds > 2
    assert synthesizer.child_pid != first
    synthesizer.close()


def test_children_that_always_die_are_a_missing_voice(dutch: VoiceChoice, tmp_path: Path) -> None:
    gone = VoiceChoice(dutch.id, "Nobody", "no-such-engine")
    synthesizer = ChildSynthesizer(gone, cache_folder=tmp_path)
    with refuses(PartMissing, "Nobody"):
        synthesizer.render(SHORT)
    synthesizer.close()


def test_a_child_too_slow_for_its_time_is_a_missing_voice(
    dutch: VoiceChoice, tmp_path: Path
) -> None:
    synthesizer = ChildSynthesizer(dutch, timeout_s=0.01, cache_folder=tmp_path)
    with refuses(PartMissing, "no answer within"):
        synthesizer.render(LONG)
    synthesizer.close()


def test_closing_ends_a_rendering_that_hangs(synthesizer: ChildSynthesizer) -> None:
    synthesizer.render(SHORT)
    assert synthesizer.child_pid is not None
    os.kill(synthesizer.child_pid, signal.SIGSTOP)
    refused: list[PartMissing] = []

    def render() -> None:
        try:
            synthesizer.render(LONG)
        except PartMissing as missing:
            refused.append(missing)

    rendering = threading.Thread(target=render)
    rendering.start()
    synthesizer.close()
    rendering.join(timeout=PATIENCE_S)
    assert refused


def test_a_child_ends_when_its_parent_does(dutch: VoiceChoice) -> None:
    child = SpeechChild(dutch.engine)
    child.ask({"do": "voices"}, 30)
    child.hang_up()
    waited_for("the child to end", lambda: child.ended)


def test_silence_and_stubs_are_failures() -> None:
    silent = Sound(np.zeros(44_100, np.float32), 22_050)
    with pytest.raises(ChildError, match="silent"):
        checked(silent, SHORT)
    stub = Sound(np.ones(2_000, np.float32), 22_050)
    with pytest.raises(ChildError, match="characters"):
        checked(stub, LONG)


@pytest.fixture
def rendered_once(dutch: VoiceChoice, tmp_path: Path) -> Path:
    synthesizer = ChildSynthesizer(dutch, cache_folder=tmp_path / "cues")
    synthesizer.render(LONG)
    synthesizer.close()
    return tmp_path / "cues"


def test_a_rendered_cue_needs_no_child_the_next_time(
    dutch: VoiceChoice, rendered_once: Path
) -> None:
    again = ChildSynthesizer(dutch, cache_folder=rendered_once)
    assert again.render(LONG).seconds > 2
    assert again.child_pid is None
    again.close()


def test_another_rate_or_voice_is_another_sound(dutch: VoiceChoice, rendered_once: Path) -> None:
    slower = ChildSynthesizer(dutch, rate=100, cache_folder=rendered_once)
    slower.render(LONG)
    assert slower.child_pid is not None
    slower.close()


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied"])
def test_a_damaged_cache_costs_a_rendering_and_nothing_else(
    dutch: VoiceChoice, rendered_once: Path, damage: str
) -> None:
    (kept,) = rendered_once.iterdir()
    whole = kept.read_bytes()
    flipped = bytes([*whole[:5_000], whole[5_000] ^ 1, *whole[5_001:]])
    kept.write_bytes({"cut": whole[:-100], "flipped": flipped, "emptied": b""}[damage])
    again = ChildSynthesizer(dutch, cache_folder=rendered_once)
    assert again.render(LONG).seconds > 2
    again.close()
    assert kept.read_bytes() == whole


def test_cues_that_were_not_used_for_long_are_removed_and_others_are_not(
    dutch: VoiceChoice, rendered_once: Path
) -> None:
    synthesizer = ChildSynthesizer(dutch, cache_folder=rendered_once)
    (used_again,) = rendered_once.iterdir()
    synthesizer.render(SHORT)
    (forgotten,) = set(rendered_once.iterdir()) - {used_again}
    torn = forgotten.with_suffix(".4711")
    not_ours = rendered_once / "holiday.cue"
    for path in (torn, not_ours):
        path.write_bytes(b"x")
    long_ago = time.time() - (KEPT_DAYS + 1) * 86_400
    for path in rendered_once.iterdir():
        os.utime(path, (long_ago, long_ago))
    synthesizer.render(LONG)  # from the cache: used today
    synthesizer.tidy()
    waited_for("the sweep", lambda: not forgotten.exists() and not torn.exists())
    assert set(rendered_once.iterdir()) == {used_again, not_ours}
    synthesizer.close()


def test_no_place_for_a_cache_is_no_trouble(dutch: VoiceChoice, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    synthesizer = ChildSynthesizer(dutch, cache_folder=tmp_path / "file" / "cues")
    CueCache(tmp_path / "file" / "cues", "any").sweep()
    assert synthesizer.render(SHORT).seconds > 0.3
    synthesizer.close()
