"""When the manager is shown a draft: at work, and with time to answer before the letter leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clientcomms.domain.working_hours import WorkingHours


@dataclass(frozen=True, slots=True)
class Drafting:
    """When the manager works, how much of that time an answer takes, and what time it is."""

    hours: WorkingHours
    lead: timedelta
    now: datetime


def draft_time(leaves_at: datetime, drafting: Drafting, *, urgent: bool = False) -> datetime:
    """Return when a draft is shown of a letter that leaves at an instant; both UTC.

    The latest moment at work that leaves the manager the lead in working time. Where that has
    passed: now, or when work begins again. An urgent one is shown without regard to the hour.
    """
    if urgent:
        return leaves_at - drafting.lead
    latest = drafting.hours.back(leaves_at, drafting.lead / timedelta(hours=1))
    return latest if latest >= drafting.now else at_work(drafting.now, drafting.hours)


def at_work(at: datetime, hours: WorkingHours) -> datetime:
    """Return the instant itself while people work, else when they begin again."""
    return hours.add(at, 0)
