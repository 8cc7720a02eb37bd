"""The languages that the program speaks and writes, and how each writes a number.

Rules: data only, and it imports nothing: the command line needs it before all else.
docs/languages.md says what belongs to a language.
"""

LANGUAGES = ("en", "nl", "de", "fr")
"""The first one is for users who speak none of them."""

CALLED = {"nl": "Nederlands", "en": "English", "de": "Deutsch", "fr": "Français"}
"""Each in its own words, as they are offered."""

DECIMAL_COMMA = frozenset({"nl", "de", "fr"})
"""Languages that write 0,5."""
