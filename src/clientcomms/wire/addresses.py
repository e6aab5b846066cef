"""Addresses as they stand in a header or an envelope (RFC 5322 §3.4, RFC 5321 §4.1.2).

Only the forms that living mail servers accept: a dot-atom in ASCII before the sign, a host
name behind it. Quoted local parts, comments and address literals are refused by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import getaddresses, parseaddr

from clientcomms.errors import ClientCommsError

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?")


class InvalidAddressError(ClientCommsError):
    """Something that should be a mail address is none; ``reason`` says what is wrong."""

    def __init__(self, addr_spec: str, reason: str) -> None:
        self.addr_spec = addr_spec
        self.reason = reason
        super().__init__(f"{addr_spec!r} is not a mail address: {reason}")


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox with the name that people see; ``display_name`` may be empty."""

    display_name: str
    addr_spec: str


def check_addr_spec(addr_spec: str) -> None:
    """Return when ``addr_spec`` can stand in a header and an SMTP command as it is.

    Raises ``InvalidAddressError``. No look-up is made.
    """
    local_part, at, domain = addr_spec.rpartition("@")
    if not at:
        raise InvalidAddressError(addr_spec, "it has no @")
    if not local_part.isascii():
        # RFC 6531 (SMTPUTF8) would carry it; few next hops offer that in 2026.
        raise InvalidAddressError(addr_spec, "only ASCII letters may stand before the @")
    if not _LOCAL_PART.fullmatch(local_part):
        raise InvalidAddressError(addr_spec, "what stands before the @ is not allowed there")
    if len(local_part) > 64:  # RFC 5321 §4.5.3.1.1
        raise InvalidAddressError(addr_spec, "more than 64 characters stand before the @")
    _check_domain(addr_spec, domain)


def _check_domain(addr_spec: str, domain: str) -> None:
    if not domain.isascii():
        raise InvalidAddressError(addr_spec, "the domain is not in its ASCII form")
    if len(domain) > 253 or len(addr_spec) > 254:  # RFC 5321 §4.5.3.1.2, .3
        raise InvalidAddressError(addr_spec, "it is too long")
    for label in domain.split("."):
        if not _LABEL.fullmatch(label):
            raise InvalidAddressError(addr_spec, f"{label!r} cannot be part of a domain")


def parse_addr_spec(text: str) -> str:
    """The addr-spec that ``text`` means: trimmed, domain in lower-case ASCII (IDNA).

    Full-width ＠ and ． from a Chinese keyboard are read as the signs they stand for. A display
    name around it is dropped. Raises ``InvalidAddressError``.
    """
    plain = text.strip().replace("＠", "@").replace("．", ".").replace("。", ".")
    if plain.endswith(">"):
        plain = parseaddr(plain)[1]
    local_part, _, domain = plain.rpartition("@")
    addr_spec = f"{local_part}@{domain_to_ascii(domain)}" if local_part else plain
    check_addr_spec(addr_spec)
    return addr_spec


def domain_to_ascii(domain: str) -> str:
    """``domain`` in lower case, each foreign label as xn-- (RFC 5890); unchanged if impossible."""
    if domain.isascii():
        return domain.lower()
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain


def split_plus(addr_spec: str) -> tuple[str, str]:
    """The plain address and the detail behind its plus sign ("" when there is none; RFC 5233).

    >>> split_plus("lin+k7@example.com")
    ('lin@example.com', 'k7')
    """
    local_part, _, domain = addr_spec.rpartition("@")
    user, _, detail = local_part.partition("+")
    return (f"{user}@{domain}", detail) if user else (addr_spec, "")


def with_plus(addr_spec: str, detail: str) -> str:
    """``addr_spec`` with ``detail`` behind a plus sign. Raises ``InvalidAddressError``."""
    local_part, _, domain = addr_spec.rpartition("@")
    tagged = f"{local_part}+{detail}@{domain}"
    check_addr_spec(tagged)
    return tagged


def parse_addresses(field: str) -> tuple[Address, ...]:
    """The addresses that a decoded To or Cc field names; what is no address is left out.

    The caller caps the length of ``field`` beforehand: the reading is not linear in it.
    """
    found: list[Address] = []
    for display_name, text in getaddresses([field]):
        try:
            found.append(Address(display_name.strip(), parse_addr_spec(text)))
        except InvalidAddressError:
            continue
    return tuple(found)
