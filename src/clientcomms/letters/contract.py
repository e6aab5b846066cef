"""What every kind of letter says of itself, and what it is written from.

A letter is a module here and a folder in ``templates/emails``. The module holds `SPEC` (how planning
and delivery treat the kind), a frozen `Brief` (all that its templates may name) and `brief(facts,
matter)`, a pure function that returns the brief or says why the letter must not be written now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clientcomms.domain.client_view import ClientView
from clientcomms.domain.people import Contact, Language, Member


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


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What every letter may draw on; all of it may be read by the client.

    `to` and `cc` are the recipients by rank. `today` is the civil day in the recipient's zone at
    the hour of sending.
    """

    view: ClientView
    language: Language
    to: tuple[Contact, ...]
    cc: tuple[Contact, ...]
    signer: Member
    today: date
    sending_at: datetime
    marker: str
    """The body marker, `[cc:…]`, that a reply quotes back."""
    reader: Member | None = None
    """The one of our own people who is written to; `to` is then empty."""
    closes_week: bool = False
    """Whether `today` is the last day the reader works this week."""
    mourning: bool = False
    """Whether the reader's region mourns: no colour, no wishes."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a letter cannot be written now; the plan is held with these words."""

    rule: str
    text_zh: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Typeset:
    """A letter as it is read: the four texts made from one brief."""

    subject: str
    text: str
    html: str
    chat: str
