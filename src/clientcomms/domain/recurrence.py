"""The instances of a review series: what the rule says, less what the calendar forbids.

- COUNT, UNTIL and the number asked for count occurrences of the rule, before EXDATE and before
  any skipping.
- The wall time is kept in the series' zone; gaps and overlaps by `clientcomms.domain.civil`.
- A date is the organizer's date, for the calendars of all countries.
- Two occurrences that come to lie on one slot are one instance; the others are listed as merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from clientcomms.domain import reasons
from clientcomms.domain.civil import Crossing, instant, resolve, zone_named
from clientcomms.domain.day_reasons import reason_for_day
from clientcomms.domain.recurrence_rule import Recurrence, RecurrenceError, parse_recurrence
from clientcomms.domain.recurrence_values import (
    Expansion,
    HolidayPolicy,
    SeriesInstance,
    SeriesRule,
    Skipped,
)
from clientcomms.domain.workdays import WorkCalendar

__all__ = [
    "MOST_INSTANCES",
    "Expansion",
    "HolidayPolicy",
    "RecurrenceError",
    "SeriesInstance",
    "SeriesRule",
    "Skipped",
    "expand",
]

MOST_INSTANCES = 10_000
"""Of one expansion; a series asked for more is refused."""

# What one call looks ahead at most: long enough for the rarest rule people keep (every thirteenth
# month in May: thirteen years), short enough that a rule which never falls due ends quickly.
_HORIZON_YEARS = 200
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(slots=True)
class _Book:
    """The slots of one expansion while it is filled."""

    zone: ZoneInfo
    taken: dict[datetime, SeriesInstance] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)

    def put(self, one: SeriesInstance) -> None:
        held = self.taken.get(one.start)
        # Whoever was on the slot by the rule itself keeps it; of two moved ones the earlier.
        if held is not None and (held.moved_from is None or one.moved_from is not None):
            self._merge(one, held)
            return
        self.taken[one.start] = one
        if held is not None:
            self._merge(held, one)

    def _merge(self, lost: SeriesInstance, kept: SeriesInstance) -> None:
        because = reasons.merged(kept.local)
        reason = reasons.joined(because, lost.reason) if lost.reason else because
        self.skipped.append(Skipped(lost.moved_from or lost.start, reason))


def expand(
    series: SeriesRule,
    *,
    policy: HolidayPolicy = HolidayPolicy.NONE,
    calendar: WorkCalendar | None = None,
    count: int | None = None,
    until: datetime | None = None,
) -> Expansion:
    """Return the instances of a series, ascending, and what was skipped.

    ``count`` bounds the occurrences of the rule that are looked at, ``until`` (aware) their
    start; an endless rule needs one of them. Without a calendar no day is off.

    Raises:
        RecurrenceError: the rule is none, or the expansion would be too long.
        UnknownZoneError: the zone is none.

    """
    zone = zone_named(series.zone)
    rule = parse_recurrence(series.rrule)
    _check_bounds(series, rule, count, until)
    book = _Book(zone)
    for local in islice(_locals(series, rule, zone, until), count):
        _place(book, series, local, policy, calendar)
    return Expansion(
        tuple(
            one if calendar is None else replace(one, grade=calendar.grade(one.local.date()))
            for one in sorted(book.taken.values(), key=lambda one: one.start)
        ),
        tuple(sorted(book.skipped, key=lambda one: one.start)),
    )


def _check_bounds(
    series: SeriesRule, rule: Recurrence, count: int | None, until: datetime | None
) -> None:
    if series.start_local.tzinfo is not None:
        raise RecurrenceError(series.rrule, "its start is naive local time, the zone stands apart")
    if not _FIRST_YEAR <= series.start_local.year <= _LAST_YEAR:
        raise RecurrenceError(series.rrule, f"starts outside {_FIRST_YEAR} to {_LAST_YEAR}")
    if count is not None and not 1 <= count <= MOST_INSTANCES:
        raise RecurrenceError(series.rrule, f"asked for {count}; 1 to {MOST_INSTANCES} at a time")
    if count is None and until is None and rule.count is None and rule.until is None:
        raise RecurrenceError(series.rrule, "endless: say how many, or until when")


def _locals(
    series: SeriesRule, rule: Recurrence, zone: ZoneInfo, until: datetime | None
) -> Iterator[datetime]:
    from dateutil.rrule import rrulestr

    begin = series.start_local
    ends = [end for end in (rule.until_in(zone), until) if end is not None]
    last = min(ends, default=None)
    horizon = begin.replace(year=min(begin.year + _HORIZON_YEARS, _LAST_YEAR), day=1)
    if last is not None:
        # A day to spare: the true bound is the instant, compared below.
        horizon = min(horizon, last.astimezone(zone).replace(tzinfo=None) + timedelta(days=1))
    found = rrulestr(f"{rule.text};UNTIL={horizon:%Y%m%dT%H%M%S}", dtstart=begin)
    for number, local in enumerate(found):
        if rule.count is not None and number >= rule.count:
            return
        if last is not None and instant(local, zone) > last:
            return
        if number >= MOST_INSTANCES:
            raise RecurrenceError(series.rrule, f"more than {MOST_INSTANCES} occurrences")
        yield local


def _place(
    book: _Book,
    series: SeriesRule,
    local: datetime,
    policy: HolidayPolicy,
    calendar: WorkCalendar | None,
) -> None:
    start = instant(local, book.zone)
    if _names(series.exdates, local, start):
        book.skipped.append(Skipped(start, reasons.excluded()))
        return
    for original, target in series.moved:
        if _names((original,), local, start):
            at = target.astimezone(UTC) if target.tzinfo else instant(target, book.zone)
            moved_from = start if at != start else None
            book.put(SeriesInstance(at, at.astimezone(book.zone), moved_from))
            return
    if policy is HolidayPolicy.NONE or calendar is None or calendar.is_working_day(local.date()):
        book.put(_instance(local, book.zone))
        return
    reason = reason_for_day(calendar, local.date())
    if policy is HolidayPolicy.SKIP:
        book.skipped.append(Skipped(start, reason))
        return
    search = (
        calendar.next_working_day if policy is HolidayPolicy.NEXT else calendar.previous_working_day
    )
    there = resolve(datetime.combine(search(local.date()), local.time()), book.zone)
    book.put(SeriesInstance(there.at, there.local, start, reason))


def _instance(local: datetime, zone: ZoneInfo) -> SeriesInstance:
    found = resolve(local, zone)
    reason = None
    if found.crossing is Crossing.GAP:
        reason = reasons.dst_gap(local, found.local)
    elif found.crossing is Crossing.OVERLAP:
        reason = reasons.dst_overlap(local)
    return SeriesInstance(found.at, found.local, None, reason)


def _names(listed: Iterable[datetime | date], local: datetime, start: datetime) -> bool:
    for one in listed:
        if not isinstance(one, datetime):
            if one == local.date():
                return True
        elif one == (start if one.tzinfo else local):
            return True
    return False
