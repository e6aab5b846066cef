"""Reads a folder, or one file, of CSV or YAML into raw sheets."""

from __future__ import annotations

from pathlib import Path, PurePath

from clientcomms.domain.book.raw import RawSheet, RawWorkbook
from clientcomms.errors import IntakeError, Problem
from clientcomms.providers.book_folder.csv_sheet import read_csv
from clientcomms.providers.book_folder.decoding import decode
from clientcomms.providers.book_folder.yaml_sheets import read_yaml

SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".yaml", ".yml"})
_MOST_BYTES = 30 * 1024 * 1024


class TextFile:
    """A single CSV or YAML file, one `ProjectSource`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    def read(self) -> RawWorkbook:
        """Its sheets. Raises `IntakeError` for what cannot be read."""
        return RawWorkbook(self.name, _sheets(self._path))


class TextAttachment:
    """A CSV or YAML file that came by mail or was dropped, one `ProjectSource`."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data

    @property
    def name(self) -> str:
        """The attachment's file name."""
        return self._name

    def read(self) -> RawWorkbook:
        """Its sheets. Raises `IntakeError` for what cannot be read."""
        return RawWorkbook(self._name, _sheets_in(PurePath(self._name), self._data))


class BookFolder:
    """A folder with one file per sheet (`projects.csv`, `本周.yaml`), one `ProjectSource`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._path.name

    def read(self) -> RawWorkbook:
        """The sheets of all its files, every unreadable file named. Raises `IntakeError`."""
        problems: list[Problem] = []
        sheets: list[RawSheet] = []
        for path in self._files():
            try:
                sheets.extend(_sheets(path))
            except IntakeError as error:
                problems.extend(error.problems)
        if problems:
            raise IntakeError(problems)
        return RawWorkbook(self.name, tuple(sheets))

    def _files(self) -> list[Path]:
        try:
            files = sorted(p for p in self._path.iterdir() if p.suffix.lower() in SUFFIXES)
        except OSError as error:
            raise IntakeError([Problem(str(self._path), str(error))]) from error
        if not files:
            what = "文件夹里没有 CSV 或 YAML 文件 / there is no CSV or YAML file in this folder"
            raise IntakeError([Problem(self.name, what, "每张表一个文件 / one file per sheet")])
        return files


def _sheets(path: Path) -> tuple[RawSheet, ...]:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise IntakeError([Problem(path.name, str(error))]) from error
    return _sheets_in(path, data)


def _sheets_in(path: PurePath, data: bytes) -> tuple[RawSheet, ...]:
    if len(data) > _MOST_BYTES:
        raise IntakeError([Problem(path.name, "超过 30 MB / more than 30 MB")])
    text = decode(path.name, data)
    if path.suffix.lower() in {".yaml", ".yml"}:
        return read_yaml(path.name, path.stem, text)
    return (read_csv(path.name, path.stem, text),)
