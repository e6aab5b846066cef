"""Public keys as domains publish them for DKIM (RFC 6376 §3.6.1), and RSA's check (RFC 8017 §8.2.2).

Checking needs no secret, so plain arithmetic does: nothing here has to run in constant time.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass

_RSA = bytes.fromhex("2a864886f70d010101")  # rsaEncryption, 1.2.840.113549.1.1.1
# RFC 8017 §9.2: DigestInfo of SHA-256 before the digest.
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
_MOST_BITS = 8192
_INTEGER, _BITS, _OBJECT, _SEQUENCE = 0x02, 0x03, 0x06, 0x30


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One key record; `modulus` is 0 where the key cannot be used."""

    modulus: int
    exponent: int
    kind: str
    hashes: frozenset[str]
    """Hashes the domain allows; empty: all."""
    for_mail: bool
    is_revoked: bool
    """The domain took the key back (an empty p=)."""
    is_testing: bool
    same_domain: bool
    """The identity (i=) must be of the domain itself, none below it."""

    @property
    def bits(self) -> int:
        """How long the key is."""
        return self.modulus.bit_length()

    def allows(self, kind: str, digest: str) -> bool:
        """Whether the domain lets this key be used so."""
        hashes = not self.hashes or digest in self.hashes
        return self.for_mail and self.kind == kind and hashes and self.modulus > 0


def key_record(text: str) -> KeyRecord | None:
    """The key in one TXT record; None when the record is no DKIM key."""
    tags: dict[str, str] = {}
    for piece in text[:8192].split(";")[:30]:
        name, equals, value = piece.partition("=")
        if equals:
            tags.setdefault(name.strip().lower(), "".join(value.split()))
    if tags.get("v", "DKIM1") != "DKIM1" or "p" not in tags:
        return None
    modulus, exponent = _rsa_key(tags["p"])
    flags = tags.get("t", "").lower().split(":")
    services = tags.get("s", "*").lower().split(":")
    return KeyRecord(
        modulus=modulus,
        exponent=exponent,
        kind=tags.get("k", "rsa").lower(),
        hashes=frozenset(tags["h"].lower().split(":")) if tags.get("h") else frozenset(),
        for_mail="*" in services or "email" in services,
        is_revoked=not tags["p"],
        is_testing="y" in flags,
        same_domain="s" in flags,
    )


def rsa_holds(key: KeyRecord, digest: bytes, signature: bytes) -> bool:
    """Whether `signature` is this key's upon a SHA-256 `digest` (RSASSA-PKCS1-v1_5).

    RFC 8017 §8.2.2: the encoded message is built and compared as a whole, never parsed.
    """
    length = (key.bits + 7) // 8
    if len(signature) != length or length < len(_SHA256) + len(digest) + 11:
        return False
    told = pow(int.from_bytes(signature), key.exponent, key.modulus).to_bytes(length)
    padding = b"\xff" * (length - len(_SHA256) - len(digest) - 3)
    return hmac.compare_digest(told, b"\x00\x01" + padding + b"\x00" + _SHA256 + digest)


def _rsa_key(p: str) -> tuple[int, int]:
    """Modulus and exponent; zeros for anything that is no sound RSA key."""
    try:
        der = base64.b64decode(p, validate=True)
        kind, body, rest = _element(der)
        if kind != _SEQUENCE or rest:
            return 0, 0
        return _numbers(_unwrapped(body))
    except (binascii.Error, ValueError, IndexError):
        return 0, 0


def _unwrapped(body: bytes) -> bytes:
    """The RSAPublicKey in a SubjectPublicKeyInfo (RFC 5280 §4.1); RFC 6376 §3.6.1 allows both."""
    kind, algorithm, rest = _element(body)
    if kind == _INTEGER:
        return body
    if _element(algorithm)[:2] != (_OBJECT, _RSA):
        raise ValueError
    kind, bits, _ = _element(rest)
    if kind != _BITS or bits[:1] != b"\x00":
        raise ValueError
    kind, key, _ = _element(bits[1:])
    if kind != _SEQUENCE:
        raise ValueError
    return key


def _numbers(body: bytes) -> tuple[int, int]:
    first, modulus, rest = _element(body)
    second, exponent, _ = _element(rest)
    n, e = int.from_bytes(modulus), int.from_bytes(exponent)
    if (first, second) != (_INTEGER, _INTEGER) or n.bit_length() > _MOST_BITS or n % 2 == 0:
        return 0, 0
    return (n, e) if 3 <= e < 1 << 33 and e % 2 else (0, 0)


def _element(der: bytes) -> tuple[int, bytes, bytes]:
    """Tag, content and rest of the first DER element. Raises ValueError or IndexError."""
    length, start = der[1], 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 3:
            raise ValueError
        length, start = int.from_bytes(der[2 : 2 + count]), 2 + count
    if start + length > len(der):
        raise ValueError
    return der[0], der[start : start + length], der[start + length :]
