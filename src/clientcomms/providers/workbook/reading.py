"""Reads a workbook into raw sheets; what the cells mean is decided elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from clientcomms.domain.book.cells import is_blank
from clientcomms.domain.book.raw import Cell, Merged, RawRow, RawSheet, RawWorkbook
from clientcomms.errors import IntakeError
from clientcomms.ports.errors import DeferredError
from clientcomms.providers.workbook import guard

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_MOST_ROWS = 100_000
_MOST_COLUMNS = 104
_MOST_MERGED = 10_000
_LOCK = "~$"
"""Excel and WPS put an owner file of this name beside a workbook they have open."""


class WorkbookFile:
    """A workbook on disk, one `ProjectSource`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    def read(self) -> RawWorkbook:
        """The sheets as last saved; `open_elsewhere` tells that somebody has it open.

        Raises `IntakeError` for what cannot be read, `DeferredError` while it is locked.
        """
        if self.name.startswith(_LOCK):
            raise guard.refused(
                self.name,
                "这是 Excel 的临时锁文件，不是台账 / this is Excel's lock file, not the workbook",
                f"请导入 {self.name.removeprefix(_LOCK)} / import {self.name.removeprefix(_LOCK)}",
            )
        try:
            data = _bytes(self._path)
        except PermissionError as error:
            raise DeferredError(
                f"{self.name}: 文件被占用，可能正在 Excel 里打开，请关闭后再试 / "
                "the file is locked, it may be open in Excel; close it and try again"
            ) from error
        except OSError as error:
            raise guard.refused(self.name, str(error), "检查路径 / check the path") from error
        return _read(self.name, data, open_elsewhere=self._owner_file().exists())

    def _owner_file(self) -> Path:
        # Excel drops the first two characters of names longer than 8 (2026-11, observed since 97).
        long = self._path.with_name(_LOCK + self.name)
        short = self._path.with_name(_LOCK + self.name[2:])
        return long if long.exists() or len(self._path.stem) <= 6 else short


class WorkbookAttachment:
    """A workbook that came by mail or upload, one `ProjectSource`."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data

    @property
    def name(self) -> str:
        """The attachment's file name."""
        return self._name

    def read(self) -> RawWorkbook:
        """The sheets. Raises `IntakeError` for what cannot be read."""
        return _read(self._name, self._data, open_elsewhere=False)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(guard.MOST_BYTES + 1)


def _read(name: str, data: bytes, *, open_elsewhere: bool) -> RawWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    guard.check(name, data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = tuple(_sheet(name, book, sheet_name) for sheet_name in book.sheet_names)
    except PasswordError as error:
        raise guard.protected(name) from error
    except CalamineError as error:
        raise guard.wrapped(name) from error
    return RawWorkbook(name, sheets, open_elsewhere=open_elsewhere)


def _sheet(name: str, book: CalamineWorkbook, sheet_name: str) -> RawSheet:
    sheet = book.get_sheet_by_name(sheet_name)
    if sheet.total_height > _MOST_ROWS + 1_000 or sheet.total_width > _MOST_COLUMNS:
        raise _too_long(name, sheet_name, sheet)
    return RawSheet(sheet_name, tuple(_rows(sheet)), tuple(_merged(sheet)))


def _rows(sheet: CalamineSheet) -> Iterator[RawRow]:
    """Rows that hold something, from column A on (calamine leaves empty first columns out)."""
    start = sheet.start
    if start is None:
        return
    before: tuple[Cell, ...] = (None,) * start[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if not all(is_blank(cell) for cell in cells):
            yield RawRow(number, (*before, *cells))


def _merged(sheet: CalamineSheet) -> Iterator[Merged]:
    for (row, column), (last_row, last_column) in (sheet.merged_cell_ranges or [])[:_MOST_MERGED]:
        yield Merged(row + 1, column, last_row + 1, last_column)


def _too_long(name: str, sheet_name: str, sheet: CalamineSheet) -> IntakeError:
    return guard.refused(
        f"{name} / {sheet_name}",
        f"有 {sheet.total_height} 行 {sheet.total_width} 列，超过 10 万行 104 列 / "
        f"{sheet.total_height} rows and {sheet.total_width} columns, more than 100,000 and 104",
        "删掉多余的行列 / delete what is not needed",
    )
