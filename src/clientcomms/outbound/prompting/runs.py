"""One run of a schedule: when it was due, what it stands for, when the next one comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clientcomms.domain.civil import as_zone
from clientcomms.domain.greeting_times import GRACE, next_greeting_at
from clientcomms.domain.holiday_overrides import HolidayOverrides
from clientcomms.domain.optional_letters import GREETING
from clientcomms.domain.schedule_rules import next_after, occurrences
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.workdays import WorkCalendar, calendar_for
from clientcomms.store.schedules import Schedule


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a schedule; runs that were missed are merged into the newest."""

    schedule: Schedule
    calendar: WorkCalendar
    first_at: datetime
    """When the earliest of the merged runs was due."""
    at: datetime
    wanted_at: datetime
    merged: int
    following: datetime | None

    @property
    def day(self) -> date:
        """The civil day of the newest run."""
        return self.day_of(self.at)

    def day_of(self, at: datetime) -> date:
        """Return the civil day of an instant where the schedule is read."""
        return at.astimezone(as_zone(self.schedule.zone)).date()


def run_of(schedule: Schedule, overrides: HolidayOverrides, now: datetime) -> Run:
    """Return the run of a schedule that is due; missed ones are merged into it.

    Raises:
        ClientCommsError: its rule, zone or country cannot be used.

    """
    assert schedule.next_at is not None
    first = schedule.next_at
    calendar = calendar_for(schedule.country, overrides)
    missed = now - first > GRACE
    if schedule.kind == GREETING:
        wanted = names_in(schedule.matter.get("holidays"))
        after = max(first, now - GRACE)
        following = next_greeting_at(calendar, schedule.zone, wanted, schedule.rule, after)
        return Run(schedule, calendar, first, first, max(first, now), 1, following)
    rule = parse_rule(schedule.rule)
    late = [o.at for o in occurrences(rule, first, now, schedule.zone, calendar)] if missed else []
    at = late[-1] if late else first
    coming = next_after(rule, at, schedule.zone, calendar)
    following = None if coming is None else coming.at
    wanted_at = max(at, now) if missed else at
    return Run(schedule, calendar, first, at, wanted_at, max(len(late), 1), following)


def names_in(value: object) -> tuple[str, ...]:
    """Return what a list of a schedule's matter names; nothing where it holds none."""
    return tuple(str(name) for name in value) if isinstance(value, list | tuple) else ()
