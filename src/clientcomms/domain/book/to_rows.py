"""A `Book` as rows of cells: what a workbook is written from. The inverse of the reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from clientcomms.domain.book.cells import find_choice, read_text
from clientcomms.domain.book.choices import LIGHT
from clientcomms.domain.book.raw import Cell
from clientcomms.domain.book.row_keys import is_derived
from clientcomms.domain.book.spec import CellKind, Column, SheetSpec
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Book, Dimension, Headline


class OfProject(Protocol):
    """A row that belongs to a project."""

    @property
    def project_code(self) -> str:
        """The project's code; empty for all projects."""
        ...


R = TypeVar("R", bound=OfProject)


def rows_of(book: Book, spec: SheetSpec, language: Language) -> tuple[tuple[Cell, ...], ...]:
    """The rows of one sheet, one cell per column of `spec`."""
    entries: Sequence[object] = getattr(book, spec.kind.value)
    return tuple(
        tuple(_cell(entry, column, language) for column in spec.columns) for entry in entries
    )


def only(book: Book, project: str) -> Book:
    """The part of a book that belongs to one project (cover for all projects included)."""

    def mine(rows: tuple[R, ...]) -> tuple[R, ...]:
        return tuple(row for row in rows if row.project_code in {project, ""})

    projects = tuple(entry for entry in book.projects if entry.code == project)
    clients = {entry.client for entry in projects}
    return Book(
        clients=tuple(client for client in book.clients if client.name in clients),
        projects=projects,
        contacts=mine(book.contacts),
        milestones=mine(book.milestones),
        week_items=mine(book.week_items),
        headlines=mine(book.headlines),
        covers=mine(book.covers),
        hours=mine(book.hours),
        documents=mine(book.documents),
        changes=mine(book.changes),
        minutes=mine(book.minutes),
    )


def yes_no(value: object, language: Language) -> str:
    """是 or 否, yes or no."""
    if language is Language.ZH:
        return "是" if value else "否"
    return "yes" if value else "no"


def _cell(entry: object, column: Column, language: Language) -> Cell:
    if isinstance(entry, Headline) and column.field in set(Dimension):
        return _light(entry, Dimension(column.field), language)
    value = getattr(entry, column.field)
    if column.field == "key":
        return None if is_derived(value) else value
    if column.kind is CellKind.YES_NO:
        return yes_no(value, language)
    if column.choices and value:
        return _word(str(value), column, language)
    if column.kind is CellKind.PERCENT and value is not None:
        return int(value) / 100
    return _plain(value)


def _plain(value: object) -> Cell:
    if isinstance(value, (int, float, date, Decimal)) and not isinstance(value, bool):
        return value
    return str(value) if value else None


def _word(value: str, column: Column, language: Language) -> str:
    choice = find_choice(value, column.choices)
    return choice.called(language) if choice else value


def _light(headline: Headline, dimension: Dimension, language: Language) -> Cell:
    status = headline.status.get(dimension)
    if status is None:
        return None
    word = next(choice for choice in LIGHT if choice.value == status.light).called(language)
    if not status.reason:
        return word
    return f"{word} {status.reason}" if language is Language.ZH else f"{word}, {status.reason}"


def shown_cells(entry: object, spec: SheetSpec, language: Language) -> dict[str, str]:
    """The cells of one row by field, as text: what a comparison shows."""
    return {column.field: _shown(_cell(entry, column, language), column) for column in spec.columns}


def _shown(cell: Cell, column: Column) -> str:
    if column.kind is CellKind.PERCENT and isinstance(cell, float):
        return f"{cell:.0%}"
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return read_text(cell)
