"""What every calendar promises, whoever keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from clientcomms.ports.calendar import ABSENT, Calendar, ChangedElsewhereError
from clientcomms.ports.errors import RefusedError
from clientcomms.wire.calendar_event import (
    CalendarAddress,
    CalendarAttendee,
    CalendarEvent,
    InstanceOverride,
    PartStat,
)

local = datetime.fromisoformat
REVIEW = CalendarEvent(
    uid="review-1@pm.example",
    sequence=0,
    dtstamp=datetime(2026, 10, 20, 1, tzinfo=UTC),
    summary="冷链追溯平台 月度例会",
    description="议程:\n1. 试运行范围; 2. 值班, 分工",
    location="腾讯会议 000-000-000",
    start_local=local("2026-10-29T14:00"),
    zone="Asia/Shanghai",
    duration=timedelta(minutes=45),
    rrule="FREQ=WEEKLY;UNTIL=20270401T060000Z;BYDAY=TH",
    exdates_local=(local("2026-12-31T14:00"),),
    overrides=(InstanceOverride(local("2027-02-11T14:00"), local("2027-02-25T09:30")),),
    organizer=CalendarAddress("林晓, PM", "xiao@qinghe.example"),
    attendees=(CalendarAttendee("王总", "wang@client.example", partstat=PartStat.ACCEPTED),),
    conference_url="https://meet.example/j/1?pwd=2",
    alarms_minutes=(15,),
    created=datetime(2026, 10, 1, 1, tzinfo=UTC),
)
STEERING = replace(REVIEW, uid="指导委员会/2026 ✓", summary="Steering committee")


class CalendarContract:
    """One suite for all; a provider's test class brings the fixture ``calendar``."""

    def test_what_was_put_is_there(self, calendar: Calendar) -> None:
        revision = calendar.put(REVIEW)
        stored = calendar.get(REVIEW.uid)
        assert stored is not None
        assert (stored.uid, stored.revision, stored.event) == (REVIEW.uid, revision, REVIEW)

    def test_nothing_is_there_before_it_was_put(self, calendar: Calendar) -> None:
        calendar.put(REVIEW)
        assert calendar.get(STEERING.uid) is None

    def test_all_events_are_listed_by_uid(self, calendar: Calendar) -> None:
        assert calendar.list_events() == ()
        calendar.put(STEERING)
        calendar.put(REVIEW)
        assert [stored.event for stored in calendar.list_events()] == [REVIEW, STEERING]

    def test_an_update_takes_the_place_of_the_event(self, calendar: Calendar) -> None:
        first = calendar.put(REVIEW)
        moved = replace(REVIEW, sequence=1, exdates_local=())
        second = calendar.put(moved, expected=first)
        assert second != first
        assert [stored.event for stored in calendar.list_events()] == [moved]

    def test_putting_the_same_again_changes_nothing(self, calendar: Calendar) -> None:
        first = calendar.put(REVIEW, expected=ABSENT)
        assert calendar.put(REVIEW, expected=ABSENT) == first

    def test_a_put_over_an_unexpected_revision_is_not_done(self, calendar: Calendar) -> None:
        first = calendar.put(REVIEW)
        second = calendar.put(replace(REVIEW, sequence=1))
        with pytest.raises(ChangedElsewhereError) as caught:
            calendar.put(replace(REVIEW, sequence=2), expected=first)
        assert caught.value.found == second
        with pytest.raises(ChangedElsewhereError):
            calendar.put(replace(REVIEW, sequence=2), expected=ABSENT)
        stored = calendar.get(REVIEW.uid)
        assert stored is not None
        assert stored.revision == second

    def test_an_event_that_was_removed_is_not_created_anew(self, calendar: Calendar) -> None:
        first = calendar.put(REVIEW)
        calendar.remove(REVIEW.uid)
        with pytest.raises(ChangedElsewhereError) as caught:
            calendar.put(replace(REVIEW, sequence=1), expected=first)
        assert caught.value.found == ABSENT
        assert calendar.list_events() == ()

    def test_a_removal_takes_out_what_is_expected_and_may_be_repeated(
        self, calendar: Calendar
    ) -> None:
        first = calendar.put(REVIEW)
        second = calendar.put(replace(REVIEW, sequence=1))
        with pytest.raises(ChangedElsewhereError):
            calendar.remove(REVIEW.uid, expected=first)
        calendar.remove(REVIEW.uid, expected=second)
        calendar.remove(REVIEW.uid, expected=second)
        assert calendar.get(REVIEW.uid) is None

    @pytest.mark.parametrize(
        "wrong", [{"summary": ""}, {"zone": "Mars/Olympus"}, {"summary": "bell \x07"}]
    )
    def test_what_no_calendar_understands_is_refused(
        self, calendar: Calendar, wrong: dict[str, str]
    ) -> None:
        calendar.put(REVIEW)
        with pytest.raises(RefusedError):
            calendar.put(replace(REVIEW, sequence=1, **wrong))  # type: ignore[arg-type]  # texts only
        assert [stored.event for stored in calendar.list_events()] == [REVIEW]
