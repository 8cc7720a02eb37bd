"""Whatever tells the program to end, or stops it for a while: in order, said, and nothing lost."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from balint_voice.records.sessions import find_session
from balint_voice.session import log_records as r
from tests.crash.process import CampaignFolder
from tests.faults.conftest import BeginProgram

pytestmark = pytest.mark.slow

UNHURRIED = 4
"""So slowly that a phase still goes on when a test, on a busy machine, has seen it begin."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_ends_in_order(begin: BeginProgram, number: signal.Signals) -> None:
    running = begin(pace=UNHURRIED)
    running.until_logged(r.MicrophoneOpened)
    running.process.send_signal(number)
    assert running.ended() == 130
    assert running.last_event() == "session-interrupted"
    (listened,) = running.logged(r.ListeningEnded)
    assert listened.speech_s == pytest.approx(listened.transcribed_s)
    if listened.speech_s:
        assert {each.kind for each in running.notes().damages} == {"open"}


def test_after_ctrl_c_the_notes_say_interrupted_and_not_damaged(
    begin: BeginProgram, stage: CampaignFolder
) -> None:
    running = begin(pace=UNHURRIED)
    running.until_logged(r.SpeechSealed)
    running.process.send_signal(signal.SIGINT)
    assert running.ended() == 130
    assert running.last_event() == "session-interrupted"
    read = subprocess.run(
        [sys.executable, "-m", "balint_voice", "notes", "--passphrase-file", str(stage.passphrase)],
        env={**os.environ, "BALINT_VOICE_DATA": str(running.data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert read.returncode == 0, read.stderr
    assert "De bijeenkomst is onderbroken." in read.stdout
    assert "niet volledig" not in read.stdout
    assert "balint-voice resume" in read.stderr


def test_a_second_ctrl_c_drops_what_waits_and_says_so(begin: BeginProgram) -> None:
    program = begin(pace=UNHURRIED)
    program.until_logged(r.MicrophoneOpened)
    (worker,) = program.workers()
    os.kill(worker, signal.SIGSTOP)
    # The phase goes on until something was heard that now waits to become text.
    program.until_logged(r.MicrophoneClosed)
    program.process.send_signal(signal.SIGINT)
    program.until("Doe de laptop nog niet dicht")
    program.process.send_signal(signal.SIGINT)
    assert program.ended() == 130
    assert program.last_event() == "session-interrupted"
    (listened,) = program.logged(r.ListeningEnded)
    assert listened.dropped_s > 0 and listened.transcribed_s == 0
    assert {each.entry.kind for each in program.notes().entries} == {"gap"}


def test_a_machine_that_slept_is_paused_and_asks(begin: BeginProgram) -> None:
    running = begin(pace=2)
    running.until_logged(r.MicrophoneOpened)
    running.process.send_signal(signal.SIGSTOP)
    # This is the one thing that time itself does: it is noticed after more than six seconds.
    with pytest.raises(subprocess.TimeoutExpired):
        running.process.wait(timeout=7.5)
    running.process.send_signal(signal.SIGCONT)
    running.until_logged(r.Slept, lambda slept: slept.away_s > 6 * 2)
    running.until_logged(r.Paused)
    running.until_logged(r.MicrophoneClosed)
    assert len(running.logged(r.MicrophoneOpened)) == 1
    running.process.send_signal(signal.SIGTERM)
    assert running.ended() == 130


def test_a_terminal_that_closes(stage: CampaignFolder, tmp_path: Path) -> None:
    """Its end is a signal, and from then on nothing can be shown any more."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["BALINT_VOICE_DATA"] = str(tmp_path)
        arguments = (
            *(
                "run",
                "demo",
                "--pace",
                str(UNHURRIED),
                "--voice",
                "none",
                "--plain",
                "--consent-given",
            ),
            *("--record", "case", "--model", "demo-nl", "--passphrase-file", str(stage.passphrase)),
            *("--microphone-file", str(stage.presenter)),
        )
        os.execv(sys.executable, [sys.executable, "-m", "balint_voice", *arguments])
    shown = b""
    while b"MICROFOON AAN" not in shown:
        shown += os.read(terminal, 4096)
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 130
    folder = find_session(tmp_path / "sessions")
    assert folder.timing_log.read_text().splitlines()[-1].find("session-interrupted") > 0


def test_killed_outright_it_is_resumed_on_the_same_chain(begin: BeginProgram) -> None:
    program = begin(pace=8)  # so that it is not over when this test has seen it
    program.until_logged(r.SpeechSealed)
    program.process.kill()
    program.process.wait()
    sealed = [each.entry for each in program.notes().entries]
    before = program.logged(object)
    resumed = begin(command="resume")
    # Nobody is there to press a key, so it does not wait for one.
    assert resumed.ended() == 0
    assert resumed.logged(object)[: len(before)] == before
    assert resumed.logged(r.Resumed)
    assert resumed.last_event() == "session-ended"
    notes = resumed.notes()
    assert not notes.damages
    assert [each.entry for each in notes.entries][: len(sealed)] == sealed
