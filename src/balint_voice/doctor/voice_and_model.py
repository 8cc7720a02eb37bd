"""The voice and the model: which there are, and whether they can be used.

Rules: as in `findings`.
"""

from collections.abc import Sequence

from balint_voice.doctor.findings import Finding, Value

_SHORTEST_WAKE_WORD = 5
"""Letters: chosen, as two syllables."""


def judge_voice(
    name: str | None, *, came_along: bool, renders: bool, no_room: str | None = None
) -> Finding:
    """`came_along`: the voice that ships with the program; `renders`: whether it says anything;
    `no_room`: that what it says has no room, and where, in words."""
    if name is None:
        return Finding("voice", "missing", "voice-none", "voice")
    fields: dict[str, Value] = {"voice": name}
    if no_room is not None:
        return Finding(
            part="voice",
            state="missing",
            what="voice-no-room",
            remedy="voice-no-room",
            fields=fields | {"why": no_room},
        )
    if not renders:
        return Finding(
            part="voice", state="missing", what="voice-silent", remedy="voice", fields=fields
        )
    return Finding(
        part="voice",
        state="ok",
        what="voice-plain" if came_along else "voice-ok",
        remedy=None,
        fields=fields,
    )


def judge_pack(pack: str, usual: str, covered: int, of: int) -> Finding:
    """`covered` of the `of` texts of tonight are in the pack; the voice `usual` says the others."""
    fields: dict[str, Value] = {"voice": pack, "usual": usual, "covered": covered, "of": of}
    if covered == of:
        return Finding(part="voice", state="ok", what="pack-whole", remedy=None, fields=fields)
    return Finding(
        part="voice", state="warning", what="pack-part", remedy="pack-part", fields=fields
    )


def judge_model(
    name: str,
    size: int,
    *,
    faults: Sequence[str],
    languages: Sequence[str],
    language: str,
    only_a_demonstration: bool,
    can_be_fetched: bool,
) -> Finding:
    """`size` in bytes; `languages` empty: any."""
    fields: dict[str, Value] = {
        "model": name,
        "megabytes": round(size / 1e6),
        "faults": "; ".join(faults),
        "languages": ", ".join(languages),
    }
    if faults:
        remedy = "model-pull" if can_be_fetched else "model-copy"
        return Finding(
            part="model", state="missing", what="model-broken", remedy=remedy, fields=fields
        )
    if languages and language not in languages:
        return Finding(
            part="model", state="missing", what="model-language", remedy="model-list", fields=fields
        )
    if only_a_demonstration:
        return Finding(
            part="model",
            state="warning",
            what="model-demo",
            remedy="model-pull-small",
            fields=fields,
        )
    return Finding(part="model", state="ok", what="model-ok", remedy=None, fields=fields)


def no_model(wanted: str | None, *, can_be_fetched: bool) -> Finding:
    """Neither the one that was asked for nor, where none was, any for the language."""
    if wanted is None:
        return Finding("model", "warning", "model-none", "model-pull-small")
    remedy = "model-pull" if can_be_fetched else "model-list"
    return Finding(
        part="model", state="missing", what="model-unknown", remedy=remedy, fields={"model": wanted}
    )


def judge_wake_word(word: str, pieces: int) -> Finding | None:
    """Whether a wake word is unlikely to be heard in other talk. `pieces`: of how many tokens the
    model makes it; what is one token is a frequent word, because its vocabulary was built by
    frequency. None where there is nothing to say."""
    fields: dict[str, Value] = {"word": word}
    if len(word) < _SHORTEST_WAKE_WORD:
        return Finding(
            part="commands",
            state="warning",
            what="wake-word-short",
            remedy="wake-word",
            fields=fields,
        )
    if pieces == 1:
        return Finding(
            part="commands",
            state="warning",
            what="wake-word-common",
            remedy="wake-word",
            fields=fields,
        )
    return None


def memory_needed(size: int, typical: int | None) -> int:
    """Bytes at a model's peak: as measured, else by the size of its weights (float16, run in
    int8), which fits the measured ones to a fifth."""
    return typical if typical is not None else 300_000_000 + size * 3 // 4
