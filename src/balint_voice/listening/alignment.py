"""When a text was said: the transcriber's segments, laid onto the detector's utterances.

Rules: the times of words tell which utterances a text came from, where the transcriber gives
them. Without them the order of segments and utterances is certain, and the transcriber's times are
only a hint. Every text comes out exactly once, times never run backwards, and none lies outside the
utterances of its window.
"""

from collections.abc import Sequence

from balint_voice.listening.audio import LISTENING_RATE
from balint_voice.listening.transcript import AlignedText, Decoded, Word
from balint_voice.listening.windows import PlacedUtterance, Window

Bounds = Sequence[tuple[float, float]]


def align(window: Window, decoded: Sequence[Decoded]) -> tuple[AlignedText, ...]:
    """Place every segment on the utterances it most likely came from.

    Without words: as many segments as utterances: one each. Fewer: each covers a run of
    utterances. More: each utterance holds a run of segments, parted by the length of their texts.
    """
    if not decoded:
        return ()
    pieces = window.pieces
    if all(one.words for one in decoded):
        return _by_words(pieces, decoded)
    said = [(piece.offset / LISTENING_RATE, piece.end / LISTENING_RATE) for piece in pieces]
    heard = [(one.start_s, one.end_s) for one in decoded]
    if len(decoded) <= len(pieces):
        runs = _partition(heard, said)
        return tuple(_over(one, pieces[a:b]) for one, (a, b) in zip(decoded, runs, strict=True))
    runs = _partition(said, heard)
    return tuple(
        placed
        for piece, (a, b) in zip(pieces, runs, strict=True)
        for placed in _within(piece, decoded[a:b])
    )


def _by_words(
    pieces: Sequence[PlacedUtterance], decoded: Sequence[Decoded]
) -> tuple[AlignedText, ...]:
    """Each text from its first word to its last. Where no other text shares the utterance, the
    detector knows better than the words when that voice began or ended."""
    runs: list[tuple[int, int]] = []
    for one in decoded:
        first = _first_voice(pieces, _middle(one.words[0]))
        first = max(first, runs[-1][1] if runs else 0)
        runs.append((first, max(first, _last_voice(pieces, _middle(one.words[-1])))))
    out: list[AlignedText] = []
    earliest = 0.0
    for n, (one, (a, b)) in enumerate(zip(decoded, runs, strict=True)):
        start = _said_at(pieces[a], one.words[0].start_s)
        if n == 0 or runs[n - 1][1] < a:
            start = pieces[a].voice_start / LISTENING_RATE
        start = max(earliest, start)
        end = _said_at(pieces[b], one.words[-1].end_s)
        if n + 1 == len(runs) or runs[n + 1][0] > b:
            end = pieces[b].voice_end / LISTENING_RATE
        end = earliest = max(start, end)
        out.append(AlignedText(one, start, end, _voice_between(pieces, start, end)))
    return tuple(out)


def _middle(word: Word) -> float:
    return (word.start_s + word.end_s) / 2


def _first_voice(pieces: Sequence[PlacedUtterance], at_s: float) -> int:
    """Which utterance a text began in, whose first word is there in the window. A word in the pause
    between two voices is the next one's."""
    ends = (piece.voice_end - piece.position + piece.offset for piece in pieces)
    return next((n for n, end in enumerate(ends) if at_s * LISTENING_RATE < end), len(pieces) - 1)


def _last_voice(pieces: Sequence[PlacedUtterance], at_s: float) -> int:
    """Which it ended in, whose last word is there. A word in the pause is the former one's."""
    starts = [piece.voice_start - piece.position + piece.offset for piece in pieces]
    return max(0, sum(at_s * LISTENING_RATE > start for start in starts) - 1)


def _said_at(piece: PlacedUtterance, at_s: float) -> float:
    """When that moment of the window was said, as the utterance's voice allows."""
    position = at_s * LISTENING_RATE - piece.offset + piece.position
    return min(max(position, piece.voice_start), piece.voice_end) / LISTENING_RATE


def _voice_between(pieces: Sequence[PlacedUtterance], start_s: float, end_s: float) -> float:
    overlaps = (
        min(end_s, piece.voice_end / LISTENING_RATE)
        - max(start_s, piece.voice_start / LISTENING_RATE)
        for piece in pieces
    )
    return sum(overlap for overlap in overlaps if overlap > 0)


def _over(one: Decoded, pieces: Sequence[PlacedUtterance]) -> AlignedText:
    """One segment over one or more utterances."""
    return AlignedText(
        one,
        pieces[0].voice_start / LISTENING_RATE,
        pieces[-1].voice_end / LISTENING_RATE,
        sum(piece.speech for piece in pieces) / LISTENING_RATE,
    )


def _within(piece: PlacedUtterance, several: Sequence[Decoded]) -> list[AlignedText]:
    """Several segments in one utterance: people speak about evenly, so letters measure time."""
    total = sum(len(one.text) for one in several) or 1
    start, length = piece.voice_start / LISTENING_RATE, piece.speech / LISTENING_RATE
    out, before = [], 0
    for one in several:
        after = before + len(one.text)
        begin, end = start + length * before / total, start + length * after / total
        out.append(AlignedText(one, begin, end, end - begin))
        before = after
    return out


def _partition(few: Bounds, many: Bounds) -> list[tuple[int, int]]:
    """Part `many` into as many runs as there are `few`, none empty, so that the runs' ends lie as
    near as possible to those of `few`. Dynamic programming over (how many few, how many many)."""
    impossible = float("inf")
    costs = [0.0] + [impossible] * len(many)  # of covering many[:k] with the few seen so far
    choices: list[list[int]] = []
    for start, end in few:
        row, begins = [impossible], [0]
        best, begin = impossible, 0
        for k, (a, b) in enumerate(many):
            cost = costs[k] + abs(start - a)
            if cost < best:
                best, begin = cost, k
            row.append(best + abs(end - b))
            begins.append(begin)
        costs = row
        choices.append(begins)
    runs, stop = [], len(many)
    for begins in reversed(choices):
        runs.append((begins[stop], stop))
        stop = begins[stop]
    return runs[::-1]
