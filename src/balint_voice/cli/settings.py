"""The group's settings: read once for the commands that obey them, and `balint-voice settings`.

Manners: the command line beats the settings, the settings beat the defaults. A settings file that
cannot be used stops a session before it starts (exit code 2), never a look at `--help`.
"""

import json
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from balint_voice.adapters.files.settings_store import load_settings
from balint_voice.cli.language import label, settle
from balint_voice.cli.notice import notice
from balint_voice.settings import Settings


class WithSettings(TyperCommand):
    """A command whose options stand as the group set them, where the command line is silent."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if ctx.resilient_parsing:  # a shell asks what could come: an option may lack its value
            whole = args[:-1] if args and args[-1].startswith("-") else args
            return super().parse_args(ctx, whole)
        if set(args) & set(ctx.help_option_names):
            return super().parse_args(ctx, args)
        settings = load_settings()
        known = {param.name for param in self.params}
        given = settings.for_options()
        ctx.default_map = {name: value for name, value in given.items() if name in known}
        rest = super().parse_args(ctx, args)
        told = {name: ctx.params[name] for name in known if _source(ctx, name) == "COMMANDLINE"}
        for name in settings.giving_way_to(told):
            if _source(ctx, name) == "DEFAULT_MAP":
                ctx.params[name] = None
        return rest


def _source(ctx: Any, name: str | None) -> str | None:
    """Where a value came from. By its name: Typer carries a Click of its own."""
    source = ctx.get_parameter_source(name)
    return source.name if source is not None else None


def settings(
    as_json: Annotated[bool, typer.Option("--json", help="As data, for other programs.")] = False,
) -> None:
    """Where the group's settings are, what is set, and what holds where nothing is."""
    from balint_voice.adapters.system.places import settings_file

    now, path = load_settings(), settings_file()
    defaults = dict(Settings().listed())
    if as_json:
        listed = [
            {"setting": name, "value": value, "default": defaults[name], "set": name in now.given}
            for name, value in now.listed()
        ]
        data = {"file": str(path), "exists": path.exists(), "settings": listed}
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    if "language" in now.given:
        settle(now.language)
    there = path.exists()
    where = label("settings", "file", file=path) if there else label("settings", "none", file=path)
    notice(where)
    rows = [
        (name, shown(value), shown(defaults[name]) if name in now.given else "")
        for name, value in now.listed()
    ]
    head = (label("settings", "setting"), label("settings", "value"), label("settings", "default"))
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(2)]
    for name, value, default in (head, *rows):
        typer.echo(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {default}".rstrip())


def shown(value: Any) -> str:
    """A value as the file would have it; a dash where nothing is set."""
    match value:
        case None | ():
            return "-"
        case bool():
            return "true" if value else "false"
        case tuple():
            return json.dumps(list(value), ensure_ascii=False)
        case float():
            return f"{value:g}"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
