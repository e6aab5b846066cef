"""What every kind of letter says of itself, and what it is written from.

A letter is a module here and a folder in ``templates/emails``. The module holds `SPEC` (how planning
and delivery treat the kind), a frozen `Brief` (all that its templates may name) and `brief(facts,
matter)`, a pure function that returns the brief or says why the letter must not be written now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clientcomms.domain.client_view import ClientView
from clientcomms.domain.letter_spec import Approval, Audience, LetterSpec
from clientcomms.domain.people import Contact, Language, Member

__all__ = ["Approval", "Audience", "LetterFacts", "LetterSpec", "Typeset", "Unfit"]


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
