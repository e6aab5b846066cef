"""Message-IDs of our own form (RFC 5322 §3.6.4), by which our own mail is known again."""

from __future__ import annotations

import re
from datetime import datetime

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_OWN = re.compile(r"<cc\.[0-9a-z]{26}@[A-Za-z0-9.-]+>")
_ANY = re.compile(r"<[^<>\s]+>")


def new_message_id(domain: str, *, now: datetime, entropy: bytes) -> str:
    """``<cc.…@domain>``: 26 characters in the manner of a ULID, so that they sort by time.

    ``now`` is aware; ``entropy`` are ten random bytes (ValueError otherwise): two ids of one
    millisecond collide once in 2**80.
    """
    if len(entropy) != 10:
        raise ValueError("a message id takes ten random bytes")
    number = int(now.timestamp() * 1000) << 80 | int.from_bytes(entropy, "big")
    letters = (_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))
    return f"<cc.{''.join(letters)}@{domain}>"


def is_own_message_id(message_id: str) -> bool:
    """Whether it has our form; anybody can write that form, so it proves nothing alone."""
    return _OWN.fullmatch(message_id.strip()) is not None


def message_ids_in(field: str) -> tuple[str, ...]:
    """The msg-ids of a References or In-Reply-To field, in order, each once."""
    return tuple(dict.fromkeys(_ANY.findall(field)))
