"""What the page shows, as the data that is sent to it: texts in place, and buttons that are keys.

Rules: pure. Everything is decided before (`session/view.py`); a page only shows it. A note that is
being typed is not among it.
"""

from collections.abc import Mapping

from balint_voice.adapters.display import captions
from balint_voice.adapters.display.page import Picture
from balint_voice.adapters.display.screen import ANSWERS
from balint_voice.listening.level_bar import level_bar
from balint_voice.messages.printable import printable
from balint_voice.method.words import Words
from balint_voice.session.offers import Offer
from balint_voice.session.questions import Answerable

Labels = Mapping[str, str]

_KEYS: Mapping[Offer, str] = {
    "next": " ",
    "back": "b",
    "pause": "p",
    "extend": "+",
    "skip": "s",
    "repeat": "r",
    "time-left": "t",
    "note": "n",
    "consent": "m",
    "veto": "v",
    "end": "q",
}
"""The key of each offer, in the order of the buttons."""

_ANSWERS: Mapping[Answerable, tuple[tuple[str, str], ...]] = {
    "consent": (("y", "agree"), ("n", "refuse"), ("p", "talking")),
    "veto": (("1", "only-this"),),
    "veto-before": (("1", "only-that"), ("n", "erase-nothing")),
    "silence": ((" ", "move-on"),),
    "command": (("y", "yes"),),
}
"""The keys that answer a question, and what each says."""


def state_of(picture: Picture, words: Words, labels: Labels, *, typing: bool) -> dict[str, object]:
    """`labels`: of the buttons. `typing`: a note is being typed on the page."""
    view = picture.view
    title = captions.title_of(words, view)
    state: dict[str, object] = {
        "title": title[:1].upper() + title[1:],  # a method's name stands in sentences elsewhere
        "ends": captions.ends_of(words, view, picture.ends),
        "speaks": view.speaks or "",
        "time": captions.time_of(view),
        "caption": captions.caption_of(words, view),
        "important": captions.is_important(view),
        "said": picture.said,
        "saying": view.saying is not None,
        "asks": words.label("screen", ANSWERS[view.asks]) if view.asks else "",
        "warnings": list(picture.warnings),
        "noted": picture.noted,
        "shares": [
            [each.number, round(each.seconds), round(each.done, 3), each.current]
            for each in view.shares
        ],
        "coming": captions.coming_of(words, view),
        "late": captions.late_of(words, view),
        "microphone": view.microphone or "",
        "sign": words.label("screen", f"microphone-{view.microphone or 'closed'}"),
        "level": _level(picture),
        "loud": _too_loud(picture, words),
        "backlog": _backlog(picture, words),
        "answers": [[key, labels[name]] for key, name in _ANSWERS[view.asks]] if view.asks else [],
        "buttons": [
            [key, labels[offer], offer] for offer, key in _KEYS.items() if offer in view.offers
        ],
        "typing": typing,
        "over": False,
    }
    return {key: _escaped(value) for key, value in state.items()}


def _escaped(value: object) -> object:
    """What a script has that turns the direction of writing, or is seen by no eye."""
    return printable(value) if isinstance(value, str) else value


def _level(picture: Picture) -> str:
    """How loud it is at the open microphone: a step of the bar."""
    view = picture.view
    return level_bar(view.level[0]) if view.microphone is not None and view.level else ""


def _too_loud(picture: Picture, words: Words) -> str:
    view = picture.view
    clips = view.microphone is not None and view.level is not None and view.level[1]
    return words.label("screen", "too-loud") if clips else ""


def _backlog(picture: Picture, words: Words) -> str:
    if picture.view.backlog_s < 1:
        return ""
    return f"{words.label('screen', 'backlog')} {picture.view.backlog_s:.0f} s"
