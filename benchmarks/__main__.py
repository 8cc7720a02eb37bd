"""`python -m benchmarks [NAME ...] [--model FOLDER ...]`: all, or some.

A model folder of true size (tiny, base, small) beside our own small one shows the true cost;
without any, real weights are taken where `make weights` fetched them. See benchmarks/README.md. One
page goes to stdout, what is going on to stderr.
"""

import argparse
import importlib
import os
import sys
import time
from datetime import datetime
from pathlib import Path

from tests.support.real import SPEECH, weights

from benchmarks.measuring import Figure, Options, machine

ALL = (
    "start_up",
    "virtual_time",
    "cue_seconds",
    "cue_lateness",
    "chimes_in_noise",
    "idle",
    "keys",
    "page_keys",
    "listening",
    "human_speech",
    "note_times",
    "invented",
    "own_words",
    "last_note",
    "backlog",
    "voice_control",
    "history",
    "names",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ALL))
    parser.add_argument("--model", action="append", type=Path, default=[], metavar="FOLDER")
    human = os.environ.get(SPEECH)
    parser.add_argument("--human", type=Path, default=human, metavar="FOLDER")
    parser.add_argument("--quick", action="store_true", help="a few clips, or voices")
    parser.add_argument("--seconds", type=float, help="of human speech, of each speaker")
    parser.add_argument("--numbers", type=Path, metavar="FILE", help="kept, for voice_control")
    given = parser.parse_args()
    if unknown := set(given.names) - set(ALL):
        parser.error(f"unknown: {', '.join(sorted(unknown))}. There are: {', '.join(ALL)}")
    folder = Path(given.human) if given.human else None
    real = weights()
    given_models = tuple(given.model) or ((real,) if real else ())
    options = Options(given_models, folder, given.quick, given.seconds, given.numbers)
    print(f"{datetime.now().astimezone():%Y-%m-%d %H:%M}\n{machine()}", flush=True)
    for name in given.names or ALL:
        began = time.monotonic()
        print(f"{name} ...", file=sys.stderr, flush=True)
        figures = importlib.import_module(f"benchmarks.{name}").measure(options)
        print(f"\n{name} ({time.monotonic() - began:.0f} s)", flush=True)
        for figure in figures:
            print(f"  {_line(figure)}", flush=True)


def _line(figure: Figure) -> str:
    verdict = {True: "met", False: "NOT MET", None: ""}[figure.met]
    return f"{figure.what:<52} {figure.value:<44} {figure.aim:<18} {verdict}".rstrip()


if __name__ == "__main__":
    main()
