"""[projects] + rules → [meetings] → the calendar: a review series for each project and level.

A series has one UID for ever and a rising SEQUENCE; inviting people is left to `inviting`.
"""

from __future__ import annotations

from clientcomms.calendars.booking.booking import book_series

__all__ = ["book_series"]
