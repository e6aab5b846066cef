"""The process in which a workbook is parsed, so that a hostile or broken one takes only it along.

calamine 0.37 panics on damaged .xls files and may ask for any amount of memory (2026-11, found by
flipping bytes); a panic is no `Exception`, a failed allocation ends the process. Bytes come in on
standard input; plain tuples leave on standard output.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

    from clientcomms.domain.book.raw import Cell

PROTECTED, FOREIGN, TOO_LONG = "protected", "foreign", "too long"
MOST_ROWS = 100_000
MOST_COLUMNS = 104
_MOST_MERGED = 10_000
_MOST_MEMORY = 2 << 30
_MOST_SECONDS = 120

Parsed = tuple[str, list[tuple[int, "tuple[Cell, ...]"]], list[tuple[int, int, int, int]]]
"""A sheet: its name; row numbers with cells; merged ranges as rows and columns."""


def main() -> None:
    """Parse one workbook: `("ok", sheets)` or the reason with its facts is written."""
    _limit()
    answer = parse(sys.stdin.buffer.read())
    sys.stdout.buffer.write(pickle.dumps(answer))


def parse(data: bytes) -> tuple[str, list[Parsed]] | tuple[str, tuple[str, int, int]]:
    """The sheets of a workbook, or why there are none."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    sheets: list[Parsed] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > MOST_ROWS + 1_000 or sheet.total_width > MOST_COLUMNS:
                return TOO_LONG, (name, sheet.total_height, sheet.total_width)
            sheets.append((name, list(_rows(sheet)), list(_merged(sheet))))
    except PasswordError:
        return PROTECTED, ("", 0, 0)
    except CalamineError:
        return FOREIGN, ("", 0, 0)
    return "ok", sheets


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Rows that hold something, from column A on (calamine leaves empty first columns out)."""
    start = sheet.start
    if start is None:
        return
    before: tuple[Cell, ...] = (None,) * start[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if any(cell not in {"", None} for cell in cells):
            yield number, (*before, *cells)


def _merged(sheet: CalamineSheet) -> Iterator[tuple[int, int, int, int]]:
    for (row, column), (last_row, last_column) in (sheet.merged_cell_ranges or [])[:_MOST_MERGED]:
        yield row + 1, column, last_row + 1, last_column


if __name__ == "__main__":
    main()
