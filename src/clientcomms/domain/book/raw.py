"""What a file said before anybody made sense of it: cells, where they stand, what was merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

Cell = str | int | float | bool | date | time | timedelta | Decimal | None
"""A value as the file holds it; `datetime` is a `date`. Empty is None or blank text."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: its number as the person who keeps the file sees it, and its cells from column A."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range: row numbers as seen, columns counted from 0, all inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet (or one file of a folder). Rows that are wholly empty may be left out."""

    name: str
    rows: tuple[RawRow, ...]
    merged: tuple[Merged, ...] = ()
    file: str = ""
    """The sheet's own file where every sheet has one; empty inside a workbook."""


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """All sheets of one source, and the name by which its keeper knows it."""

    name: str
    sheets: tuple[RawSheet, ...]
    open_elsewhere: bool = False
    """Somebody has it open: what was read is what was last saved."""


def column_letter(column: int) -> str:
    """The letter above a column counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    rest = column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
