"""Clocks that run only while people work: acknowledgement, due dates, escalation.

Make-up working days count; the working day is civil (opening and closing time in a zone), so
on the two nights of a clock change nothing is lost or gained in practice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clientcomms.domain.civil import as_zone, instant
from clientcomms.domain.workdays import WorkCalendar

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a team works: its calendar, zone and hours of the day.

    Raises:
        ValueError: the day ends before it starts.

    """

    calendar: WorkCalendar
    zone: str | ZoneInfo
    day_start: time = time(9)
    day_end: time = time(18)
    any_day: bool = False
    """Whether days off are worked too: the example that must answer at any hour."""

    def __post_init__(self) -> None:
        if self.day_end <= self.day_start:
            raise ValueError(f"the working day ends at {self.day_end}, before it starts")

    def open_on(self, day: date) -> tuple[datetime, datetime] | None:
        """Return the UTC instants of opening and closing, or None on a day off."""
        if not self.any_day and not self.calendar.is_working_day(day):
            return None
        zone = as_zone(self.zone)
        return (
            instant(datetime.combine(day, self.day_start), zone),
            instant(datetime.combine(day, self.day_end), zone),
        )

    def add(self, at: datetime, hours: float) -> datetime:
        """Return the UTC instant when so many working hours have passed since ``at``.

        Zero hours give ``at`` itself while people work, else the next opening.
        """
        left = timedelta(hours=hours)
        day = at.astimezone(as_zone(self.zone)).date()
        while True:
            span = self.open_on(day)
            if span is not None and at < span[1]:
                begin = max(at.astimezone(UTC), span[0])
                if begin + left <= span[1]:
                    return begin + left
                left -= span[1] - begin
            day = day + _ONE_DAY if self.any_day else self.calendar.next_working_day(day)

    def back(self, at: datetime, hours: float) -> datetime:
        """Return the latest UTC instant at work from which so many working hours pass until ``at``.

        Zero hours give ``at`` itself while people work, else the closing before it.
        """
        left = timedelta(hours=hours)
        day = at.astimezone(as_zone(self.zone)).date()
        while True:
            span = self.open_on(day)
            if span is not None and at > span[0]:
                end = min(at.astimezone(UTC), span[1])
                if end - left >= span[0]:
                    return end - left
                left -= end - span[0]
            day = day - _ONE_DAY if self.any_day else self.calendar.previous_working_day(day)

    def between(self, first: datetime, last: datetime) -> timedelta:
        """Return the working time from ``first`` to ``last``; zero if reversed."""
        zone = as_zone(self.zone)
        day, end = first.astimezone(zone).date(), last.astimezone(zone).date()
        total = timedelta()
        while day <= end:
            span = self.open_on(day)
            if span is not None:
                total += max(min(last, span[1]) - max(first, span[0]), timedelta())
            day += _ONE_DAY
        return total
