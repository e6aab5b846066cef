"""Which meeting of a series somebody means: RECURRENCE-ID as programs write it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta

from clientcomms.domain.civil import as_zone
from clientcomms.domain.review_times import Meeting, SeriesTimes, meetings_of

REACH = timedelta(days=800)
"""An answer to a meeting further away answers none of ours."""


def instance_meant(times: SeriesTimes, said: str, now: datetime) -> datetime | None:
    """Return the start by the rule (UTC) of the instance that a RECURRENCE-ID names, or None.

    ``said`` is as a reading gives it: an instant, a local time of the series' zone, a date. Taken
    are the start by the rule (RFC 5545 §3.8.4.4); the start held instead, which phones write; and
    the day alone (a date, or midnight as Exchange writes it) where it has one meeting.
    """
    day = _day(said)
    at = moment_said(said, times.zone) if day is None else None
    zone = as_zone(times.zone)
    around = at or (datetime.combine(day, time(), zone) if day else None)
    if around is None or abs(around - now) > REACH:
        return None
    held = meetings_of(times, (around + timedelta(days=2)).astimezone(zone).date())
    if at is not None:
        exact = _sole(held, lambda one: one.rule_at == at) or _sole(
            held, lambda one: one.starts_at == at
        )
        if exact is not None:
            return exact
        day = _midnight(said, at.astimezone(zone))
    if day is None:
        return None
    by_rule = _sole(held, lambda one: one.rule_at.astimezone(zone).date() == day)
    return by_rule or _sole(held, lambda one: one.starts_at.astimezone(zone).date() == day)


def moment_said(said: object, zone: str = "UTC") -> datetime | None:
    """Return an instant in ISO 8601 in UTC, read in a zone where it has no offset; else None."""
    if not isinstance(said, str):
        return None
    try:
        moment = datetime.fromisoformat(said)
        return (moment if moment.tzinfo else moment.replace(tzinfo=as_zone(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _sole(held: Iterable[Meeting], fits: Callable[[Meeting], bool]) -> datetime | None:
    found = [one.rule_at for one in held if fits(one)]
    return found[0] if len(found) == 1 else None


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if "T" not in said else None
    except ValueError:
        return None


def _midnight(said: str, local: datetime) -> date | None:
    """The day of a time that is none: 00:00 there, or in UTC."""
    if local.time() == time():
        return local.date()
    return datetime.fromisoformat(said).date() if "T00:00:00" in said else None
