"""When a draft is shown: inside the manager's own working time, with time left to answer."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clientcomms.domain.book.countries import country_of_zone
from clientcomms.domain.draft_times import Drafting, draft_time
from clientcomms.domain.workdays import calendar_for
from clientcomms.domain.working_hours import WorkingHours

SHANGHAI, NEW_YORK, BERLIN = "Asia/Shanghai", "America/New_York", "Europe/Berlin"


def local(zone: str, written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone))


def drafting(zone: str, now: datetime, hours: float = 1) -> Drafting:
    country = country_of_zone(zone)
    assert country is not None
    works = WorkingHours(calendar_for(country), zone)
    return Drafting(works, timedelta(hours=hours), now)


@pytest.mark.parametrize(
    ("manager", "client", "leaves", "shown"),
    [
        # Within one working day: the lead before the hour.
        (SHANGHAI, SHANGHAI, "2026-10-16T16:00", "2026-10-16T15:00"),
        # Friday 16:00 in New York is Saturday 04:00 in Shanghai: Friday's last hour at work.
        (SHANGHAI, NEW_YORK, "2026-10-16T16:00", "2026-10-16T17:00"),
        # Friday 10:00 in New York is 22:00 in Shanghai.
        (SHANGHAI, NEW_YORK, "2026-10-16T10:00", "2026-10-16T17:00"),
        # Monday 09:00 in New York: Monday in Shanghai, not Sunday.
        (SHANGHAI, NEW_YORK, "2026-10-19T09:00", "2026-10-19T17:00"),
        # Monday 09:00 in Shanghai is Sunday evening in New York: Friday's last hour there.
        (NEW_YORK, SHANGHAI, "2026-10-19T09:00", "2026-10-16T17:00"),
        (BERLIN, SHANGHAI, "2026-10-19T16:00", "2026-10-19T09:00"),
        (BERLIN, NEW_YORK, "2026-10-16T16:00", "2026-10-16T17:00"),
        # A half of the lead on each side of the night.
        (SHANGHAI, SHANGHAI, "2026-10-19T09:30", "2026-10-16T17:30"),
        # National Day in China: a letter to New York on 2 October is shown on 30 September.
        (SHANGHAI, NEW_YORK, "2026-10-02T16:00", "2026-09-30T17:00"),
        # The Saturday of a make-up working day counts as work.
        (SHANGHAI, NEW_YORK, "2026-10-12T08:00", "2026-10-12T17:00"),
        # German Unity Day is a Saturday in 2026; Good Friday is none.
        (BERLIN, NEW_YORK, "2026-04-03T16:00", "2026-04-02T17:00"),
        # Independence Day is observed on Friday, 3 July 2026.
        (NEW_YORK, SHANGHAI, "2026-07-03T16:00", "2026-07-02T17:00"),
    ],
)
def test_a_draft_is_shown_in_the_managers_own_working_hours(
    manager: str, client: str, leaves: str, shown: str
) -> None:
    at = local(client, leaves)
    found = draft_time(at, drafting(manager, at - timedelta(days=9)))
    assert found.astimezone(ZoneInfo(manager)).replace(tzinfo=None).isoformat()[:16] == shown


def test_a_longer_lead_reaches_back_over_the_days_off() -> None:
    at = local(SHANGHAI, "2026-10-19T11:00")
    found = draft_time(at, drafting(SHANGHAI, at - timedelta(days=9), hours=12))
    assert found == local(SHANGHAI, "2026-10-15T17:00")


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-10-16T15:20", "2026-10-16T15:20"),  # at work: at once
        ("2026-10-16T23:10", "2026-10-19T09:00"),  # at night: when work begins again
        ("2026-10-17T12:00", "2026-10-19T09:00"),
        ("2026-09-30T22:00", "2026-10-08T09:00"),  # after National Day
    ],
)
def test_what_is_asked_for_late_is_shown_at_once_or_in_the_morning(now: str, shown: str) -> None:
    asked = local(SHANGHAI, now)
    assert draft_time(asked, drafting(SHANGHAI, asked)) == local(SHANGHAI, shown)


def test_an_urgent_letter_is_shown_at_any_hour() -> None:
    night = local(SHANGHAI, "2026-10-17T02:00")
    assert draft_time(night, drafting(SHANGHAI, night), urgent=True) <= night


def test_without_a_lead_a_draft_is_shown_at_its_hour_or_at_closing() -> None:
    at = local(SHANGHAI, "2026-10-16T16:00")
    assert draft_time(at, drafting(SHANGHAI, at, hours=0)) == at
    night = local(SHANGHAI, "2026-10-16T23:00")
    earlier = drafting(SHANGHAI, at, hours=0)
    assert draft_time(night, earlier) == local(SHANGHAI, "2026-10-16T18:00")


def test_who_works_on_any_day_is_shown_drafts_on_any_day() -> None:
    always = WorkingHours(calendar_for("CN"), SHANGHAI, time(0), time(23, 59), any_day=True)
    sunday = local(SHANGHAI, "2026-10-18T03:00")
    found = draft_time(sunday, Drafting(always, timedelta(hours=1), sunday - timedelta(days=1)))
    assert found == sunday - timedelta(hours=1)
    assert always.add(sunday, 30) > sunday + timedelta(hours=30)
