"""How a sheet is described: its names, its columns, the words its drop-downs offer."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from clientcomms.domain.people import Language


class SheetKind(StrEnum):
    """The sheets of the project book; the value is the field of `Book` and the file's stem."""

    PROJECTS = "projects"
    CONTACTS = "contacts"
    MILESTONES = "milestones"
    WEEK = "week_items"
    HEADLINES = "headlines"
    DOCUMENTS = "documents"
    CHANGES = "changes"
    MINUTES = "minutes"
    COVER = "covers"
    HOURS = "hours"


class CellKind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    DATE = "date"
    """A day that may lie before or after today."""
    PAST_DATE = "past_date"
    """A day on which something has happened."""
    PERCENT = "percent"
    YES_NO = "yes_no"
    NUMBER = "number"
    WHOLE = "whole"
    CHOICE = "choice"
    PEOPLE = "people"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a drop-down: what we store, what the sheet shows, what else people write."""

    value: str
    zh: str
    en: str
    also: tuple[str, ...] = ()

    def called(self, language: Language) -> str:
        """The word the drop-down shows."""
        return self.zh if language is Language.ZH else self.en

    def words(self) -> tuple[str, ...]:
        """Every way to write it."""
        return (self.value, self.zh, self.en, *self.also)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `field` is the attribute it fills; notes are shown when the header is hovered."""

    field: str
    zh: str
    en: str
    kind: CellKind = CellKind.TEXT
    required: bool = False
    also: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    note_zh: str = ""
    note_en: str = ""
    width: int = 14

    def called(self, language: Language) -> str:
        """The header without its star."""
        return self.zh if language is Language.ZH else self.en

    def note(self, language: Language) -> str:
        """What the header's note says."""
        return self.note_zh if language is Language.ZH else self.note_en

    def words(self) -> tuple[str, ...]:
        """Every header under which it is recognised."""
        return (self.field, self.zh, self.en, *self.also)


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet. `required` sheets must be in a workbook that starts a project."""

    kind: SheetKind
    zh: str
    en: str
    columns: tuple[Column, ...]
    required: bool = False
    also: tuple[str, ...] = ()
    purpose_zh: str = ""
    purpose_en: str = ""

    def called(self, language: Language) -> str:
        """The name on the sheet's tab."""
        return self.zh if language is Language.ZH else self.en

    def purpose(self, language: Language) -> str:
        """The sentence above the header."""
        return self.purpose_zh if language is Language.ZH else self.purpose_en

    def words(self) -> tuple[str, ...]:
        """Every tab or file name under which it is recognised."""
        return (self.kind.value, self.zh, self.en, *self.also)


_NOISE = re.compile(r"[\s_*\-/·.,:;()\[\]【】<>《》「」、。?!'\"]+")


def plain(text: str) -> str:
    """Text reduced to what tells it from another: width, case, spaces, punctuation dropped.

    >>> plain(" 项目代号* "), plain("Subject_Tag"), plain("周报 To/Cc")
    ('项目代号', 'subjecttag', '周报tocc')
    """
    return _plain(text) if len(text) <= _SHORT else _reduced(text)


def _reduced(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


_SHORT = 24
"""Words of headers and lists; they come back in every row, so they are reduced once."""
_plain = lru_cache(maxsize=8192)(_reduced)
