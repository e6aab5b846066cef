"""A message as DKIM sees it: raw fields and body, and their two canonical forms (RFC 6376 §3.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientcomms.wire.mime_caps import MAX_HEADER_BLOCK

_BREAK = re.compile(rb"\r?\n")
_FIELD_END = re.compile(rb"\r\n(?![ \t])")
_BLANKS = re.compile(rb"[ \t]+")
_MOST_FIELDS = 2000


@dataclass(frozen=True, slots=True)
class RawMail:
    """Header fields as (name in lower case, whole field without its last CRLF), and the body."""

    fields: tuple[tuple[bytes, bytes], ...]
    body: bytes


def split_mail(raw: bytes) -> RawMail:
    """The message in `raw` with CRLF as its line ends, whatever the mailbox stored."""
    text = raw if b"\n" not in raw.replace(b"\r\n", b"") else _BREAK.sub(b"\r\n", raw)
    end = text.find(b"\r\n\r\n", 0, MAX_HEADER_BLOCK)
    header, body = (text[:end], text[end + 4 :]) if end >= 0 else (text[:MAX_HEADER_BLOCK], b"")
    fields = [
        (field.partition(b":")[0].strip().lower(), field)
        for field in _FIELD_END.split(header)[:_MOST_FIELDS]
        if b":" in field
    ]
    return RawMail(tuple(fields), body)


def canonical_field(field: bytes, way: str) -> bytes:
    """One field, without its final line end (RFC 6376 §3.4.1, §3.4.2)."""
    if way != "relaxed":
        return field
    name, _, value = field.partition(b":")
    unfolded = value.replace(b"\r\n", b"")
    return name.strip().lower() + b":" + _BLANKS.sub(b" ", unfolded).strip(b" \t")


def canonical_body(body: bytes, way: str) -> bytes:
    """The body (RFC 6376 §3.4.3, §3.4.4): empty lines at its end do not count."""
    if way == "relaxed":
        lines = [_BLANKS.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
        while lines and not lines[-1]:
            lines.pop()
        return b"".join(line + b"\r\n" for line in lines)
    end = len(body)
    while body.endswith(b"\r\n", 0, end):
        end -= 2
    return body[:end] + b"\r\n"
