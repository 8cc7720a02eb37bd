"""`balint-voice devices`: speakers and microphones by name.

Rules: the list to stdout, advice to stderr; what is missing is raised, not printed.
"""

from typing import TYPE_CHECKING

from balint_voice.cli import options, writing
from balint_voice.cli.language import label
from balint_voice.cli.notice import notice

if TYPE_CHECKING:
    from balint_voice.adapters.sound.devices import SoundDevice


def devices(
    as_json: options.AsJsonOption = False,
) -> None:
    """List speakers and microphones, for --speaker and --microphone: by name or number."""
    from balint_voice.adapters.sound.devices import microphones, speaker_instead, speakers

    found = {"speakers": speakers(), "microphones": microphones()}
    if as_json:
        listed = {
            kind: [{"number": one.number, "name": one.name, "default": one.default} for one in ones]
            for kind, ones in found.items()
        }
        writing.data(listed)
    else:
        _show(label("devices", "speakers"), found["speakers"])
        _show(label("devices", "microphones"), found["microphones"])
    if not found["speakers"]:
        notice(label("devices", "no-speakers"))
    if (monitor := speaker_instead()) is not None:
        notice(label("devices", "hears-speaker", device=monitor))
    elif not found["microphones"]:
        notice(label("devices", "no-microphones"))


def _show(title: str, ones: "list[SoundDevice]") -> None:
    writing.line(f"{title}:")
    for one in ones:
        mark = f"  ({label('devices', 'default')})" if one.default else ""
        writing.line(f"  {one.number:>2}  {one.name}{mark}")
    if not ones:
        writing.line(f"  {label('devices', 'none')}")
