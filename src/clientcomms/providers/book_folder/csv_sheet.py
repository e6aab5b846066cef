"""One CSV file as one raw sheet; row numbers are the lines of the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from clientcomms.domain.book.raw import RawRow, RawSheet
from clientcomms.errors import IntakeError, Problem

_DELIMITERS = ",;\t|，"
_MOST_ROWS = 100_000


def read_csv(file: str, stem: str, text: str) -> RawSheet:
    """The sheet. Raises `IntakeError` for quotes that never close and for too many rows."""
    try:
        return RawSheet(stem, tuple(_rows(file, text)), file=file)
    except csv.Error as error:
        what = f"第一处读不下去的地方 / cannot be read: {error}"
        raise IntakeError([Problem(file, what, "检查引号 / check the quotation marks")]) from error


def _rows(file: str, text: str) -> Iterator[RawRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    before = 0
    for count, cells in enumerate(reader):
        if count > _MOST_ROWS:
            what = "超过 10 万行 / more than 100,000 rows"
            raise IntakeError([Problem(file, what, "删掉多余的行 / delete what is not needed")])
        if any(cell.strip() for cell in cells):
            yield RawRow(before + 1, tuple(cells))
        before = reader.line_num


def _delimiter(text: str) -> str:
    """The sign that parts most cells in the fullest of the first lines."""
    lines = text.splitlines()[:20]
    return max(_DELIMITERS, key=lambda sign: max((line.count(sign) for line in lines), default=0))
