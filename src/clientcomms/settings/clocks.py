"""The clocks on which our own people work, as the configuration tells them."""

from __future__ import annotations

from datetime import datetime, timedelta

from clientcomms.domain.book.countries import country_of_zone
from clientcomms.domain.departures import ReaderHours
from clientcomms.domain.holiday_overrides import HolidayOverrides, overrides_from_mapping
from clientcomms.domain.people import Member
from clientcomms.domain.send_window import SendDays
from clientcomms.domain.workdays import calendar_for
from clientcomms.domain.working_hours import WorkingHours
from clientcomms.settings.sections import MemberSection
from clientcomms.settings.whole import Settings

_NO_ZONE = "Asia/Shanghai"
_AHEAD = timedelta(hours=26)
_TO_PLAN = timedelta(hours=1)
_MOMENT = timedelta(seconds=1)


def reader_hours(settings: Settings) -> ReaderHours:
    """Return when readers are written to."""
    overrides = overrides_from_mapping(settings.holidays)
    return ReaderHours(settings.sending.window(), lambda country: calendar_for(country, overrides))


def team_hours(settings: Settings, member: Member | None) -> WorkingHours:
    """Return when a member works: the member's own country and zone, the firm's hours."""
    overrides = overrides_from_mapping(settings.holidays)
    if member is None:
        return _hours(settings, settings.organisation.country, _NO_ZONE, overrides)
    country = country_of_member(settings, member.address, member.zone)
    return _hours(settings, country, member.zone, overrides)


def draft_hours(settings: Settings, manager: str, overrides: HolidayOverrides) -> WorkingHours:
    """Return when drafts may reach a manager; on any day where letters leave on any day."""
    section = _section(settings, manager)
    zone = section.zone if section else _NO_ZONE
    any_day = settings.sending.window().days is SendDays.ANY
    country = country_of_member(settings, manager, zone)
    return _hours(settings, country, zone, overrides, any_day=any_day)


def planned_until(settings: Settings, now: datetime) -> datetime:
    """Return up to which hour letters are planned now.

    A day ahead, while facts are fresh; over days off of our own, so that the draft of a letter for
    the morning after them is shown before they begin.
    """
    ends = [clock.add(now, _hours_to_plan(settings)) for clock in _clocks(settings)]
    return max(now + _AHEAD, *ends)


def planned_from(settings: Settings, wanted_at: datetime) -> datetime:
    """Return the first instant, to a second, at which `planned_until` reaches an hour."""
    hours = _hours_to_plan(settings)
    begins = [clock.back(wanted_at, hours) + _MOMENT for clock in _clocks(settings)]
    return min(wanted_at - _AHEAD, *begins)


def _hours_to_plan(settings: Settings) -> float:
    lead = timedelta(minutes=settings.planning.draft_lead_minutes) + _TO_PLAN
    return lead / timedelta(hours=1)


def _clocks(settings: Settings) -> set[WorkingHours]:
    overrides = overrides_from_mapping(settings.holidays)
    return {draft_hours(settings, one.address, overrides) for one in settings.team}


def country_of_member(settings: Settings, address: str, zone: str) -> str:
    """Return whose working days a member keeps: as configured, else the zone's, else the firm's."""
    section = _section(settings, address)
    said = section.country if section else ""
    return said or country_of_zone(zone) or settings.organisation.country


def _section(settings: Settings, address: str) -> MemberSection | None:
    wanted = address.casefold()
    return next((one for one in settings.team if one.address.casefold() == wanted), None)


def _hours(
    settings: Settings,
    country: str,
    zone: str,
    overrides: HolidayOverrides,
    *,
    any_day: bool = False,
) -> WorkingHours:
    starts, ends = settings.planning.day_starts, settings.planning.day_ends
    return WorkingHours(calendar_for(country, overrides), zone, starts, ends, any_day)
