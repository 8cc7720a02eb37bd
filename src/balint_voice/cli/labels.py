"""Names of phases and labels of pages for a session that was run, in its own language."""

from collections.abc import Mapping
from dataclasses import dataclass

Labels = Mapping[str, str]
_MOST_CASES = 2


@dataclass(frozen=True)
class SessionWords:
    """`title`: the method's name; `names`: of its phases; `guarded`: those the method protects."""

    title: str
    names: Labels
    guarded: frozenset[str]
    sections: Mapping[str, Labels]


def words_of_session(script: str, language: str) -> SessionWords:
    """The words for a session's pages.

    A script that is no longer here leaves its phases their ids; a language that is not, Dutch.
    """
    from balint_voice.adapters.files.prompt_store import load_script
    from balint_voice.errors import Unusable
    from balint_voice.method.arrangement import FOLLOW_UP, with_cases

    try:
        method = load_script(script, language)
    except Unusable:
        return SessionWords(script, {}, frozenset(), _sections(language))
    phases = with_cases(method, _MOST_CASES).phases
    names = {phase.id: phase.name for phase in phases}
    names[FOLLOW_UP] = method.words.sections["follow-up"]["name"]
    guarded = frozenset(phase.id for phase in phases if phase.guarded)
    return SessionWords(method.name, names, guarded, method.words.sections)


def _sections(language: str) -> Mapping[str, Labels]:
    from balint_voice.adapters.files.prompt_store import load_words
    from balint_voice.errors import Unusable

    try:
        return load_words(language).sections
    except Unusable:
        return load_words("nl").sections
