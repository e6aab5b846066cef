"""The day each way of naming one means, reckoned from the day of writing.

Each rule takes the match of its pattern (in `named_days`) and that day. Conventions: a bare weekday
is the next one on or after the day of writing; 下周X and "next Friday" lie in the next ISO week,
本周X in this one; a week ends on its Friday.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
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


def working_days_after(start: date, count: int) -> date:
    """`count` working days (Monday to Friday) after `start`."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def numeral(said: str) -> int:
    """A number in figures or words: "15", "十五", "二十五", "three"."""
    if said.isdigit():
        return int(said)
    if said in _NUMERALS:
        return _NUMERALS[said]
    tens, ten, ones = said.partition("十")
    if not ten:
        message = f"no number: {said}"
        raise ValueError(message)
    return 10 * (_NUMERALS[tens] if tens else 1) + (_NUMERALS[ones] if ones else 0)


def _monday(day: date, weeks: int = 0) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)


def month_end(day: date, months: int = 0) -> date:
    """The last day of the month `months` after that of `day`."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def coming(year: int | None, month: int, day: int, sent_on: date) -> date:
    """The day, in the year named or in the one nearest ahead (two months back count as past)."""
    if year:
        return date(year, month, day)
    named = date(sent_on.year, month, day)
    return named if named >= sent_on - timedelta(days=60) else date(sent_on.year + 1, month, day)


def full(match: re.Match[str], _sent_on: date) -> date:
    """Year, month and day are all said: "2026年12月1日", "2026-12-01"."""
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def zh_day(match: re.Match[str], sent_on: date) -> date:
    """Month and day: "12月1日"."""
    return coming(None, numeral(match["m"]), numeral(match["d"]), sent_on)


def dotted(match: re.Match[str], sent_on: date) -> date:
    """Day and month with dots: "30.11.2026"."""
    return coming(
        int(match["y"]) if match["y"] else None, int(match["m"]), int(match["d"]), sent_on
    )


def day_of_next_month(match: re.Match[str], sent_on: date) -> date:
    """A day of the month that is named by its place: "下个月10号", "本月25日"."""
    return month_end(sent_on, 1 if match["next"] else 0).replace(day=numeral(match["d"]))


def middle_of_month(match: re.Match[str], sent_on: date) -> date:
    """The middle of a month: "12月中旬", "月中", "mid-December"."""
    said = match["m"]
    if said and said[:3] in _EN_MONTHS:
        return coming(None, _EN_MONTHS.index(said[:3]) + 1, 15, sent_on)
    if said:
        return coming(None, numeral(said), 15, sent_on)
    return sent_on.replace(day=15) if sent_on.day <= 15 else month_end(sent_on, 1).replace(day=15)


def part_of_week(match: re.Match[str], sent_on: date) -> date:
    """A part of the next week: "early next week", "下周初", "mid next week", "late next week"."""
    part = match["part"]
    day = 0 if part in {"early", "初"} else 2 if part.startswith("mid") or part == "中" else 4
    return _monday(sent_on, 1) + timedelta(days=day)


def day_of_month(match: re.Match[str], sent_on: date) -> date:
    """A day of this month, or of the next when it has passed: "25号", "the 3rd"."""
    day = numeral(match["d"])
    if day >= sent_on.day:
        return sent_on.replace(day=day)
    return month_end(sent_on, 1).replace(day=day)


def relative_day(match: re.Match[str], sent_on: date) -> date:
    """Reckoned from today: "今天", "后天", "tomorrow", "end of day"."""
    steps = {"大后": 3, "后天": 2, "the day after": 2, "day after": 2, "明": 1, "tomorrow": 1}
    named = (step for word, step in steps.items() if match[0].startswith(word))
    return sent_on + timedelta(days=next(named, 0))


def zh_weekday(match: re.Match[str], sent_on: date) -> date:
    """A weekday: "周五", "下周五", "下下周五", "上周五"."""
    day, lead = _ZH_DAYS[match["day"]], match["lead"] or ""
    if not lead:
        return sent_on + timedelta(days=(day - sent_on.weekday()) % 7)
    weeks = lead.count("下") - lead.count("上")
    return _monday(sent_on, weeks) + timedelta(days=day)


def zh_week(match: re.Match[str], sent_on: date) -> date:
    """A whole week ends on its Friday: "本周内", "下周内"."""
    return _monday(sent_on, match["lead"].count("下")) + timedelta(days=4)


def en_weekday(match: re.Match[str], sent_on: date) -> date:
    """A weekday: "Friday", "next Friday", "Friday week", "a week on Monday", "last Friday"."""
    day = _EN_DAYS.index(match["day"])
    ahead = sent_on + timedelta(days=(day - sent_on.weekday()) % 7)
    if match["last"]:
        return ahead - timedelta(weeks=1)
    if match["next"]:
        return _monday(sent_on, 1) + timedelta(days=day)
    if match["later"] or match["before"]:
        return ahead + timedelta(weeks=1)
    return ahead


def en_date(match: re.Match[str], sent_on: date) -> date:
    """A date in words: "27 November", "Nov 27th, 2026"."""
    year = int(match["y"]) if match["y"] else None
    return coming(year, _EN_MONTHS.index(match["month"]) + 1, int(match["d"]), sent_on)


def in_days(match: re.Match[str], sent_on: date) -> date:
    """A count from today: "3个工作日内", "within 30 days", "in the next 15 minutes"."""
    count, unit = numeral(match["n"]), match["unit"]
    if re.match(r"个?工作日|(?:working|business)", unit):
        return working_days_after(sent_on, count)
    if re.match(r"个?(?:周|星期|礼拜)|week", unit):
        return sent_on + timedelta(weeks=count)
    if unit == "个月" or unit.startswith("month"):
        last = month_end(sent_on, count)
        return last.replace(day=min(sent_on.day, last.day))
    if re.match(r"个?小时|hour|分钟|min", unit):
        return sent_on + timedelta(
            days=count // 24 if "分" not in unit and "min" not in unit else 0
        )
    return sent_on + timedelta(days=count)


def end_of_month(match: re.Match[str], sent_on: date) -> date:
    """The end of a month: "month end", "end of next month", "by the end of November"."""
    name = match["month"]
    if not name:
        return month_end(sent_on, 1 if match["next"] else 0)
    return month_end(coming(None, _EN_MONTHS.index(name) + 1, 28, sent_on))


def end_of_quarter(match: re.Match[str], sent_on: date) -> date:
    """The end of a quarter: "Q1末", "end of the quarter"."""
    named = next((said for said in match.groups() if said), None)
    quarter = int(named) if named else (sent_on.month + 2) // 3
    end = month_end(date(sent_on.year, quarter * 3, 1))
    return end if end >= sent_on else month_end(date(sent_on.year + 1, quarter * 3, 1))


def end_of_year(_match: re.Match[str], sent_on: date) -> date:
    """The end of the year: "年底", "year end"."""
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


def before_lunar_new_year(_match: re.Match[str], sent_on: date) -> date | None:
    """Before the new year, "年前", "春节前": the lunar New Year's Eve."""
    return next((eve for eve in _LUNAR_EVES if eve >= sent_on), None)


# The day before the holiday.
_EVES = {
    "国庆": (9, 30),
    "十一": (9, 30),
    "元旦": (12, 31),
    "五一": (4, 30),
    "christmas": (12, 24),
    "圣诞": (12, 24),
    "new year": (12, 31),
}


def before_holiday(match: re.Match[str], sent_on: date) -> date | None:
    """Before a holiday, "国庆前", "before Christmas": the day before it begins."""
    month, day = next(eve for name, eve in _EVES.items() if name in match[0])
    return coming(None, month, day, sent_on)


def end_of_week(match: re.Match[str], sent_on: date) -> date:
    """The Friday of a week: "this week", "end of next week"."""
    return _monday(sent_on, 1 if match["next"] else 0) + timedelta(days=4)


def figures(*, month_first: bool) -> Resolve:
    """Two figures with a slash, in the sender's order: "12/3"."""

    def resolve(match: re.Match[str], sent_on: date) -> date:
        first, second = int(match["a"]), int(match["b"])
        month, day = (
            (first, second) if (month_first and first <= 12) or second > 12 else (second, first)
        )
        return coming(None, month, day, sent_on)

    return resolve
