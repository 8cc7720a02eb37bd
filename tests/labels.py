"""Labels for the golden pages: theirs alone, so that a language pack may be reworded."""

REVIEW = {
    "number": "nr",
    "phase": "fase",
    "planned": "gepland",
    "took": "duurde",
    "working": "werktijd",
    "whole": "hele sessie",
    "skipped": "overgeslagen",
    "extended": "+{time}",
    "replanned": "nieuw plan {time}",
    "paused": "pauze {time}",
    "people": "{n} deelnemers",
    "unfinished": "niet afgerond",
    "without-pauses": "Pauzes tellen niet mee in de tijden.",
    "nothing-recorded": "Er is niets opgenomen.",
    "audio": "Geluid: {recorded} geluisterd, {transcribed} spraak werd tekst, {dropped} verviel.",
    "audio-deleted": "Alle geluid is gewist; {bytes} bytes op schijf.",
    "audio-not-deleted": "Het wissen van het geluid is nog niet bevestigd.",
    "break": "rustpauze",
    "evaluation": "terugblik",
    "not-reached": "niet aan toe gekomen",
}
NOTES = {
    "title": "Notities van de inbrenger,",
    "aid": "Een transcript is een geheugensteun: er kunnen fouten in staan.",
    "incomplete": "Deze notities zijn niet volledig.",
    "empty": "Er zijn geen notities.",
    "typed": "(getypt)",
    "doubtful": "(onzeker)",
    "gap": "(Tot {end} is er gesproken, maar dat is geen tekst geworden.)",
}
