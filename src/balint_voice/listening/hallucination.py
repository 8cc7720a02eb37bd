"""Text that Whisper makes of noise: it is marked as doubtful, never dropped.

Rules: a text is doubtful where the model was unsure of all of it, or where it goes round in a
circle. It is doubtful for its words only when it consists *entirely* of such an invention. A real
sentence that contains the same words is left alone. An empty text is nothing.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from balint_voice.listening.own_words import nothing_else
from balint_voice.listening.transcript import AlignedText, Decoded, MarkedText
from balint_voice.listening.word_confidence import in_another_script, is_guessed, unsure_words

# Whisper's inventions, as its training data (subtitles) taught it. Compared lower-cased, without
# punctuation, against the whole text.
_INVENTED = re.compile(
    r"""(?x)
    (tv|omroep)\ gelderland(\ \d{4})?
    | (\d{4}\ )?(tv|omroep)\ gelderland
    | (de\ )?ondertitel(d|s|ing|ingen)(\ (is|zijn|werd|werden))?
        (\ (gemaakt|ingediend|verzorgd))?\ (door|by)\b.*
    | ondertitel(ing|s|d)(\ (tt888|nl|npo))?
    | (dank\ (u|je|jullie)\ ?wel|bedankt|dankjewel)\ voor\ het\ (kijken|luisteren|bekijken)
        (\ van\ (deze|de)\ video)?(\ (en\ )?tot\ (de\ )?volgende\ (keer|video))?
    | (vergeet\ niet\ te\ |niet\ vergeten\ te\ )?abonneren.*(kanaal|duimpje)?
    | tot\ de\ volgende\ video
    | (thanks|thank\ you)(\ (so|very)\ much)?\ for\ (watching|listening|your\ attention)
    | (please\ )?(like\ and\ )?subscribe(\ to\ (my|our|the)\ channel)?
    | (sub|cap)tit(le|l)(s|d|ed|ing)?\ by\b.* | captions?\ by\b.* | transcri(bed|ption)\ by\b.*
    | see\ you\ (in\ the\ )?next\ (time|video)
    | (vielen\ dank|danke)\ (fürs|für\ (das|ihre))\ (zuschauen|zuhören|zusehen|aufmerksamkeit)
    | untertitel(ung)?(\ (der|des|im|von|vom|aufgrund|by))\b.*
    | copyright\ (wdr|zdf|swr|ard|br|ndr|mdr)\b.* | (wdr|zdf|swr|ndr|mdr)\ \d{4}
    | (merci|je\ vous\ remercie)(\ à\ tous)?\ (d\ avoir\ (regardé|écouté)|de\ votre\ attention)
        (\ (cette|la|ma)\ vidéo)?
    | (n\ oubliez\ pas\ de\ vous\ )?abonne(z|r)(\ vous)?(\ à\ (la|ma|notre)\ chaîne)?
    | sous\ titr(age|es)(\ st\ \d+|\ fr|\ société\ radio\ canada|\ (réalisés?|faits?)\ par\b.*)?
    | à\ (bientôt|la\ prochaine)\ pour\ une\ (nouvelle|prochaine)\ vidéo
    | (traduction|traduit)\ par\b.*
    | amara\ ?org.* | www\ .* | .*\ amara\ org(\ community)?
    | (vertaling|vertaald|übersetzung|übersetzt|translat(ion|ed))\ (door|von|by)\b.*
    | (untertitel|ondertitel(s|ing)?|subtitles?)(ung)?(\ (br|ard|zdf|swr|wdr|ndr|mdr|npo|bbc))?
        (\ \d{4})?
    | (br|swr|ard|zdf|funk)\ \d{4}
    | (music|muziek|musik|musique|applaus|applause|applaudissements|gelach|rires|stilte|silence)
    | blank\ audio
    """
)
# People really say these too: they are doubtful only when the model itself is not sure.
_OFTEN_INVENTED = re.compile(
    r"(thank you|thanks|thank you very much|you|bye( bye)?|dank (u|je) ?wel|dankjewel|bedankt|"
    r"vielen dank|danke( schön)?|tschüss?|tot ziens|hmm?|uh|amen|"
    r"merci( beaucoup| à tous)?|au revoir|à bientôt)"
)
_ASIDE = re.compile(r"[\[(*♪♫{<]+[^\])}>]*[\])*♪♫}>]+[.!?]*")  # [BLANK_AUDIO], (lacht), *Musik*, ♪
# `benchmarks/invented.py` counts what these marks catch and what they mark wrongly.
_NO_SPEECH = 0.6  # Whisper's own default
_NOT_SURE = -0.95  # chosen: gibberish on noisy clips had -1.04 to -1.43, right texts -0.32 to -0.80
_HALF_SURE = -0.6  # chosen: for words that are invented as often as they are said
_FASTEST, _SLOWEST = 30.0, 1.0  # chosen: characters a second of speech; quick Dutch is about 18
_LONG_ENOUGH_S = 8.0  # chosen: a slow text is odd only over a stretch of this length
_LOOP_WORDS = 8  # chosen: nobody says a phrase three times over so many words


def is_empty(decoded: Decoded) -> bool:
    """No letter and no digit in it: nothing was said."""
    return not _plain(decoded.text)


def loops_of(window: Sequence[Decoded]) -> frozenset[str]:
    """What the texts of one window say again and again: the transcriber went round in a circle, and
    parted it into sentences."""
    times = Counter(_plain(one.text) for one in window)
    return frozenset(
        text for text, n in times.items() if n >= 3 and n * len(text.split()) >= _LOOP_WORDS
    )


def judge_window(
    texts: Sequence[AlignedText], own: frozenset[str] = frozenset()
) -> tuple[MarkedText, ...]:
    """Judge the texts of one window, none of them empty.

    A long text that says only what doubtful ones of its window say is as doubtful as they are: the
    transcriber goes round in a circle, and is surer of it each time.
    """
    loops = loops_of([one.decoded for one in texts])
    judged = [judge(one, own, loops) for one in texts]
    doubted = frozenset(
        sentence
        for one, marked in zip(texts, judged, strict=True)
        if marked.doubtful
        for sentence in _sentences(one.decoded.text)
    )
    return tuple(
        replace(marked, doubtful=marked.doubtful or _only_repeats(one.decoded.text, doubted))
        for one, marked in zip(texts, judged, strict=True)
    )


def judge(
    aligned: AlignedText,
    own: frozenset[str] = frozenset(),
    loops: frozenset[str] = frozenset(),
) -> MarkedText:
    """Judge a text that is not empty. `own`: the group's own words, of which the model was told.
    `loops`: of its window."""
    decoded = aligned.decoded
    text = " ".join(decoded.text.split())
    shown = collapse_loops(text)
    return MarkedText(
        text=shown,
        start_s=aligned.start_s,
        end_s=aligned.end_s,
        speech_s=aligned.speech_s,
        doubtful=is_doubtful(decoded, aligned.speech_s, own, loops),
        unsure=() if shown != text else unsure_words(text, decoded.words, own),
    )


def is_doubtful(
    decoded: Decoded,
    speech_s: float,
    own: frozenset[str] = frozenset(),
    loops: frozenset[str] = frozenset(),
) -> bool:
    """Whether all of a text that is not empty, said in so many seconds of speech, may be invented.
    `own` and `loops` as in `judge`."""
    text = " ".join(decoded.text.split())
    return (
        collapse_loops(text) != text
        or _is_invented(decoded)
        or decoded.confidence < _NOT_SURE
        or is_guessed(decoded.words)
        or in_another_script(text)
        or _is_implausible(text, speech_s)
        or nothing_else(text, own)
        or _plain(text) in loops
    )


def collapse_loops(text: str) -> str:
    """Keep a phrase once, with a mark, when it is repeated as nobody repeats it."""
    words = text.split()
    keys = [_plain(word) for word in words]
    out: list[str] = []
    at = 0
    while at < len(words):
        size, times = _loop_at(keys, at)
        out.extend(words[at : at + size])
        if times > 1:
            out.append("[…]")
        at += size * times
    return " ".join(out)


def _loop_at(keys: list[str], at: int) -> tuple[int, int]:
    """The loop that begins at a word: how many words, how many times; (1, 1) when there is none."""
    for size in range(1, (len(keys) - at) // 3 + 1):
        phrase, times = keys[at : at + size], 1
        while keys[at + size * times : at + size * (times + 1)] == phrase:
            times += 1
        if times >= 3 and size * times >= _LOOP_WORDS:
            return size, times
    return 1, 1


def _is_invented(decoded: Decoded) -> bool:
    plain = _plain(decoded.text)
    if _INVENTED.fullmatch(plain) or _ASIDE.fullmatch(decoded.text.strip()):
        return True
    unsure = decoded.no_speech > _NO_SPEECH or decoded.confidence < _HALF_SURE
    return unsure and _OFTEN_INVENTED.fullmatch(plain) is not None


def _is_implausible(text: str, speech_s: float) -> bool:
    """Far more, or far less, than anyone says in that time."""
    # Half a second is added because the detector trims the soft edges of short answers.
    if len(text) > _FASTEST * (speech_s + 0.5):
        return True
    return speech_s > _LONG_ENOUGH_S and len(text) < _SLOWEST * speech_s


def _only_repeats(text: str, doubted: frozenset[str]) -> bool:
    sentences = _sentences(text)
    return len(text.split()) >= _LOOP_WORDS and doubted.issuperset(sentences)


def _sentences(text: str) -> list[str]:
    return [plain for part in re.split(r"[.!?…]+", text) if (plain := _plain(part))]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())
