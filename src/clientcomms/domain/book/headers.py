"""Finding out which sheet is which and where its header stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from clientcomms.domain.book.cells import is_blank, read_text
from clientcomms.domain.book.raw import Cell, RawRow, RawSheet
from clientcomms.domain.book.sheets import LISTS_EN, LISTS_ZH, SHEETS
from clientcomms.domain.book.spec import Column, SheetKind, SheetSpec, plain

_LOOK = 40
"""So many rows may stand above the header."""
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_LATIN = re.compile(r"[A-Za-z_]+")
_NUMBERING = re.compile(r"^\d{1,2}(?=\D)")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a column stands and what its header says."""

    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet: the row it stands in, known columns by field, unknown ones."""

    row_number: int
    headings: Mapping[str, Heading]
    unknown: tuple[Heading, ...]


@cache
def _columns_by_word(kind: SheetKind) -> Mapping[str, tuple[int, Column]]:
    """Each known header word with its rank (0: the names we write, 1: synonyms) and column."""
    spec = next(spec for spec in SHEETS if spec.kind is kind)
    words: dict[str, tuple[int, Column]] = {}
    for column in spec.columns:
        for word in column.also:
            words.setdefault(plain(word), (1, column))
    for column in spec.columns:
        for word in (column.field, column.en, column.zh):
            words[plain(word)] = (0, column)
    return words


def column_named(spec: SheetSpec, cell: Cell) -> tuple[int, Column] | None:
    """The column a header cell names and how surely (0 is surest), else None."""
    text = read_text(cell)
    words = _columns_by_word(spec.kind)
    if found := words.get(plain(text)):
        return found
    first_line = text.split("\n", 1)[0]
    bare = _BRACKETS.sub("", first_line)
    # A header in two languages ("项目代号 / code") is known by its Chinese half.
    for attempt in (first_line, _BRACKETS.sub("", text), bare, _LATIN.sub("", bare)):
        if found := words.get(plain(attempt)):
            return found
    return None


def find_header(sheet: RawSheet, spec: SheetSpec) -> Header | None:
    """The row among the first 40 that names most columns, if it names at least two."""
    best: Header | None = None
    for row in sheet.rows[:_LOOK]:
        header = _header_in(row, spec)
        if best is None or len(header.headings) > len(best.headings):
            best = header
    return best if best is not None and len(best.headings) >= 2 else None


def _header_in(row: RawRow, spec: SheetSpec) -> Header:
    headings: dict[str, tuple[int, Heading]] = {}
    unknown: list[Heading] = []
    for index, cell in enumerate(row.cells):
        if is_blank(cell):
            continue
        heading = Heading(index, read_text(cell).replace("\n", " ").rstrip("*").strip())
        named = column_named(spec, cell)
        if named is None:
            unknown.append(heading)
            continue
        rank, column = named
        held = headings.get(column.field)
        if held is not None and held[0] <= rank:
            unknown.append(heading)
            continue
        if held is not None:
            unknown.append(held[1])
        headings[column.field] = (rank, heading)
    known = {name: heading for name, (_, heading) in headings.items()}
    return Header(row.number, known, tuple(sorted(unknown, key=lambda one: one.column)))


def is_header_again(row: RawRow, header: Header, spec: SheetSpec) -> bool:
    """Whether a row repeats the header, as sheets with one block per week do."""
    written = [(i, cell) for i, cell in enumerate(row.cells) if not is_blank(cell)]
    if len(written) < 2:
        return False
    columns = {heading.column: name for name, heading in header.headings.items()}
    words = _columns_by_word(spec.kind)
    same = 0
    for index, cell in written:
        named = words.get(plain(cell)) if isinstance(cell, str) and index in columns else None
        same += named is not None and named[1].field == columns[index]
    return same >= 2 and same * 10 >= len(written) * 6


def spec_by_name(sheet: RawSheet) -> SheetSpec | None:
    """The specification whose name stands on the sheet's tab ("4 本周", "Week"), else None."""
    name = plain(sheet.name)
    for attempt in (name, _NUMBERING.sub("", name)):
        for spec in SHEETS:
            if attempt in {plain(word) for word in spec.words()}:
                return spec
    return None


def spec_by_header(sheet: RawSheet) -> SheetSpec | None:
    """The specification all of whose required columns the sheet's header has, else None."""
    fitting = [spec for spec in SHEETS if _fits(sheet, spec)]
    return max(fitting, key=lambda spec: _named(sheet, spec), default=None)


def is_lists(sheet: RawSheet) -> bool:
    """Whether it is the tab with the drop-downs' values."""
    return plain(sheet.name) in {plain(LISTS_ZH), plain(LISTS_EN)}


def _named(sheet: RawSheet, spec: SheetSpec) -> int:
    header = find_header(sheet, spec)
    return len(header.headings) if header else 0


def _fits(sheet: RawSheet, spec: SheetSpec) -> bool:
    header = find_header(sheet, spec)
    required = {column.field for column in spec.columns if column.required}
    return header is not None and required <= set(header.headings)
