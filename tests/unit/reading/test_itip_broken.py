"""Calendar answers that programs and relays have damaged: read all the same, or named."""

from __future__ import annotations

import codecs
from base64 import b64encode
from email.message import EmailMessage
from quopri import encodestring

import pytest
from tests.unit.reading.raw_itip import ORGANIZER, STAMP, UID, WANG, body, calendar_in, mail, reply
from tests.unit.reading.raw_mail import NOW, raw_mail

from clientcomms.domain.reading import MessageKind
from clientcomms.inbound.reading import read

SAID = f"ATTENDEE;PARTSTAT=ACCEPTED;CN=王敏:mailto:{WANG}"
COMMENT = "好的，周四下午四点我和财务的同事一起准时参加，请提前把材料发过来，谢谢大家的配合"
WHOLE = reply(SAID, STAMP, f"COMMENT:{COMMENT}", "SEQUENCE:1")
CRLF = WHOLE.replace("\n", "\r\n")


def folded_at(width: int, between: bytes) -> bytes:
    """The lines cut at a width of octets, wherever that falls."""
    lines = [line.encode() for line in WHOLE.split("\n")]
    return b"\r\n".join(
        between.join(line[at : at + width] for at in range(0, len(line), width)) for line in lines
    )


ENCODED = {
    "bare_line_feeds": (WHOLE.encode(), "utf-8"),
    "carriage_returns_alone": (WHOLE.replace("\n", "\r").encode(), "utf-8"),
    "doubled_carriage_returns": (CRLF.replace("\r\n", "\r\r\n").encode(), "utf-8"),
    "blank_lines_between": (WHOLE.replace("\n", "\n\n").encode(), "utf-8"),
    "folded_inside_a_character": (folded_at(40, b"\r\n "), "utf-8"),
    "folded_with_a_tab": (folded_at(45, b"\r\n\t"), "utf-8"),
    "gb18030_said_so": (CRLF.encode("gb18030"), "gb18030"),
    "gbk_called_utf_8": (CRLF.encode("gbk"), "utf-8"),
    "gbk_without_a_charset": (CRLF.encode("gbk"), ""),
    "utf_8_called_gb2312": (CRLF.encode(), "gb2312"),
    "utf_8_called_ascii": (CRLF.encode(), "us-ascii"),
    "unknown_charset": (CRLF.encode(), "x-unknown"),
    "byte_order_mark": (codecs.BOM_UTF8 + CRLF.encode(), "utf-8"),
    "utf_16_with_its_mark": (CRLF.encode("utf-16"), "utf-8"),
    "utf_16_without_a_mark": (CRLF.encode("utf-16-le"), "utf-16"),
    "utf_16_big_endian_called_utf_8": (CRLF.encode("utf-16-be"), "utf-8"),
    "base64_twice": (b64encode(CRLF.encode()), "utf-8"),
    "quoted_printable_not_undone": (encodestring(CRLF.encode()), "utf-8"),
    "indented": (("  " + WHOLE.replace("\n", "\n  ")).encode(), "utf-8"),
    "a_banner_before": (b"CAUTION: external sender\r\n\r\n" + CRLF.encode(), "utf-8"),
    "a_footer_behind": (CRLF.encode() + "\r\n本邮件及附件仅供收件人使用\r\n".encode(), "utf-8"),
    "lower_case_names": (
        WHOLE.replace("BEGIN", "begin").replace("METHOD", "method").replace("UID", "uid").encode(),
        "utf-8",
    ),
    "an_end_is_missing": (CRLF.replace("END:VEVENT\r\n", "").encode(), "utf-8"),
    "all_ends_are_missing": (CRLF.partition("END:VEVENT")[0].encode(), "utf-8"),
    "without_its_calendar": (
        b"BEGIN:VEVENT" + CRLF.partition("BEGIN:VEVENT")[2].encode(),
        "utf-8",
    ),
    "an_open_zone_before": (
        CRLF.replace("BEGIN:VEVENT", "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:VEVENT").encode(),
        "utf-8",
    ),
}


@pytest.mark.parametrize("name", ENCODED)
def test_an_answer_survives_its_relays(name: str) -> None:
    content, charset = ENCODED[name]
    label = f"; charset={charset}" if charset else ""
    found = calendar_in(mail(content, f"text/calendar; method=REPLY{label}"))
    (said,) = found.instances
    assert (found.method, found.uid) == ("REPLY", UID)
    assert (said.attendee, said.partstat, said.sequence) == (WANG, "ACCEPTED", 1)
    assert said.comment == COMMENT


@pytest.mark.parametrize(
    ("content_type", "disposition"),
    [
        ("application/octet-stream", 'attachment; filename="invite.ics"'),
        ("application/octet-stream", "attachment; filename*=utf-8''%E4%BC%9A%E8%AE%AE.ics"),
        ("application/octet-stream", ""),
        ("application/ics", 'attachment; filename="会议.ics"'),
        ("text/plain; charset=utf-8", 'attachment; filename="reply.ICS"'),
        ("text/plain; charset=utf-8", ""),
        ("text/x-vcalendar; charset=utf-8", ""),
        ("application/x-unknown", "attachment; filename=answer.vcs"),
    ],
)
def test_an_answer_is_found_wherever_a_program_puts_it(content_type: str, disposition: str) -> None:
    raw = mail(CRLF, content_type, disposition=disposition)
    assert calendar_in(raw).instances[0].partstat == "ACCEPTED"


def test_an_answer_can_be_the_whole_mail() -> None:
    raw = raw_mail(WHOLE, content_type="text/calendar; method=REPLY")
    assert calendar_in(raw).instances[0].comment == COMMENT


@pytest.mark.parametrize("told", ["REPLY", '"reply"', "Reply"])
def test_a_method_that_only_the_header_tells_counts(told: str) -> None:
    raw = mail(reply(SAID, method=""), f"text/calendar; charset=utf-8; method={told}")
    assert calendar_in(raw).method == "REPLY"


def test_the_method_in_the_object_goes_before_the_header_s() -> None:
    raw = mail(reply(SAID), "text/calendar; method=REQUEST")
    assert calendar_in(raw).method == "REPLY"


def test_a_header_s_method_holds_for_the_same_answer_as_a_file() -> None:
    message = EmailMessage()
    message["From"], message["To"] = WANG, "pm@studio.example"
    message.set_content("Accepted")
    message.add_alternative(b"", maintype="text", subtype="calendar", params={"method": "REPLY"})
    message.add_attachment(
        reply(SAID, method="").encode(), maintype="application", subtype="ics", filename="i.ics"
    )
    assert calendar_in(message.as_bytes()).instances[0].partstat == "ACCEPTED"


def test_of_two_parts_the_one_that_names_the_meeting_counts() -> None:
    broken = mail("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n")
    whole = mail(CRLF, "application/ics; name=invite.ics")
    joined = broken.removesuffix(b"--frontier--\r\n") + whole[whole.rindex(b"--frontier\r\n") :]
    assert calendar_in(joined).uid == UID


@pytest.mark.parametrize(
    "text", ["二号库还是扫不出来，请修一下。", "The export is broken, please fix it."]
)
def test_a_letter_that_brings_an_invitation_along_is_still_read(text: str) -> None:
    content = body(f"UID:{UID}", "DTSTART:20261126T080000Z", method="REQUEST")
    raw = mail(content, "application/octet-stream; name=invite.ics", text=text)
    letter = raw.replace(b"Subject:", b"In-Reply-To: <cc.1@studio.example>\r\nSubject:", 1)
    assert read(letter, now=NOW).items != ()
    assert read(raw, now=NOW).items == ()


def test_an_invitation_inside_a_forwarded_message_answers_nothing() -> None:
    inner = mail(CRLF)
    raw = (
        b"From: wang@client.example\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nFYI\r\n"
        b"--o\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--o--\r\n"
    )
    assert read(raw, now=NOW).calendar is None


@pytest.mark.parametrize(
    "line",
    [
        f'ATTENDEE;CN="Wang "Lao" Min";PARTSTAT=ACCEPTED:mailto:{WANG}',
        f'ATTENDEE;CN="Wang;PARTSTAT=ACCEPTED:mailto:{WANG}',
        f"ATTENDEE;PARTSTAT=ACCEPTED;CN=采购部:王敏:mailto:{WANG}",
        f"ATTENDEE;PARTSTAT=ACCEPTED;;CN=Wang:mailto:{WANG}",
        f"ATTENDEE ; PARTSTAT = ACCEPTED : mailto:{WANG}",
        f"ATTENDEE;PARTSTAT=ACCEPTED;CN=王敏; 采购:MAILTO:<{WANG}>",
        f"ATTENDEE;PARTSTAT=ACCEPTED;X_UNDERSCORE=1:mailto:{WANG}",
        f"ATTENDEE;PARTSTAT=ACCEPT:{WANG}",
        f"ATTENDEE;PARTSTAT=accepted;CN==?GBK?B?zfXD9A==?=:mailto:{WANG}",
    ],
)
def test_a_name_written_wrongly_does_not_hide_who_answers(line: str) -> None:
    (said,) = calendar_in(mail(reply(line))).instances
    assert (said.attendee, said.partstat) == (WANG, "ACCEPTED")


def test_lines_that_a_relay_broke_without_a_blank_are_joined() -> None:
    comment = "We are three: procurement and two colleagues from finance, who would like the numbers first"
    line = f"ATTENDEE;CN=Wang Min;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:{WANG}"
    content = reply(f"{line[:76]}\n{line[76:]}", f"COMMENT:{comment[:70]}\n{comment[70:]}")
    (said,) = calendar_in(mail(content)).instances
    assert (said.attendee, said.partstat, said.comment) == (WANG, "ACCEPTED", comment)


def test_a_line_break_left_bare_in_a_comment_is_kept() -> None:
    content = reply(SAID, "COMMENT:准时参加", "请提前发材料", "Note: two of us", "SEQUENCE:1")
    (said,) = calendar_in(mail(content)).instances
    assert said.comment == "准时参加\n请提前发材料\nNote: two of us"
    assert said.sequence == 1


@pytest.mark.parametrize("separator", ["\u2028", "\x85", "\x0b", "\x1c"])
def test_a_separator_of_unicode_inside_a_comment_ends_no_line(separator: str) -> None:
    (said,) = calendar_in(mail(reply(SAID, f"COMMENT:one{separator}two"))).instances
    assert said.comment is not None
    assert said.comment.endswith("two")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("RECURRENCE-ID;VALUE=DATE:20261126", "2026-11-26"),
        ("RECURRENCE-ID:20261126", "2026-11-26"),
        ("RECURRENCE-ID;TZID=Pacific:20261126T160000", "2026-11-26T16:00:00"),
        (f"RECURRENCE-ID;TZID={'x' * 300}:20261126T160000", "2026-11-26T16:00:00"),
        ("RECURRENCE-ID;TZID=asia/shanghai:20261126T160000", "2026-11-26T08:00:00+00:00"),
        ("RECURRENCE-ID;TZID=Asia/Shanghai:20261126T080000Z", "2026-11-26T08:00:00+00:00"),
        ("RECURRENCE-ID:20261126T080000.000Z", "2026-11-26T08:00:00+00:00"),
        ("RECURRENCE-ID:20261126T0800Z", "2026-11-26T08:00:00+00:00"),
        ("RECURRENCE-ID:next Thursday", "next Thursday"),
        ("RECURRENCE-ID:20261399T990000Z", "20261399T990000Z"),
        ("RECURRENCE-ID:", "?"),
    ],
)
def test_an_instance_is_never_mistaken_for_the_series(line: str, name: str) -> None:
    (said,) = calendar_in(mail(reply(line, SAID))).instances
    assert said.recurrence_id == name


def test_a_time_that_cannot_be_read_is_named() -> None:
    reading = read(mail(reply("RECURRENCE-ID:soon", SAID)), now=NOW)
    assert reading.problems == ("RECURRENCE-ID cannot be read: 'soon'",)


def test_an_event_of_another_meeting_does_not_answer_this_one() -> None:
    other = reply(SAID.replace("ACCEPTED", "DECLINED"), uid="other@client.example")
    both = reply(SAID).replace("END:VCALENDAR\n", other.partition("METHOD:REPLY\n")[2])
    reading = read(mail(both), now=NOW)
    assert reading.calendar is not None
    assert [one.partstat for one in reading.calendar.instances] == ["ACCEPTED"]
    assert reading.problems == ("1 events of other meetings are left out",)


def test_all_events_of_the_meeting_are_read() -> None:
    events = [f"RECURRENCE-ID:202611{day}T080000Z\n{SAID}" for day in (19, 26)]
    both = reply(events[0] + f"\nEND:VEVENT\nBEGIN:VEVENT\nUID:{UID}\n" + events[1])
    found = calendar_in(mail(both))
    assert [one.recurrence_id for one in found.instances] == [
        "2026-11-19T08:00:00+00:00",
        "2026-11-26T08:00:00+00:00",
    ]


def test_an_alarm_s_words_are_not_the_event_s() -> None:
    alarm = "BEGIN:VALARM\nUID:alarm\nCOMMENT:ring\nATTENDEE:mailto:x@x.example\nEND:VALARM"
    found = calendar_in(mail(reply(alarm, SAID)))
    assert found.uid == UID
    assert (found.instances[0].attendee, found.instances[0].comment) == (WANG, None)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (body(SAID), "calendar REPLY without UID"),
        ("BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n", "calendar REPLY without VEVENT"),
        ("会议邀请\n", "calendar part without VCALENDAR"),
        ("", "calendar part without VCALENDAR"),
    ],
)
def test_what_is_missing_altogether_is_named(content: str, problem: str) -> None:
    assert problem in read(mail(content), now=NOW).problems


def test_an_endless_rule_and_ten_thousand_guests_cost_nothing() -> None:
    guests = [f"ATTENDEE;CN=Guest {n}:mailto:g{n}@client.example" for n in range(10_000)]
    content = reply("RRULE:FREQ=SECONDLY", *guests, SAID, "COMMENT:人很多", "SEQUENCE:1")
    (said,) = calendar_in(mail(content)).instances
    assert (said.attendee, said.partstat, said.comment) == (WANG, "ACCEPTED", "人很多")


@pytest.mark.parametrize(
    "content",
    [
        b"BEGIN:VCALENDAR\r\n" * 5000,
        b"BEGIN:VEVENT\r\n" * 5000,
        b"\r\n" * 200_000,
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nCOMMENT:" + b"a\r\n " * 200_000,
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nATTENDEE" + b";" * 300_000,
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nATTENDEE" + b';A="' * 100_000,
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nCOMMENT:" + b"\\" * 300_000,
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\n" + b"BEGIN:VEVENT\nUID:1\nEND:VEVENT\n" * 20_000,
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\n"
        + b"BEGIN:VTIMEZONE\nTZID:a\nBEGIN:STANDARD\nTZOFFSETTO:+9999\n" * 9000,
    ],
)
def test_hostile_calendars_are_read_or_named_and_never_raise(content: bytes) -> None:
    reading = read(mail(content), now=NOW)
    assert reading.kind is not MessageKind.UNREADABLE
    assert reading.calendar is None or len(reading.calendar.instances) <= 500


def test_the_organizer_is_known_without_mailto() -> None:
    content = reply(SAID).replace(ORGANIZER, "ORGANIZER:pm@studio.example")
    assert calendar_in(mail(content)).organizer == "pm@studio.example"
