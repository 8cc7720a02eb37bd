"""A hand-written evening: two phases, one skipped, one recorded, a pause and an extension."""

from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant

VERZAMELEN, KEUZE, STELLING = r.Id("verzamelen"), r.Id("probleemkeuze"), r.Id("probleemstelling")
NAMES = {
    "verzamelen": "Verzamelen van problemen",
    "probleemkeuze": "Probleemkeuze",
    "probleemstelling": "Probleemstelling",
}

STARTED = r.SessionStarted(
    session=r.Id("2026-11-21-200512"),
    script=r.Id("intervisie"),
    language=r.Id("nl"),
    started="2026-11-21T20:05:12+01:00",
    people=9,
    group="Noord",
    planned_s=1500.0,
    recorded=(STELLING,),
)

RECORDS: tuple[tuple[Instant, r.LogRecord], ...] = tuple(
    (Instant(at), record)
    for at, record in (
        (0.0, STARTED),
        (0.0, r.PhasePlanned(VERZAMELEN, 1, 600.0)),
        (0.0, r.PhasePlanned(KEUZE, 2, 300.0)),
        (0.0, r.PhasePlanned(STELLING, 3, 600.0)),
        (0.0, r.ConsentGiven((STELLING,))),
        (0.5, r.CueStarted(r.Id("welcome"), 0.0, 0.0)),
        (10.0, r.CueFinished(r.Id("welcome"), 0.0, True)),
        (10.0, r.BeatBegan(VERZAMELEN, r.Id("announce"))),
        (20.0, r.BeatBegan(VERZAMELEN, r.Id("prepare"))),
        (40.0, r.BeatBegan(VERZAMELEN, r.Id("begin"))),
        (45.0, r.BeatBegan(VERZAMELEN, r.Id("work"))),
        (100.0, r.Paused()),
        (101.0, r.CueStarted(r.Id("paused"), 100.0, 0.0)),
        (102.0, r.CueFinished(r.Id("paused"), 100.0, False)),
        (160.0, r.Continued()),
        (200.0, r.PhaseExtended(VERZAMELEN, 300.0)),
        (200.0, r.PhaseReplanned(VERZAMELEN, 900.0)),
        (900.0, r.BeatBegan(VERZAMELEN, r.Id("close"))),
        (910.0, r.PhaseEnded(VERZAMELEN)),
        (910.0, r.BeatBegan(KEUZE, r.Id("announce"))),
        (912.0, r.PhaseSkipped(KEUZE)),
        (912.0, r.PhaseEnded(KEUZE)),
        (912.0, r.BeatBegan(STELLING, r.Id("announce"))),
        (930.0, r.BeatBegan(STELLING, r.Id("begin"))),
        (935.0, r.BeatBegan(STELLING, r.Id("work"))),
        (935.0, r.MicrophoneOpened(STELLING)),
        (940.0, r.CueFinished(r.Id("probleemstelling/half"), 938.0, False)),
        (1000.0, r.SpeechSealed(STELLING, 936.0, 960.0, 20.5)),
        (1400.25, r.BeatBegan(STELLING, r.Id("close"))),
        (1400.25, r.MicrophoneClosed(STELLING)),
        (1405.0, r.PartFailed(r.Id("voice"))),
        (1410.0, r.PhaseEnded(STELLING)),
        (1411.0, r.ListeningEnded(STELLING, 465.25, 300.1, 290.1, 10.0)),
        (1412.0, r.AudioDeleted(465.25, 290.1, 10.0, 0)),
        (1415.0, r.SessionEnded(True)),
    )
)
