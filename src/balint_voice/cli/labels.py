"""Names of phases and labels of pages for a session that was run, in its own language.

Rule of this room: one function, so that the commands know nothing of where words come from.
"""

from collections.abc import Mapping

_REVIEW = {
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
}
_NOTES = {
    "title": "Notities van de inbrenger,",
    "aid": "Een transcript is een geheugensteun: er kunnen fouten in staan.",
    "incomplete": "Deze notities zijn niet volledig.",
    "empty": "Er zijn geen notities.",
    "typed": "(getypt)",
    "doubtful": "(onzeker)",
    "gap": "(Tot {end} is er gesproken, maar dat is geen tekst geworden.)",
}
_NAMES = {
    "verzamelen": "Verzamelen van problemen",
    "probleemkeuze": "Probleemkeuze",
    "probleemstelling": "Probleemstelling",
    "associatiemoment": "Associatiemoment",
    "beeldvorming": "Beeldvorming",
    "oordeelsvorming": "Oordeelsvorming",
    "besluitvorming": "Besluitvorming",
    "gedrag-in-de-groep": "Gedrag in de groep",
    "vergelijkbare-situaties": "Gedrag in vergelijkbare situaties",
}

Words = Mapping[str, str]


def words_for(script: str, language: str) -> tuple[Words, Words, Words]:
    """Phase names, labels of the review, labels of the notes."""
    del script, language  # there is one language so far
    return _NAMES, _REVIEW, _NOTES
