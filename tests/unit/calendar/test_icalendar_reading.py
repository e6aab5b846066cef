"""A stored meeting read back, also when a person or another program wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from clientcomms.wire.calendar_event import (
    CalendarAddress,
    CalendarAttendee,
    CalendarEvent,
    EventStatus,
    InstanceOverride,
    PartStat,
    Role,
)
from clientcomms.wire.icalendar_object import build_published
from clientcomms.wire.icalendar_reading import UnreadableEventError, read_event, uid_of

local = datetime.fromisoformat
SERIES = CalendarEvent(
    uid="例会;1,2\\3",
    sequence=4,
    dtstamp=datetime(2026, 11, 23, 8, tzinfo=UTC),
    summary="冷链追溯平台 月度例会; review, Q4",
    description="议程:\n1. 试运行范围\n2. C:\\temp",
    location="腾讯会议 000-000-000",
    start_local=local("2026-12-03T14:00"),
    zone="Europe/Berlin",
    duration=timedelta(minutes=45),
    rrule="FREQ=WEEKLY;UNTIL=20281228T130000Z;BYDAY=TH",
    exdates_local=(local("2026-12-24T14:00"), local("2027-05-06T14:00")),
    overrides=(
        InstanceOverride(local("2027-03-25T14:00"), local("2027-03-29T09:30")),
        InstanceOverride(
            local("2028-02-10T14:00"),
            local("2028-02-14T14:00"),
            timedelta(minutes=90),
            "加长评审",
            "11F",
        ),
    ),
    organizer=CalendarAddress("林晓, PM", "xiao@qinghe.example"),
    attendees=(
        CalendarAttendee("王总", "wang@client.example", partstat=PartStat.ACCEPTED),
        CalendarAttendee("", "li@client.example", Role.OPTIONAL, PartStat.DECLINED, rsvp=False),
    ),
    status=EventStatus.TENTATIVE,
    conference_url="https://meet.example/j/1?pwd=2,3",
    alarms_minutes=(15, 1440),
    created=datetime(2026, 11, 20, 8, tzinfo=UTC),
)


@pytest.mark.parametrize(
    "event",
    [
        SERIES,
        replace(SERIES, zone="UTC"),
        replace(SERIES, zone="Africa/Casablanca"),
        replace(SERIES, rrule=None, exdates_local=(), overrides=(), conference_url=""),
        replace(SERIES, attendees=(), description="", location="Raum 1", alarms_minutes=()),
    ],
)
def test_what_was_written_is_read_back(event: CalendarEvent) -> None:
    assert read_event(build_published(event)) == event


def test_the_uid_is_found_without_reading_the_rest() -> None:
    assert uid_of(build_published(SERIES)) == SERIES.uid
    assert uid_of(b"BEGIN:VEVENT\nUID;X-A=b:long\n -er\n") == "long-er"
    assert uid_of(b"SUMMARY:UID:no\r\n") is None


def test_times_of_other_programs_are_brought_into_the_zone_of_the_series() -> None:
    content = build_published(SERIES).replace(
        b"EXDATE;TZID=Europe/Berlin:20261224T140000", b"EXDATE:20261224T130000Z"
    )
    assert read_event(content).exdates_local == SERIES.exdates_local


def test_words_that_we_do_not_know_are_read_as_the_default() -> None:
    content = build_published(SERIES).replace(b"PARTSTAT=ACCEPTED", b"PARTSTAT=X-LATER")
    assert read_event(content).attendees[0].partstat is PartStat.NEEDS_ACTION


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        build_published(SERIES)[:400],
        build_published(SERIES).replace(b"20261203T140000", b"tomorrow"),
        build_published(SERIES).replace(b"SEQUENCE:4", b"SEQUENCE:four"),
        build_published(SERIES).replace(b"STATUS:TENTATIVE", b"STATUS:PERHAPS"),
        build_published(SERIES).replace(b"DTSTART;TZID=Europe/Berlin", b"X-START"),
    ],
)
def test_what_is_no_meeting_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(UnreadableEventError):
        read_event(content)
