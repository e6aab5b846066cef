"""What a failing template is told by: its file, its line, and what to mend."""

from __future__ import annotations

import traceback

from jinja2 import TemplateError as JinjaError
from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from clientcomms.ports.typesetter import TemplateError


class Greedy(Exception):  # noqa: N818  # what a template is called that wants too much
    """A template takes more time or room than a letter may."""


def blamed(error: Exception, template: str) -> TemplateError:
    """The failure with file, line and what to mend; `template` is the part that was asked for."""
    if isinstance(error, TemplateSyntaxError):
        return TemplateError(error.name or template, f"syntax: {error.message}", error.lineno)
    if isinstance(error, TemplateNotFound) and error.name in {None, template}:
        return TemplateError(template, "the template does not exist")
    where, line = _place(error, template)
    return TemplateError(where, _reason(error), line)


def _reason(error: Exception) -> str:
    match error:
        case TemplateNotFound():
            return f"there is no template {error.name!r} to take in"
        case SecurityError():
            return f"not allowed in a template: {error.message}"
        case UndefinedError():
            return f"{error.message}: the brief has no such fact; mend the name"
        case MemoryError():
            return "needs too much memory; mend the loop or the format"
        case Greedy() | JinjaError():
            return str(error) or type(error).__name__
        case _:
            return f"{type(error).__name__}: {error}"


def _place(error: Exception, template: str) -> tuple[str, int | None]:
    """The innermost template line of a traceback: Jinja writes its templates' own names there."""
    found: tuple[str, int | None] = (template, None)
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith((".txt", ".html", ".css")):
            found = (frame.filename, frame.lineno)
    return found
