"""Ways of naming a day in zh and en, each with the day it means.

Conventions: a bare weekday is the next one on or after the day of writing; 下周X and "next Friday"
lie in the next ISO week, 本周X in this one; a week ends on its Friday.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

Resolve = Callable[[re.Match[str], date], date | None]

_ZH_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERALS = {
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "ten": 10,
    "a": 1,
    "an": 1,
}
_N = r"(?P<n>\d{1,3}|[一两二三四五六七八九十]|one|two|three|four|five|six|seven|eight|ten|an?)"
_WEEKDAY = r"(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs)?"
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"


@dataclass(frozen=True, slots=True)
class Named:
    """A day that is named, where, and whether its words make it a deadline."""

    on: date
    start: int
    end: int


def named_days(folded: str, sent_on: date, *, month_first: bool) -> Iterator[Named]:
    """Every day named in `folded`, in the order of the text; past ones too."""
    found: list[Named] = []
    for pattern, resolve in (*_RECOGNISERS, (_FIGURES, _figures(month_first=month_first))):
        for match in pattern.finditer(folded[:2000]):
            if not any(match.start() < day.end and day.start < match.end() for day in found):
                resolved = _tried(resolve, match, sent_on)
                if resolved:
                    found.append(Named(resolved, match.start(), match.end()))
    yield from sorted(found, key=lambda day: day.start)


def _tried(resolve: Resolve, match: re.Match[str], sent_on: date) -> date | None:
    try:
        return resolve(match, sent_on)
    except (ValueError, OverflowError):
        return None


def working_days_after(start: date, count: int) -> date:
    """`count` working days (Monday to Friday) after `start`."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _count(match: re.Match[str]) -> int:
    said = match["n"]
    return int(said) if said.isdigit() else _NUMERALS[said]


def _monday(day: date, weeks: int = 0) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)


def _month_end(day: date, months: int = 0) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _coming(year: int | None, month: int, day: int, sent_on: date) -> date:
    """The day, in the year named or in the one nearest ahead (two months back count as past)."""
    if year:
        return date(year, month, day)
    named = date(sent_on.year, month, day)
    return named if named >= sent_on - timedelta(days=60) else date(sent_on.year + 1, month, day)


def _full(match: re.Match[str], _sent_on: date) -> date:
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def _zh_day(match: re.Match[str], sent_on: date) -> date:
    return _coming(None, int(match["m"]), int(match["d"]), sent_on)


def _day_of_month(match: re.Match[str], sent_on: date) -> date:
    day = int(match["d"])
    if day >= sent_on.day:
        return sent_on.replace(day=day)
    return _month_end(sent_on, 1).replace(day=day)


def _relative_day(match: re.Match[str], sent_on: date) -> date:
    steps = {"大后": 3, "后天": 2, "明": 1, "tomorrow": 1}
    named = (step for word, step in steps.items() if match[0].startswith(word))
    return sent_on + timedelta(days=next(named, 0))


def _zh_weekday(match: re.Match[str], sent_on: date) -> date:
    day, lead = _ZH_DAYS[match["day"]], match["lead"] or ""
    if not lead:
        return sent_on + timedelta(days=(day - sent_on.weekday()) % 7)
    weeks = lead.count("下") - lead.count("上")
    return _monday(sent_on, weeks) + timedelta(days=day)


def _zh_week(match: re.Match[str], sent_on: date) -> date:
    return _monday(sent_on, match["lead"].count("下")) + timedelta(days=4)


def _en_weekday(match: re.Match[str], sent_on: date) -> date:
    day = _EN_DAYS.index(match["day"])
    ahead = sent_on + timedelta(days=(day - sent_on.weekday()) % 7)
    if match["last"]:
        return ahead - timedelta(weeks=1)
    if match["next"]:
        return _monday(sent_on, 1) + timedelta(days=day)
    if match["later"] or match["before"]:
        return ahead + timedelta(weeks=1)
    return ahead


def _en_date(match: re.Match[str], sent_on: date) -> date:
    year = int(match["y"]) if match["y"] else None
    return _coming(year, _EN_MONTHS.index(match["month"]) + 1, int(match["d"]), sent_on)


def _in_days(match: re.Match[str], sent_on: date) -> date:
    count, unit = _count(match), match["unit"]
    if re.match(r"个?工作日|(?:working|business)", unit):
        return working_days_after(sent_on, count)
    if re.match(r"个?(?:周|星期|礼拜)|week", unit):
        return sent_on + timedelta(weeks=count)
    if re.match(r"个?小时|hour|分钟|min", unit):
        return sent_on + timedelta(
            days=count // 24 if "分" not in unit and "min" not in unit else 0
        )
    return sent_on + timedelta(days=count)


def _end_of_month(match: re.Match[str], sent_on: date) -> date:
    name = match["month"]
    if not name:
        return _month_end(sent_on, 1 if match["next"] else 0)
    return _month_end(_coming(None, _EN_MONTHS.index(name) + 1, 28, sent_on))


def _end_of_quarter(match: re.Match[str], sent_on: date) -> date:
    named = next((said for said in match.groups() if said), None)
    quarter = int(named) if named else (sent_on.month + 2) // 3
    end = _month_end(date(sent_on.year, quarter * 3, 1))
    return end if end >= sent_on else _month_end(date(sent_on.year + 1, quarter * 3, 1))


def _end_of_year(_match: re.Match[str], sent_on: date) -> date:
    return date(sent_on.year, 12, 31)


# New Year's Eve of the lunar calendar: a table, since no rule of the civil calendar gives it.
_LUNAR_EVES = (
    date(2026, 2, 16),
    date(2027, 2, 5),
    date(2028, 1, 25),
    date(2029, 2, 12),
    date(2030, 2, 2),
    date(2031, 1, 22),
    date(2032, 2, 10),
)


def _before_lunar_new_year(_match: re.Match[str], sent_on: date) -> date | None:
    return next((eve for eve in _LUNAR_EVES if eve >= sent_on), None)


# The day before the holiday.
_EVES = {
    "国庆": (9, 30),
    "十一": (9, 30),
    "元旦": (12, 31),
    "五一": (4, 30),
    "christmas": (12, 24),
    "new year": (12, 31),
}


def _before_holiday(match: re.Match[str], sent_on: date) -> date | None:
    month, day = next(eve for name, eve in _EVES.items() if name in match[0])
    return _coming(None, month, day, sent_on)


def _end_of_week(match: re.Match[str], sent_on: date) -> date:
    return _monday(sent_on, 1 if match["next"] else 0) + timedelta(days=4)


def _figures(*, month_first: bool) -> Resolve:
    def resolve(match: re.Match[str], sent_on: date) -> date:
        first, second = int(match["a"]), int(match["b"])
        month, day = (
            (first, second) if (month_first and first <= 12) or second > 12 else (second, first)
        )
        return _coming(None, month, day, sent_on)

    return resolve


_FIGURES = re.compile(r"(?<![\d./-])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/]|\s?(?:分|stars?|out))")

_RECOGNISERS: tuple[tuple[re.Pattern[str], Resolve], ...] = (
    (
        re.compile(r"(?P<y>20\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})[日号]?"),
        _full,
    ),
    (re.compile(r"(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号]?"), _zh_day),
    (
        re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}\b(?:,?\s(?P<y>20\d\d))?"),
        _en_date,
    ),
    (
        re.compile(rf"\b{_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<y>20\d\d))?"),
        _en_date,
    ),
    (
        re.compile(
            r"大后天|后天|明(?:天|日|早|晚|儿)|(?<![到都])今(?:天|日|晚|儿)|当天下班前|下班前|\b(?:today|tonight|tomorrow|eod|end of (?:the )?day|end of play|this (?:morning|afternoon|evening))\b"
        ),
        _relative_day,
    ),
    (
        re.compile(
            r"(?P<lead>上上|上|下下|下|本|这)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])"
        ),
        _zh_weekday,
    ),
    (re.compile(r"(?P<lead>下下|下|本|这)个?(?:周|星期|礼拜)(?=内|之内|底|前|之前)"), _zh_week),
    (
        re.compile(
            rf"(?P<before>a week on )?(?:(?P<next>next)|(?P<last>last|past|since)|this|coming)?\s?\b{_WEEKDAY}\b(?P<later> week\b)?"
        ),
        _en_weekday,
    ),
    (
        re.compile(
            rf"(?<!前){_N}\s?(?P<unit>个?工作日|个?(?:周|星期|礼拜)|天|日|个?小时|分钟)(?:之内|以内|内)"
        ),
        _in_days,
    ),
    (
        re.compile(
            rf"(?:within|in)\s(?:the next\s)?{_N}[\s-](?P<unit>working days?|business days?|days?|weeks?|hours?|minutes?|mins?)"
        ),
        _in_days,
    ),
    (
        re.compile(r"(?:a|one) fortnight from (?:now|today)|in a fortnight"),
        lambda _, sent_on: sent_on + timedelta(weeks=2),
    ),
    (re.compile(r"下(?:个)?月(?:底|末)"), lambda _, sent_on: _month_end(sent_on, 1)),
    (
        re.compile(r"(?P<m>\d{1,2})\s?月(?:底|末)"),
        lambda match, sent_on: _month_end(_coming(None, int(match["m"]), 28, sent_on)),
    ),
    (re.compile(r"(?:本|这个?)?月(?:底|末)"), lambda _, sent_on: _month_end(sent_on)),
    (
        re.compile(
            rf"(?:by |before )?(?:month[\s-]end|(?:the )?end of (?:the |this )?(?P<next>next )?(?:{_MONTH}|month))"
        ),
        _end_of_month,
    ),
    (
        re.compile(
            r"(?:the )?end of (?:the |this )?(?P<next>next )?week|(?:by|before) (?:the )?weekend|\bthis week\b"
        ),
        _end_of_week,
    ),
    (
        re.compile(
            r"q([1-4])\s?(?:末|底|end)|(?:end of|by) q([1-4])|本季度?末|季度末|end of (?:the |this )?quarter|quarter[\s-]end"
        ),
        _end_of_quarter,
    ),
    (re.compile(r"年底|年末|end of (?:the |this )?year|year[\s-]end"), _end_of_year),
    (re.compile(r"(?:年|春节|过年|除夕)(?:之?前)"), _before_lunar_new_year),
    (
        re.compile(
            r"(?:国庆|十一|元旦|五一)(?:节|假期)?(?:之?前)|(?:before|by) (?:christmas|new year)"
        ),
        _before_holiday,
    ),
    (re.compile(r"(?<![\d.月/-])(?P<d>\d{1,2})\s?(?:号|日)(?!线|楼|机|店|库)"), _day_of_month),
    (re.compile(r"\bthe (?P<d>\d{1,2})(?:st|nd|rd|th)\b"), _day_of_month),
)
