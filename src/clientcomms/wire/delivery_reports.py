"""Reports that a message of ours was or was not delivered.

RFC 3464 first; then, behind it, what servers write who never read it: the QQ/163 系统退信 letter,
flufl.bounce's collection, and a daemon's plain words with an address in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from clientcomms.wire.mime import ParsedMail, Part
from clientcomms.wire.report_words import (
    from_daemon,
    not_a_report,
    recipients_in_words,
    says_undelivered,
    says_waiting,
    status_in_words,
    subject_says_undelivered,
)


@dataclass(frozen=True, slots=True)
class ReportedRecipient:
    """What one report says of one recipient.

    `action` is a word of RFC 3464 §2.3.3 (failed, delayed, delivered, relayed, expanded);
    `status` an enhanced status code of RFC 3463, or None where the server gave none;
    `permanent` means that trying again is useless.
    """

    final_recipient: str
    action: str
    status: str | None
    permanent: bool
    diagnostic_code: str | None = None
    original_recipient: str | None = None
    """Whom we wrote to, where the server rewrote the address on the way (RFC 3464 §2.3.1)."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A report about a message we submitted; `habit` names the recogniser that understood it."""

    recipients: tuple[ReportedRecipient, ...]
    original_message_id: str | None
    habit: str


_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>;,\"]{1,128}@[^\s<>;,\"]{1,255}")
_MAX_COLLECTED = 400_000  # bytes; its patterns are not linear
_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})


def find_delivery_report(mail: ParsedMail, text: str, raw: bytes) -> DeliveryReport | None:
    """The report `mail` is, or None. `text` is its readable body; `raw` the whole message."""
    standard = _standard(mail)
    if standard:
        return standard
    if not_a_report(mail):
        return None
    return _in_words(mail, text) or _by_collection(mail, text, raw)


def _standard(mail: ParsedMail) -> DeliveryReport | None:
    """RFC 3464: recipients from message/delivery-status."""
    recipients: list[ReportedRecipient] = []
    found = False
    for part in mail.parts:
        if part.media_type in {"message/delivery-status", "message/global-delivery-status"}:
            found = True
            recipients.extend(_recipients(part))
    if not found:
        return None
    return DeliveryReport(tuple(recipients), original_message_id(mail), "RFC 3464")


def _recipients(part: Part) -> Iterator[ReportedRecipient]:
    for block in _blocks(part):
        address = _address(block.get("final-recipient", "")) or _address(
            block.get("original-recipient", "") or block.get("x-actual-recipient", "")
        )
        if address:
            yield _recipient(address, block)


def _recipient(address: str, block: dict[str, str]) -> ReportedRecipient:
    diagnostic = block.get("diagnostic-code")
    said = _STATUS.search(block.get("status", ""))
    status = said[0] if said else status_in_words(diagnostic or "")
    action = block.get("action", "").split("(")[0].strip().lower()
    if action not in _ACTIONS:
        action = {"4": "delayed", "2": "delivered"}.get((status or "5")[0], "failed")
    permanent = _permanent(action, status)
    original = _address(block.get("original-recipient", ""))
    return ReportedRecipient(address, action, status, permanent, diagnostic, original)


def _permanent(action: str, status: str | None) -> bool:
    if action != "failed":
        return False
    # RFC 3463 §2: class 4 means it may work later, even if this attempt is given up;
    # RFC 3464 §2.3.3: "failed" without a code is final.
    return status is None or status.startswith("5")


def _blocks(part: Part) -> Iterator[dict[str, str]]:
    fields = part.embedded or tuple(_fields(part.text()))
    block: dict[str, str] = {}
    for name, value in (*fields, ("", "")):
        if name:
            block.setdefault(name, value)
        elif block:
            yield block
            block = {}


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines()[:5000]:
        name, colon, value = line.partition(":")
        yield (name.strip().lower(), value.strip()) if colon else ("", "")


def _address(value: str) -> str | None:
    found = _ADDRESS.search(value.rpartition(";")[2] or value)
    return found[0].strip("<>().'").lower() if found else None


_RETURNED_ID = re.compile(r"^[>\s]*message-id:\s*(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)


def original_message_id(mail: ParsedMail) -> str | None:
    """The Message-ID of the returned message, from its header or its copy in the text."""
    for part in mail.parts:
        if part.media_type in {"message/rfc822", "message/global", "text/rfc822-headers"}:
            for name, value in part.embedded:
                if name == "message-id" and value:
                    return value
            found = _RETURNED_ID.search(part.text())
            if found:
                return found[1]
    body = mail.body("plain")
    found = _RETURNED_ID.search(body.text()) if body else None
    return found[1] if found else next(iter(mail.ids("in-reply-to")), None)


def _in_words(mail: ParsedMail, text: str) -> DeliveryReport | None:
    """A daemon's plain letter: 系统退信, "Undeliverable", qmail, exim and their kin."""
    daemon, titled = from_daemon(mail), subject_says_undelivered(mail)
    if not (daemon or titled) or not (says_undelivered(text) or (daemon and titled)):
        return None
    status = status_in_words(text)
    addresses = recipients_in_words(mail, text)
    if not daemon and not (addresses and status):  # a client may write about failed delivery
        return None
    permanent = not says_waiting(text) if status is None else status.startswith("5")
    action = "failed" if permanent else "delayed"
    recipients = tuple(
        ReportedRecipient(address, action, status, permanent) for address in addresses
    )
    return DeliveryReport(recipients, original_message_id(mail), "a daemon's own words")


def _by_collection(mail: ParsedMail, text: str, raw: bytes) -> DeliveryReport | None:
    """flufl.bounce's detectors. Its 6.0 crashes on odd From headers: it gets a plain one."""
    senders = mail.mailboxes("from")
    suspected = from_daemon(mail) or subject_says_undelivered(mail)
    if not suspected or not senders or len(raw) > _MAX_COLLECTED:
        return None
    message = message_from_bytes(raw)
    message.replace_header("From", senders[0].addr_spec.encode("ascii", "replace").decode())
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
