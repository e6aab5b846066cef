"""Whatever a calendar part holds, it is read or named, and never taken for the whole series."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.reading.raw_itip import mail

from clientcomms.domain.meeting_answers import Letter, calendar_answers
from clientcomms.domain.reading import MessageKind, reading_as_json
from clientcomms.domain.review_times import SeriesTimes
from clientcomms.inbound.reading import read

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
THURSDAYS = SeriesTimes(
    "FREQ=WEEKLY;BYDAY=TH",
    datetime(2026, 11, 26, 14),  # noqa: DTZ001 - local by definition
    "Asia/Shanghai",
    timedelta(minutes=45),
)
LINES = [
    "BEGIN:VCALENDAR",
    "BEGIN:VEVENT",
    "END:VEVENT",
    "END:VCALENDAR",
    "METHOD:REPLY",
    "METHOD:COUNTER",
    "UID:series@studio.example",
    "BEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\nDTSTART:99990101T000000\r\nTZOFFSETTO:-2359",
    "RRULE:FREQ=YEARLY;BYMONTH=12;BYDAY=-5SU\r\nEND:STANDARD\r\nEND:VTIMEZONE",
    "DTSTART;TZID=x:99991231T235900",
    "DTSTART:00010101T000000+1400",
    "DURATION:P9999W",
    "DTSTAMP:20261119T020000Z",
    'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:a@b.example":mailto:wang@client.example',
    'ATTENDEE;CN="a"b"c;X=^n^^:invalid:nomail',
    'COMMENT;ENCODING=QUOTED-PRINTABLE;CHARSET="x":=E4=',
    "COMMENT;ENCODING=BASE64:====",
    " 好的",
    "坏行",
    "SEQUENCE:99999999999",
]
TIMES = st.sampled_from(
    ["99991231T235959Z", "00010101", "20261126T000000", "soon", "20261126", ""]
) | st.from_regex(r"[0-9TZ:+-]{0,20}", fullmatch=True)
ZONES = st.sampled_from(
    ["", ";TZID=Pacific", ";TZID=(UTC+08:00) Beijing", ";TZID=GMT+99", ";TZID=x"]
)
NAMED = st.builds(lambda zone, at: f"RECURRENCE-ID{zone}:{at}", ZONES, TIMES)
CALENDARS = st.lists(st.sampled_from(LINES) | NAMED | st.text(max_size=30), max_size=25)


@given(CALENDARS, st.sampled_from(["utf-8", "utf-16", "gb18030"]), st.binary(max_size=20))
@settings(max_examples=200, deadline=None)
def test_no_calendar_makes_reading_or_answering_raise(
    lines: list[str], charset: str, junk: bytes
) -> None:
    content = "\r\n".join(lines).encode(charset, "replace") + junk
    reading = read(mail(content), now=NOW)
    assert reading.kind is not MessageKind.UNREADABLE
    letter = Letter(1, "wang@client.example", NOW, "zh", reading_as_json(reading, ""))
    for answer in calendar_answers(letter, THURSDAYS, NOW):
        assert answer.dtstamp <= NOW


@given(NAMED)
@settings(max_examples=200, deadline=None)
def test_an_answer_that_names_an_instance_never_speaks_of_the_series(line: str) -> None:
    content = (
        f"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:u\n{line}\nEND:VEVENT\nEND:VCALENDAR"
    )
    reading = read(mail(content), now=NOW)
    letter = Letter(1, "wang@client.example", NOW, "zh", reading_as_json(reading, ""))
    assert [one.instance for one in calendar_answers(letter, THURSDAYS, NOW)] != [""]
