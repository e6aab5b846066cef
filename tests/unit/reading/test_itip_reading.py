from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.unit.reading.raw_mail import read_mail

from clientcomms.domain.reading import MessageKind, Reading
from clientcomms.wire.itip_reading import read_itip


def event(*lines: str) -> str:
    return "\n".join(("BEGIN:VEVENT", "UID:series@studio.example", *lines, "END:VEVENT"))


def calendar(method: str, *components: str) -> str:
    body = "\n".join(components)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\nMETHOD:{method}\n{body}\nEND:VCALENDAR"


def read_calendar(text: str) -> Reading:
    return read_mail(text, Content_Type="text/calendar; charset=utf-8; method=REPLY")


ACCEPTED = event(
    "DTSTAMP:20261119T020000Z", "SEQUENCE:3", "ATTENDEE;PARTSTAT=ACCEPTED;CN=Wang:MAILTO:Wang@Client.example"
)  # fmt: skip


def test_a_reply_names_who_answers_and_how() -> None:
    reading = read_calendar(calendar("REPLY", ACCEPTED))
    assert reading.kind is MessageKind.CALENDAR
    assert reading.calendar is not None
    assert (reading.calendar.method, reading.calendar.uid) == ("REPLY", "series@studio.example")
    (instance,) = reading.calendar.instances
    assert (instance.attendee, instance.partstat) == ("wang@client.example", "ACCEPTED")
    assert instance.sequence == 3
    assert instance.dtstamp == datetime(2026, 11, 19, 2, tzinfo=UTC)
    assert reading.items == ()


@pytest.mark.parametrize(
    "line",
    ["COMMENT:会议室能换大一点的吗?", "ATTENDEE;PARTSTAT=TENTATIVE;X-RESPONSE-COMMENT=会议室能换大一点的吗?:mailto:w@client.example"],
)  # fmt: skip
def test_a_comment_in_an_answer_yields_items(line: str) -> None:
    reading = read_calendar(calendar("REPLY", event("DTSTAMP:20261119T020000Z", line)))
    assert reading.reply_text == "会议室能换大一点的吗?"
    assert [item.text for item in reading.items] == ["会议室能换大一点的吗?"]
    assert reading.triage.needs_reply


def test_the_master_comes_first_and_all_instances_are_kept() -> None:
    override = event(
        "RECURRENCE-ID;TZID=Asia/Shanghai:20261126T160000",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:w@x.example",
    )
    found, problems = read_itip(calendar("REPLY", override, ACCEPTED))
    assert found is not None
    assert [instance.partstat for instance in found.instances] == ["ACCEPTED", "DECLINED"]
    assert found.instances[1].recurrence_id == "2026-11-26T08:00:00+00:00"
    assert problems == ()


@pytest.mark.parametrize(
    ("tzid", "recurrence_id"),
    [
        ("China Standard Time", "2026-11-26T08:00:00+00:00"),
        ("/mozilla.org/20050126_1/Asia/Shanghai", "2026-11-26T08:00:00+00:00"),
        ("Pacific", "2026-11-26T16:00:00"),
        ("x" * 300, "2026-11-26T16:00:00"),
        ("../../etc/passwd", "2026-11-26T16:00:00"),
    ],
)
def test_zone_names_of_calendar_programs_are_known_and_odd_ones_do_no_harm(
    tzid: str, recurrence_id: str
) -> None:
    found, _ = read_itip(
        calendar(
            "REPLY",
            event(f"RECURRENCE-ID;TZID={tzid}:20261126T160000", "ATTENDEE:mailto:w@x.example"),
        )
    )
    assert found is not None
    assert found.instances[0].recurrence_id == recurrence_id


def test_a_zone_the_message_defines_itself_is_used() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0800\nTZOFFSETTO:+0800\nEND:STANDARD\nEND:VTIMEZONE"
    found, _ = read_itip(calendar("REPLY", zone, event("RECURRENCE-ID;TZID=Ours:20261126T160000")))
    assert found is not None
    assert found.instances[0].recurrence_id == "2026-11-26T08:00:00+00:00"


@pytest.mark.parametrize("method", ["PUBLISH", ""])
def test_other_methods_are_no_calendar_message(method: str) -> None:
    assert read_itip(calendar(method, ACCEPTED)) == (None, ())


def test_answers_to_tasks_are_no_calendar_message() -> None:
    assert read_itip(calendar("REPLY", "BEGIN:VTODO\nUID:1\nEND:VTODO")) == (None, ())


def test_a_missing_event_or_uid_is_named() -> None:
    assert read_itip(calendar("COUNTER"))[1] == ("calendar COUNTER without VEVENT",)
    reading = read_calendar(calendar("REQUEST", "BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT"))
    assert reading.calendar is not None
    assert reading.calendar.uid is None
    assert reading.problems == ("calendar REQUEST without UID",)


def test_a_line_that_cannot_be_read_costs_only_itself() -> None:
    found, problems = read_itip(
        calendar("REPLY", event('ATTENDEE;CN=3D"broken', "SEQUENCE:1", "DTSTAMP:2026"))
    )
    assert found is not None
    assert found.instances[0].sequence == 1
    assert found.instances[0].dtstamp is None
    assert problems


def test_a_program_s_own_words_in_an_answer_are_no_items() -> None:
    reading = read_mail(
        "--b\nContent-Type: text/plain; charset=utf-8\n\nWang has accepted this invitation. Please reply?\n"
        f"--b\nContent-Type: text/calendar; method=REPLY; charset=utf-8\n\n{calendar('REPLY', ACCEPTED)}\n--b--\n",
        Content_Type="multipart/mixed; boundary=b",
    )
    assert reading.kind is MessageKind.CALENDAR
    assert reading.items == ()
