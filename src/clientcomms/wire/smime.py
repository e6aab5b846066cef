"""The message inside an opaquely signed S/MIME container (RFC 8551 §3.5.2), without verifying anything.

In charge of finding the signed octets in the BER of RFC 5652 §5; an encrypted container stays shut.
"""

from __future__ import annotations

from dataclasses import dataclass

MEDIA_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
ENCRYPTED = "encrypted with S/MIME: its text cannot be read"
SIGNED = "signed with S/MIME: read, the signature is not verified"

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_SEQUENCE, _OCTETS, _OCTETS_IN_PIECES, _EXPLICIT = 0x30, 0x04, 0x24, 0xA0
_MAX_PIECES = 100_000


@dataclass(frozen=True, slots=True)
class _Element:
    tag: int
    begin: int
    """Where the content begins."""
    end: int | None
    """Where it ends; None where two zero octets will say so."""


def signed_content(container: bytes) -> bytes | None:
    """The octets that were signed; None when `container` is encrypted, or no such container."""
    try:
        return _content(container)
    except (IndexError, ValueError):
        return None


def _content(ber: bytes) -> bytes | None:
    outer = _element(ber, 0)
    if outer.tag != _SEQUENCE or not ber.startswith(_SIGNED_DATA, outer.begin):
        return None
    explicit = _element(ber, outer.begin + len(_SIGNED_DATA))
    signed = _element(ber, explicit.begin)
    version = _element(ber, signed.begin)
    algorithms = _element(ber, _after(ber, version))
    inner = _element(ber, _after(ber, algorithms))
    kind = _element(ber, inner.begin)
    wrapped = _element(ber, _after(ber, kind))
    if wrapped.tag != _EXPLICIT:  # a detached signature carries no content
        return None
    return _octets(ber, _element(ber, wrapped.begin))


def _octets(ber: bytes, found: _Element) -> bytes | None:
    if found.tag == _OCTETS and found.end is not None:
        return ber[found.begin : found.end]
    if found.tag != _OCTETS_IN_PIECES:
        return None
    pieces: list[bytes] = []
    at = found.begin
    while (found.end is None or at < found.end) and len(pieces) < _MAX_PIECES:
        piece = _element(ber, at)
        if piece.tag != _OCTETS or piece.end is None:
            break
        pieces.append(ber[piece.begin : piece.end])
        at = piece.end
    return b"".join(pieces)


def _element(ber: bytes, at: int) -> _Element:
    tag, first = ber[at], ber[at + 1]
    if first == 0x80:
        return _Element(tag, at + 2, None)
    if first < 0x80:
        return _Element(tag, at + 2, at + 2 + first)
    count = first & 0x7F
    if count > 6:
        raise ValueError
    begin = at + 2 + count
    return _Element(tag, begin, begin + int.from_bytes(ber[at + 2 : begin]))


def _after(ber: bytes, found: _Element) -> int:
    """Where the next element begins."""
    if found.end is not None:
        return found.end
    at = found.begin
    for _ in range(_MAX_PIECES):
        if ber[at : at + 2] == b"\0\0":
            return at + 2
        child = _element(ber, at)
        if child.end is None:
            raise ValueError  # deeper than these containers ever are
        at = child.end
    raise ValueError
