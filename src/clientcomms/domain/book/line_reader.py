"""Reads the cells of one line by field; what cannot be read becomes a problem with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from clientcomms.domain.book import cells
from clientcomms.domain.book.dates import read_date
from clientcomms.domain.book.findings import Findings, NoticeKind
from clientcomms.domain.book.raw import Cell
from clientcomms.domain.book.said import Said, UnreadableError
from clientcomms.domain.book.spec import CellKind, Column
from clientcomms.domain.book.tables import Line, Table

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

EMPTY = Said("是空的", "is empty")


@dataclass(frozen=True, slots=True)
class LineReader:
    """One line with what is needed to read it and to say where it stands."""

    table: Table
    line: Line
    findings: Findings
    today: date

    def text(self, field: str) -> str:
        """Plain text, empty where nothing was written."""
        return cells.read_text(self.line.cells.get(field))

    def texts(self) -> dict[str, str]:
        """All cells as plain text."""
        return {field: cells.read_text(cell) for field, cell in self.line.cells.items()}

    def one_line(self, field: str) -> str:
        """Text that may stand in a header: line ends become spaces (no CR or LF can follow)."""
        return " ".join(self.text(field).split())

    def day(self, field: str) -> date | None:
        """A day; the column's kind decides to which side a missing year leans."""
        past = self._column(field).kind is CellKind.PAST_DATE
        language = self.findings.language
        return self._read(
            field, lambda cell: read_date(cell, today=self.today, language=language, past=past)
        )

    def percent(self, field: str) -> int | None:
        """Percent, 0 to 100."""
        return self._read(field, cells.read_percent)

    def number(self, field: str) -> Decimal | None:
        """A decimal."""
        return self._read(field, cells.read_number)

    def whole(self, field: str) -> int | None:
        """A whole number."""
        return self._read(field, cells.read_whole)

    def yes(self, field: str, *, default: bool) -> bool:
        """A yes or no; `default` where nothing was written."""
        read = self._read(field, cells.read_yes_no)
        return default if read is None else read

    def choice(self, field: str, kind: type[E]) -> E | None:
        """A word of the drop-down as the value it stands for."""
        choices = self._column(field).choices
        value = self._read(field, lambda cell: cells.read_choice(cell, choices))
        return None if value is None else kind(value)

    def word(self, field: str) -> str:
        """The canonical value where a suggested word was written, else the text itself."""
        found = cells.find_choice(self.line.cells.get(field), self._column(field).choices)
        return found.value if found else self.one_line(field)

    def people(self, field: str) -> tuple[str, ...]:
        """The names in a cell."""
        return cells.read_people(self.line.cells.get(field))

    def complete(self, *, except_for: tuple[str, ...] = ()) -> bool:
        """Whether every required cell is filled; each empty one becomes a problem."""
        empty = [
            column
            for column in self.table.spec.columns
            if column.required
            and column.field not in except_for
            and cells.is_blank(self.line.cells.get(column.field))
        ]
        for column in empty:
            name = Said(column.note_zh or "请填上", column.note_en or "fill it in")
            self.stop(column.field, EMPTY, name)
        return not empty

    def stop(self, field: str, what: Said, mend: Said) -> None:
        """Note a problem with one cell of this line."""
        self.findings.stop(self.where(field), what, mend)

    def tell(
        self, kind: NoticeKind, field: str, what: Said, mend: Said, *, proposal: str = ""
    ) -> None:
        """Note something about one cell that the import can live with."""
        self.findings.tell(kind, self.where(field), what, mend, proposal=proposal)

    def where(self, field: str) -> str:
        """The place of a cell in words; of the row where the sheet lacks that column."""
        heading = self.table.header.headings.get(field)
        if heading is None:
            return self.findings.at_row(self.table.sheet, self.line.number)
        return self.findings.at_cell(
            self.table.sheet, self.line.number, heading.column, heading.text
        )

    def _read(self, field: str, reader: Callable[[Cell], T]) -> T | None:
        cell = self.line.cells.get(field)
        if cells.is_blank(cell):
            return None
        try:
            return reader(cell)
        except UnreadableError as error:
            if cells.says_nothing(cell):
                self._refuse_nothing(field)
                return None
            self.stop(field, error.what, error.mend)
            return None

    def _refuse_nothing(self, field: str) -> None:
        """A dash or 待定: fine where the cell may be empty, a problem where it may not."""
        column = self._column(field)
        if column.required:
            shown = self.text(field)
            self.stop(
                field,
                Said(f"写着“{shown}”，但这一格必填", f"says “{shown}”, but it is required"),
                Said(column.note_zh or "请填上", column.note_en or "fill it in"),
            )

    def _column(self, field: str) -> Column:
        return next(column for column in self.table.spec.columns if column.field == field)
