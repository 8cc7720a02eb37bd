"""What is said of a finding, in a language: the packs `messages/doctor/`.

Rules: texts come from the packs, never from code. Numbers are written as the language
writes them.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balint_voice import messages
from balint_voice.doctor.findings import Finding, Value
from balint_voice.errors import Unusable
from balint_voice.messages.languages import DECIMAL_COMMA, LANGUAGES
from balint_voice.messages.printable import printable


class _WithComma(float):
    def __format__(self, how: str) -> str:
        return super().__format__(how).replace(".", ",")


@dataclass(frozen=True)
class FindingWords:
    """One language's pack. `texts`: section, key, text."""

    language: str
    texts: Mapping[str, Mapping[str, str]]

    def part(self, finding: Finding) -> str:
        return self.texts["parts"][finding.part]

    def state(self, finding: Finding) -> str:
        return self.texts["states"][finding.state]

    def what(self, finding: Finding) -> str:
        return self._filled(self.texts["found"][finding.what], finding.fields)

    def remedy(self, finding: Finding, system: Sequence[str]) -> str | None:
        """What to do about it on this system: `system` has its names, the most exact first."""
        if finding.remedy is None:
            return None
        remedies = self.texts["remedies"]
        keys = [f"{finding.remedy}-{name}" for name in system]
        key = next((key for key in keys if key in remedies), finding.remedy)
        return self._filled(remedies[key], finding.fields)

    def said(self, key: str, **fields: Value) -> str:
        return self._filled(self.texts["said"][key], fields)

    def _filled(self, text: str, fields: Mapping[str, Value]) -> str:
        return text.format(**{key: self._shown(value) for key, value in fields.items()})

    def _shown(self, value: Value) -> Value:
        if isinstance(value, float) and self.language in DECIMAL_COMMA:
            return _WithComma(value)
        return printable(value) if isinstance(value, str) else value


def load_finding_words(language: str) -> FindingWords:
    """Raises Unusable where there is no pack in that language."""
    if language not in LANGUAGES:
        raise Unusable("language-unknown", language=language, known=LANGUAGES)
    file = Path(messages.__file__).parent / "doctor" / f"{language}.toml"
    pack: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    return FindingWords(pack.pop("language"), pack)
