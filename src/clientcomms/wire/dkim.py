"""Signatures of domains on a message (DKIM, RFC 6376): found, prepared, held against a key.

Pure: who needs a key asks the DNS for `Signature.key_name` and hands the records in. Ours do not
sign; this is the verifier's half.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clientcomms.wire.dkim_keys import KeyRecord, key_record, rsa_holds
from clientcomms.wire.dkim_text import RawMail, canonical_body, canonical_field
from clientcomms.wire.domains import domain_part

__all__ = ["MOST_SIGNATURES", "Signature", "check_signature", "signatures_in"]

MOST_SIGNATURES = 5
"""More are not looked at: each costs a look-up and a hash of the body (RFC 6376 §8.4)."""

_FIELD = b"dkim-signature"
_NEEDED = frozenset({"v", "a", "b", "bh", "d", "h", "s"})
_TAG = re.compile(r"\s*([a-z][a-z0-9_]{0,30})\s*=\s*(.*)", re.DOTALL | re.IGNORECASE)
_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,120}[a-z0-9])?", re.IGNORECASE)
# RFC 6376 §3.7: the hash covers the field itself with an empty b=.
_OWN_HASH = re.compile(rb"((?:^|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signature:
    """One DKIM-Signature field, its tags read; `problem` says why it can never hold."""

    domain: str
    """Who signed (d=), lower case."""
    selector: str
    problem: str
    tags: dict[str, str]
    position: int
    """Which field of the header it is."""

    @property
    def key_name(self) -> str:
        """Under which name the DNS has the key (RFC 6376 §3.6.2.1)."""
        return f"{self.selector}._domainkey.{self.domain}"


def signatures_in(mail: RawMail) -> tuple[Signature, ...]:
    """The signatures of a message, topmost first, at most `MOST_SIGNATURES`."""
    places = [place for place, (name, _) in enumerate(mail.fields) if name == _FIELD]
    return tuple(_signature(mail, place) for place in places[:MOST_SIGNATURES])


def check_signature(
    mail: RawMail, signature: Signature, records: Sequence[str], now: datetime
) -> str:
    """The verdict upon one signature in the words of RFC 8601 §2.7.1.

    `records` are the TXT records under its `key_name`. pass: the domain signed what stands here.
    fail: something was changed since, or the signature ended. neutral, policy: it proves nothing
    (no usable key, testing, weak algorithm, only a part is signed). permerror: it is malformed.
    """
    if signature.problem:
        return "permerror"
    tags = signature.tags
    if tags["a"].lower() != "rsa-sha256":  # RFC 8301 §3.1: rsa-sha1 must not be believed
        return "policy" if tags["a"].lower() == "rsa-sha1" else "neutral"
    if _is_over(tags.get("x", ""), now):
        return "fail"
    key = next((found for one in records[:5] if (found := key_record(one))), None)
    if key is None:
        return "permerror"
    if key.is_revoked:
        return "fail"
    return _held(mail, signature, key)


def _held(mail: RawMail, signature: Signature, key: KeyRecord) -> str:
    tags = signature.tags
    if not key.allows("rsa", "sha256") or (
        key.same_domain and domain_part(tags.get("i", "")) not in {"", signature.domain}
    ):
        return "permerror"
    if key.is_testing or key.bits < 1024:  # RFC 6376 §3.6.1; RFC 8301 §3.2
        return "policy"
    header_way, _, body_way = tags.get("c", "simple/simple").lower().partition("/")
    body = canonical_body(mail.body, body_way.strip() or "simple")
    covered = _covered(tags.get("l", ""), len(body))
    if covered is None:
        return "permerror"
    if hashlib.sha256(body[:covered]).digest() != _octets(tags["bh"]):
        return "fail"
    signed = _signed_header(mail, signature, header_way.strip() or "simple")
    if not rsa_holds(key, hashlib.sha256(signed).digest(), _octets(tags["b"])):
        return "fail"
    # RFC 6376 §8.2: behind what l= covers anybody may have written.
    return "pass" if covered == len(body) else "policy"


def _covered(length: str, whole: int) -> int | None:
    """How many octets of the body are signed; None for a nonsense l= (RFC 6376 §3.5)."""
    if not length:
        return whole
    count = int(length) if length.isascii() and length.isdigit() and len(length) < 12 else -1
    return count if 0 <= count <= whole else None


def _signed_header(mail: RawMail, signature: Signature, way: str) -> bytes:
    """What the header hash covers (RFC 6376 §3.7): named fields from the bottom up, then itself."""
    left: dict[bytes, list[int]] = {}
    for place, (field, _) in enumerate(mail.fields):
        left.setdefault(field, []).append(place)
    pieces: list[bytes] = []
    for name in _named(signature.tags["h"]):
        places = left.get(name.encode("ascii", "replace"))
        if places:  # a name without a field is signed as absent (§5.4)
            pieces.append(canonical_field(mail.fields[places.pop()][1], way) + b"\r\n")
    own, _, value = mail.fields[signature.position][1].partition(b":")
    pieces.append(canonical_field(own + b":" + _OWN_HASH.sub(rb"\1", value), way))
    return b"".join(pieces)


def _named(h: str) -> list[str]:
    return [name.strip().lower() for name in h.split(":")][:200]


def _signature(mail: RawMail, place: int) -> Signature:
    value = mail.fields[place][1].partition(b":")[2].decode("utf-8", "replace")
    tags: dict[str, str] = {}
    twice = False
    for piece in value.split(";")[:60]:
        found = _TAG.match(piece)
        if found:
            twice = twice or found[1].lower() in tags
            tags[found[1].lower()] = found[2].strip()
    for name in ("b", "bh", "d", "s", "i", "x", "l", "a", "c", "h", "v"):
        if name in tags:
            tags[name] = "".join(tags[name].split())
    domain = domain_part(tags.get("d", ""))
    problem = "a tag stands twice" if twice else _problem(tags, domain)
    return Signature(domain, tags.get("s", "").lower(), problem, tags, place)


def _problem(tags: dict[str, str], domain: str) -> str:
    """Why a signature is malformed (RFC 6376 §6.1.1); empty when it is not."""
    missing = sorted(_NEEDED - tags.keys())
    if missing:
        return f"without {', '.join(missing)}"
    if tags["v"] != "1":
        return "of another version"
    if not domain or not _SELECTOR.fullmatch(tags["s"]):
        return "without a usable domain or selector"
    if "from" not in _named(tags["h"]):
        return "it does not sign From"
    agent = domain_part(tags.get("i", domain))
    if agent != domain and not agent.endswith(f".{domain}"):
        return "its identity is of another domain"
    return ""


def _is_over(x: str, now: datetime) -> bool:
    return x.isascii() and x.isdigit() and len(x) < 13 and int(x) < now.timestamp()


def _octets(text: str) -> bytes:
    try:
        return base64.b64decode(text[:4096], validate=True)
    except (binascii.Error, ValueError):
        return b""
