"""Meeting answers of Outlook that came as winmail.dat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from struct import pack

import pytest
from tests.unit.reading.raw_itip import UID, WANG, mail
from tests.unit.reading.raw_mail import NOW

from clientcomms.domain.reading import MessageKind
from clientcomms.inbound.reading import read
from clientcomms.wire.itip_reading import CalendarMessage

MEETING = bytes.fromhex("90dad86e0b451b1098da00aa003f1305")
APPOINTMENT = bytes.fromhex("0220060000000000c000000000000046")
INTEGER, BOOLEAN, TIME, BINARY, UNICODE = 0x03, 0x0B, 0x40, 0x102, 0x1F
ANSWERED = datetime(2026, 11, 19, 2, tzinfo=UTC)
START = datetime(2026, 11, 26, 8, tzinfo=UTC)


def filetime(at: datetime) -> bytes:
    return pack("<Q", (at - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10)


def lid(group: bytes, number: int, kind: int, value: bytes) -> bytes:
    """A property named by set and number."""
    if kind == BINARY:
        value = pack("<II", 1, len(value)) + value + bytes(-len(value) % 4)
    return pack("<HH", kind, 0x8000 + number % 0x7000) + group + pack("<II", 0, number) + value


def body_text(text: str) -> bytes:
    value = text.encode("utf-16-le") + b"\0\0"
    padded = value + bytes(-len(value) % 4)
    return pack("<HHII", UNICODE, 0x1000, 1, len(value)) + padded


def identity(uid: str = UID, day: bytes = bytes(4)) -> bytes:
    """A global object id that holds a UID of iCalendar."""
    held = b"vCal-Uid\x01\0\0\0" + uid.encode() + b"\0" if uid else bytes(range(16))
    head = bytes.fromhex("040000008200e00074c5b7101a82e008")
    return head + day + bytes(16) + pack("<I", len(held)) + held


def winmail(message_class: str, *properties: bytes) -> bytes:
    named = message_class.encode() + b"\0"
    held = pack("<I", len(properties)) + b"".join(properties)
    stream = b"\x78\x9f\x3e\x22" + b"\x01\0"
    for number, data in ((0x00078008, named), (0x00069003, held)):
        stream += pack("<BII", 1, number, len(data)) + data + pack("<H", sum(data) % 65536)
    return stream


def answered(message_class: str, *more: bytes, day: bytes = bytes(4)) -> CalendarMessage:
    properties = (
        lid(MEETING, 0x03, BINARY, identity(day=day)),
        lid(MEETING, 0x23, BINARY, identity()),
        lid(MEETING, 0x01, TIME, filetime(ANSWERED)),
        lid(APPOINTMENT, 0x8201, INTEGER, pack("<I", 2)),
        lid(APPOINTMENT, 0x820D, TIME, filetime(START)),
        *more,
    )
    content = winmail(message_class, *properties)
    reading = read(mail(content, "application/ms-tnef; name=winmail.dat"), now=NOW)
    assert reading.kind is MessageKind.CALENDAR
    assert reading.calendar is not None
    return reading.calendar


@pytest.mark.parametrize(
    ("message_class", "partstat"),
    [
        ("IPM.Schedule.Meeting.Resp.Pos", "ACCEPTED"),
        ("IPM.Schedule.Meeting.Resp.Neg", "DECLINED"),
        ("IPM.Schedule.Meeting.Resp.Tent", "TENTATIVE"),
        ("IPM.Microsoft Schedule.MtgRespP", "ACCEPTED"),
        ("IPM.Microsoft Schedule.MtgRespN", "DECLINED"),
        ("IPM.Microsoft Schedule.MtgRespA", "TENTATIVE"),
    ],
)
def test_the_class_of_the_message_is_the_answer(message_class: str, partstat: str) -> None:
    found = answered(message_class)
    (said,) = found.instances
    assert (found.method, found.uid) == ("REPLY", UID)
    assert (said.attendee, said.partstat, said.sequence) == (WANG, partstat, 2)
    assert (said.dtstamp, said.start, said.recurrence_id) == (ANSWERED, START, None)


def test_the_day_of_an_instance_stands_in_the_identity() -> None:
    found = answered("IPM.Schedule.Meeting.Resp.Neg", day=b"\x07\xea\x0b\x1a")
    assert found.uid == UID
    assert found.instances[0].recurrence_id == "2026-11-26"


def test_a_day_that_is_none_is_not_the_series() -> None:
    found = answered("IPM.Schedule.Meeting.Resp.Neg", day=b"\x07\xea\x0d\x63")
    assert found.instances[0].recurrence_id == "07ea0d63"


def test_a_proposal_carries_its_time_and_words() -> None:
    friday = START + timedelta(days=1)
    found = answered(
        "IPM.Schedule.Meeting.Resp.Tent",
        lid(APPOINTMENT, 0x8257, BOOLEAN, pack("<I", 1)),
        lid(APPOINTMENT, 0x8250, TIME, filetime(friday)),
        lid(APPOINTMENT, 0x8251, TIME, filetime(friday + timedelta(minutes=45))),
        body_text("周四出差，周五可以吗\r\n-----原始约会-----\r\n发件人: 林"),
    )
    (said,) = found.instances
    assert (found.method, said.partstat) == ("COUNTER", "TENTATIVE")
    assert (said.start, said.comment) == (friday, "周四出差，周五可以吗")


@pytest.mark.parametrize(
    ("message_class", "method"),
    [("IPM.Schedule.Meeting.Request", "REQUEST"), ("IPM.Microsoft Schedule.MtgCncl", "CANCEL")],
)
def test_what_an_organizer_sends_answers_nothing(message_class: str, method: str) -> None:
    found = answered(message_class)
    assert (found.method, found.instances[0].attendee, found.organizer) == (method, None, WANG)


def test_an_identity_of_exchange_itself_is_its_uid_in_capitals() -> None:
    own = lid(MEETING, 0x03, BINARY, identity("", b"\x07\xea\x0b\x1a"))
    raw = mail(winmail("IPM.Schedule.Meeting.Resp.Pos", own), "application/ms-tnef")
    found = read(raw, now=NOW).calendar
    assert found is not None
    assert found.uid == identity("").hex().upper()


def test_an_answer_without_an_identity_is_named() -> None:
    raw = mail(winmail("IPM.Schedule.Meeting.Resp.Pos"), "application/ms-tnef")
    assert "calendar REPLY without UID" in read(raw, now=NOW).problems


def test_a_letter_in_winmail_is_no_answer() -> None:
    raw = mail(winmail("IPM.Note", body_text("请查收")), "application/ms-tnef; name=winmail.dat")
    assert read(raw, now=NOW).kind is MessageKind.REPLY


@pytest.mark.parametrize("kept", range(0, 400, 7))
def test_a_stream_that_is_cut_off_never_raises(kept: int) -> None:
    own = lid(MEETING, 0x03, BINARY, identity())
    content = winmail("IPM.Schedule.Meeting.Resp.Pos", own)[:kept]
    assert read(mail(content, "application/ms-tnef"), now=NOW).kind is not MessageKind.UNREADABLE
