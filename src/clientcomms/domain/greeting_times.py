"""When the greetings of a country leave: the instant of the next one, and which are due at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from clientcomms.domain.civil import as_zone, instant
from clientcomms.domain.greetings import OPTIONAL, GreetingOccasion, greetings_of
from clientcomms.domain.schedule_values import RuleError
from clientcomms.domain.workdays import WorkCalendar

DEFAULT_HOUR = time(9, 30)


def hour_of(text: str) -> time:
    """Return the hour at which greetings leave: `9:30`; empty means half past nine.

    Raises:
        RuleError: it is no hour.

    """
    if not text.strip():
        return DEFAULT_HOUR
    try:
        return time.fromisoformat(text.strip().zfill(5))
    except ValueError:
        raise RuleError(text, "write the hour at which greetings leave, such as 09:30") from None


def _greetings(
    calendar: WorkCalendar, wanted: Sequence[str], years: Iterable[int]
) -> list[GreetingOccasion]:
    found = [
        greeting
        for year in years
        for greeting in greetings_of(calendar, year, [name for name in wanted if name in OPTIONAL])
        if not wanted or greeting.key in wanted
    ]
    return sorted(found, key=lambda one: one.send_on)


def next_greeting_at(
    calendar: WorkCalendar, zone: str, wanted: Sequence[str], hour: str, after: datetime
) -> datetime | None:
    """Return the UTC instant of the first greeting after an instant; None when none is known."""
    place = as_zone(zone)
    at = hour_of(hour)
    year = after.astimezone(place).year
    for greeting in _greetings(calendar, wanted, range(year - 1, year + 3)):
        leaves = instant(datetime.combine(greeting.send_on, at), place)
        if leaves > after:
            return leaves
    return None


def greeting_due_at(
    calendar: WorkCalendar, zone: str, wanted: Sequence[str], due: datetime
) -> tuple[GreetingOccasion, ...]:
    """Return the greetings whose sending day is the civil day of `due`."""
    day = due.astimezone(as_zone(zone)).date()
    years = range(day.year - 1, day.year + 2)
    return tuple(one for one in _greetings(calendar, wanted, years) if one.send_on == day)


GRACE = timedelta(hours=12)
"""A run that is later than this was missed, not delayed."""
