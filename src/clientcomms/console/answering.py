"""The clients' side of the demo: an answer as a client's mail program would write it."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass, replace
from datetime import datetime

from clientcomms.console.letters import calendar_part
from clientcomms.wire.addresses import Address
from clientcomms.wire.calendar_event import CalendarAttendee, CalendarEvent, PartStat
from clientcomms.wire.calendar_part import CalendarPart
from clientcomms.wire.icalendar_object import build_reply
from clientcomms.wire.icalendar_reading import read_event
from clientcomms.wire.message import OutgoingMail, assemble
from clientcomms.wire.mime import ParsedMail, parse_mail
from clientcomms.wire.threading import references_chain, reply_subject

_MAX_QUOTED = 20_000


@dataclass(frozen=True, slots=True)
class Writer:
    """The client who answers, where and when."""

    address: str
    name: str
    now: datetime
    """Aware, in the client's zone."""
    unguessable: bytes


def answer_to(raw: bytes, writer: Writer, text: str) -> tuple[bytes, str]:
    """Return an answer in plain text with the letter quoted below, and whom it goes to."""
    letter = parse_mail(raw)
    body = f"{text.strip()}\n\n{_attribution(letter, writer)}\n{_quoted(letter.body_text())}\n"
    mail = _mail(letter, writer, body)
    return assemble(mail), mail.to[0].addr_spec


def attend(raw: bytes, writer: Writer, partstat: PartStat) -> tuple[bytes, str]:
    """Return the iTIP REPLY to the invitation that a letter carries, and whom it goes to.

    Raises:
        ClientCommsError: the letter carries none that can be read.

    """
    letter = parse_mail(raw)
    part = calendar_part(letter)
    event = read_event(part.content if part else b"")
    attendee = _attendee(event, writer, partstat)
    content = build_reply(event, attendee, dtstamp=writer.now)
    said = {"ACCEPTED": "Accepted", "DECLINED": "Declined"}.get(partstat.value, "Tentative")
    mail = _mail(letter, writer, f"{said}: {event.summary}\n")
    mail = replace(
        mail,
        subject=f"{said}: {event.summary}",
        to=(Address(event.organizer.name, event.organizer.address),),
        calendar=CalendarPart("REPLY", content, "invite.ics"),
    )
    return assemble(mail), event.organizer.address


def invited(raw: bytes) -> bool:
    """Return whether a letter asks for an answer by calendar."""
    part = calendar_part(parse_mail(raw))
    return part is not None and part.parameters.get("method", "").upper() == "REQUEST"


def _attendee(event: CalendarEvent, writer: Writer, partstat: PartStat) -> CalendarAttendee:
    known = (one for one in event.attendees if one.address.lower() == writer.address.lower())
    found = next(known, CalendarAttendee(writer.name, writer.address))
    return replace(found, partstat=partstat, rsvp=False)


def _mail(letter: ParsedMail, writer: Writer, text: str) -> OutgoingMail:
    senders = letter.mailboxes("reply-to") or letter.mailboxes("from")
    answers, references = _threading(letter)
    return OutgoingMail(
        sender=Address(writer.name, writer.address),
        to=(Address(senders[0].display_name, senders[0].addr_spec),),
        subject=reply_subject(letter.header("subject")),
        date=writer.now,
        message_id=_message_id(writer),
        text=text,
        in_reply_to=answers,
        references=references,
    )


def _threading(letter: ParsedMail) -> tuple[str | None, tuple[str, ...]]:
    """Return In-Reply-To and References of an answer (RFC 5322 §3.6.4)."""
    ids = letter.ids("message-id")
    if not ids:
        return None, ()
    earlier = letter.ids("references") or letter.ids("in-reply-to")
    return ids[0], references_chain(earlier, ids[0])


def _message_id(writer: Writer) -> str:
    token = b32encode(writer.unguessable).decode("ascii").rstrip("=").lower()
    return f"<{token}@{writer.address.rsplit('@', 1)[-1]}>"


def _attribution(letter: ParsedMail, writer: Writer) -> str:
    senders = letter.mailboxes("from")
    sent = letter.date() or writer.now
    local = sent.astimezone(writer.now.tzinfo)
    name = senders[0].display_name or senders[0].addr_spec
    address = senders[0].addr_spec
    if any("\u4e00" <= char <= "\u9fff" for char in letter.header("subject")):
        return f"在 {local:%Y-%m-%d %H:%M}，{name} <{address}> 写道："
    return f"On {local:%a, %d %b %Y at %H:%M}, {name} <{address}> wrote:"


def _quoted(text: str) -> str:
    lines = text[:_MAX_QUOTED].replace("\r\n", "\n").rstrip().split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)
