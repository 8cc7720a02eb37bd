"""The catalogue is whole, and the page about models tells the same."""

import re
from pathlib import Path

from faster_whisper.utils import _MODELS

from balint_voice.adapters.whisper.model_catalogue import BUILDS

PAGE = Path(__file__).parents[2] / "models" / "README.md"
RENAMED = {"mobiuslabsgmbh/faster-whisper-large-v3-turbo"}


def test_every_build_is_one_that_faster_whisper_knows() -> None:
    for name, build in BUILDS.items():
        assert build.repository == _MODELS[name] or _MODELS[name] in RENAMED


def test_every_build_holds_what_a_model_folder_needs_and_is_pinned() -> None:
    for build in BUILDS.values():
        names = [file.name for file in build.files]
        assert {"config.json", "model.bin", "tokenizer.json"} < set(names)
        assert [name for name in names if name.startswith("vocabulary.")]
        assert len(set(names)) == len(names)
        assert re.fullmatch(r"[0-9a-f]{40}", build.revision)
        assert all(re.fullmatch(r"[0-9a-f]{64}", file.sha256) for file in build.files)
        assert len({file.sha256 for file in build.files}) == len(names)


def test_the_page_names_every_build_with_its_figures() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    for name, build in BUILDS.items():
        (row,) = [row for row in rows if f"`{name}`" in row.split("|")[1]]
        if row.startswith(f"| `{name}` "):
            gigabytes, megabytes = f"{build.size / 1e9:.1f} GB", f"{build.size / 1e6:.0f} MB"
            assert gigabytes in row or megabytes in row
            if build.typical is not None:
                assert f"{build.typical.factor:.2f}" in row
                assert f"{build.typical.memory / 1e9:.1f} GB" in row
