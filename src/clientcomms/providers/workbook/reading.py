"""Reads a workbook into raw sheets; what the cells mean is decided elsewhere."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

from clientcomms.domain.book.raw import Merged, RawRow, RawSheet, RawWorkbook
from clientcomms.errors import IntakeError
from clientcomms.ports.errors import DeferredError
from clientcomms.providers.workbook import child, guard

_PATIENCE = 150
"""Seconds for parsing the largest workbook on a slow machine."""
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
    guard.check(name, data)
    match _parsed(name, data):
        case child.PROTECTED, _:
            raise guard.protected(name)
        case child.TOO_LONG, (sheet, rows, columns):
            raise _too_long(name, sheet, rows, columns)
        case "ok", sheets:
            return RawWorkbook(name, tuple(map(_sheet, sheets)), open_elsewhere=open_elsewhere)
        case _:
            raise guard.wrapped(name)


def _parsed(name: str, data: bytes) -> Any:  # noqa: ANN401 - what a pickle holds has no type
    """What the child process says. Raises `IntakeError` where it died of the file."""
    command = [sys.executable, "-m", "clientcomms.providers.workbook.child"]
    environment = {**os.environ, "RUST_BACKTRACE": "0"}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=data,
            capture_output=True,
            timeout=_PATIENCE,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise guard.damaged(name) from error
    if done.returncode != 0:
        raise guard.damaged(name)
    return pickle.loads(done.stdout)  # noqa: S301 - written by our own child


def _sheet(parsed: child.Parsed) -> RawSheet:
    name, rows, merged = parsed
    return RawSheet(
        name,
        tuple(RawRow(number, cells) for number, cells in rows),
        tuple(Merged(*corners) for corners in merged),
    )


def _too_long(name: str, sheet: str, rows: int, columns: int) -> IntakeError:
    return guard.refused(
        f"{name} / {sheet}",
        f"有 {rows} 行 {columns} 列，超过 10 万行 104 列 / "
        f"{rows} rows and {columns} columns, more than 100,000 and 104",
        "删掉多余的行列 / delete what is not needed",
    )
