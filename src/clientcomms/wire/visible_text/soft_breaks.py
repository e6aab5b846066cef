"""Quoted-printable that nobody declared: archives and forms lose the header field."""

from __future__ import annotations

import quopri
import re

_SOFT = re.compile(r"=\n")
_OCTET = re.compile(r"=[0-9A-F]{2}")
_LONGEST = 78
_ENOUGH = 2


def undone(text: str) -> str:
    """`text`, decoded where it is quoted-printable whose header field was lost (RFC 2045 §6.7).

    Such bodies have lines of at most 76 characters, some of which end in "=".
    """
    if len(_SOFT.findall(text)) < _ENOUGH or not _OCTET.search(text):
        return text
    if any(len(line) > _LONGEST for line in text.split("\n")):
        return text
    try:
        return quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8")
    except UnicodeDecodeError:
        return text
