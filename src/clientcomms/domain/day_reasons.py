"""The reason that a kind of day gives for moving or skipping something."""

from __future__ import annotations

from datetime import date

from clientcomms.domain import reasons
from clientcomms.domain.reasons import Reason
from clientcomms.domain.workdays import Grade, Kind, WorkCalendar


def reason_for_day(calendar: WorkCalendar, day: date) -> Reason:
    """Return why a day that is not ordinary is left.

    Raises:
        ValueError: the day is an ordinary working day.

    """
    found = calendar.day_kind(day)
    match found.kind:
        case Kind.PUBLIC_HOLIDAY:
            decreed = calendar.grade(day, found.country) is Grade.GAZETTED
            return reasons.public_holiday(
                found.name_zh, found.name_en, found.country, decreed=decreed
            )
        case Kind.MAKEUP_WORKDAY:
            return reasons.makeup_workday(found.country)
        case Kind.WEEKEND:
            return reasons.weekend(found.country)
        case Kind.WORKING:
            raise ValueError(f"{day} is an ordinary working day, no reason to move")
