"""Who writes and who is written to: our members, the clients, their contacts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_PERSONAL_LINE = 500
"""Characters of a person's own first sentence in a greeting."""


class Language(StrEnum):
    """The languages letters are written in."""

    ZH = "zh"
    EN = "en"


class Role(StrEnum):
    """What a contact decides or does on the client's side."""

    SPONSOR = "sponsor"
    APPROVER = "approver"
    DAY_TO_DAY = "day_to_day"
    USER = "user"
    CC = "cc"


class Place(StrEnum):
    """Where a contact stands on a letter."""

    TO = "to"
    CC = "cc"
    NONE = "none"


class Formality(StrEnum):
    """How a contact is spoken to."""

    FORMAL = "formal"
    NEUTRAL = "neutral"
    CASUAL = "casual"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Our own firm, as letters name it."""

    name: str
    name_en: str = ""
    address: str = ""
    website: str = ""

    def called(self, language: Language) -> str:
        """The name in one language, falling back on the other."""
        return (
            (self.name_en or self.name) if language is Language.EN else (self.name or self.name_en)
        )


@dataclass(frozen=True, slots=True)
class Member:
    """One of our own people; `address` is the key everywhere."""

    address: str
    name: str
    name_en: str = ""
    title: str = ""
    title_en: str = ""
    phone: str = ""
    deputy: str = ""
    """Address of the member who stands in."""
    language: Language = Language.ZH
    zone: str = "Asia/Shanghai"
    aliases: tuple[str, ...] = ()
    """Other addresses from which this member writes."""

    def called(self, language: Language) -> str:
        """The name in one language, falling back on the other."""
        return (
            (self.name_en or self.name) if language is Language.EN else (self.name or self.name_en)
        )

    def titled(self, language: Language) -> str:
        """The title in one language, falling back on the other."""
        return (
            (self.title_en or self.title)
            if language is Language.EN
            else (self.title or self.title_en)
        )


@dataclass(frozen=True, slots=True)
class Client:
    """A client firm; its name is its key. The client wall runs between two of these."""

    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A person (or a group mailbox) at a client, in one project.

    The same person in two projects is two contacts with one address.
    """

    project_code: str
    address: str
    name: str
    salutation: str = ""
    """How a Chinese letter begins: 王总, 李工. Empty means: hold and ask."""
    salutation_en: str = ""
    """How an English letter addresses the person: Sarah, Dr Weber."""
    title: str = ""
    role: Role = Role.DAY_TO_DAY
    rank: int = 100
    """Lower comes first in To, Cc and the salutation."""
    report: Place = Place.TO
    meetings: bool = True
    survey: bool = True
    greeting: bool = True
    counterpart: str = ""
    """Address of the member who is this contact's counterpart on our side."""
    formality: Formality = Formality.NEUTRAL
    zone: str = ""
    country: str = ""
    language: Language | None = None
    basis: str = ""
    """On what ground optional mail may be sent (consent, contract …), as recorded."""
    personal_line: str = ""
    """With which sentence of a person's own the next greeting begins; said once."""
    internal_note: str = ""
    """Never leaves the house."""

    def addressed(self, language: Language) -> str:
        """The salutation for a language; empty where none is recorded."""
        return self.salutation_en if language is Language.EN else self.salutation
