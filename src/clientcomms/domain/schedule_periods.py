"""Which days a report speaks about, and what its week is called."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from clientcomms.domain.civil import as_zone
from clientcomms.domain.schedule_values import Every, ScheduleRule
from clientcomms.domain.workdays import WorkCalendar

_ONE_DAY = timedelta(days=1)
_LONG_WEEKEND = timedelta(days=3)


def period_of(
    rule: ScheduleRule,
    at: datetime,
    zone: str | ZoneInfo,
    *,
    calendar: WorkCalendar | None = None,
    last_covered: date | None = None,
) -> tuple[date, date]:
    """Return first and last day that a report due at ``at`` speaks about.

    A report late in its span covers that span, an early one the span before: weekly on Monday or
    Tuesday the week before, monthly up to the 15th the month before, and so on for quarters and
    years. A week is Monday to Friday. With a calendar the ends lie on working days where the span
    has any. With ``last_covered`` (the last day the previous report spoke about) the period begins
    right after it, so that one report covers what missed runs left out; days off right after it
    are named only where they were more than a long weekend (the golden week, Christmas).
    """
    day = at.astimezone(as_zone(zone)).date()
    first, last = _span(rule, day)
    if last_covered is not None and last_covered < last:
        first = last_covered + _ONE_DAY
        if rule.every is Every.WEEK and first.weekday() > 4 and first + timedelta(days=2) <= last:
            first += timedelta(days=7 - first.weekday())
    if calendar is not None and rule.every in {Every.WEEK, Every.DAY}:
        worked = calendar.first_working_day(first, last) or first
        rest_began = worked if last_covered is None else last_covered + _ONE_DAY
        first = rest_began if worked - rest_began > _LONG_WEEKEND else worked
        last = calendar.last_working_day(first, last) or last
    return first, last


def iso_week(day: date) -> tuple[int, int]:
    """Return ISO year and week number."""
    found = day.isocalendar()
    return found.year, found.week


def project_week(day: date, project_start: date) -> int:
    """Return the week of the project (项目周): 1 in the calendar week it started in."""
    return (_monday(day) - _monday(project_start)).days // 7 + 1


def week_label(day: date, language: str, *, project_start: date | None = None) -> str:
    """Return ``第42周`` / ``week 42`` by ISO, or ``项目第3周`` / ``project week 3``."""
    chinese = language.lower().startswith("zh")
    if project_start is not None:
        number = project_week(day, project_start)
        return f"项目第{number}周" if chinese else f"project week {number}"
    number = iso_week(day)[1]
    return f"第{number}周" if chinese else f"week {number}"


def _span(rule: ScheduleRule, day: date) -> tuple[date, date]:
    match rule.every:
        case Every.WEEK | Every.ONCE:
            return _weeks(day, rule.interval)
        case Every.DAY:
            return day, day
        case Every.MONTH:
            return _months(day if day.day > 15 else day.replace(day=1) - _ONE_DAY, 1)
        case Every.QUARTER:
            opening = _months(day, 3)[0]
            return _months(day if (day - opening).days > 45 else opening - _ONE_DAY, 3)
        case Every.YEAR:
            year = day.year if day.month > 6 else day.year - 1
            return date(year, 1, 1), date(year, 12, 31)


def _weeks(day: date, weeks: int) -> tuple[date, date]:
    monday = _monday(day)
    if day.weekday() < 2:
        monday -= timedelta(days=7)
    return monday - timedelta(days=7 * (weeks - 1)), monday + timedelta(days=4)


def _months(day: date, months: int) -> tuple[date, date]:
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    beyond = first.replace(day=28) + timedelta(days=31 * (months - 1) + 4)
    return first, beyond.replace(day=1) - _ONE_DAY


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
