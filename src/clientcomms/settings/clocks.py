"""The clocks on which our own people work, as the configuration tells them."""

from __future__ import annotations

from clientcomms.domain.holiday_overrides import overrides_from_mapping
from clientcomms.domain.people import Member
from clientcomms.domain.workdays import calendar_for
from clientcomms.domain.working_hours import WorkingHours
from clientcomms.settings.whole import Settings

_NO_ZONE = "Asia/Shanghai"


def team_hours(settings: Settings, member: Member | None) -> WorkingHours:
    """Return the working hours of our organisation's country, in the member's zone."""
    calendar = calendar_for(
        settings.organisation.country, overrides_from_mapping(settings.holidays)
    )
    return WorkingHours(
        calendar,
        member.zone if member else _NO_ZONE,
        settings.planning.day_starts,
        settings.planning.day_ends,
    )
