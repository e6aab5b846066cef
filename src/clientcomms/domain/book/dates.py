"""Days as people type them: real dates, "10月16日", "10.16", "2026/10/16", "16 Oct".

A missing year is inferred from the reference day: for a day on which something has happened the
last such day (up to a month ahead, for what is entered early), otherwise the nearest one.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from clientcomms.domain.book.raw import Cell
from clientcomms.domain.book.said import Said, UnreadableError
from clientcomms.domain.people import Language

_EARLY = timedelta(days=31)
_SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of a spreadsheet's calendar once its invented 29 February 1900 is passed."""
_SERIALS = range(32874, 73051)
"""1990 to 2099: what a date looks like when its cell is formatted as a number."""

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTHS |= {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
_WEEKDAY = re.compile(
    r"\(?(?:周|星期|礼拜)[一二三四五六日天]\)?"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b[.,]?",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"(?:(\d{4}|\d{2})年)?(\d{1,2})月(\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(\.?)")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?(?:of)?-?([a-zä]{3,9})\.?,?-?(\d{4})?")
_MONTH_DAY = re.compile(r"([a-zä]{3,9})\.?(\d{1,2})(?:st|nd|rd|th)?(?:,(\d{4}))?")
_MIDNIGHT = re.compile(r"[ t]\d{1,2}:\d{2}(:\d{2})?(\.0+)?z?$")


def read_date(cell: Cell, *, today: date, language: Language, past: bool = False) -> date:
    """The day a cell means; `past` where the column tells what has happened.

    Raises `UnreadableError` for what is no date and for what could be two of them.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(cell, today, past=past)
    text = unicodedata.normalize("NFKC", str(cell)).strip().casefold()
    return _from_text(_MIDNIGHT.sub("", text), str(cell), language, today, past=past)


def _from_number(number: float, today: date, *, past: bool) -> date:
    """A serial day, 20261016, or 10.16 which the spreadsheet took for a fraction."""
    if not 1 <= number < 1e8:  # false for NaN too
        raise _no_date(f"{number:g}")
    if number == int(number):
        if int(number) in _SERIALS:
            return _SERIAL_ZERO + timedelta(days=int(number))
        if compact := _COMPACT.fullmatch(str(int(number))):
            return _day(*map(int, compact.groups()), shown=str(int(number)))
        raise _no_date(f"{number:g}")
    shown = f"{number:.2f}".rstrip("0")
    if abs(number - float(shown)) > 1e-9:
        raise _no_date(f"{number:g}")
    month, _, day = shown.partition(".")
    if day in {"1", "2", "3"}:
        raise _two_days(shown, f"{month}-{day}", f"{month}-{day}0")
    return _infer(int(month), int(day), shown, today, past=past)


def _from_text(text: str, shown: str, language: Language, today: date, *, past: bool) -> date:
    bare = re.sub(r"\s+", "", _WEEKDAY.sub(" ", text)).strip(",")
    if match := _CHINESE.fullmatch(bare):
        return _with_year(match[1], int(match[2]), int(match[3]), shown, today, past=past)
    if match := (_COMPACT.fullmatch(bare) or _YEAR_FIRST.fullmatch(bare)):
        parts = [int(part) for part in match.groups() if part.isdigit()]
        return _day(parts[0], parts[1], parts[2], shown=shown)
    if match := _YEAR_LAST.fullmatch(bare):
        return _year_last(match, shown, language)
    if match := _NO_YEAR.fullmatch(bare):
        month, day = _month_and_day(match, shown, language)
        return _infer(month, day, shown, today, past=past)
    return _from_month_name(bare, shown, today, past=past)


def _from_month_name(bare: str, shown: str, today: date, *, past: bool) -> date:
    if match := _DAY_MONTH.fullmatch(bare):
        day, name, year = match[1], match[2], match[3]
    elif match := _MONTH_DAY.fullmatch(bare):
        name, day, year = match[1], match[2], match[3]
    else:
        raise _no_date(shown)
    month = _MONTHS.get(name[:3])
    if month is None:
        raise _no_date(shown)
    return _with_year(year, month, int(day), shown, today, past=past)


def _year_last(match: re.Match[str], shown: str, language: Language) -> date:
    first, second, year = int(match[1]), int(match[3]), match[4]
    if len(year) == 2 and language is Language.ZH:
        # 26/10/16 in a Chinese sheet: the year always stands first.
        return _day(2000 + first, second, int(year), shown=shown)
    full = int(year) if len(year) == 4 else 2000 + int(year)
    if match[2] == "." or first > 12:
        return _day(full, second, first, shown=shown)
    if second > 12 or first == second:
        return _day(full, first, second, shown=shown)
    raise _two_days(shown, f"{full}-{first:02}-{second:02}", f"{full}-{second:02}-{first:02}")


def _month_and_day(match: re.Match[str], shown: str, language: Language) -> tuple[int, int]:
    first, second = int(match[1]), int(match[3])
    if match[4] or first > 12:
        return second, first  # 16.10. is German; 16/10 cannot be read otherwise
    if language is Language.ZH or second > 12 or first == second:
        return first, second
    raise _two_days(shown, f"{first}-{second}", f"{second}-{first}")


def _with_year(
    year: str | None, month: int, day: int, shown: str, today: date, *, past: bool
) -> date:
    if year is None:
        return _infer(month, day, shown, today, past=past)
    return _day(int(year) if len(year) == 4 else 2000 + int(year), month, day, shown=shown)


def _infer(month: int, day: int, shown: str, today: date, *, past: bool) -> date:
    candidates = tuple(_real_days(month, day, range(today.year - 4, today.year + 5)))
    if not candidates:
        raise _no_date(shown)
    if past:
        return max(candidate for candidate in candidates if candidate <= today + _EARLY)
    return min(candidates, key=lambda candidate: (abs(candidate - today), candidate))


def _real_days(month: int, day: int, years: Iterable[int]) -> Iterable[date]:
    for year in years:
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            yield date(year, month, day)


def _day(year: int, month: int, day: int, *, shown: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _no_date(shown) from error


def _no_date(shown: str) -> UnreadableError:
    return UnreadableError(
        Said(f"“{shown}”不是日期", f"“{shown}” is not a date"),
        Said("请写成 2026-10-16 或 10月16日", "write 2026-10-16 or 16 Oct"),
    )


def _two_days(shown: str, one: str, other: str) -> UnreadableError:
    return UnreadableError(
        Said(f"“{shown}”可能是 {one}，也可能是 {other}", f"“{shown}” may be {one} or {other}"),
        Said("请写成 2026-10-16 或 10月16日", "write 2026-10-16 or 16 Oct"),
    )
