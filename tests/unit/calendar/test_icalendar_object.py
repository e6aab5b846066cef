"""Invitations as other programs read them: icalendar, vobject and recurring_ical_events."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
import vobject
from dateutil.rrule import rrulestr
from icalendar import Calendar

from clientcomms.wire.icalendar_object import (
    CalendarAddress,
    CalendarAttendee,
    CalendarEvent,
    InstanceOverride,
    PartStat,
    UnbuildableEventError,
    build_cancel,
    build_counter,
    build_decline_counter,
    build_published,
    build_reply,
    build_request,
)
from clientcomms.wire.icalendar_text import UnwritableTextError
from clientcomms.wire.invite_lint import lint_invitation

local = datetime.fromisoformat
WANG = CalendarAttendee("王总", "wang@client.example")
ANNA = CalendarAttendee('Müller; "Anna"', "anna@client.example")
SKIPPED = local("2027-02-11T14:00")
MOVED = InstanceOverride(local("2027-03-25T14:00"), local("2027-03-26T15:30"))
LONGER = InstanceOverride(
    local("2028-02-10T14:00"), local("2028-02-14T09:00"), timedelta(minutes=90), "加长评审", "11F"
)
CALLED_OFF = InstanceOverride(local("2027-04-01T14:00"), local("2027-04-01T14:00"), cancelled=True)


def series(zone: str = "Asia/Shanghai", **changes: Any) -> CalendarEvent:
    event = CalendarEvent(
        uid="review-1@pm.example",
        sequence=0,
        dtstamp=datetime(2026, 11, 23, 8, tzinfo=UTC),
        summary="冷链追溯平台 月度例会; review, Q4",
        description="议程:\n1. 试运行范围\n2. 值班分工; 其他, 等等",
        location="腾讯会议 000-000-000(密码 1029)",
        start_local=local("2026-12-03T14:00"),
        zone=zone,
        duration=timedelta(minutes=45),
        rrule="FREQ=WEEKLY;BYDAY=TH;UNTIL=20281228T140000",
        exdates_local=(SKIPPED,),
        overrides=(MOVED, LONGER, CALLED_OFF),
        organizer=CalendarAddress("林晓(青禾软件), PM", "pm@qinghe.example"),
        attendees=(WANG, ANNA),
        conference_url="https://meet.example/j/1?pwd=2,3",
        created=datetime(2026, 11, 20, 8, tzinfo=UTC),
    )
    return replace(event, **changes)


def events_of(content: bytes) -> list[Any]:
    """The VEVENTs as the icalendar library reads them."""
    return list(Calendar.from_ical(content).walk("VEVENT"))


def lines_of(content: bytes) -> list[str]:
    return re.sub(r"\r\n ", "", content.decode()).splitlines()


@pytest.mark.parametrize(
    "zone",
    [
        "Asia/Shanghai",
        "America/Los_Angeles",
        "Europe/Berlin",
        "Europe/London",
        "Australia/Sydney",
        "Asia/Kolkata",
        "America/Mexico_City",
        "Africa/Casablanca",
        "Australia/Lord_Howe",
        "UTC",
    ],
)
def test_a_foreign_calendar_shows_every_meeting_at_its_local_time(zone: str) -> None:
    tz = ZoneInfo(zone)
    rule = rrulestr("FREQ=WEEKLY;BYDAY=TH;UNTIL=20281228T140000", dtstart=local("2026-12-03T14:00"))
    gone = {SKIPPED, MOVED.recurrence_id_local, LONGER.recurrence_id_local}
    gone.add(CALLED_OFF.recurrence_id_local)
    starts = sorted({*rule} - gone | {MOVED.start_local, LONGER.start_local})
    expected = [start.replace(tzinfo=tz).astimezone(UTC) for start in starts]

    calendar = Calendar.from_ical(build_request(series(zone)))
    shown = recurring_ical_events.of(calendar).between((2026, 1, 1), (2030, 1, 1))

    assert sorted(event["DTSTART"].dt.astimezone(UTC) for event in shown) == expected


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "Africa/Casablanca", "UTC"])
def test_what_is_built_passes_our_own_rules(zone: str) -> None:
    once = series(zone, rrule=None, exdates_local=(), overrides=())
    organizer = series().organizer.address
    for event in (series(zone), once):
        request = build_request(event)
        assert lint_invitation(request, method="REQUEST", from_address=organizer) == ()
    cancelled = series(zone, sequence=1)
    for recurrence_id in (None, MOVED.recurrence_id_local, local("2026-12-10T14:00")):
        cancel = build_cancel(cancelled, recurrence_id)
        assert lint_invitation(cancel, method="CANCEL", from_address=organizer) == ()


def test_an_override_keeps_what_it_does_not_change() -> None:
    events = events_of(build_request(series()))
    moved, longer = events[1], events[2]
    assert str(moved["SUMMARY"]) == series().summary
    assert moved["DTEND"].dt - moved["DTSTART"].dt == timedelta(minutes=45)
    assert (str(longer["SUMMARY"]), str(longer["LOCATION"])) == ("加长评审", "11F")
    assert longer["DTEND"].dt - longer["DTSTART"].dt == timedelta(minutes=90)
    assert longer["RECURRENCE-ID"].dt == datetime(2028, 2, 10, 14, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_text_comes_back_as_it_was_written() -> None:
    event = series(description='反斜杠 C:\\temp\\新, "quoted"; 100%\r\n第二行')
    content = build_request(event)
    master = events_of(content)[0]
    assert str(master["DESCRIPTION"]) == event.description.replace("\r\n", "\n")
    assert str(master["SUMMARY"]) == event.summary
    assert master["ATTENDEE"][1].params["CN"] == "Müller; 'Anna'"
    assert vobject.readOne(content.decode()).vevent_list[0].summary.value == event.summary


def test_line_breaks_of_word_processors_are_line_breaks() -> None:
    pasted = series(description="一\x0b二\u2028三\r四\x85五\r\n六")
    assert str(events_of(build_request(pasted))[0]["DESCRIPTION"]) == "一\n二\n三\n四\n五\n六"


def test_lines_are_at_most_75_octets_and_keep_characters_whole() -> None:
    content = build_request(series(description="数据同步与追溯" * 60, summary="例会" * 40))
    physical = content.split(b"\r\n")
    assert max(map(len, physical)) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in physical:
        line.decode("utf-8")


def test_until_is_utc_and_exceptions_have_the_zone_of_the_start() -> None:
    lines = lines_of(build_request(series("Europe/Berlin")))
    assert "RRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=20281228T130000Z" in lines
    assert "DTSTART;TZID=Europe/Berlin:20261203T140000" in lines
    assert "EXDATE;TZID=Europe/Berlin:20270211T140000" in lines
    assert "EXDATE;TZID=Europe/Berlin:20270401T140000" in lines, "a cancelled instance"


def test_a_meeting_over_the_change_of_the_clock_keeps_its_length() -> None:
    night = series(
        "Europe/Berlin",
        start_local=local("2027-03-28T01:00"),
        duration=timedelta(hours=3),
        rrule=None,
        exdates_local=(),
        overrides=(),
    )
    assert "DTEND;TZID=Europe/Berlin:20270328T050000" in lines_of(build_request(night))


def test_a_start_that_the_clock_skips_means_the_same_instant_to_all() -> None:
    # RFC 5545 §3.3.5: 02:30 on that night is told in the offset before the gap, so 01:30 UTC.
    gap = series(
        "Europe/Berlin",
        start_local=local("2027-03-28T02:30"),
        rrule=None,
        exdates_local=(),
        overrides=(),
    )
    event = events_of(build_request(gap))[0]
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert event["DTEND"].dt.astimezone(UTC) == datetime(2027, 3, 28, 2, 15, tzinfo=UTC)


def test_an_event_in_utc_needs_no_time_zone() -> None:
    lines = lines_of(build_request(series("UTC")))
    assert "DTSTART:20261203T140000Z" in lines
    assert "BEGIN:VTIMEZONE" not in lines


def test_a_stored_event_has_no_method_and_keeps_its_alarm() -> None:
    lines = lines_of(build_published(series(alarms_minutes=(15,))))
    assert not [line for line in lines if line.startswith("METHOD")]
    assert "TRIGGER:-PT15M" in lines


def test_a_cancelled_series_says_so_and_has_a_raised_sequence() -> None:
    lines = lines_of(build_cancel(series(sequence=3, alarms_minutes=(15,))))
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3"} <= set(lines)
    assert "BEGIN:VALARM" not in lines
    with pytest.raises(UnbuildableEventError, match="SEQUENCE"):
        build_cancel(series(sequence=0))


def test_a_cancelled_instance_is_named_by_its_recurrence_id() -> None:
    lines = lines_of(build_cancel(series(sequence=1), MOVED.recurrence_id_local))
    assert "RECURRENCE-ID;TZID=Asia/Shanghai:20270325T140000" in lines
    assert "DTSTART;TZID=Asia/Shanghai:20270326T153000" in lines
    assert "STATUS:CANCELLED" in lines
    assert not [line for line in lines if line.startswith("RRULE")]
    with pytest.raises(UnbuildableEventError, match="not one of its instances"):
        build_cancel(series(sequence=1), local("2027-03-24T14:00"))


def test_an_answer_names_one_attendee_and_the_sequence_it_answers() -> None:
    content = build_reply(
        series(sequence=2),
        replace(WANG, partstat=PartStat.ACCEPTED),
        dtstamp=datetime(2026, 11, 24, 1, tzinfo=UTC),
        recurrence_id=local("2026-12-10T14:00"),
        comment="好的,准时参加",
    )
    event = events_of(content)[0]
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert (int(event["SEQUENCE"]), str(event["COMMENT"])) == (2, "好的,准时参加")
    assert event["DTSTART"].dt == event["RECURRENCE-ID"].dt


def test_a_counter_proposes_a_start_and_can_be_declined() -> None:
    stamp = datetime(2026, 11, 24, 1, tzinfo=UTC)
    counter = build_counter(
        series(), WANG, dtstamp=stamp, start_local=local("2026-12-04T10:00"), comment="周五可以吗"
    )
    event = events_of(counter)[0]
    assert event["DTSTART"].dt == datetime(2026, 12, 4, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    declined = lines_of(build_decline_counter(series(), dtstamp=stamp, comment="周五已满"))
    assert {"METHOD:DECLINECOUNTER", "COMMENT:周五已满"} <= set(declined)
    assert not [line for line in declined if line.startswith(("ATTENDEE", "DTSTART"))]
    assert not lint_invitation(
        build_decline_counter(
            series(), dtstamp=stamp, recurrence_id=local("2026-12-10T14:00"), comment="已满"
        ),
        method="DECLINECOUNTER",
        from_address=series().organizer.address,
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"start_local": local("2026-12-02T14:00")}, "not the first occurrence"),
        ({"exdates_local": (local("2026-12-04T14:00"),)}, "not an occurrence"),
        ({"overrides": (MOVED, MOVED)}, "two overrides"),
        ({"rrule": None}, "without a rule"),
        ({"rrule": "FREQ=SECONDLY"}, "must begin with"),
        ({"rrule": "FREQ=WEEKLY;BYDAY=XX"}, "XX"),
        ({"attendees": ()}, "nobody is invited"),
        ({"attendees": (WANG, replace(ANNA, address="WANG@client.example"))}, "invited twice"),
        ({"attendees": (replace(WANG, address="wang"),)}, "not a mail address"),
        ({"summary": " "}, "summary is empty"),
        ({"duration": timedelta()}, "duration"),
        ({"uid": ""}, "UID"),
        ({"sequence": -1}, "negative"),
        ({"dtstamp": local("2026-11-23T08:00")}, "no offset"),
        ({"start_local": datetime(2026, 12, 3, 14, tzinfo=UTC)}, "has an offset"),
    ],
)
def test_a_confusing_event_is_not_built(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(UnbuildableEventError, match=problem):
        build_request(series(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"attendees": (replace(WANG, name="Wang\r\nATTENDEE:mailto:x@y.example"),)},
        {"attendees": (replace(WANG, name="Wang\u2028Li"),)},
        {"summary": "bell \x07"},
        {"description": "nul \x00"},
        {"organizer": CalendarAddress("a\nb", "pm@qinghe.example")},
    ],
)
def test_line_breaks_in_names_and_control_characters_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UnwritableTextError):
        build_request(series(**changes))


def test_an_endless_series_is_built_for_years_ahead() -> None:
    endless = series("Africa/Casablanca", rrule="FREQ=WEEKLY;BYDAY=TH", overrides=())
    lines = lines_of(build_request(endless))
    assert "RRULE:FREQ=WEEKLY;BYDAY=TH" in lines
    assert sum(line == "BEGIN:DAYLIGHT" for line in lines) >= 10
