"""What the header alone shows of the letter that a message answers; cheap, before the reading."""

from __future__ import annotations

from dataclasses import dataclass

from clientcomms.wire.addresses import split_plus
from clientcomms.wire.mime import parse_headers_only

_ADDRESSED = ("to", "cc", "delivered-to", "x-original-to")


@dataclass(frozen=True, slots=True)
class HeaderEvidence:
    """Message-IDs, the likeliest first, and the details behind plus signs (RFC 5233)."""

    ids: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()


def header_evidence(raw: bytes) -> HeaderEvidence:
    """The evidence in the header of `raw`; empty for a header that cannot be read."""
    try:
        mail = parse_headers_only(raw)
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError):
        return HeaderEvidence()
    # RFC 5322 §3.6.4: In-Reply-To names the parent, References ends with it.
    ids = (*mail.ids("in-reply-to"), *reversed(mail.ids("references")))
    found = (split_plus(box.addr_spec)[1] for name in _ADDRESSED for box in mail.mailboxes(name))
    return HeaderEvidence(
        tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(token for token in found if token))
    )
