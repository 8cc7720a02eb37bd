"""Names of phases and labels of pages for a session that was run, in its own language."""

from collections.abc import Mapping

Words = Mapping[str, str]
_MOST_CASES = 2


def words_for(script: str, language: str) -> tuple[Words, Words, Words]:
    """Phase names, labels of the review, labels of the notes.

    A script that is no longer here leaves its phases their ids; a language that is not, Dutch.
    """
    from balint_voice.adapters.prompt_store import load_script, load_words
    from balint_voice.errors import Unusable
    from balint_voice.method.arrangement import with_cases

    try:
        method = load_script(script, language)
        names = {phase.id: phase.name for phase in with_cases(method, _MOST_CASES).phases}
        sections = method.words.sections
    except Unusable:
        names, sections = {}, load_words("nl").sections
    return names, sections["review"], sections["notes"]
