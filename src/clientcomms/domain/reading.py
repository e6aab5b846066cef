"""What one inbound message says: the value that `clientcomms.inbound.reading.read` returns.

In charge of the values and of their JSON form. How they are found
is left to `clientcomms.wire` (standards) and `clientcomms.domain.triage` (the client's words).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clientcomms.domain.reading_words import (
    URGENCIES,
    Attendance,
    Category,
    MessageKind,
    Sentiment,
    Urgency,
)
from clientcomms.wire.authentication_results import Authentication
from clientcomms.wire.delivery_reports import DeliveryReport
from clientcomms.wire.itip_reading import CalendarMessage, Instance
from clientcomms.wire.mime import Attachment, Mailbox
from clientcomms.wire.robots import AutoResponse

__all__ = [
    "NOTHING_SAID",
    "URGENCIES",
    "Attendance",
    "Category",
    "Item",
    "MessageKind",
    "Rating",
    "Reading",
    "Sentiment",
    "Triage",
    "Urgency",
    "item_as_json",
    "reading_as_json",
]


@dataclass(frozen=True, slots=True)
class Item:
    """One ask, fact or judgement in the client's exact words: `text == source[start:end]`."""

    category: Category
    text: str
    start: int
    end: int
    urgency: Urgency
    due: date | None
    reasons: tuple[str, ...] = ()
    """What the rules saw: "defect: 报错", "due 2026-11-27: by Friday"."""


@dataclass(frozen=True, slots=True)
class Rating:
    """An overall score; `scale` is the top value (5, 10, 100)."""

    value: float
    scale: int


@dataclass(frozen=True, slots=True)
class Triage:
    """What a text says: its items in order of appearance, and the judgements on the whole."""

    language: str
    items: tuple[Item, ...]
    sentiment: Sentiment
    rating: Rating | None
    needs_reply: bool
    attendance: Attendance | None = None
    reasons: tuple[str, ...] = ()
    """What the judgements on the whole go by; those of an item stand with it."""


NOTHING_SAID = Triage("en", (), Sentiment.NEUTRAL, rating=None, needs_reply=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one raw message says by itself, without store or DNS.

    Offsets of items count code points of `reply_text`. Text fields are empty, never None; `date` is aware, in the
    sender's own zone.
    """

    kind: MessageKind
    subject: str = ""
    sender: Mailbox | None = None
    reply_to: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    message_id: str | None = None
    date: datetime | None = None
    in_reply_to_ids: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    address_tokens: tuple[str, ...] = ()
    body_markers: tuple[str, ...] = ()
    reply_text: str = ""
    elided_text: str = ""
    signature_text: str = ""
    triage: Triage = NOTHING_SAID
    auto_response: AutoResponse | None = None
    delivery_report: DeliveryReport | None = None
    calendar: CalendarMessage | None = None
    authentication: Authentication | None = None
    attachments: tuple[Attachment, ...] = ()
    problems: tuple[str, ...] = ()
    sender_signs: tuple[str, ...] = ()
    """What the header shows of the sender that a reader may not notice (wire.sender_signs)."""

    @property
    def items(self) -> tuple[Item, ...]:
        """The client's items, in order of appearance."""
        return self.triage.items

    @property
    def language(self) -> str:
        """The language of what the author wrote (ISO 639-1)."""
        return self.triage.language


def reading_as_json(
    reading: Reading, path: str, match: dict[str, str | None] | None = None
) -> dict[str, object]:
    """The stable JSON object of `inbox explain --json`: every key present, always in this order."""
    return {
        "path": path,
        "kind": reading.kind.value,
        "language": reading.language,
        "subject": reading.subject,
        "from": reading.sender.addr_spec if reading.sender else None,
        "message_id": reading.message_id,
        "date": _instant(reading.date),
        "reply_text": reading.reply_text,
        "elided_text": reading.elided_text,
        "signature_text": reading.signature_text,
        "items": [item_as_json(item) for item in reading.items],
        "sentiment": reading.triage.sentiment.value,
        "rating": _rating(reading.triage.rating),
        "needs_reply": reading.triage.needs_reply,
        "auto_response": _auto_response(reading.auto_response),
        "delivery_report": _delivery_report(reading.delivery_report),
        "calendar": _calendar(reading.calendar),
        "match": match,
        "authentication": _authentication(reading.authentication),
        "problems": list(reading.problems),
        "attendance": reading.triage.attendance.value if reading.triage.attendance else None,
        "to": [mailbox.addr_spec for mailbox in reading.to],
        "cc": [mailbox.addr_spec for mailbox in reading.cc],
        "in_reply_to_ids": list(reading.in_reply_to_ids),
        "references": list(reading.references),
        "address_tokens": list(reading.address_tokens),
        "body_markers": list(reading.body_markers),
        "attachments": [_attachment(attachment) for attachment in reading.attachments],
        "sender_signs": list(reading.sender_signs),
    }


def item_as_json(item: Item) -> dict[str, object]:
    """One item as `inbox explain --json` and the store's JSON give it."""
    return {
        "category": item.category.value,
        "text": item.text,
        "urgency": item.urgency.value,
        "due": item.due.isoformat() if item.due else None,
        "start": item.start,
        "end": item.end,
        "reasons": list(item.reasons),
    }


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _rating(rating: Rating | None) -> dict[str, object] | None:
    if rating is None:
        return None
    whole = int(rating.value)
    return {"value": whole if whole == rating.value else rating.value, "scale": rating.scale}


def _auto_response(found: AutoResponse | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {"returns_on": found.returns_on.isoformat() if found.returns_on else None}


def _delivery_report(report: DeliveryReport | None) -> dict[str, object] | None:
    if report is None:
        return None
    return {
        "recipients": [
            {
                "final_recipient": recipient.final_recipient,
                "action": recipient.action,
                "status": recipient.status,
                "permanent": recipient.permanent,
                "diagnostic_code": recipient.diagnostic_code,
                "original_recipient": recipient.original_recipient,
            }
            for recipient in report.recipients
        ],
        "original_message_id": report.original_message_id,
    }


def _calendar(calendar: CalendarMessage | None) -> dict[str, object] | None:
    if calendar is None:
        return None
    return {
        "method": calendar.method,
        "uid": calendar.uid,
        **_instance(calendar.instances[0]),
        "instances": [_instance(instance) for instance in calendar.instances],
    }


def _instance(instance: Instance) -> dict[str, object]:
    return {
        "attendee": instance.attendee,
        "partstat": instance.partstat,
        "recurrence_id": instance.recurrence_id,
        "sequence": instance.sequence,
        "dtstamp": _instant(instance.dtstamp),
        "comment": instance.comment,
        "start": _instant(instance.start),
        "end": _instant(instance.end),
        "delegated_to": instance.delegated_to,
        "delegated_from": instance.delegated_from,
        "sent_by": instance.sent_by,
        "range": instance.span,
    }


def _authentication(verdicts: Authentication | None) -> dict[str, object] | None:
    if verdicts is None:
        return None
    return {
        "dmarc": verdicts.dmarc,
        "dkim": verdicts.dkim,
        "spf": verdicts.spf,
        "server": verdicts.server,
        "dkim_domains": list(verdicts.dkim_domains),
        "spf_domain": verdicts.spf_domain,
        "from_domain": verdicts.from_domain,
        "compauth": verdicts.compauth,
    }


def _attachment(attachment: Attachment) -> dict[str, object]:
    return {
        "name": attachment.file_name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "claimed_type": attachment.claimed_type,
    }
