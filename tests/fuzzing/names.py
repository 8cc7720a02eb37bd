"""Names that people give: of groups and of models. Each is taken as it is, or refused with why.

A group's name that is taken comes back from the timing log as it went in, obeys nothing in a
terminal and begins no formula. One that is refused is told by what.
"""

import random
import unicodedata

from balint_voice.adapters.whisper import model_names, model_pull
from balint_voice.adapters.whisper.model_catalogue import BUILDS
from balint_voice.errors import Unusable
from balint_voice.messages import catalogue
from balint_voice.messages.catalogue import LANGUAGES
from balint_voice.messages.printable import printable
from balint_voice.method.toml_table import Source
from balint_voice.records.log_lines import decode, encode
from balint_voice.session import log_records as r
from balint_voice.session.clock import Instant
from balint_voice.session.names import group_fault, group_name, is_group
from balint_voice.settings import read_settings
from tests.support.refusals import advice, what

_GROUPS = (
    "'t Gooi",
    "Arnhem/Nijmegen",
    "Groep (dinsdag)",
    "Zu\u0308rich",
    "Praxis & Söhne",
    "日本 1",
)
_SIGNS = "=+-@'\"#( \t\n\x1b\x00\u202e\u200b\u00a0\u2028\ud800\u0308éßİ日/\\:,;%$\U000e0001😀"
_MODELS = (
    "large-v3-turbo",
    "Systran/faster-whisper-",
    "whisper-",
    "-ct2",
    "../",
    "~",
    "",
    " ",
    "X",
)


def outcome(chance: random.Random) -> str:
    _model(chance)
    typed = _changed(chance.choice(_GROUPS), chance)
    name = group_name(typed)
    if name is None:
        for language in LANGUAGES:
            assert catalogue.phrase(group_fault(typed), language)
        _refused_as_a_setting(typed)
        return "refused"
    assert name == group_name(name) == unicodedata.normalize("NFC", name) and is_group(name)
    assert printable(name) == name and name[0] not in "=+-@\t"
    started = r.SessionStarted(
        session=r.Id("2026-11-21-200512"),
        script=r.Id("intervisie"),
        language=r.Id("nl"),
        started="2026-11-21T20:05:12+01:00",
        people=8,
        group=name,
        planned_s=60.0,
        recorded=(),
    )
    assert decode(encode(0, Instant(0), started).removesuffix(b"\n"), 0)[1] == started
    return "valid"


def _changed(name: str, chance: random.Random) -> str:
    for _ in range(chance.randrange(3)):
        at = chance.randrange(len(name) + 1)
        sign = chance.choice(_SIGNS) if chance.random() < 0.7 else chr(chance.randrange(0x3000))
        name = name[:at] + sign * chance.choice((1, 1, 1, 70)) + name[at + chance.randrange(2) :]
    return name


def _refused_as_a_setting(typed: str) -> None:
    quoted = "".join(f"\\U{ord(each):08x}" for each in typed)
    try:
        read_settings(Source("settings.toml", f'group = "{quoted}"'))
    except Unusable as refusal:
        assert what(refusal) and advice(refusal)
    else:
        # What stands around a setting is taken off; a name is then what is left.
        assert group_name(" ".join(typed.split())) is not None, repr(typed)


def _model(chance: random.Random) -> None:
    typed = "".join(chance.choice((*_MODELS, *BUILDS)) for _ in range(chance.choice((1, 2))))
    typed = typed.upper() if chance.random() < 0.3 else typed
    meant = model_names.usual(typed, BUILDS)
    assert meant in BUILDS or meant == typed
    try:
        assert model_pull.known(typed).name == meant
    except Unusable as refusal:
        assert what(refusal) and meant not in BUILDS
