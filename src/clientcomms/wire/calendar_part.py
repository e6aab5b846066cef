"""What a mail carries of a calendar: one text/calendar part (RFC 6047 §2.4)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An iTIP message ready to travel: ``content`` is UTF-8, its METHOD equals ``method``."""

    method: str
    content: bytes
    filename: str
