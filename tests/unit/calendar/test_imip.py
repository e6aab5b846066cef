"""The calendar part of a letter, in a message as the standard library reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from clientcomms.wire.addresses import Address
from clientcomms.wire.calendar_event import CalendarAddress, CalendarAttendee, CalendarEvent
from clientcomms.wire.imip import InvitationMethod, invitation_part
from clientcomms.wire.invite_lint import lint_invitation
from clientcomms.wire.message import OutgoingMail, assemble

EVENT = CalendarEvent(
    uid="review-1@pm.example",
    sequence=0,
    dtstamp=datetime(2026, 10, 20, 1, tzinfo=UTC),
    summary="冷链追溯平台 月度例会",
    description="请您定两件事:\n1. 试运行范围\n2. 值班分工",
    location="腾讯会议 000-000-000(密码 1029)",
    start_local=datetime.fromisoformat("2026-10-29T14:00"),
    zone="Asia/Shanghai",
    duration=timedelta(minutes=45),
    rrule="FREQ=MONTHLY;BYDAY=5TH;COUNT=4",
    organizer=CalendarAddress("林晓(青禾软件)", "xiao@qinghe.example"),
    attendees=(CalendarAttendee("王总", "wang@client.example"),),
)


def mailed(event: CalendarEvent, method: InvitationMethod) -> EmailMessage:
    mail = OutgoingMail(
        sender=Address("林晓(青禾软件)", "xiao@qinghe.example"),
        to=(Address("王总", "wang@client.example"),),
        subject="【请确认】冷链追溯平台 月度例会 10月29日(周四)14:00",
        date=datetime(2026, 10, 20, 1, tzinfo=UTC),
        message_id="<1@qinghe.example>",
        text="王总:想约您开月度例会。",
        html="<p>王总:想约您开月度例会。</p>",
        calendar=invitation_part(event, method),
    )
    message = message_from_bytes(assemble(mail), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_an_invitation_is_the_last_alternative_and_its_method_is_told_in_the_header() -> None:
    message = mailed(EVENT, InvitationMethod.REQUEST)
    inline = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    assert inline["content-type"].params["method"] == "REQUEST"
    assert inline.get_content_charset() == "utf-8"
    content = inline.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert lint_invitation(content, method="REQUEST", from_address="xiao@qinghe.example") == ()


def test_the_same_bytes_are_attached_for_those_who_see_no_buttons() -> None:
    message = mailed(replace(EVENT, sequence=1), InvitationMethod.CANCEL)
    attached = next(message.iter_attachments())
    inline = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    assert attached.get_content_type() == "application/ics"
    assert attached.get_filename() == "invite.ics"
    assert attached.get_payload(decode=True) == inline.get_payload(decode=True)
