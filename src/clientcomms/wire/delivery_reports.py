"""Reports that a message of ours was or was not delivered.

RFC 3464 first; then, behind it, what servers write who never read it: the QQ/163 系统退信 letter,
a service's JSON, a daemon's plain words with an address in them, flufl.bounce's collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from clientcomms.wire.mime import ParsedMail
from clientcomms.wire.report_fields import (
    ReportedRecipient,
    is_permanent,
    recipients_in_text,
    reported_recipients,
)
from clientcomms.wire.report_recipients import Named, named_recipients
from clientcomms.wire.report_status import status_in_words
from clientcomms.wire.report_words import (
    Evidence,
    evidence,
    has_no_return_path,
    named_like_a_machine,
    not_a_report,
    own_words,
    returns_a_copy,
    says_undelivered,
    says_waiting,
    surely_undelivered,
)
from clientcomms.wire.returned_letter import original_message_id
from clientcomms.wire.robots import announces_an_answer
from clientcomms.wire.service_notices import service_notice
from clientcomms.wire.word_lists import fold, word_list

__all__ = ["DeliveryReport", "ReportedRecipient", "find_delivery_report"]


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A report about a message we submitted; `habit` names the recogniser that understood it."""

    recipients: tuple[ReportedRecipient, ...]
    original_message_id: str | None
    habit: str


_MAX_COLLECTED = 100_000  # bytes; its patterns are not linear


def find_delivery_report(mail: ParsedMail, text: str, raw: bytes) -> DeliveryReport | None:
    """The report `mail` is, or None. `text` is its readable body; `raw` the whole message."""
    return (
        _standard(mail, text)
        or _refused_by_filter(mail, text)
        or _by_service(text)
        or _unmarked(mail, text, raw)
    )


def _standard(mail: ParsedMail, text: str) -> DeliveryReport | None:
    """RFC 3464: recipients from message/delivery-status; the words, where it names nobody."""
    recipients = reported_recipients(mail)
    if recipients is None:
        return None
    if not recipients:
        recipients = recipients_in_text(text) or _recipients(mail, text)
    return DeliveryReport(recipients, original_message_id(mail), "RFC 3464")


def _refused_by_filter(mail: ParsedMail, text: str) -> DeliveryReport | None:
    """RFC 5429 §2.2: a Sieve "reject" looks like a read receipt that says "deleted"."""
    part = next((p for p in mail.parts if p.media_type == "message/disposition-notification"), None)
    if part is None or not ("reject" in mail.header("subject").lower() or surely_undelivered(text)):
        return None
    fields = dict(part.embedded) or {}
    if "deleted" not in (fields.get("disposition") or part.text()).lower():
        return None
    found = recipients_in_text(part.text())
    names = [one.final_recipient for one in found] or [
        n.address for n in named_recipients(mail, text)
    ]
    status = status_in_words(own_words(text)) or "5.7.1"
    recipients = tuple(
        ReportedRecipient(name, "failed", status, is_permanent("failed", status)) for name in names
    )
    return DeliveryReport(recipients, original_message_id(mail), "Sieve reject (RFC 5429)")


def _by_service(text: str) -> DeliveryReport | None:
    notice = service_notice(text)
    if notice is None or not notice.recipients:
        return None
    return DeliveryReport(
        notice.recipients, next(iter(notice.message_ids), None), "a service's JSON"
    )


def _unmarked(mail: ParsedMail, text: str, raw: bytes) -> DeliveryReport | None:
    shown = evidence(mail)
    if not shown.suspicious or (not_a_report(mail) and not shown.daemon):
        return None
    if not shown.daemon and announces_an_answer(mail.header("subject")[:300]):
        return None
    found = _in_words(mail, text, shown)
    if found is None or not found.recipients:
        found = _in_words(mail, _unsplit(mail), shown) or found
    return found or _by_collection(mail, text, shown, raw)


def _in_words(mail: ParsedMail, text: str, shown: Evidence) -> DeliveryReport | None:
    """A daemon's plain letter: 系统退信, "Undeliverable", qmail, exim and their kin."""
    if not _is_report(mail, text, shown):
        return None
    recipients = _in_pieces(mail, text) or _recipients(mail, text)
    if not recipients and not (shown.daemon and shown.titled):
        return None
    return DeliveryReport(recipients, original_message_id(mail), "a daemon's own words")


def _is_report(mail: ParsedMail, text: str, shown: Evidence) -> bool:
    if mail.all("x-failed-recipients"):
        return True
    if shown.daemon and shown.titled:
        return shown.addressed or says_undelivered(text) or returns_a_copy(mail, text)
    if shown.daemon:  # it also sends digests of what it keeps in quarantine, and warnings of quota
        return surely_undelivered(text) or (
            says_undelivered(text)
            and (returns_a_copy(mail, text) or status_in_words(own_words(text)) is not None)
            and not word_list("reports", "other_notices").occur(fold(text[:2000]))
        )
    return _is_returned_by_machine(mail, text, shown)


def _is_returned_by_machine(mail: ParsedMail, text: str, shown: Evidence) -> bool:
    """Whether one that is no daemon by its name reports: a client may write about failed mail too."""
    if shown.titled and mail.all("x-mlserver"):  # fml titles each kind of refusal
        return True
    copy, sure = returns_a_copy(mail, text), surely_undelivered(text)
    machine = bool(mail.all("auto-submitted")) or has_no_return_path(mail)
    if shown.titled and says_undelivered(text):
        return (
            machine
            or named_like_a_machine(mail)
            or (shown.nobody and (copy or sure))
            or (copy and status_in_words(text) is not None)
        )
    return (machine or shown.nobody) and copy and sure


def _in_pieces(mail: ParsedMail, text: str) -> tuple[ReportedRecipient, ...]:
    """Status fields that lost their part: in the text, or in a report that is passed on."""
    passed_on = (part.text() for part in mail.parts if part.media_type == "message/rfc822")
    found = (recipients_in_text(piece) for piece in (own_words(text), text, *passed_on))
    return next((recipients for recipients in found if recipients), ())


def _recipients(mail: ParsedMail, text: str) -> tuple[ReportedRecipient, ...]:
    waits = says_waiting(f"{mail.header('subject')[:300]}\n{own_words(text)}")
    general = status_in_words(own_words(text)) or status_in_words(
        f"{mail.header('subject')}\n{text}"
    )
    return tuple(_recipient(named, general, waits=waits) for named in named_recipients(mail, text))


def _recipient(named: Named, general: str | None, *, waits: bool) -> ReportedRecipient:
    status = status_in_words(named.said) or general
    if waits:
        status = f"4{status[1:]}" if status else None
        return ReportedRecipient(named.address, "delayed", status, permanent=False)
    said = " ".join(named.said.split())[:500] or None
    permanent = is_permanent("failed", status)
    return ReportedRecipient(named.address, "failed", status, permanent, said)


def _unsplit(mail: ParsedMail) -> str:
    """All plain text, also of files, of a broken Content-Type and with borders that are not theirs."""
    broken = (
        part.text()
        for part in mail.parts[:20]
        if part.media_type.startswith(("multipart/", "text/plain"))
    )
    return "\n".join(broken)


def _by_collection(
    mail: ParsedMail, text: str, shown: Evidence, raw: bytes
) -> DeliveryReport | None:
    """flufl.bounce's detectors. Its 6.0 crashes on odd From headers: it gets a plain one.

    The library's parser may see none where ours does, behind a line that is no field.
    """
    senders = mail.mailboxes("from")
    if not (shown.daemon or shown.titled) or not senders or len(raw) > _MAX_COLLECTED:
        return None
    message = message_from_bytes(raw)
    del message["From"]
    message["From"] = senders[0].addr_spec.encode("ascii", "replace").decode()
    status = status_in_words(text)
    recipients = [
        ReportedRecipient(address.decode("utf-8", "replace").lower(), action, status, hard)
        for addresses, action, hard in _collected(message)
        for address in sorted(addresses)
    ]
    if not recipients:
        return None
    return DeliveryReport(tuple(recipients), original_message_id(mail), "flufl.bounce")


def _collected(message: Message) -> tuple[tuple[frozenset[bytes], str, bool], ...]:
    from flufl.bounce import all_failures

    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - its detectors raise whatever odd bytes make of their parsers
        return ()
    return (temporary, "delayed", False), (permanent, "failed", True)
