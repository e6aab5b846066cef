"""The reason that a kind of day gives for moving or skipping something."""

from __future__ import annotations

from clientcomms.domain import reasons
from clientcomms.domain.reasons import Reason
from clientcomms.domain.workdays import DayKind, Kind


def reason_for_day(day: DayKind) -> Reason:
    """Return why a day that is not ordinary was left.

    Raises:
        ValueError: the day is an ordinary working day.

    """
    match day.kind:
        case Kind.PUBLIC_HOLIDAY:
            return reasons.public_holiday(day.name_zh, day.name_en, day.country)
        case Kind.MAKEUP_WORKDAY:
            return reasons.makeup_workday(day.country)
        case Kind.WEEKEND:
            return reasons.weekend(day.country)
        case Kind.WORKING:
            raise ValueError("an ordinary working day is no reason to move")
