"""The colours of the full screen: dark, light, or none at all.

Rules: text has a contrast of at least 7 to 1, signs 4.5 and the bar 3 (a test measures it). Nothing
is said by colour alone, so nothing is lost with `NO_COLOR`.
"""

from collections.abc import Mapping
from typing import Literal

from rich.style import Style

from balint_voice.adapters.display.rows import Role

Theme = Literal["dark", "light"]
Palette = Mapping[Role, Style]


def _palette(background: str, roles: Mapping[Role, str]) -> Palette:
    on = {
        role: style if " on " in style else f"{style} on {background}"
        for role, style in roles.items()
    }
    return {role: Style.parse(style) for role, style in on.items()}


PALETTES: Mapping[Theme, Palette] = {
    "dark": _palette(
        "#101418",
        {
            "text": "#e8e8e4",
            "strong": "bold #ffffff",
            "quiet": "#a9b0b6",
            "digits": "#f4e9c8",
            "large": "#ffffff",
            "behind": "#7fb2d9",
            "ahead": "#65717c",
            "here": "bold #f4e9c8",
            "record": "bold #ffffff on #b3261e",
            "attend": "bold #101418 on #a9d6a5",
            "warning": "bold #ffd479",
            "cursor": "#101418 on #e8e8e4",
        },
    ),
    "light": _palette(
        "#fbfaf7",
        {
            "text": "#1b1f23",
            "strong": "bold #000000",
            "quiet": "#4f565d",
            "digits": "#0b3a5b",
            "large": "#000000",
            "behind": "#2f6690",
            "ahead": "#6f7880",
            "here": "bold #0b3a5b",
            "record": "bold #ffffff on #a3201a",
            "attend": "bold #ffffff on #2e6b34",
            "warning": "bold #6b4100",
            "cursor": "#fbfaf7 on #1b1f23",
        },
    ),
}

_PLAIN: Mapping[Role, str] = {
    "text": "none",
    "strong": "bold",
    "quiet": "none",
    "digits": "none",
    "large": "none",
    "behind": "none",
    "ahead": "none",
    "here": "bold",
    "record": "bold reverse",
    "attend": "reverse",
    "warning": "bold",
    "cursor": "reverse",
}

NO_COLOUR: Palette = {role: Style.parse(style) for role, style in _PLAIN.items()}
