"""When a schedule rule falls due: zoneinfo arithmetic, no expansion of what is not asked for.

A rule picks civil days span by span (week, month, quarter, year); each gets the rule's time and
becomes an instant by the rule of `clientcomms.domain.civil`. Days that a span does not have:

- ``monthly 31`` is the month's last day, ``yearly 02-29`` the 28th in common years;
- ``monthly fifth fri`` leaves out months without one;
- ``last_working_day_of_week`` and its like mean ordinary working days (a make-up Saturday only
  where there is no other) and leave out a span without any, as the week of a golden week.

``biweekly`` counts from the week of ``from``; without it from a fixed Monday (2026-01-05), which
makes it the even ISO weeks of 2026.
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from clientcomms.domain import reasons
from clientcomms.domain.civil import Crossing, as_zone, crossing_of, instant
from clientcomms.domain.reasons import Reason
from clientcomms.domain.schedule_build import DEFAULT_TIME
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.schedule_values import (
    AnyDay,
    Every,
    MonthDay,
    NthWeekday,
    OnDate,
    RuleError,
    ScheduleRule,
    Weekdays,
    WorkingDay,
    YearDay,
)
from clientcomms.domain.workdays import WorkCalendar

__all__ = [
    "DEFAULT_TIME",
    "Occurrence",
    "RuleError",
    "ScheduleRule",
    "next_after",
    "occurrences",
    "parse_rule",
]

_WEEK_ZERO = date(2026, 1, 5)
# Spans without a day: at most the weeks of an interval of 52, or the months between fifth Fridays.
_MOST_SPANS = 400


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time a rule falls due."""

    local: datetime
    """Naive: the wall time the rule asks for."""
    at: datetime
    """Aware, UTC."""
    reason: Reason | None = None
    """Why the wall clock shows another time than asked for, or which of two was taken."""


def next_after(
    rule: ScheduleRule, after: datetime, zone: str | ZoneInfo, calendar: WorkCalendar
) -> Occurrence | None:
    """Return the first occurrence strictly after an aware instant, or None when the rule is over.

    Raises:
        UnknownZoneError: the zone is none.

    """
    place = as_zone(zone)
    # A gap may push the evening of the day before past midnight (Samoa lost a whole day).
    day = after.astimezone(place).date() - timedelta(days=1)
    if rule.start is not None and day < rule.start:
        day = rule.start
    for chosen in _days_from(rule, day, calendar):
        local = datetime.combine(chosen, rule.at)
        at = instant(local, place)
        if at > after:
            return _occurrence(local, at, place)
    return None


def occurrences(
    rule: ScheduleRule, start: datetime, end: datetime, zone: str | ZoneInfo, calendar: WorkCalendar
) -> Iterator[Occurrence]:
    """Yield the occurrences with ``start <= at < end``, ascending; the bounds are aware."""
    found = next_after(rule, start - timedelta(microseconds=1), zone, calendar)
    while found is not None and found.at < end:
        yield found
        found = next_after(rule, found.at, zone, calendar)


def _occurrence(local: datetime, at: datetime, place: ZoneInfo) -> Occurrence:
    crossing = crossing_of(local, place)
    if crossing is Crossing.GAP:
        return Occurrence(local, at, reasons.dst_gap(local, at.astimezone(place)))
    if crossing is Crossing.OVERLAP:
        return Occurrence(local, at, reasons.dst_overlap(local))
    return Occurrence(local, at)


def _days_from(rule: ScheduleRule, day: date, calendar: WorkCalendar) -> Iterator[date]:
    """Yield the rule's days on or after ``day``, ascending, until the rule is over."""
    if isinstance(rule.days, OnDate):
        if day <= rule.days.day:
            yield rule.days.day
        return
    first = _index(rule.every, day)
    barren = 0
    for index in range(first, _index(rule.every, date(9998, 12, 31))):
        chosen = [found for found in _days_in(rule, index, calendar) if found >= day]
        if rule.until is not None and (chosen or [_first_of(rule.every, index)])[0] > rule.until:
            return
        yield from (d for d in chosen if rule.until is None or d <= rule.until)
        barren = 0 if chosen else barren + 1
        if barren > _MOST_SPANS:
            return


def _index(every: Every, day: date) -> int:
    """Number the spans from the year 1 on; Monday 0001-01-01 opens week 0."""
    match every:
        case Every.WEEK:
            return (day.toordinal() - 1) // 7
        case Every.MONTH:
            return day.year * 12 + day.month - 1
        case Every.QUARTER:
            return day.year * 4 + (day.month - 1) // 3
        case Every.YEAR:
            return day.year
        case Every.DAY | Every.ONCE:
            return day.toordinal()


def _first_of(every: Every, index: int) -> date:
    match every:
        case Every.WEEK:
            return date.fromordinal(index * 7 + 1)
        case Every.MONTH:
            return date(index // 12, index % 12 + 1, 1)
        case Every.QUARTER:
            return date(index // 4, index % 4 * 3 + 1, 1)
        case Every.YEAR:
            return date(index, 1, 1)
        case Every.DAY | Every.ONCE:
            return date.fromordinal(index)


def _days_in(rule: ScheduleRule, index: int, calendar: WorkCalendar) -> list[date]:
    first = _first_of(rule.every, index)
    match rule.days:
        case Weekdays(days):
            meant = rule.interval == 1 or not (index - _anchor_week(rule, days)) % rule.interval
            return [first + timedelta(days=day) for day in days] if meant else []
        case AnyDay(working):
            return [first] if not working or calendar.is_ordinary_day(first) else []
        case WorkingDay(last):
            return _working_day(rule.every, first, calendar, last=last)
        case YearDay(month, day):
            return [_clamped(date(first.year, month, 1), day)]
        case _:
            return _days_of_month(rule, first)


def _days_of_month(rule: ScheduleRule, first: date) -> list[date]:
    first = _month(rule, first)
    match rule.days:
        case MonthDay(day):
            return [_clamped(first, day)]
        case NthWeekday(nth, weekday):
            return _nth_weekday(first, nth, weekday)
        case _:
            return []


def _anchor_week(rule: ScheduleRule, days: tuple[int, ...]) -> int:
    start = rule.start or _WEEK_ZERO
    first = min(start + timedelta(days=(day - start.weekday()) % 7) for day in days)
    return _index(Every.WEEK, first)


def _working_day(every: Every, first: date, calendar: WorkCalendar, *, last: bool) -> list[date]:
    if every is Every.WEEK:
        first, end = calendar.week_of(first)
    else:
        end = _clamped(first if every is Every.MONTH else _next_months(first, 2), -1)
    pick = calendar.last_working_day if last else calendar.first_working_day
    day = pick(first, end)
    return [day] if day else []


def _month(rule: ScheduleRule, first: date) -> date:
    return first if rule.every is Every.MONTH else _next_months(first, rule.month_of_quarter - 1)


def _next_months(first: date, months: int) -> date:
    return date(first.year, first.month + months, 1)


def _clamped(first: date, day: int) -> date:
    length = gregorian.monthrange(first.year, first.month)[1]
    return first.replace(day=length if day == -1 else min(day, length))


def _nth_weekday(first: date, nth: int, weekday: int) -> list[date]:
    if nth == -1:
        end = _clamped(first, -1)
        return [end - timedelta(days=(end.weekday() - weekday) % 7)]
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return [day] if day.month == first.month else []
