"""What a series says of itself today: its rhythm, the days that holidays move, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from clientcomms.domain.civil import as_zone
from clientcomms.domain.people import Language
from clientcomms.domain.review_rules import rhythm
from clientcomms.domain.review_times import exceptions_of
from clientcomms.letters.meeting_words import zone_called
from clientcomms.store.meeting_tellings import times_of
from clientcomms.store.meetings import Series

SHIFTS_AHEAD = timedelta(days=180)
"""How far an invitation lists the meetings that holidays move; the calendar knows them all."""
MOST_SHIFTS = 6

Shifts = Sequence[tuple[datetime, datetime | None]]


def coming_shifts(one: Series, now: datetime) -> Shifts:
    """Return the next meetings that are not held when the rule says."""
    until = (now + SHIFTS_AHEAD).date()
    return exceptions_of(times_of(one), now, until)[:MOST_SHIFTS]


def days_of(shifts: Shifts, zone: str) -> list[tuple[date, date | None]]:
    """Return the days of shifts as the reader's calendar shows them."""
    there = as_zone(zone)
    return [
        (old.astimezone(there).date(), new.astimezone(there).date() if new else None)
        for old, new in shifts
    ]


def rhythm_of(one: Series, zone: str, at: datetime, language: Language) -> str:
    """Return the rhythm in words; where the reader's clock differs, with whose clock it is."""
    said = rhythm(one.rule, one.starts_local, language.value)
    local, theirs = at.astimezone(as_zone(one.zone)), at.astimezone(as_zone(zone))
    if not said or local.replace(tzinfo=None) == theirs.replace(tzinfo=None):
        return said
    called = zone_called(one.zone, local, language)
    return f"{said}（{called}）" if language is Language.ZH else f"{said} ({called})"


def reason_of(one: Series, starts_at: datetime) -> tuple[str, str]:
    """Return why the meeting of an instant is not held when the rule says, in both languages."""
    local = starts_at.astimezone(as_zone(one.zone)).replace(tzinfo=None)
    for move in one.overrides:
        if move.starts_local == local:
            return move.reason_zh, move.reason_en[:1].upper() + move.reason_en[1:]
    return "", ""
