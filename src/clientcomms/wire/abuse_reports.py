"""Whose letter a mailbox provider passes a complaint on about (RFC 5965)."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr

from clientcomms.wire.delivery_reports import original_message_id
from clientcomms.wire.mime import OverCapError, parse_mail


@dataclass(frozen=True, slots=True)
class AbuseReport:
    """The Message-ID of the letter and who complained, as far as the provider tells."""

    original_message_id: str | None
    recipient: str | None


def read_abuse_report(raw: bytes) -> AbuseReport:
    """The report in `raw`; both facts are optional (§3.2) and often left out."""
    try:
        mail = parse_mail(raw)
    except OverCapError:
        return AbuseReport(None, None)
    recipient = None
    for part in mail.parts:
        if part.media_type == "message/feedback-report":
            fields = dict(part.embedded)
            recipient = parseaddr(fields.get("original-rcpt-to", ""))[1].lower() or None
    return AbuseReport(original_message_id(mail), recipient)
