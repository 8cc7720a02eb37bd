"""When a text was said: the transcriber's segments, laid onto the detector's utterances.

Rules: the order of segments and utterances is certain; the transcriber's times are only a hint.
Every text comes out exactly once, times never run backwards, and none lies outside the utterances
of its window.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from balint_voice.listening.audio import LISTENING_RATE
from balint_voice.listening.transcript import Decoded
from balint_voice.listening.windows import Piece, Window

Bounds = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class AlignedText:
    """A decoded text and when it was said: seconds since the microphone was opened.

    `speech_s`: how much of that time somebody was speaking.
    """

    decoded: Decoded
    start_s: float
    end_s: float
    speech_s: float


def align(window: Window, decoded: Sequence[Decoded]) -> tuple[AlignedText, ...]:
    """Place every segment on the utterances it most likely came from.

    As many segments as utterances: one each. Fewer: each covers a run of utterances. More: each
    utterance holds a run of segments, parted by the length of their texts.
    """
    if not decoded:
        return ()
    pieces = window.pieces
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


def _over(one: Decoded, pieces: Sequence[Piece]) -> AlignedText:
    """One segment over one or more utterances."""
    return AlignedText(
        one,
        pieces[0].voice_start / LISTENING_RATE,
        pieces[-1].voice_end / LISTENING_RATE,
        sum(piece.speech for piece in pieces) / LISTENING_RATE,
    )


def _within(piece: Piece, several: Sequence[Decoded]) -> list[AlignedText]:
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
