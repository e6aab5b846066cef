"""The shipped letters, rendered in this process."""

from __future__ import annotations

import traceback
from pathlib import Path

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2 import TemplateError as JinjaError

from clientcomms.domain.people import Language
from clientcomms.letters.contract import Typeset
from clientcomms.ports.typesetter import TemplateError
from clientcomms.providers.typesetting.environment import PARTS, environment, letter_of, names_of


class ShippedTypesetter:
    """Typesetter over one folder of trusted templates; each is compiled once.

    Jinja environments may be shared by threads once made, so one instance serves all.
    """

    def __init__(self, folder: Path) -> None:
        self._environments = {language: environment((folder,), language) for language in Language}

    def typeset(self, kind: str, language: Language, brief: object) -> Typeset:
        """Return the letter's four texts.

        Raises:
            TemplateError: the letter must be held; others go on.

        """
        known = names_of(brief)
        using = self._environments[language]
        return letter_of(
            {part: rendered(using, f"{kind}/{language}/{part}", known) for part in PARTS}
        )


def rendered(using: Environment, template: str, known: dict[str, object]) -> str:
    """One rendered part.

    Raises:
        TemplateError: with the place that is at fault.

    """
    try:
        return using.get_template(template).render(known)
    except Exception as error:  # whatever a template raises holds its letter, never the loop
        raise blamed(error, template) from error


def blamed(error: Exception, template: str) -> TemplateError:
    """The failure with file, line and what to mend."""
    match error:
        case TemplateNotFound():
            return TemplateError(str(error.name or template), "the template does not exist")
        case TemplateSyntaxError():
            return TemplateError(error.name or template, f"syntax: {error.message}", error.lineno)
        case UndefinedError():
            what = f"{error.message}: the brief has no such fact; mend the name"
        case JinjaError():
            what = error.message or type(error).__name__
        case MemoryError():
            what = "needs too much memory; mend the loop or the format"
        case _:
            what = f"{type(error).__name__}: {error}"
    where, line = _place(error, template)
    return TemplateError(where, what, line)


def _place(error: Exception, template: str) -> tuple[str, int | None]:
    """The innermost template line of a traceback: Jinja writes the template's own names into it."""
    found: tuple[str, int | None] = (template, None)
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith((".txt", ".html")):
            found = (frame.filename, frame.lineno)
    return found
