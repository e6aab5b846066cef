"""Bytes of a calendar part to content lines that a reader can take apart one by one.

In charge of what gateways and programs do to the lines on their way: labels that lie, encodings
applied twice or not undone, folding in the middle of a character or without its blank.
"""

from __future__ import annotations

import binascii
import codecs
import re
from base64 import b64decode
from collections.abc import Iterator
from quopri import decodestring

from clientcomms.wire.charsets import decode_body

MAX_OCTETS = 2_000_000  # of one calendar part; 10,000 attendees of 200 octets each
MAX_LINES = 60_000

_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NEWLINE = re.compile(r"\r\n|\r|\n")
_FOLD = re.compile(rb"\r?\n[ \t]")
_NAMED = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,60})[;:]")
_FRAME = re.compile(r"[ \t]+(?:BEGIN|END):V[A-Z]{4,12}[ \t]*", re.IGNORECASE)
# RFC 5545 §8.3.2 and RFC 7986: told from a piece of a broken line that happens to look like a name.
_KNOWN = re.compile(
    r"x-.*|begin|end|method|version|prodid|calscale|uid|dtstart|dtend|dtstamp|duration|attendee|"
    r"organizer|comment|recurrence-id|sequence|summary|description|location|status|class|priority|"
    r"tz(?:id|name|url|offsetfrom|offsetto)|(?:r|ex)(?:rule|date)|created|last-modified|transp|url|geo|"
    r"categories|contact|related-to|request-status|resources|attach|action|trigger|repeat|due|"
    r"completed|percent-complete|freebusy|name|color|image|conference|refresh-interval|source",
    re.IGNORECASE,
)
_WORDS = re.compile(r"(?:COMMENT|DESCRIPTION|SUMMARY|LOCATION)[;:]", re.IGNORECASE)
_SHORTEST_BROKEN = 60  # octets; lines that a relay broke are longer, a person's own are often not
# "BEGIN:VCAL" in base64.
_IN_BASE64 = b"QkVHSU46VkNBT"
_BARE_EQUALS = re.compile(rb"=(?![0-9A-Fa-f]{2}|\r?\n)")


def calendar_text(content: bytes, charset: str | None) -> str:
    """The text of a calendar part by its label, or by a better guess; cut at ``MAX_OCTETS``."""
    content = _unwrapped(content[:MAX_OCTETS])
    wide = _utf16(content)
    if wide is not None:
        return content.decode(wide, "replace").removeprefix("\ufeff")
    if not _is_utf8(content):
        # RFC 5545 §3.1 counts octets: a fold may part a character, which then fits no charset.
        content = _FOLD.sub(b"", content)
    return decode_body(content, charset)


def content_lines(text: str) -> Iterator[str]:
    """The unfolded, non-blank lines of ``text`` (RFC 5545 §3.1), of its first ``MAX_LINES``."""
    pieces: list[str] = []
    for line in _dedented(text):
        if not line.strip():
            continue
        if pieces and not _continues(pieces, line):
            yield "".join(pieces)
            pieces = []
        pieces = _with(pieces, line)
    if pieces:
        yield "".join(pieces)


def _continues(pieces: list[str], line: str) -> bool:
    if line[0] in " \t":
        # Some gateways indent; a component never begins or ends inside a folded text.
        return _FRAME.fullmatch(line) is None
    if _is_soft_broken(pieces):
        return True
    return not _is_named(line, pieces[-1]) and (
        _is_broken(pieces[-1]) or _WORDS.match(pieces[0]) is not None
    )


def _with(pieces: list[str], line: str) -> list[str]:
    if not pieces:
        return [line.lstrip()]
    if _is_soft_broken(pieces):
        pieces[-1] = pieces[-1][:-1]
        pieces.append(line.lstrip(" \t"))
        return pieces
    pieces.append(_continuation(pieces[-1], line))
    return pieces


def _continuation(before: str, line: str) -> str:
    if line[0] in " \t":
        return line[1:]
    # Without its blank: a relay broke it at its own width, or a program left a line break bare.
    return line if _is_broken(before) else f"\\n{line}"


def _is_broken(line: str) -> bool:
    return len(line.encode("utf-8", "replace")) >= _SHORTEST_BROKEN


def _is_named(line: str, before: str) -> bool:
    found = _NAMED.match(line)
    if found is None:
        return False
    return _KNOWN.fullmatch(found[1]) is not None or (found[1].isupper() and not _is_broken(before))


def _is_soft_broken(pieces: list[str]) -> bool:
    # vCalendar 1.0, of phones and old Lotus: RFC 2045 §6.7 inside one property.
    return pieces[-1].endswith("=") and "QUOTED-PRINTABLE" in pieces[0][:200].upper()


def _dedented(text: str) -> Iterator[str]:
    start = text.find("BEGIN:VCALENDAR")
    blanks = text[text.rfind("\n", 0, start) + 1 : start] if start > 0 else ""
    indent = blanks if blanks and not blanks.strip(" \t") else ""
    lines = _NEWLINE.split(text, maxsplit=MAX_LINES)[:MAX_LINES]
    return (line.removeprefix(indent) for line in lines)


def _unwrapped(content: bytes) -> bytes:
    """The content without an encoding that the MIME header does not tell of."""
    start = content[:200].lstrip()
    if start.startswith(_IN_BASE64):
        try:
            return b64decode(b"".join(content.split()) + b"==", validate=False)
        except (binascii.Error, ValueError):
            return content
    # RFC 2045 §6.7 rule 1: an encoded text has no "=" that begins neither a code nor a soft break.
    if b"=3D" in content and not _BARE_EQUALS.search(content):
        return decodestring(content)
    return content


def _utf16(content: bytes) -> str | None:
    if content.startswith(_BOMS):
        return "utf-16"
    if content[:4] == b"B\0E\0":
        return "utf-16-le"
    return "utf-16-be" if content[:4] == b"\0B\0E" else None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
