"""The fields of RFC 3464, from their own part or from wherever a broken report leaves them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from clientcomms.wire.mime import ParsedMail, Part
from clientcomms.wire.report_status import status_in_words
from clientcomms.wire.word_lists import fold


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


STATUS_TYPES = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/xdelivery-status"}
)

_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = re.compile(r"(?<![^\s<>;,\"])[^\s<>;,\"@]{1,128}@[^\s<>;,\"]{1,255}")
_MAX_LINES = 20_000
_MAX_RECIPIENTS = 1000


def reported_recipients(mail: ParsedMail) -> tuple[ReportedRecipient, ...] | None:
    """Who the status parts of `mail` name; None when it has no such part."""
    parts = [part for part in mail.parts if part.media_type in STATUS_TYPES]
    if not parts:
        return None
    found = (one for part in parts for one in _recipients(_blocks_of(part)))
    return tuple(islice(found, _MAX_RECIPIENTS))


def recipients_in_text(text: str) -> tuple[ReportedRecipient, ...]:
    """Who is named by status fields that stand in a text: a report inside a report, lost borders."""
    if "final-recipient:" not in text.lower():
        return ()
    blocks = (block for block in _blocks(_fields(text)) if "final-recipient" in block)
    return tuple(islice(_recipients(blocks), _MAX_RECIPIENTS))


def address_in(value: str) -> str | None:
    """The address in a field "rfc822; a@b" in lower case, or None."""
    found = _ADDRESS.search(value[-1000:].rpartition(";")[2] or value[-1000:])
    return found[0].strip("<>().'").lower() if found else None


def is_permanent(action: str, status: str | None) -> bool:
    """Whether trying again is useless.

    RFC 3463 §2: class 4 means it may work later, even if this attempt is given up;
    RFC 3464 §2.3.3: "failed" without a code is final.
    """
    return action == "failed" and (status is None or status.startswith("5"))


def _recipients(blocks: Iterator[dict[str, str]]) -> Iterator[ReportedRecipient]:
    for block in blocks:
        final = address_in(block.get("final-recipient", ""))
        original = address_in(block.get("original-recipient", ""))
        # A channel of the server's own ("user@ims-ms-daemon", Sun's) is nobody's address.
        if final is None or "." not in final.rpartition("@")[2]:
            final = original or address_in(block.get("x-actual-recipient", "")) or final
        if final:
            yield _recipient(final, original, block)


def _recipient(final: str, original: str | None, block: dict[str, str]) -> ReportedRecipient:
    diagnostic = block.get("diagnostic-code")
    status = _status(block.get("status", ""), diagnostic or "")
    action = fold(block.get("action", "")[:200].split("(")[0])
    if action not in _ACTIONS:
        action = {"4": "delayed", "2": "delivered"}.get((status or "5")[0], "failed")
    permanent = is_permanent(action, status)
    return ReportedRecipient(final, action, status, permanent, diagnostic, original)


def _status(field: str, diagnostic: str) -> str | None:
    """The field's code; the other server's own where that tells more or speaks of another class.

    Gateways that relay a refusal put 5.0.0 or a guess of their own into the field.
    """
    said = _STATUS.search(field[:200])
    status = said[0] if said else None
    if status and status.startswith("2"):
        return status
    told = _STATUS.search(diagnostic[:2000])
    if told and told[1] != "2" and not told[0].endswith(".0.0"):
        return told[0]
    return status or status_in_words(diagnostic)


def _blocks_of(part: Part) -> Iterator[dict[str, str]]:
    return _blocks(part.embedded or tuple(_fields(part.text())))


def _blocks(
    fields: tuple[tuple[str, str], ...] | Iterator[tuple[str, str]],
) -> Iterator[dict[str, str]]:
    block: dict[str, str] = {}
    for name, value in (*fields, ("", "")):
        if name:
            block.setdefault(name, value)
        elif block:
            yield block
            block = {}


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """Name and value of each field, folded lines joined; an empty pair for any other line."""
    name = value = ""
    for line in text.splitlines()[:_MAX_LINES]:
        if name and line[:1] in {" ", "\t"} and line.strip():
            value = f"{value} {line.strip()}"[:4000]
            continue
        if name:
            yield name, value
        before, colon, after = line.partition(":")
        is_field = bool(colon) and len(before) < 60 and " " not in before.strip()
        name, value = (before.strip().lower(), after.strip()) if is_field else ("", "")
        if not name:
            yield "", ""
    if name:
        yield name, value
