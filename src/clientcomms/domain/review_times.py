"""When a series meets, exceptions included, and what of it has changed for its attendees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from clientcomms.domain.civil import instant, zone_named
from clientcomms.domain.recurrence import SeriesRule, expand

_LOOK_AHEAD = timedelta(days=800)
"""The next meeting of any rule (a yearly one that is dropped once) lies within."""


@dataclass(frozen=True, slots=True)
class SeriesTimes:
    """When a series meets; hashable. Local times are naive wall times of `zone`."""

    rrule: str
    """Empty for a single meeting."""
    starts_local: datetime
    zone: str
    duration: timedelta
    exdates: tuple[datetime, ...] = ()
    moved: tuple[tuple[datetime, datetime], ...] = ()
    """Start by the rule, and the start instead."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting that takes place; both instants are UTC."""

    rule_at: datetime
    """When the rule would have held it: its RECURRENCE-ID."""
    starts_at: datetime


@lru_cache(maxsize=4096)
def meetings_of(times: SeriesTimes, until: date) -> tuple[Meeting, ...]:
    """Return the meetings whose start by the rule lies before the end of a day, ascending."""
    zone = zone_named(times.zone)
    if not times.rrule:
        at = instant(times.starts_local, zone)
        return (Meeting(at, at),)
    series = SeriesRule(times.starts_local, times.zone, times.rrule, times.exdates, times.moved)
    end = instant(datetime.combine(until + timedelta(days=1), datetime.min.time()), zone)
    found = expand(series, until=end).instances
    return tuple(Meeting(one.moved_from or one.start, one.start) for one in found)


def next_meeting(times: SeriesTimes, after: datetime) -> Meeting | None:
    """Return the first meeting that begins strictly after an instant; None when all are over."""
    for ahead in (_LOOK_AHEAD / 10, _LOOK_AHEAD):
        until = (after + ahead).astimezone(zone_named(times.zone)).date()
        for one in meetings_of(times, until):
            if one.starts_at > after:
                return one
    return None


def last_meeting(times: SeriesTimes, before: datetime) -> Meeting | None:
    """Return the last meeting that began before an instant; None when none did."""
    until = before.astimezone(zone_named(times.zone)).date()
    begun = [one for one in meetings_of(times, until) if one.starts_at < before]
    return begun[-1] if begun else None


def is_held_at(times: SeriesTimes, starts_at: datetime) -> bool:
    """Whether a meeting begins at this instant."""
    until = (starts_at + _LOOK_AHEAD / 10).astimezone(zone_named(times.zone)).date()
    return any(one.starts_at == starts_at for one in meetings_of(times, until))


def is_rule_start(times: SeriesTimes, rule_at: datetime) -> bool:
    """Whether the series has an instance, held or moved, with this RECURRENCE-ID."""
    until = (rule_at + timedelta(days=1)).astimezone(zone_named(times.zone)).date()
    return any(one.rule_at == rule_at for one in meetings_of(times, until))


def asks_anew(before: SeriesTimes, after: SeriesTimes) -> bool:
    """Whether answers to the old times say nothing of the new ones.

    RFC 5546 §2.1.4: another rule, start or length is another question. An exception for a
    holiday is not: who comes on Thursdays has not withdrawn from the other fifty.
    """
    return _base(before) != _base(after)


def _base(times: SeriesTimes) -> tuple[object, ...]:
    return (times.rrule, times.starts_local, times.zone, times.duration)


def shifts_between(
    before: SeriesTimes, after: SeriesTimes, now: datetime, until: date
) -> tuple[tuple[datetime, datetime | None], ...]:
    """Return what an attendee of the old times must know: start told, and now (None: dropped).

    Only for two states of one rule; ascending, meetings still to come.
    """
    told = {one.rule_at: one.starts_at for one in meetings_of(before, until)}
    held = {one.rule_at: one.starts_at for one in meetings_of(after, until)}
    changed = [
        (told.get(rule_at, rule_at), held.get(rule_at))
        for rule_at in sorted({*told, *held})
        if told.get(rule_at) != held.get(rule_at)
    ]
    return tuple((old, new) for old, new in changed if old > now or (new and new > now))


def exceptions_of(
    times: SeriesTimes, now: datetime, until: date
) -> tuple[tuple[datetime, datetime | None], ...]:
    """Return the exceptions still to come: start by the rule, and the start held (None: dropped)."""
    bare = SeriesTimes(times.rrule, times.starts_local, times.zone, times.duration)
    return shifts_between(bare, times, now, until) if times.rrule else ()


def times_to_json(times: SeriesTimes) -> dict[str, object]:
    """Return the times as JSON, to be kept with what somebody was told."""
    return {
        "rrule": times.rrule,
        "starts_local": times.starts_local.isoformat(),
        "zone": times.zone,
        "minutes": times.duration // timedelta(minutes=1),
        "exdates": [local.isoformat() for local in times.exdates],
        "moved": [[old.isoformat(), new.isoformat()] for old, new in times.moved],
    }


def times_from_json(stored: Mapping[str, Any]) -> SeriesTimes:
    """Return what `times_to_json` kept."""
    return SeriesTimes(
        rrule=stored["rrule"],
        starts_local=datetime.fromisoformat(stored["starts_local"]),
        zone=stored["zone"],
        duration=timedelta(minutes=stored["minutes"]),
        exdates=tuple(datetime.fromisoformat(local) for local in stored["exdates"]),
        moved=tuple(
            (datetime.fromisoformat(old), datetime.fromisoformat(new))
            for old, new in stored["moved"]
        ),
    )


def utc_text(at: datetime) -> str:
    """Return an instant as letters and rows name it: ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat()
