"""`docs/cli.md`, made of the program's own help: `make docs`, or `python tools/cli_page.py`.

A test holds the page equal to what `--help` says. What no help can say (exit codes, places, files)
stands here.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from balint_voice.cli.main import commands

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"

_BEFORE = """\
# balint-voice(1)

`make docs` makes this page from the program's own help. Do not edit it by hand.

    balint-voice COMMAND [OPTIONS] [ARGUMENTS]

Data goes to stdout, messages to stderr. `--json` where there is data. Without a terminal there is
no colour and no full screen; `NO_COLOR` switches colour off. An option that you leave out has the
value in the group's settings ([settings.md](settings.md)), or else the default shown here.
"""

_AFTER = """\
## Keys during a session

| key | what |
|---|---|
| space, PageDown | go on: begin the phase, end it, or go to the next one |
| PageUp, `b` | go one phase back (press twice) |
| `p` | pause, or go on after a pause |
| `+` | add five minutes |
| `s` | skip the phase (press twice) |
| `r` | say the last cue again |
| `t` | say how much time is left |
| `v` | veto: stop recording and erase all recordings; then `1` limits it to this phase |
| `n` | type a note |
| `m` | ask everybody once more whether the microphone may be used, after a no |
| `j`, `y`, `o` | answer yes when the voice asks; the screen shows which keys answer |
| `q` | end the session (press twice) |

## Exit codes

| code | meaning |
|---|---|
| 0 | done |
| 1 | a fault of the program |
| 2 | arguments, method or settings cannot be used; the message says which, and what to do |
| 3 | a part is missing (sound, voice, model, library); the message says what to do |
| 4 | a record is damaged or the passphrase is wrong; what can be read is still shown |
| 130 | interrupted; everything already saved is kept |

## Environment

| variable | meaning |
|---|---|
| `BALINT_VOICE_DATA` | the folder with `sessions/` and `scripts/` |
| `BALINT_VOICE_MODELS` | the folder with Whisper models |
| `BALINT_VOICE_CONFIG` | the settings file, or the folder with `settings.toml` |
| `NO_COLOR` | no colours |

## Files

`DATA/sessions/SESSION/` is a folder that only its owner can open:

| file | what |
|---|---|
| `timing.jsonl` | what happened when; never a word that was said or typed |
| `clock` | the session time, while the session is open; removed when it ends normally |
| `notes.sealed` | the notes, sealed ([sealed-notes.md](sealed-notes.md)), where there are any |
| `presenter.age` | the presenter's key, encrypted by passphrase; absent with `--presenter-key` |
| `presenter.old.age` | the presenter's key of notes that were missing at a `resume` |
| `phase.*` | the key of each recorded phase, sealed; destroyed by a veto |
| `handed-over.json` | when the notes were deleted here because the presenter has them |

Without these variables, DATA and the settings are in the usual folders of the system: on Linux
`~/.local/share/balint-voice` and `~/.config/balint-voice`, on a Mac
`~/Library/Application Support/balint-voice`, on Windows `%LOCALAPPDATA%\\balint-voice`.

## Completion

`balint-voice --install-completion` sets it up for the shell it is started from (bash, zsh, fish,
PowerShell); `--show-completion` prints the script instead. Names of methods, phases, sessions and
models are completed too.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_BEFORE, *_sections(), _AFTER])


def _sections() -> Iterator[str]:
    program = commands()
    top = program.make_context("balint-voice", [], resilient_parsing=True)
    yield _section("balint-voice", program, top)
    yield from _commands(program, top, "balint-voice")


def _commands(group: Any, above: Any, path: str) -> Iterator[str]:
    for name in group.list_commands(above):
        command = group.get_command(above, name)
        full = f"{path} {name}"
        yield _section(full, command, command.make_context(name, [], above, resilient_parsing=True))
        if hasattr(command, "list_commands"):
            inner = command.make_context(name, [], above, resilient_parsing=True)
            yield from _commands(command, inner, full)


def _section(title: str, command: Any, context: Any) -> str:
    """What `--help` prints, as in a terminal of 80 columns, whatever this one has."""
    formatter = context.make_formatter()
    formatter.width = 78
    command.format_help(context, formatter)
    return f"## {title}\n\n```text\n{formatter.getvalue().rstrip()}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
