"""The need for somebody who turns a brief into the texts of a letter."""

from __future__ import annotations

from typing import Protocol

from clientcomms.domain.people import Language
from clientcomms.errors import ClientCommsError
from clientcomms.letters.contract import Typeset


class TemplateError(ClientCommsError):
    """A template cannot be used for this brief: it is missing, broken or too greedy.

    `template` is its path below the templates folder, `line` the line where known, `what` the reason in words.
    """

    def __init__(self, template: str, what: str, line: int | None = None) -> None:
        self.template = template
        self.what = what
        self.line = line
        at = f"{template}:{line}" if line is not None else template
        super().__init__(f"{at}: {what}")


class Typesetter(Protocol):
    """Turns a typed brief into subject, text, HTML and chat text."""

    def typeset(self, kind: str, language: Language, brief: object) -> Typeset:
        """Return the letter's four texts.

        Raises:
            TemplateError: the letter must be held; others go on.

        """
        ...
