"""A command whose options are the fields of one value.

Rules: an option is declared once, as a field of a frozen dataclass with its Typer annotation. A
field that is such a dataclass itself stands for its own options, in their place. The command
receives the whole value.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar, get_type_hints

Form = TypeVar("Form")


def folded(form: type[Form]) -> Callable[[Callable[[Form], None]], Callable[..., None]]:
    """A command that takes the options of `form` one by one, as Typer gives them."""

    def decorate(command: Callable[[Form], None]) -> Callable[..., None]:
        def unfolded(**options: Any) -> None:
            command(_filled(form, options))

        unfolded.__name__, unfolded.__doc__ = command.__name__, command.__doc__
        signature = inspect.Signature(list(_parameters(form)))
        unfolded.__signature__ = signature  # type: ignore[attr-defined]
        return unfolded

    return decorate


def _parameters(form: type[Any]) -> Iterator[inspect.Parameter]:
    hints = get_type_hints(form, include_extras=True)
    for each in fields(form):
        if _is_form(hint := hints[each.name]):
            yield from _parameters(hint)
        else:
            default = inspect.Parameter.empty if each.default is MISSING else each.default
            yield inspect.Parameter(
                each.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint
            )


def _filled(form: type[Form], options: Mapping[str, Any]) -> Form:
    hints = get_type_hints(form)
    values = {
        name: _filled(hint, options) if _is_form(hint) else options[name]
        for name, hint in hints.items()
    }
    return form(**values)


def _is_form(hint: Any) -> bool:
    return is_dataclass(hint)
