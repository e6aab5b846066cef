"""Weeks as people write them: "2026-W42", "第42周", "week 42", a day, "10.12-10.16"."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from clientcomms.domain.book.cells import read_text
from clientcomms.domain.book.dates import read_date
from clientcomms.domain.book.raw import Cell
from clientcomms.domain.book.said import Said, UnreadableError
from clientcomms.domain.people import Language

_WITH_YEAR = re.compile(r"(\d{4})(?:年|-|\s|/)*(?:第|w|week|kw)?\s*(\d{1,2})\s*周?")
_NUMBER = re.compile(r"(?:第|w|week|kw|cw)?\s*(\d{1,2})\s*周?")
_TRAILING = re.compile(r"[(（].*$")
_RANGE = re.compile(r"\s*(?:[~～–—至到]|(?<=[\d日])\s*-\s*(?=\d{1,2}[./月]))\s*")


def iso_week(day: date) -> str:
    """The ISO week of a day, `2026-W42`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def read_week(
    cell: Cell, *, today: date, language: Language, project_started_on: date | None = None
) -> str:
    """The ISO week a cell means.

    With `project_started_on` a bare number counts the project's own weeks, 1 being the week in
    which it started; otherwise the nearest calendar week of that number is meant.
    Raises `UnreadableError`.
    """
    if isinstance(cell, (date, datetime)):
        return iso_week(cell)
    shown = read_text(cell)
    text = _TRAILING.sub("", unicodedata.normalize("NFKC", shown).casefold()).strip()
    if match := _WITH_YEAR.fullmatch(text):
        return _checked(int(match[1]), int(match[2]), shown)
    if match := _NUMBER.fullmatch(text):
        number = int(match[1])
        if project_started_on is not None:
            return iso_week(project_started_on + timedelta(weeks=number - 1))
        return _nearest(number, today, shown)
    first = _RANGE.split(text, maxsplit=1)[0]
    try:
        return iso_week(read_date(first, today=today, language=language, past=True))
    except UnreadableError as error:
        raise _no_week(shown) from error


def _nearest(number: int, today: date, shown: str) -> str:
    days: list[date] = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            days.append(date.fromisocalendar(year, number, 4))
        except ValueError:
            continue
    if not days:
        raise _no_week(shown)
    return iso_week(min(days, key=lambda day: abs(day - today)))


def _checked(year: int, number: int, shown: str) -> str:
    try:
        return iso_week(date.fromisocalendar(year, number, 1))
    except ValueError as error:
        raise _no_week(shown) from error


def _no_week(shown: str) -> UnreadableError:
    return UnreadableError(
        Said(f"“{shown}”不是周次", f"“{shown}” is not a week"),
        Said("请写成 2026-W42 或 第42周", "write 2026-W42 or week 42"),
    )
