"""Writing iCalendar text: content lines, escaping, folding (RFC 5545 §3.1, §3.3.11).

In charge of bytes that every calendar reads alike; which properties an event carries is
decided in ``icalendar_object``. Reading is left to the icalendar library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from clientcomms.errors import ClientCommsError

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# What word processors and chat programs put for a line break.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_MUST_BE_QUOTED = re.compile(r"[:;,]")
_LIMIT = 75  # octets of a content line without its line break: RFC 5545 §3.1


class UnwritableTextError(ClientCommsError):
    """A text holds characters that no iCalendar property may carry."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text[:60]!r} holds control characters or line breaks: remove them")


def escaped(text: str) -> str:
    r"""The TEXT value of ``text``: line breaks become ``\n``; ``\``, ``;``, ``,`` are escaped.

    Raises ``UnwritableTextError`` on other control characters (RFC 5545 §3.3.11).
    """
    text = _BREAKS.sub("\n", text)
    if _CONTROLS.search(text):
        raise UnwritableTextError(text)
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def parameter(name: str, value: str) -> str:
    """``;NAME=value``, quoted where needed.

    A double quote cannot be written in a parameter (RFC 5545 §3.1); RFC 6868's ``^'`` is shown
    literally by Outlook (seen 2026-11), so an apostrophe stands in for it.
    Raises ``UnwritableTextError`` on line breaks and control characters.
    """
    if _CONTROLS.search(value) or "\n" in value or _BREAKS.search(value):
        raise UnwritableTextError(value)
    value = value.replace('"', "'")
    return f';{name}="{value}"' if _MUST_BE_QUOTED.search(value) else f";{name}={value}"


def utc_text(moment: datetime) -> str:
    """``20261029T060000Z``: DATE-TIME form 2 of RFC 5545 §3.3.5. ``moment`` is aware."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def local_text(moment: datetime) -> str:
    """``20261029T140000``: wall-clock time, without a zone."""
    return moment.strftime("%Y%m%dT%H%M%S")


def offset_text(offset: timedelta) -> str:
    """``+0800``, with seconds only where there are some (RFC 5545 §3.3.14)."""
    total = int(offset.total_seconds())
    sign = "-" if total < 0 else "+"
    hours, rest = divmod(abs(total), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours:02}{minutes:02}" + (f"{seconds:02}" if seconds else "")


def folded(line: str) -> bytes:
    """One content line with CRLF, folded at 75 octets without cutting a character in two."""
    raw = line.encode("utf-8")
    if len(raw) <= _LIMIT:
        return raw + b"\r\n"
    return b"\r\n ".join(_pieces(raw)) + b"\r\n"


def _pieces(raw: bytes) -> Iterator[bytes]:
    start, room = 0, _LIMIT
    while start < len(raw):
        end = min(start + room, len(raw))
        while end < len(raw) and raw[end] & 0xC0 == 0x80:  # inside a UTF-8 character
            end -= 1
        yield raw[start:end]
        start, room = end, _LIMIT - 1  # the space that begins a continuation counts


def written(lines: Iterable[str]) -> bytes:
    """The iCalendar stream of unfolded content lines: UTF-8, CRLF, folded."""
    return b"".join(folded(line) for line in lines)
