"""A schedule rule as the RRULE of a series, and back, as far as calendars can repeat it.

Only forms that Outlook, Google and Exchange keep unharmed are written: no BYSETPOS, no lists of
month days.
"""

from __future__ import annotations

import re
from datetime import datetime

from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.schedule_values import (
    AnyDay,
    Every,
    MonthDay,
    NthWeekday,
    OnDate,
    ScheduleRule,
    Weekdays,
    WorkingDay,
    YearDay,
)
from clientcomms.domain.schedule_words import describe
from clientcomms.errors import ClientCommsError

_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LAST_SAFE_DAY = 28


class NoSeriesError(ClientCommsError):
    """A rule that no calendar can repeat, and what to write instead."""

    def __init__(self, rule: ScheduleRule, what: str, instead: str) -> None:
        self.rule = rule
        self.instead = instead
        super().__init__(f"review rule {rule.text!r}: {what}. Write {instead}")


def rrule_of(rule: ScheduleRule) -> str:
    """Return the value of RRULE (RFC 5545 §3.3.10); empty for a rule that is due once.

    Its UNTIL is local time, the rule's last day included.

    Raises:
        NoSeriesError: no calendar can repeat it.

    """
    head = _head(rule)
    return f"{head};UNTIL={rule.until:%Y%m%d}T{rule.at:%H%M%S}" if head and rule.until else head


def _head(rule: ScheduleRule) -> str:
    match rule.days:
        case OnDate():
            return ""
        case AnyDay(working):
            return _weekly(range(5), 1) if working else "FREQ=DAILY"
        case Weekdays(days):
            return _weekly(days, rule.interval)
        case YearDay(month, day):
            _refuse_short(rule, day)
            return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"
        case WorkingDay(last):
            raise _no_working_day(rule, last=last)
        case _:
            return _monthly(rule)


def _weekly(days: range | tuple[int, ...], interval: int) -> str:
    every = f";INTERVAL={interval}" if interval > 1 else ""
    return f"FREQ=WEEKLY{every};BYDAY={','.join(_BYDAY[day] for day in days)}"


def _monthly(rule: ScheduleRule) -> str:
    every = "FREQ=MONTHLY;INTERVAL=3" if rule.every is Every.QUARTER else "FREQ=MONTHLY"
    match rule.days:
        case MonthDay(day):
            _refuse_short(rule, day)
            return f"{every};BYMONTHDAY={day}"
        case NthWeekday(nth, weekday):
            return f"{every};BYDAY={nth}{_BYDAY[weekday]}"
        case _:
            raise NoSeriesError(rule, "a calendar cannot repeat it", "'monthly third thu 14:00'")


def _refuse_short(rule: ScheduleRule, day: int) -> None:
    """Refuse a day that some months lack: calendars leave such months out, or clamp, as they like."""
    if day > _LAST_SAFE_DAY:
        instead = f"a day up to {_LAST_SAFE_DAY}, or '{rule.every}ly last {rule.at:%H:%M}'"
        raise NoSeriesError(rule, f"not every month has a day {day}", instead)


def _no_working_day(rule: ScheduleRule, *, last: bool) -> NoSeriesError:
    day, policy = ("fri", "previous") if last else ("mon", "next")
    nth = "last " if last else "first "
    span = {Every.WEEK: "weekly ", Every.MONTH: f"monthly {nth}"}.get(
        rule.every, f"quarterly {nth}"
    )
    text = f"{span}{day} {rule.at:%H:%M}"
    what = "no calendar can repeat a working day, it knows no holidays"
    return NoSeriesError(rule, what, f'rule = "{text}" with policy = "{policy}"')


def rhythm(rrule: str, starts_local: datetime, language: str) -> str:
    """Return the rhythm of a series of ours in words: ``每周四 14:00``; empty for a single meeting."""
    text = _text_of(rrule, starts_local)
    return describe(parse_rule(text), language) if text else ""


def _text_of(rrule: str, starts_local: datetime) -> str:
    parts = dict(part.split("=", 1) for part in rrule.split(";") if "=" in part)
    interval = int(parts.get("INTERVAL", "1"))
    match parts.get("FREQ"):
        case "DAILY":
            head = "daily"
        case "WEEKLY":
            head = f"every {interval} weeks {parts['BYDAY']}" if interval > 1 else "weekly "
            head = head if interval > 1 else head + parts["BYDAY"]
            head = _named_days(head)
        case "MONTHLY":
            head = _monthly_text(parts, starts_local, interval)
        case "YEARLY":
            head = f"yearly {int(parts['BYMONTH']):02d}-{int(parts['BYMONTHDAY']):02d}"
        case _:
            return ""
    until = parts.get("UNTIL", "")
    ends = f" until {until[:4]}-{until[4:6]}-{until[6:8]}" if until else ""
    return f"{head} {starts_local:%H:%M}{ends}"


def _named_days(head: str) -> str:
    names = dict(zip(_BYDAY, ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), strict=True))
    return re.sub("|".join(_BYDAY), lambda found: names[found[0]], head)


def _monthly_text(parts: dict[str, str], starts_local: datetime, interval: int) -> str:
    span = "monthly"
    if interval == 3:
        span = f"quarterly month {(starts_local.month - 1) % 3 + 1}"
    if "BYMONTHDAY" in parts:
        day = parts["BYMONTHDAY"]
        return f"{span} {'last' if day == '-1' else day}"
    nth, day = parts["BYDAY"][:-2], parts["BYDAY"][-2:]
    ordinals = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth"}
    return _named_days(f"{span} {ordinals.get(nth, 'last')} {day}")
