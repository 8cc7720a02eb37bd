"""The group's settings, as the defaults of the commands that use them.

Rules: the command line overrides the settings, and the settings override the defaults. A settings
file that cannot be used stops a session before it starts (exit code 2), but not `--help`.
"""

from typing import Any

from typer.core import TyperCommand


class WithSettings(TyperCommand):
    """A command whose options stand as the group set them, where the command line is silent."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if ctx.resilient_parsing:  # a shell asks what could come: an option may lack its value
            whole = args[:-1] if args and args[-1].startswith("-") else args
            return super().parse_args(ctx, whole)
        if set(args) & set(ctx.help_option_names):
            return super().parse_args(ctx, args)
        from balint_voice.adapters.files.settings_store import load_settings

        settings = load_settings()
        known = {param.name for param in self.params}
        given = settings.for_options()
        ctx.default_map = {name: value for name, value in given.items() if name in known}
        rest = super().parse_args(ctx, args)
        typed = {name: ctx.params[name] for name in known if _source(ctx, name) == "COMMANDLINE"}
        # Typer 0.16 takes no None for an option that may be repeated.
        repeatable = {param.name for param in self.params if getattr(param, "multiple", False)}
        for name in settings.giving_way_to(typed):
            if _source(ctx, name) == "DEFAULT_MAP":
                ctx.params[name] = () if name in repeatable else None
        # Of a method without a look back it is refused to whoever asks, not to a group whose usual
        # wish it is.
        if _source(ctx, "evaluation") == "DEFAULT_MAP" and ctx.params["evaluation"]:
            from balint_voice.cli.parsing import looks_back

            ctx.params["evaluation"] = looks_back(ctx.params["script"], ctx.params["language"])
        return rest


def _source(ctx: Any, name: str | None) -> str | None:
    """Where a value came from. By its name: Typer carries a Click of its own."""
    source = ctx.get_parameter_source(name)
    return source.name if source is not None else None
