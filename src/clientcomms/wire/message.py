"""A letter as the bytes that travel (RFC 5322, MIME): put together by hand, for speed.

Nobody else in this program builds mail. What is assembled here is frozen in the outbox, so a
retry sends the same octets. Signing them is left to others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from clientcomms.wire.addresses import Address
from clientcomms.wire.body_parts import (
    Attachment,
    EncodedPart,
    encode_attachment,
    encode_calendar,
    encode_part,
    multipart,
)
from clientcomms.wire.calendar_part import CalendarPart
from clientcomms.wire.header_fields import (
    InvalidHeaderError,
    address_list,
    tokens_line,
    unstructured,
)

__all__ = ["Attachment", "ListUnsubscribe", "OutgoingMail", "assemble", "encode_part"]

_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,70}")
_LINK = re.compile(r"[!-;=?-~]+")
_OURS = re.compile(
    "from|sender|to|b?cc|reply-to|subject|date|message-id|in-reply-to|references|auto-submitted"
    "|list-id|list-unsubscribe(-post)?|mime-version|content-.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ListUnsubscribe:
    """Where a reader takes himself off: by mail, by an https page, or both (RFC 2369, 8058)."""

    mailto: str | None = None
    """``mailto:…`` with everything percent-encoded."""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """Everything that is in a letter; the envelope stands elsewhere.

    ``text`` and ``html`` may be given encoded already, when many letters share them.
    """

    sender: Address
    """The From field."""
    to: tuple[Address, ...]
    subject: str
    date: datetime
    """Aware; shown in its own zone."""
    message_id: str
    text: str | EncodedPart
    html: str | EncodedPart | None = None
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    auto_submitted: bool = False
    list_unsubscribe: ListUnsubscribe | None = None
    list_id: str | None = None
    """As ``greetings.example.com``, without angle brackets (RFC 2919)."""
    extra: tuple[tuple[str, str], ...] = ()
    """Further fields; none that stands here under its own name."""
    calendar: CalendarPart | None = None
    attachments: tuple[Attachment | EncodedPart, ...] = ()


def assemble(mail: OutgoingMail) -> bytes:
    """The message: CRLF, 7 bit, no line above 998 octets; the same mail gives the same bytes.

    Raises ``InvalidHeaderError`` or ``InvalidAddressError`` for what cannot stand in a header,
    a line break in a name or subject above all.
    """
    part = _body(mail)
    header = "".join((*_header_lines(mail), "MIME-Version: 1.0\r\n"))
    return b"".join((header.encode("ascii"), part.fields, b"\r\n", part.body))


def _header_lines(mail: OutgoingMail) -> Iterable[str]:
    yield address_list("From", (mail.sender,))
    for field, addresses in (("To", mail.to), ("Cc", mail.cc), ("Reply-To", mail.reply_to)):
        if addresses:
            yield address_list(field, addresses)
    yield unstructured("Subject", mail.subject)
    if mail.date.tzinfo is None:
        raise InvalidHeaderError("Date", "the time has no zone")
    yield f"Date: {format_datetime(mail.date)}\r\n"
    yield from _threading_lines(mail)
    if mail.auto_submitted:
        yield "Auto-Submitted: auto-generated\r\n"  # RFC 3834 §5
    yield from _list_lines(mail)
    for field, value in mail.extra:
        if not _FIELD_NAME.fullmatch(field) or _OURS.fullmatch(field):
            raise InvalidHeaderError(f"{field[:80]!r}", "this cannot be a further field")
        yield unstructured(field, value)


def _threading_lines(mail: OutgoingMail) -> Iterable[str]:
    in_reply_to = (mail.in_reply_to,) if mail.in_reply_to else ()
    for message_id in (mail.message_id, *in_reply_to, *mail.references):
        if not _MESSAGE_ID.fullmatch(message_id):
            raise InvalidHeaderError("Message-ID", f"{message_id[:80]!r} has not the form <…@…>")
    yield tokens_line("Message-ID", (mail.message_id,))
    if in_reply_to:
        yield tokens_line("In-Reply-To", in_reply_to)
    if mail.references:
        yield tokens_line("References", mail.references)


def _list_lines(mail: OutgoingMail) -> Iterable[str]:
    if mail.list_id:
        yield tokens_line("List-ID", (f"<{mail.list_id}>",))
    way = mail.list_unsubscribe
    if way is None:
        return
    links = [link for link in (way.mailto, way.url) if link]
    for link in links:
        if not _LINK.fullmatch(link):
            raise InvalidHeaderError("List-Unsubscribe", f"{link[:80]!r} is no link")
    commas = [f"<{link}>," for link in links[:-1]]
    yield tokens_line("List-Unsubscribe", [*commas, *(f"<{link}>" for link in links[-1:])])
    if way.url and way.url.startswith("https:"):
        # RFC 8058 §3.1: the Post field only beside an HTTPS link.
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"


def _body(mail: OutgoingMail) -> EncodedPart:
    """text, html and calendar as alternatives of one another; files beside them."""
    stem = hashlib.blake2b(mail.message_id.encode(), digest_size=12).hexdigest()
    alternatives = [_text_part(mail.text, "plain")]
    if mail.html is not None:
        alternatives.append(_text_part(mail.html, "html"))
    files = [
        each if isinstance(each, EncodedPart) else encode_attachment(each)
        for each in mail.attachments
    ]
    if mail.calendar is not None:
        alternatives.append(encode_calendar(mail.calendar))
        # Beside the alternative also as a file: programs that show no invitation still let
        # people open it.
        files.append(
            encode_attachment(
                Attachment(mail.calendar.filename, "application/ics", mail.calendar.content)
            )
        )
    body = multipart("alternative", alternatives, f"=_cc.a.{stem}")
    return multipart("mixed", [body, *files], f"=_cc.m.{stem}")


def _text_part(content: str | EncodedPart, subtype: str) -> EncodedPart:
    return content if isinstance(content, EncodedPart) else encode_part(content, subtype)
