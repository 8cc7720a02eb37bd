"""Pages to look at and to print: a template of ours, filled in. One file, nothing to fetch.

Rules: templates get shape from here and everything else from a page's model
(`review/`); what is filled in is escaped, always, and so is what no eye sees.
"""

from pathlib import Path

from balint_voice.messages.printable import printable_lines
from balint_voice.review.findings import clock

_TEMPLATES = Path(__file__).parents[2] / "templates"


def rendered(template: str, page: object) -> str:
    """The page as HTML. A field that the model lacks is an error, not a blank."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = clock
    return environment.get_template(f"{template}.html.j2").render(page=page)


def template_text(name: str) -> str:
    """A script or a style that stands in a page as it is."""
    return template_path(name).read_text("utf-8")


def template_path(name: str) -> Path:
    return _TEMPLATES / name


def _shown(value: object) -> object:
    """What a macro made (a subclass of str) has been escaped here already."""
    return printable_lines(value) if type(value) is str else value
