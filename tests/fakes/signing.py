"""A domain that signs its mail (DKIM), and the zone in which it publishes its key."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from functools import cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from typing_extensions import override

from clientcomms.ports.errors import DeferredError
from clientcomms.ports.resolver import Resolver

SIGNED = ("from", "to", "subject", "date", "message-id", "in-reply-to")


@cache
def private_key(bits: int = 1024) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def public_key(bits: int = 1024, *, bare: bool = False) -> str:
    """What stands behind p=: SubjectPublicKeyInfo, or the bare key of old tools."""
    form = (
        serialization.PublicFormat.PKCS1
        if bare
        else serialization.PublicFormat.SubjectPublicKeyInfo
    )
    der = private_key(bits).public_key().public_bytes(serialization.Encoding.DER, form)
    return base64.b64encode(der).decode()


@dataclass(slots=True)
class Signer:
    """How one domain signs."""

    domain: str
    selector: str = "s1"
    way: str = "relaxed/relaxed"
    names: tuple[str, ...] = SIGNED
    bits: int = 1024
    extra: str = ""
    """Further tags, such as "l=10; "."""

    def sign(self, raw: bytes) -> bytes:
        """The message with the domain's signature on top; line ends as a server sees them."""
        whole = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        header, _, body = whole.partition(b"\r\n\r\n")
        fields = re.split(rb"\r\n(?![ \t])", header)
        header_way, body_way = self.way.split("/")
        digest = base64.b64encode(hashlib.sha256(_body(body, body_way)[: self._length()]).digest())
        tags = (
            f"v=1; a=rsa-sha256; c={self.way}; d={self.domain}; s={self.selector};\r\n\t{self.extra}"
            f"h={':'.join(self.names)}; bh={digest.decode()};\r\n b="
        )
        own = b"DKIM-Signature: " + tags.encode()
        covered = b"".join(
            _field(one, header_way) + b"\r\n" for name in self.names for one in _last(fields, name)
        )
        told = private_key(self.bits).sign(
            covered + _field(own, header_way), padding.PKCS1v15(), hashes.SHA256()
        )
        return own + base64.b64encode(told) + b"\r\n" + whole

    def _length(self) -> int | None:
        found = re.search(r"\bl=(\d+)", self.extra)
        return int(found[1]) if found else None


@dataclass
class Zone(Resolver):
    """What the DNS would answer; names that are not there have no record."""

    records: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_down: bool = False
    asked: list[str] = field(default_factory=list)

    def publishes(self, signer: Signer, record: str = "") -> Zone:
        text = record or f"v=DKIM1; k=rsa; p={public_key(signer.bits)}"
        self.records[f"{signer.selector}._domainkey.{signer.domain}"] = (text,)
        return self

    @override
    def txt(self, name: str) -> tuple[str, ...]:
        self.asked.append(name)
        if self.is_down:
            raise DeferredError("no name server answers")
        return self.records.get(name, ())


def _last(fields: list[bytes], name: str) -> list[bytes]:
    found = [one for one in fields if one.lower().startswith(name.encode() + b":")]
    return found[-1:]


def _field(one: bytes, way: str) -> bytes:
    if way == "simple":
        return one
    name, _, value = one.partition(b":")
    return name.lower().strip() + b":" + b" ".join(value.split())


def _body(body: bytes, way: str) -> bytes:
    if way == "relaxed":
        lines = [re.sub(rb"[ \t]+", b" ", line).rstrip() for line in body.split(b"\r\n")]
        body = b"\r\n".join(lines)
    return body.rstrip(b"\r\n") + b"\r\n" if body.strip(b"\r\n") or way == "simple" else b""
