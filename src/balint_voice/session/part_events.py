"""What the parts around the session report: cues, voices in the room, sealed notes, and faults.

Rules: a fault is shown, logged, and said where the presenter should know. It never stops the
session.
"""

from balint_voice.session import inputs as i
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant, Seconds, later
from balint_voice.session.cue_ids import CueName
from balint_voice.session.silence_question import SilenceQuestion
from balint_voice.session.stage_table import Stage
from balint_voice.session.state import SessionState

_SAYS_ERASED = [
    CueName(None, key) for key in ("veto-all", "veto-done", "veto-late", "all-forgotten")
]
_SAYS_NOT_ERASED = CueName(None, "veto-failed")


class PartEvents:
    """Takes in what no person commanded."""

    def __init__(self, state: SessionState, silence_question: SilenceQuestion) -> None:
        self._state, self._silence_question = state, silence_question

    def take(self, given: i.Input, now: Instant) -> None:
        state = self._state
        match given:
            case i.CueStarted(cue):
                state.cues.started(cue, now)
            case i.CueFinished(cue):
                state.cues.finished(cue, now)
                self._part_works("voice", now)
            case i.CueOnlyShown(cue):
                state.cues.only_shown(cue)
            case i.CueFailed(cue):
                state.cues.failed(cue, now)
                if "voice" not in state.faults:
                    self._part_failed("voice", now)
            case i.VoiceStarted():
                state.microphone.somebody_heard(now)
                state.politeness.voice_started(now)
                self._silence_question.voice_heard()
            case i.VoiceStopped(ago):
                state.politeness.voice_stopped(later(now, -ago))
            case i.LevelChanged(step, clips):
                if state.microphone.open is not None:
                    state.microphone.level = (step, clips)
            case i.NobodyHeard(quiet_s):
                self._nobody_heard(quiet_s, now)
            case i.SpeechSealed():
                state.microphone.sealed(given, now)
            case i.NoteTyped(phase):
                state.record(now, r.NoteTyped(r.Id(phase)))
            case i.BacklogChanged(seconds):
                state.microphone.backlog_s = seconds
            case i.SearchChanged(widely):
                state.record(now, r.SearchChanged(widely))
            case i.ListeningEnded():
                state.microphone.ended(given, now)
            case i.PartFailed(part):
                self._part_failed(part, now)
            case i.PartRecovered(part):
                self._part_works(part, now)
            case i.NetworkRefused(times):
                self._network_refused(times, now)

    def _nobody_heard(self, quiet_s: Seconds, now: Instant) -> None:
        """Shown, and said where it records: whoever speaks should know. Where nobody has the word
        there is nobody to hear."""
        state = self._state
        phase = state.phase
        if phase is None or phase.speaks == "nobody" or state.stage is not Stage.WORK:
            return
        before = state.microphone.hears_nobody
        said = state.microphone.nobody_heard(quiet_s, now)
        if state.microphone.hears_nobody and not before:
            state.warn("nobody-heard")
        if said:
            state.say("nobody-heard", now)

    def _part_failed(self, part: str, now: Instant) -> None:
        state = self._state
        state.faults = (*(fault for fault in state.faults if fault != part), part)
        state.record(now, r.PartFailed(r.Id(part)))
        state.warn(part)
        if part == "microphone" and state.phase is not None and state.microphone.phase:
            state.say("microphone-lost", now)
        if part == "veto":
            state.cues.take_back(_SAYS_ERASED, now)
            state.say("veto-failed", now)

    def _part_works(self, part: i.Part, now: Instant) -> None:
        state = self._state
        if part in state.faults:
            state.faults = tuple(fault for fault in state.faults if fault != part)
            state.record(now, r.PartRecovered(r.Id(part)))
            state.warn("mended")
            if part == "veto":
                state.cues.take_back([_SAYS_NOT_ERASED], now)
                state.say("veto-late", now)

    def _network_refused(self, times: int, now: Instant) -> None:
        state = self._state
        before, state.refused = state.refused, state.refused + times
        if before == 0:
            state.warn("network")
        if state.refused.bit_length() > before.bit_length():  # few lines, however often it tries
            state.record(now, r.NetworkRefused(state.refused))
