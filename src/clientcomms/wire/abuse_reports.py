"""Complaints that a mailbox provider passes on: RFC 5965, and those of other forms."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr

from clientcomms.wire.mime import OverCapError, ParsedMail, parse_mail
from clientcomms.wire.returned_letter import original_message_id
from clientcomms.wire.service_notices import service_notice
from clientcomms.wire.word_lists import fold, phrases_of, texts_of

# Who complained, by the fields of RFC 5965 §3.2 and of Microsoft's JMRP.
_COMPLAINER = ("original-rcpt-to", "removal-recipient", "x-hmxmroriginalrecipient")


@dataclass(frozen=True, slots=True)
class AbuseReport:
    """The Message-ID of the letter and who complained, as far as the provider tells."""

    original_message_id: str | None
    recipient: str | None


def abuse_report(mail: ParsedMail) -> bool:
    """Whether a mailbox provider says that somebody called a letter of ours spam.

    RFC 5965 §2: a feedback report; else Microsoft's letter with ours inside, Amazon's JSON.
    """
    if any(part.media_type == "message/feedback-report" for part in mail.parts):
        return True
    if mail.media_type == "multipart/report":
        return mail.parameters.get("report-type", "").lower() == "feedback-report"
    notice = service_notice(mail.body_text())
    return bool(notice and notice.complained) or _passes_a_complaint_on(mail)


def _passes_a_complaint_on(mail: ParsedMail) -> bool:
    """A provider's desk, a title of complaint, and the letter itself (JMRP before ARF)."""
    senders = [box.addr_spec.lower() for box in mail.mailboxes("from")[:1]]
    desks = texts_of("robots", "abuse", "senders")
    if not any(sender in desks or sender.partition("@")[0] in desks for sender in senders):
        return False
    titled = phrases_of("robots", "abuse", "subjects").occur(fold(mail.header("subject")[:300]))
    said = phrases_of("robots", "abuse", "texts").occur(fold(mail.body_text()[:3000]))
    enclosed = any(part.media_type == "message/rfc822" for part in mail.parts)
    return enclosed and (titled or said)


def read_abuse_report(raw: bytes) -> AbuseReport:
    """The report in `raw`; both facts are optional (§3.2) and often left out."""
    try:
        mail = parse_mail(raw)
    except OverCapError:
        return AbuseReport(None, None)
    notice = service_notice(mail.body_text())
    if notice:
        return AbuseReport(
            next(iter(notice.message_ids), None), next(iter(notice.complained), None)
        )
    fields = {name: value for part in mail.parts for name, value in reversed(part.embedded)}
    named = (parseaddr(fields[name])[1].lower() for name in _COMPLAINER if name in fields)
    return AbuseReport(original_message_id(mail), next((one for one in named if one), None))
