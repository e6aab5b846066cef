"""How a kind of letter is treated by planning and delivery."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clientcomms.domain.people import Language


class Audience(StrEnum):
    """Who gets one copy of a letter."""

    REPORT = "report"
    """The contacts of a project by their To/Cc mark: one letter for all."""
    PERSON = "person"
    """One contact."""
    MEETING = "meeting"
    """One attendee of a meeting."""
    MEMBER = "member"
    """One of our own people."""


class Approval(StrEnum):
    """What must happen before a letter leaves."""

    DRAFT = "draft"
    """The manager gets it first; no answer means hold."""
    OK = "after_my_ok"
    """An ok in the console or by mail; no draft is mailed unasked."""
    NONE = "without_me"


@dataclass(frozen=True, slots=True)
class LetterSpec:
    """How a kind of letter is planned and delivered."""

    kind: str
    audience: Audience
    approval: Approval
    name_zh: str
    name_en: str
    essential: bool = False
    """May go on a make-up working Saturday."""
    optional: bool = False
    """Not contractual: carries List-Unsubscribe, counts against the contact budget, needs a basis
    where the law asks for one, never during an open complaint."""
    auto_submitted: bool = False
    """No person signs it (RFC 3834 §5)."""
    priority: int = 50
    """Lower goes first when the contact budget is short."""
    keep_for_hours: int = 72
    """So long after its hour the letter is still worth sending; afterwards it is dropped."""
    subject_tag: bool = True

    def called(self, language: Language) -> str:
        """The kind's name for people."""
        return self.name_zh if language is Language.ZH else self.name_en
