"""What sending services write in JSON: Amazon SES's notices, carried by SNS as mail.

https://docs.aws.amazon.com/ses/ "Amazon SNS notification contents" names the fields (2026-11).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from clientcomms.wire.report_fields import ReportedRecipient, is_permanent
from clientcomms.wire.report_status import status_in_words

_MAX = 200_000  # characters of JSON that are read


@dataclass(frozen=True, slots=True)
class ServiceNotice:
    """One notice: about delivery (`recipients`) or a complaint (`complained`)."""

    recipients: tuple[ReportedRecipient, ...]
    complained: tuple[str, ...]
    message_ids: tuple[str, ...]


def service_notice(text: str) -> ServiceNotice | None:
    """The notice in a body `text`, None when it is none."""
    start = text[:_MAX].find("{")
    if (
        start < 0
        or text[:start].strip()
        or ("otificationType" not in text and "ventType" not in text)
    ):
        return None
    notice = _object(text[start:_MAX])
    inner = notice.get("Message")
    if isinstance(inner, str):  # SNS wraps the notice unless raw delivery is on
        notice = _object(inner)
    mail = _inner(notice, "mail")
    if not mail:
        return None
    complained = tuple(_addresses(_inner(notice, "complaint").get("complainedRecipients")))
    return ServiceNotice(tuple(_recipients(notice)), complained, tuple(_message_ids(mail)))


def _object(text: str) -> dict[str, object]:
    # sendmail breaks lines of more than 998 octets with "!" and a space: not JSON any more.
    whole = text.replace("!\r\n ", "").replace("!\n ", "").replace("\n", " ")
    try:
        found, _ = json.JSONDecoder().raw_decode(whole)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _inner(value: dict[str, object], name: str) -> dict[str, object]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _recipients(notice: dict[str, object]) -> Iterator[ReportedRecipient]:
    bounce, delivery = _inner(notice, "bounce"), _inner(notice, "delivery")
    for one in _objects(bounce.get("bouncedRecipients")):
        transient = bounce.get("bounceType") == "Transient"
        yield from _recipient(one, "failed", "4.0.0" if transient else None)
    for one in _objects(_inner(notice, "deliveryDelay").get("delayedRecipients")):
        yield from _recipient(one, "delayed", "4.0.0")
    for address in _addresses(delivery.get("recipients")):
        yield ReportedRecipient(address, "delivered", "2.0.0", permanent=False)


def _recipient(
    one: dict[str, object], action: str, unsaid: str | None
) -> Iterator[ReportedRecipient]:
    diagnostic = str(one.get("diagnosticCode") or "")
    status = str(one.get("status") or "") or status_in_words(diagnostic) or unsaid
    for address in _addresses([one]):
        permanent = is_permanent(action, status)
        yield ReportedRecipient(address, action, status, permanent, diagnostic or None)


def _addresses(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else []:
        address = one.get("emailAddress") if isinstance(one, dict) else one
        if isinstance(address, str) and "@" in address:
            yield address.rpartition("<")[2].rstrip("> ").lower()[:400]


def _objects(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _message_ids(mail: dict[str, object]) -> Iterator[str]:
    for field in _objects(mail.get("headers")):
        if str(field.get("name")).lower() == "message-id":
            yield str(field.get("value")).strip()[:1000]
    common = _inner(mail, "commonHeaders").get("messageId")
    if isinstance(common, str):
        yield common.strip()[:1000]
