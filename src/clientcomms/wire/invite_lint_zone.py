"""What offsets a VTIMEZONE tells, read anew from its text (RFC 5545 §3.6.5).

Kept apart from ``vtimezone``, which writes them: a reader that shared the writer's arithmetic
would share its mistakes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clientcomms.wire.icalendar_lines import RawComponent

_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")
_UNTIL = re.compile(r"UNTIL=(\d{8}T\d{6})Z")


@dataclass(frozen=True, slots=True)
class ToldOffsets:
    """The offsets from UTC that hold from each of some instants on, in order."""

    since: tuple[datetime, ...]
    offsets: tuple[timedelta, ...]

    def at(self, moment: datetime) -> timedelta | None:
        """The offset at ``moment`` (aware); ``None`` before the first that is told."""
        place = bisect_right(self.since, moment)
        return self.offsets[place - 1] if place else None


def told_offsets(zone: RawComponent, until: datetime) -> ToldOffsets:
    """The offsets of a VTIMEZONE up to ``until`` (aware); observances that make no sense count not.

    An instant before every onset has no offset told.
    """
    changes: list[tuple[datetime, timedelta]] = []
    for part in zone.components:
        before, after = _offset(part.value("TZOFFSETFROM")), _offset(part.value("TZOFFSETTO"))
        if before is None or after is None:
            continue
        onsets = _onsets(part, before, until.replace(tzinfo=None))
        changes += [((onset - before).replace(tzinfo=UTC), after) for onset in onsets]
    changes.sort(key=lambda change: change[0])
    return ToldOffsets(tuple(at for at, _ in changes), tuple(offset for _, offset in changes))


def _offset(text: str) -> timedelta | None:
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    seconds = int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4] or 0)
    return timedelta(seconds=-seconds if found[1] == "-" else seconds)


def _onsets(part: RawComponent, before: timedelta, until: datetime) -> list[datetime]:
    from dateutil.rrule import rrulestr

    try:
        first = datetime.fromisoformat(part.value("DTSTART"))
        onsets = [first]
        for item in part.all("RDATE"):
            onsets += [datetime.fromisoformat(value) for value in item.value.split(",")]
        for item in part.all("RRULE"):
            rule = rrulestr(_local_until(item.value, before), dtstart=first)
            onsets += rule.between(first, until + timedelta(days=2), inc=True)
    except (ValueError, TypeError):
        return []
    return [onset.replace(tzinfo=None) for onset in onsets]


def _local_until(rule: str, before: timedelta) -> str:
    """The rule with an UNTIL in the wall-clock time of its onsets."""
    found = _UNTIL.search(rule)
    if found is None:
        return rule
    local = datetime.fromisoformat(found[1]) + before
    return rule.replace(found[0], f"UNTIL={local:%Y%m%dT%H%M%S}")
