"""The next instances of a review series, as its calendar holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clientcomms.domain.civil import as_zone, instant
from clientcomms.store.meetings import Series
from clientcomms.wire.calendar_event import CalendarAddress, CalendarEvent, occurrences


@dataclass(frozen=True, slots=True)
class Instance:
    """One meeting; `moved_from` is when the rule would have held it."""

    starts_at: datetime
    moved_from: datetime | None
    reason_zh: str
    reason_en: str


def next_instances(series: Series, now: datetime, count: int) -> list[Instance]:
    """Return the instances that have not ended yet, ascending."""
    zone = as_zone(series.zone)
    moved = {one.rule_local: one for one in series.overrides}
    found: list[Instance] = []
    for local in occurrences(_event(series)):
        if local in series.exdates:
            continue
        other = moved.get(local)
        starts = instant(other.starts_local if other else local, zone)
        if starts + timedelta(minutes=series.minutes) > now:
            was = instant(local, zone) if other else None
            zh, en = (other.reason_zh, other.reason_en) if other else ("", "")
            found.append(Instance(starts, was, zh, en))
    return sorted(found, key=lambda one: one.starts_at)[:count]


def _event(series: Series) -> CalendarEvent:
    return CalendarEvent(
        uid=series.uid,
        sequence=series.sequence,
        dtstamp=series.dtstamp,
        summary=series.title,
        start_local=series.starts_local,
        zone=series.zone,
        duration=timedelta(minutes=series.minutes),
        organizer=CalendarAddress("", series.organizer),
        rrule=series.rule,
    )
