"""Body parts as bytes of the wire: always 7 bit, so no next hop has to rewrite them.

A part that many letters share is encoded once and handed over as an ``EncodedPart``.
"""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass

from clientcomms.wire.calendar_part import CalendarPart
from clientcomms.wire.header_fields import InvalidHeaderError, clean, lore_parameter, parameter

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}")
_METHOD = re.compile(r"[A-Z-]{1,32}")
_NOT_IN_FILENAMES = re.compile(r'[\\/:*?"<>|]')
_LONG_LINE = re.compile(rb"[^\n]{998}")
_ASCII = bytes(range(128))
_LINE = 76


@dataclass(frozen=True, slots=True)
class EncodedPart:
    """A MIME entity in two pieces: its Content-* fields and its body, both ending in CRLF."""

    fields: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a letter; ``media_type`` as ``application/pdf``."""

    filename: str
    media_type: str
    content: bytes


def encode_part(text: str, subtype: str = "plain") -> EncodedPart:
    """``text`` as text/``subtype`` in UTF-8: line breaks made CRLF, the last line ended.

    Plain ASCII goes as it is, mostly Latin text as quoted-printable, mostly Chinese as base64,
    whichever is shorter. A lone surrogate becomes a question mark.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    data = lines.encode("utf-8", "replace").replace(b"\n", b"\r\n")
    if not data.endswith(b"\r\n"):
        data += b"\r\n"
    encoding, body = _encode_text(data)
    return EncodedPart(
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n".encode("ascii"),
        body,
    )


def encode_attachment(attachment: Attachment) -> EncodedPart:
    """The file in base64, its name told in both ways that mail programs read.

    Characters that Windows allows in no file name become underscores. Raises ``InvalidHeaderError`` for a name or media type that cannot stand in a header.
    """
    name = _NOT_IN_FILENAMES.sub("_", clean("attachment name", attachment.filename))
    if not name:
        raise InvalidHeaderError("attachment name", "it is empty")
    if not _MEDIA_TYPE.fullmatch(attachment.media_type):
        raise InvalidHeaderError("attachment", f"{attachment.media_type!r} is no media type")
    fields = (
        f"Content-Type: {attachment.media_type}{lore_parameter('name', name)}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment{parameter('filename', name)}\r\n"
    )
    return EncodedPart(fields.encode("ascii"), base64_lines(attachment.content))


def encode_calendar(part: CalendarPart) -> EncodedPart:
    """The iTIP message as text/calendar with its method (RFC 6047 §2.4); in base64.

    Base64 because gateways re-fold quoted-printable lines, which breaks iCalendar's own folding.
    """
    if not _METHOD.fullmatch(part.method):
        raise InvalidHeaderError("calendar method", f"{part.method!r} is no iTIP method")
    fields = (
        f"Content-Type: text/calendar; charset=utf-8; method={part.method}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
    )
    return EncodedPart(fields.encode("ascii"), base64_lines(part.content))


def multipart(subtype: str, parts: Sequence[EncodedPart], boundary: str) -> EncodedPart:
    """The parts as multipart/``subtype``; a single one is returned as it is.

    ``boundary`` begins with ``=_``: that cannot occur in quoted-printable or base64, and
    ``encode_part`` sees to it that it does not in plain ASCII (RFC 2045 §6.7).
    """
    if len(parts) == 1:
        return parts[0]
    line = f"--{boundary}\r\n".encode("ascii")
    pieces: list[bytes] = []
    for part in parts:
        # The CRLF before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
        pieces += [line, part.fields, b"\r\n", part.body, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode("ascii"))
    fields = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n'
    return EncodedPart(fields.encode("ascii"), b"".join(pieces))


def base64_lines(data: bytes) -> bytes:
    """``data`` in base64, 76 columns, CRLF (RFC 2045 §6.8)."""
    whole = b2a_base64(data, newline=False)
    lines = [whole[at : at + _LINE] for at in range(0, len(whole), _LINE)]
    return b"\r\n".join(lines) + b"\r\n"


def _encode_text(data: bytes) -> tuple[str, bytes]:
    foreign = len(data.translate(None, _ASCII))
    if not foreign and b"--=_" not in data and b"\0" not in data and not _LONG_LINE.search(data):
        return "7bit", data
    # Quoted-printable adds two octets to each foreign one, base64 a good third to all.
    if foreign * 2 > len(data) * 0.37:
        return "base64", base64_lines(data)
    return "quoted-printable", b2a_qp(data, istext=True)
