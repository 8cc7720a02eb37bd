"""A hand-written evening: two phases, one skipped, one recorded, a pause and an extension."""

from balint_voice.session import transitions as t
from balint_voice.session.clock import Instant

VERZAMELEN, KEUZE, STELLING = t.Id("verzamelen"), t.Id("probleemkeuze"), t.Id("probleemstelling")
NAMES = {
    "verzamelen": "Verzamelen van problemen",
    "probleemkeuze": "Probleemkeuze",
    "probleemstelling": "Probleemstelling",
}

STARTED = t.SessionStarted(
    session=t.Id("2026-11-21-200512"),
    script=t.Id("intervisie"),
    language=t.Id("nl"),
    started="2026-11-21T20:05:12+01:00",
    people=9,
    group="Noord",
    planned_s=1500.0,
    recorded=(STELLING,),
)

RECORDS: tuple[tuple[Instant, t.Transition], ...] = tuple(
    (Instant(at), transition)
    for at, transition in (
        (0.0, STARTED),
        (0.0, t.PhasePlanned(VERZAMELEN, 1, 600.0)),
        (0.0, t.PhasePlanned(KEUZE, 2, 300.0)),
        (0.0, t.PhasePlanned(STELLING, 3, 600.0)),
        (0.0, t.ConsentGiven((STELLING,))),
        (0.5, t.CueBegan(t.Id("welcome"), 0.0, 0.0)),
        (10.0, t.CueEnded(t.Id("welcome"), 0.0, True)),
        (10.0, t.BeatBegan(VERZAMELEN, t.Id("announce"))),
        (20.0, t.BeatBegan(VERZAMELEN, t.Id("prepare"))),
        (40.0, t.BeatBegan(VERZAMELEN, t.Id("begin"))),
        (45.0, t.BeatBegan(VERZAMELEN, t.Id("work"))),
        (100.0, t.Paused()),
        (101.0, t.CueBegan(t.Id("paused"), 100.0, 0.0)),
        (102.0, t.CueEnded(t.Id("paused"), 100.0, False)),
        (160.0, t.WentOn()),
        (200.0, t.PhaseExtended(VERZAMELEN, 300.0)),
        (200.0, t.PhaseReplanned(VERZAMELEN, 900.0)),
        (900.0, t.BeatBegan(VERZAMELEN, t.Id("close"))),
        (910.0, t.PhaseEnded(VERZAMELEN)),
        (910.0, t.BeatBegan(KEUZE, t.Id("announce"))),
        (912.0, t.PhaseSkipped(KEUZE)),
        (912.0, t.PhaseEnded(KEUZE)),
        (912.0, t.BeatBegan(STELLING, t.Id("announce"))),
        (930.0, t.BeatBegan(STELLING, t.Id("begin"))),
        (935.0, t.BeatBegan(STELLING, t.Id("work"))),
        (935.0, t.MicrophoneOpened(STELLING)),
        (940.0, t.CueEnded(t.Id("probleemstelling/half"), 938.0, False)),
        (1000.0, t.SpeechSealed(STELLING, 936.0, 960.0, 20.5)),
        (1400.25, t.BeatBegan(STELLING, t.Id("close"))),
        (1400.25, t.MicrophoneClosed(STELLING)),
        (1405.0, t.Faulted(t.Id("voice"))),
        (1410.0, t.PhaseEnded(STELLING)),
        (1411.0, t.Listened(STELLING, 465.25, 300.1, 290.1, 10.0)),
        (1412.0, t.AudioDeleted(465.25, 290.1, 10.0, 0)),
        (1415.0, t.SessionEnded(True)),
    )
)
