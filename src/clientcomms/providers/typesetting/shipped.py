"""The shipped letters, rendered in this process."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from jinja2 import Environment

from clientcomms.domain import wording
from clientcomms.domain.people import Language
from clientcomms.letters import holiday_greeting
from clientcomms.letters.contract import Typeset
from clientcomms.providers.typesetting.alike import AlikeLetters
from clientcomms.providers.typesetting.brisk import MODULES, BriskEnvironment
from clientcomms.providers.typesetting.environment import PARTS, environment, letter_of, names_of
from clientcomms.providers.typesetting.faults import blamed


class ShippedTypesetter:
    """Typesetter over one folder of trusted templates; each is compiled once.

    Jinja environments may be shared by threads once made, so one instance serves all.
    """

    def __init__(self, folder: Path) -> None:
        self._environments = {
            language: environment((folder,), language, BriskEnvironment) for language in Language
        }
        self._alike = {
            language: AlikeLetters(partial(self._set, holiday_greeting.SPEC.kind, language))
            for language in Language
        }

    def typeset(self, kind: str, language: Language, brief: object) -> Typeset:
        """Return the letter's four texts.

        Raises:
            TemplateError: the letter must be held; others go on.

        """
        if not isinstance(brief, holiday_greeting.Brief):
            return self._set(kind, language, brief)
        subject = rendered(
            self._environments[language], f"{kind}/{language}/subject.txt", names_of(brief)
        )
        alike = self._alike[language].letter(brief, wording.one_line(subject))
        return alike or self._set(kind, language, brief)

    def _set(self, kind: str, language: Language, brief: object) -> Typeset:
        known = names_of(brief) | {MODULES: {}}
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
