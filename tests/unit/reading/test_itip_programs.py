"""Calendar answers by the habits of the programs that write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.unit.reading.raw_itip import ORGANIZER, STAMP, UID, WANG, body, calendar_in, mail, reply
from tests.unit.reading.raw_mail import NOW

from clientcomms.domain.reading import MessageKind
from clientcomms.inbound.reading import read

AT_16 = "2026-11-26T08:00:00+00:00"
"""Thursday, 16:00 in Shanghai."""

CUSTOM_ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""

GOOGLE = "-//Google Inc//Google Calendar 70.9054//EN"
EXCHANGE = "Microsoft Exchange Server 2010"
OUTLOOK = "-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN"
SAID = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WANG}"

PROGRAMS = {
    "google": (
        reply(
            "DTSTART:20261126T080000Z",
            "DTEND:20261126T084500Z",
            STAMP,
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Wang Min;X-N",
            f" UM-GUESTS=0:mailto:{WANG}",
            "CREATED:20261118T020000Z",
            "DESCRIPTION:议程：上周进展\\n会议号 000-000-000",
            "SEQUENCE:2",
            "STATUS:CONFIRMED",
            "SUMMARY:月度例会",
            prodid=GOOGLE,
        ),
        (WANG, "ACCEPTED", 2, None, None),
    ),
    "google_note_zh": (
        reply(
            STAMP,
            'ATTENDEE;PARTSTAT=TENTATIVE;CN=王敏;X-RESPONSE-COMMENT="可能晚到十分钟, 请先开始":mailto:'
            + WANG,
            prodid=GOOGLE,
        ),
        (WANG, "TENTATIVE", None, None, "可能晚到十分钟, 请先开始"),
    ),
    "google_note_with_quotes": (
        reply(
            STAMP,
            "ATTENDEE;PARTSTAT=DECLINED;X-RESPONSE-COMMENT=\"I'm at ^'Hannover^' that day\":mailto:"
            + WANG,
            prodid=GOOGLE,
        ),
        (WANG, "DECLINED", None, None, 'I\'m at "Hannover" that day'),
    ),
    "google_one_instance": (
        reply(
            STAMP,
            "RECURRENCE-ID;TZID=Asia/Shanghai:20261126T160000",
            SAID,
            "SEQUENCE:0",
            prodid=GOOGLE,
        ),
        (WANG, "ACCEPTED", 0, AT_16, None),
    ),
    "exchange_windows_zone_zh": (
        reply(
            f"ATTENDEE;PARTSTAT=ACCEPTED;CN=王敏:mailto:{WANG}",
            "COMMENT;LANGUAGE=zh-CN:好的\\, 准时参加\\n",
            "RECURRENCE-ID;TZID=China Standard Time:20261126T160000",
            STAMP,
            "SUMMARY;LANGUAGE=zh-CN:已接受: 月度例会",
            "SEQUENCE:1",
            "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
            prodid=EXCHANGE,
        ),
        (WANG, "ACCEPTED", 1, AT_16, "好的, 准时参加"),
    ),
    "exchange_original_appointment": (
        reply(
            f"ATTENDEE;PARTSTAT=DECLINED;CN=Wang:MAILTO:{WANG.upper()}",
            "COMMENT;LANGUAGE=en-US:Sorry\\, audit week.\\n\\n-----Original Appointment-----\\nFrom: Lin\\n",
            STAMP,
            prodid=EXCHANGE,
        ),
        (WANG, "DECLINED", None, None, "Sorry, audit week."),
    ),
    "exchange_original_appointment_zh": (
        reply(
            f"ATTENDEE;PARTSTAT=DECLINED:mailto:{WANG}",
            "COMMENT;LANGUAGE=zh-CN:那天审计\\n-----原始约会-----\\n发件人: 林",
            STAMP,
            prodid=EXCHANGE,
        ),
        (WANG, "DECLINED", None, None, "那天审计"),
    ),
    "exchange_only_its_own_sequence": (
        reply(SAID, STAMP, "X-MICROSOFT-CDO-APPT-SEQUENCE:4", prodid=EXCHANGE),
        (WANG, "ACCEPTED", 4, None, None),
    ),
    "exchange_2003_display_zone": (
        reply(
            'RECURRENCE-ID;TZID="(GMT+08.00) Beijing / Chongqing / Hong Kong / Urumqi":20261126T160000',
            SAID,
        ),
        (WANG, "ACCEPTED", None, AT_16, None),
    ),
    "teams_utc_zone": (
        reply("RECURRENCE-ID;TZID=tzone://Microsoft/Utc:20261126T080000", SAID, prodid=EXCHANGE),
        (WANG, "ACCEPTED", None, AT_16, None),
    ),
    "outlook_custom_zone_in_summer": (
        reply("RECURRENCE-ID;TZID=Customized Time Zone:20260702T100000", SAID, before=CUSTOM_ZONE),
        (WANG, "ACCEPTED", None, "2026-07-02T08:00:00+00:00", None),
    ),
    "outlook_custom_zone_in_winter": (
        reply("RECURRENCE-ID;TZID=Customized Time Zone:20261029T100000", SAID, before=CUSTOM_ZONE),
        (WANG, "ACCEPTED", None, "2026-10-29T09:00:00+00:00", None),
    ),
    "outlook_words_in_the_description": (
        reply(
            SAID,
            "DESCRIPTION:When: Thursday 16:00\\nWhere: Room 3\\n\\n*~*~*~*~*~*~*~*~*~*\\n\\nPlease send the slides first\\n",
            "DTSTART;TZID=China Standard Time:20261126T160000",
            STAMP,
            "SEQUENCE:0",
            prodid=OUTLOOK,
        ),
        (WANG, "ACCEPTED", 0, None, "Please send the slides first"),
    ),
    "outlook_words_in_the_description_zh": (
        reply(SAID, "DESCRIPTION:我们两个人参加\\n", STAMP, prodid=OUTLOOK),
        (WANG, "ACCEPTED", None, None, "我们两个人参加"),
    ),
    "outlook_zone_as_shown_zh": (
        reply(
            'RECURRENCE-ID;TZID="(UTC+08:00) 北京,重庆,香港特别行政区,乌鲁木齐":20261126T160000',
            SAID,
        ),
        (WANG, "ACCEPTED", None, AT_16, None),
    ),
    "outlook_zone_in_the_user_s_language": (
        reply("RECURRENCE-ID;TZID=中国标准时间:20261126T160000", SAID),
        (WANG, "ACCEPTED", None, AT_16, None),
    ),
    "apple_mac": (
        reply(
            f'ATTENDEE;CN="Wang Min";CUTYPE=INDIVIDUAL;EMAIL="{WANG}";PARTSTAT=ACCEPTED;ROLE=REQ',
            " -PARTICIPANT:urn:uuid:5B0C3C3B-0000-4000-8000-000000000001",
            "COMMENT:Looking forward",
            STAMP,
            "SEQUENCE:0",
            prodid="-//Apple Inc.//macOS 15.1//EN",
        ),
        (WANG, "ACCEPTED", 0, None, "Looking forward"),
    ),
    "apple_server_comment_zh": (
        reply(
            SAID,
            'X-CALENDARSERVER-ATTENDEE-COMMENT;X-CALENDARSERVER-ATTENDEE-REF="mailto:x@x.example":我在路上\\, 电话接入',
            STAMP,
            prodid="-//CALENDARSERVER.ORG//NONSGML Version 1//EN",
        ),
        (WANG, "ACCEPTED", None, None, "我在路上, 电话接入"),
    ),
    "lotus_notes": (
        reply(
            'RECURRENCE-ID;TZID="China":20261126T160000',
            f'ATTENDEE;PARTSTAT=DECLINED;CN="Wang Min/Client/CN";RSVP=FALSE:mailto:{WANG}',
            "COMMENT:Travelling\\, please move it",
            STAMP,
            "SEQUENCE:0",
            "X-LOTUS-UPDATE-SEQ:2",
            "X-LOTUS-NOTESVERSION:2",
            prodid="-//Lotus Development Corporation//NONSGML Notes 9.0//EN_C",
        ),
        (WANG, "DECLINED", 0, AT_16, "Travelling, please move it"),
    ),
    "zimbra": (
        reply(
            f"ATTENDEE;CN=Wang;ROLE=REQ-PARTICIPANT;PARTSTAT=TENTATIVE:mailto:{WANG}",
            'RECURRENCE-ID;TZID="Asia/Shanghai":20261126T160000',
            STAMP,
            "COMMENT:Vielleicht",
            "SEQUENCE:0",
            prodid="Zimbra-Calendar-Provider",
        ),
        (WANG, "TENTATIVE", 0, AT_16, "Vielleicht"),
    ),
    "thunderbird": (
        reply(
            "LAST-MODIFIED:20261119T020000Z",
            STAMP,
            f"ATTENDEE;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:{WANG}",
            "RECURRENCE-ID;TZID=/mozilla.org/20050126_1/Asia/Shanghai:20261126T160000",
            "X-MOZ-RECEIVED-SEQUENCE:0",
            prodid="-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN",
        ),
        (WANG, "ACCEPTED", None, AT_16, None),
    ),
    "evolution": (
        reply(
            "RECURRENCE-ID;TZID=/freeassociation.sourceforge.net/Asia/Shanghai:20261126T160000",
            SAID,
            prodid="-//Ximian//NONSGML Evolution Calendar//EN",
        ),
        (WANG, "ACCEPTED", None, AT_16, None),
    ),
    "yahoo_underscores": (
        reply(f"ATTENDEE;PARTSTAT=NEEDS_ACTION;ROLE=REQ_PARTICIPANT:mailto:{WANG}", STAMP),
        (WANG, "NEEDS-ACTION", None, None, None),
    ),
    "wecom": (
        reply(
            f"ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN=王敏(采购部):mailto:{WANG}",
            'RECURRENCE-ID;TZID="(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi":20261126T160000',
            STAMP,
            "COMMENT:收到，准时参加",
            prodid="-//Tencent//WeCom Calendar//CN",
        ),
        (WANG, "ACCEPTED", None, AT_16, "收到，准时参加"),
    ),
    "dingtalk": (
        reply(
            f"ATTENDEE;CN=王敏;PARTSTAT=DECLINED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:{WANG}",
            "RECURRENCE-ID:2026-11-26T16:00:00+08:00",
            "DTSTAMP:2026-11-19T10:00:00+08:00",
            "COMMENT:当天出差",
            prodid="-//Alibaba//DingTalk Calendar//CN",
        ),
        (WANG, "DECLINED", None, AT_16, "当天出差"),
    ),
    "feishu": (
        reply(
            f"ATTENDEE;CN=王敏;PARTSTAT=TENTATIVE;CUTYPE=INDIVIDUAL:mailto:{WANG}",
            "RECURRENCE-ID;TZID=Asia/Shanghai;VALUE=DATE-TIME:20261126T160000",
            STAMP,
            "SEQUENCE:0",
            prodid="-//Lark Technologies//Calendar//CN",
        ),
        (WANG, "TENTATIVE", 0, AT_16, None),
    ),
    "tencent_meeting_names_a_city": (
        reply("RECURRENCE-ID;TZID=Asia/Beijing:20261126T160000", SAID, STAMP),
        (WANG, "ACCEPTED", None, AT_16, None),
    ),
    "coremail_bare_offset": (
        reply("RECURRENCE-ID;TZID=GMT+0800:20261126T160000", SAID, STAMP),
        (WANG, "ACCEPTED", None, AT_16, None),
    ),
    "sogo_sends_the_whole_list_back": (
        reply(
            "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Li:mailto:li@client.example",
            f"ATTENDEE;PARTSTAT=DECLINED;CN=Wang:mailto:{WANG}",
            "ATTENDEE;PARTSTAT=ACCEPTED;CN=Zhao:mailto:zhao@client.example",
            STAMP,
            prodid="-//Inverse inc./SOGo 5.9//EN",
        ),
        (WANG, "DECLINED", None, None, None),
    ),
    "android_without_stamp_and_sequence": (reply(SAID), (WANG, "ACCEPTED", None, None, None)),
    "phone_vcalendar_1": (
        reply(
            f"ATTENDEE;STATUS=CONFIRMED:{WANG}",
            "COMMENT;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E5=A5=BD=E7=9A=84=",
            "=EF=BC=8C=E8=A7=81",
        ),
        (WANG, "ACCEPTED", None, None, "好的，见"),
    ),
    "two_comments": (
        reply(SAID, "COMMENT:会议室换一下", "COMMENT:谢谢"),
        (WANG, "ACCEPTED", None, None, "会议室换一下\n谢谢"),
    ),
    "groupwise_blank_comment": (
        reply(SAID, "COMMENT:", STAMP, prodid="-//Novell Inc//Groupwise 18.4//EN"),
        (WANG, "ACCEPTED", None, None, None),
    ),
    "name_and_address_in_the_value": (
        reply(f'ATTENDEE;PARTSTAT=ACCEPTED:mailto:"Wang, Min" <{WANG}>'),
        (WANG, "ACCEPTED", None, None, None),
    ),
    "address_with_percent": (
        reply("ATTENDEE;PARTSTAT=ACCEPTED:mailto:wang%40client.example"),
        (WANG, "ACCEPTED", None, None, None),
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_an_answer_is_read_as_its_program_writes_it(name: str) -> None:
    content, expected = PROGRAMS[name]
    found = calendar_in(mail(content))
    (said,) = found.instances
    assert (found.method, found.uid) == ("REPLY", UID)
    told = (said.attendee, said.partstat, said.sequence, said.recurrence_id, said.comment)
    assert told == expected


def test_an_identifier_of_exchange_alone_is_no_address() -> None:
    line = "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:/o=Client/ou=Exchange/cn=Recipients/cn=wang"
    (said,) = calendar_in(mail(reply(line))).instances
    assert (said.attendee, said.partstat) == (None, "ACCEPTED")


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        (("DTSTART:20261127T080000Z", "DTEND:20261127T084500Z"), (27, 8, 0), (27, 8, 45)),
        (("DTSTART;TZID=China Standard Time:20261127T160000", "DURATION:PT45M"), (27, 8, 0), (27, 8, 45)),
        (("DTSTART:20261127T160000+0800", "DURATION:P1DT1H"), (27, 8, 0), (28, 9, 0)),
        (("DTSTART:20261127T240000Z",), (28, 0, 0), None),
    ],
)  # fmt: skip
def test_a_proposal_carries_the_time_it_proposes(
    lines: tuple[str, ...], start: tuple[int, int, int], end: tuple[int, int, int] | None
) -> None:
    counter = body(f"UID:{UID}", ORGANIZER, SAID, STAMP, *lines, method="COUNTER")
    (said,) = calendar_in(mail(counter)).instances
    assert said.start == datetime(2026, 11, *start, tzinfo=UTC)
    assert said.end == (datetime(2026, 11, *end, tzinfo=UTC) if end else None)


def test_a_proposed_time_in_an_unknown_zone_is_not_taken_for_utc() -> None:
    counter = body(f"UID:{UID}", SAID, "DTSTART;TZID=Zone 7:20261127T160000", method="COUNTER")
    (said,) = calendar_in(mail(counter)).instances
    assert said.start == datetime(2026, 11, 27, 16)  # noqa: DTZ001 - its zone is unknown


@pytest.mark.parametrize("method", ["COUNTER", "REFRESH"])
def test_who_asks_is_the_sender_among_those_listed(method: str) -> None:
    others = [f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{n}@client.example" for n in ("li", "zhao")]
    mine = f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{WANG}"
    content = body(f"UID:{UID}", STAMP, *others, mine, method=method)
    (said,) = calendar_in(mail(content)).instances
    assert (said.attendee, said.partstat) == (WANG, "TENTATIVE")


def test_a_delegate_answers_and_names_who_sent_him() -> None:
    # RFC 5546 §4.2.5
    content = reply(
        f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:zhao@client.example":mailto:{WANG}',
        f'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:{WANG}":mailto:zhao@client.example',
        STAMP,
    )
    (said,) = calendar_in(mail(content, sender="zhao@client.example")).instances
    assert (said.attendee, said.partstat) == ("zhao@client.example", "ACCEPTED")
    assert (said.delegated_from, said.delegated_to) == (WANG, None)
    (sent,) = calendar_in(mail(content, sender=WANG)).instances
    assert (sent.attendee, sent.partstat) == (WANG, "DELEGATED")
    assert sent.delegated_to == "zhao@client.example"


def test_an_assistant_s_answer_names_both() -> None:
    line = f'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="mailto:office@client.example":mailto:{WANG}'
    (said,) = calendar_in(mail(reply(line), sender="office@client.example")).instances
    assert (said.attendee, said.sent_by) == (WANG, "office@client.example")


def test_an_answer_for_all_that_follows_says_so() -> None:
    line = "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Asia/Shanghai:20261126T160000"
    (said,) = calendar_in(mail(reply(line, SAID))).instances
    assert (said.recurrence_id, said.span) == (AT_16, "THISANDFUTURE")


@pytest.mark.parametrize(
    ("method", "lines"),
    [
        ("REQUEST", ("DTSTART:20261126T080000Z", "SUMMARY:周会", SAID)),
        ("CANCEL", ("STATUS:CANCELLED", "SEQUENCE:1")),
        ("DECLINECOUNTER", ("COMMENT:时间不变",)),
        ("ADD", ("DTSTART:20261203T080000Z",)),
    ],
)
def test_nobody_answers_in_what_an_organizer_sends(method: str, lines: tuple[str, ...]) -> None:
    found = calendar_in(mail(body(f"UID:{UID}", ORGANIZER, STAMP, *lines, method=method)))
    assert (found.method, found.organizer) == (method, "pm@studio.example")
    assert (found.instances[0].attendee, found.instances[0].partstat) == (None, None)


def test_an_invitation_s_description_is_nobody_s_comment() -> None:
    content = body(f"UID:{UID}", "DESCRIPTION:议程", SAID, method="REQUEST", prodid=OUTLOOK)
    assert calendar_in(mail(content)).instances[0].comment is None


def test_a_published_calendar_is_a_letter_with_a_file() -> None:
    raw = mail(body(f"UID:{UID}", method="PUBLISH"), "text/calendar; method=PUBLISH", text="请查收")
    reading = read(raw, now=NOW)
    assert (reading.kind, reading.calendar) == (MessageKind.REPLY, None)
