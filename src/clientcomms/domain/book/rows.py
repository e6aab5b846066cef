"""The rows of a `Book` under one view: sheet, project, key, text, cells as they would be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from clientcomms.domain.book.changes_found import RowName
from clientcomms.domain.book.sheets import SHEETS
from clientcomms.domain.book.spec import SheetKind
from clientcomms.domain.book.to_rows import shown_cells
from clientcomms.domain.people import Contact, Language
from clientcomms.domain.projects import (
    Book,
    Change,
    Cover,
    Document,
    Headline,
    Hours,
    Milestone,
    MinuteLine,
    Project,
    WeekItem,
)

OfProject: TypeAlias = (
    Contact | Milestone | WeekItem | Headline | Document | Change | MinuteLine | Cover | Hours
)
Row: TypeAlias = Project | OfProject
Identity = tuple[SheetKind, str, str]


def identity_of(name: RowName) -> Identity:
    """What makes a row the same row at every import."""
    return name.kind, name.project_code, name.key.casefold()


def named_rows(book: Book) -> Iterator[tuple[RowName, Row]]:
    """Every row of a book with its name, sheet by sheet."""
    for spec in SHEETS:
        rows: tuple[Row, ...] = getattr(book, spec.kind.value)
        for row in rows:
            yield name_of(spec.kind, row), row


def name_of(kind: SheetKind, row: Row) -> RowName:
    """The name of one row."""
    if isinstance(row, Project):
        return RowName(kind, row.code, "", row.name)
    return RowName(kind, row.project_code, _key(row), _text(row))


def _key(row: OfProject) -> str:
    match row:
        case Contact():
            return row.address
        case Headline() | Hours():
            return row.week
        case _:
            return row.key


def _text(row: OfProject) -> str:
    match row:
        case WeekItem():
            return row.item
        case Change():
            return row.content
        case MinuteLine():
            return row.decision or row.action
        case Headline() | Hours():
            return row.week
        case _:
            return row.name


def cells_of(kind: SheetKind, row: Row, language: Language) -> Mapping[str, str]:
    """The cells by field, as a sheet in `language` would show them."""
    spec = next(spec for spec in SHEETS if spec.kind is kind)
    return shown_cells(row, spec, language)
