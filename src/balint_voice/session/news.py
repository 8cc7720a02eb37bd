"""News of the parts around the session: cues heard, voices, notes sealed, faults and their mending.

Rule of this room: a fault is shown, logged, and said where the presenter should know; it never
stops the session.
"""

from balint_voice.session import inputs as i
from balint_voice.session import transitions as t
from balint_voice.session.asking import Asking
from balint_voice.session.clock import Instant, later
from balint_voice.session.evening import Evening


class News:
    """Takes in what no person commanded."""

    def __init__(self, evening: Evening, asking: Asking) -> None:
        self._evening, self._asking = evening, asking

    def take(self, given: i.Input, now: Instant) -> None:
        evening = self._evening
        match given:
            case i.CueStarted(cue):
                evening.out += evening.speech.started(cue, now)
            case i.CueFinished(cue):
                evening.out += evening.speech.over(cue, heard=True, now=now)
                self._part_works("voice", now)
            case i.CueFailed(cue):
                evening.out += evening.speech.over(cue, heard=False, now=now)
                if "voice" not in evening.faults:
                    self._part_failed("voice", now)
            case i.VoiceStarted():
                evening.politeness.voice(now, speaks=True)
                self._asking.voice_heard()
            case i.VoiceStopped(ago):
                evening.politeness.voice(later(now, -ago), speaks=False)
            case i.NoteSealed():
                evening.out.append(evening.hearing.sealed(given, now))
            case i.NoteTyped(phase):
                evening.record(now, t.NoteTyped(t.Id(phase)))
            case i.BacklogChanged(seconds):
                evening.hearing.backlog_s = seconds
            case i.ListeningEnded():
                evening.out.append(evening.hearing.ended(given, now))
            case i.PartFailed(part):
                self._part_failed(part, now)
            case i.PartWorks(part):
                self._part_works(part, now)
            case i.NetworkRefused(times):
                self._network_refused(times, now)

    def _part_failed(self, part: str, now: Instant) -> None:
        evening = self._evening
        evening.faults = (*(fault for fault in evening.faults if fault != part), part)
        evening.record(now, t.Faulted(t.Id(part)))
        evening.warn(part)
        if part == "microphone" and evening.phase is not None and evening.hearing.phase:
            evening.say("microphone-lost", now)

    def _part_works(self, part: i.Part, now: Instant) -> None:
        evening = self._evening
        if part in evening.faults:
            evening.faults = tuple(fault for fault in evening.faults if fault != part)
            evening.record(now, t.Mended(t.Id(part)))
            evening.warn("mended")

    def _network_refused(self, times: int, now: Instant) -> None:
        evening = self._evening
        before, evening.refused = evening.refused, evening.refused + times
        if before == 0:
            evening.warn("network")
        if evening.refused.bit_length() > before.bit_length():  # few lines, however often it tries
            evening.record(now, t.NetworkRefused(evening.refused))
