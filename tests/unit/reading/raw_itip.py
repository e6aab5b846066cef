"""Calendar answers as mail programs send them, for the tests of reading."""

from __future__ import annotations

from base64 import encodebytes

from tests.unit.reading.raw_mail import NOW

from clientcomms.inbound.reading import read
from clientcomms.wire.itip_reading import CalendarMessage

UID = "series@studio.example"
WANG = "wang@client.example"
ORGANIZER = "ORGANIZER;CN=Lin:mailto:pm@studio.example"
STAMP = "DTSTAMP:20261119T020000Z"


def body(*event: str, method: str = "REPLY", prodid: str = "-//x//EN", before: str = "") -> str:
    """A calendar with one event; `before` stands between METHOD and the event."""
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{prodid}",
        "VERSION:2.0",
        *([f"METHOD:{method}"] if method else []),
        *([before] if before else []),
        "BEGIN:VEVENT",
        *event,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\n".join(lines)


def reply(*event: str, uid: str = UID, **told: str) -> str:
    """A REPLY of a known meeting with the usual lines, and more."""
    return body(f"UID:{uid}", ORGANIZER, *event, **told)


def mail(
    content: str | bytes,
    content_type: str = "text/calendar; charset=utf-8; method=REPLY",
    *,
    sender: str = WANG,
    text: str = "",
    disposition: str = "",
) -> bytes:
    """A message with the calendar as its last part."""
    raw = content if isinstance(content, bytes) else content.replace("\n", "\r\n").encode()
    head = (
        f"From: Wang <{sender}>\r\nTo: pm@studio.example\r\nSubject: =?utf-8?B?UmU=?=\r\n"
        "Date: Thu, 19 Nov 2026 10:00:00 +0800\r\nMessage-ID: <1@client.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=frontier\r\n\r\n"
        "--frontier\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    part = (
        f"\r\n--frontier\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n"
    )
    place = f"Content-Disposition: {disposition}\r\n" if disposition else ""
    coded = encodebytes(raw).replace(b"\n", b"\r\n")
    return f"{head}{text}{part}{place}\r\n".encode() + coded + b"\r\n--frontier--\r\n"


def calendar_in(raw: bytes) -> CalendarMessage:
    """The calendar message in a mail; there must be one."""
    found = read(raw, now=NOW).calendar
    assert found is not None
    return found
