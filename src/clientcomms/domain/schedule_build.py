"""Pieces that the readers of schedule rules in both languages share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

from clientcomms.domain.schedule_values import (
    Days,
    Every,
    MonthDay,
    OnDate,
    RuleError,
    ScheduleRule,
    Weekdays,
    YearDay,
)

DEFAULT_TIME = time(10)
"""Of a rule that names no time."""

DATE = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"

Build = Callable[[re.Match[str], str], ScheduleRule]
Forms = tuple[tuple[str, Build], ...]
"""Patterns of a whole rule without its time and bounds, and what each builds."""


def date_of(parts: tuple[str, ...], text: str) -> date:
    """Return the date of year, month and day as written, or raise `RuleError`."""
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        raise RuleError(text, f"{'-'.join(parts)} is no date") from None


def rule_of(
    every: Every, days: Days, *, interval: int = 1, month_of_quarter: int = 1
) -> ScheduleRule:
    """Return a rule whose time and bounds are filled in later."""
    return ScheduleRule(every, days, DEFAULT_TIME, interval, month_of_quarter)


def month_day(number: str, text: str) -> MonthDay:
    """Return a day 1 to 31, or raise `RuleError`."""
    day = int(number)
    if not 1 <= day <= 31:
        raise RuleError(text, f"no month has a day {day}")
    return MonthDay(day)


def weeks(days: tuple[int, ...], interval: int, text: str) -> ScheduleRule:
    """Return a rule of weekdays every 1 to 52 weeks, or raise `RuleError`."""
    if not 1 <= interval <= 52:
        raise RuleError(text, f"every {interval} weeks is not possible (1 to 52)")
    return rule_of(Every.WEEK, Weekdays(tuple(sorted(set(days)))), interval=interval)


def year_day(found: re.Match[str], text: str) -> ScheduleRule:
    """Return a yearly rule of the match's month and day, or raise `RuleError`."""
    month, day = int(found[1]), int(found[2])
    try:
        date(2000, month, day)  # a leap year: 29 February is a day of the year
    except ValueError:
        raise RuleError(text, f"no year has a {month:02d}-{day:02d}") from None
    return rule_of(Every.YEAR, YearDay(month, day))


def once(found: re.Match[str], text: str) -> ScheduleRule:
    """Return a rule of the match's one date, or raise `RuleError`."""
    return rule_of(Every.ONCE, OnDate(date_of(found.groups()[-3:], text)))
