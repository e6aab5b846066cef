"""A zone as a calendar body defines it itself (VTIMEZONE, RFC 5545 §3.6.5).

Used only for names that are in no table: "Customized Time Zone" of Outlook, "Zone 1" of Lotus.
Yearly rules by month and weekday, which all programs write, are followed; of any other rule the
first onset alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from typing_extensions import override

from clientcomms.wire.calendar_tree import Component
from clientcomms.wire.calendar_zones import zone_named

_WEEKDAYS = {name: n for n, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_TIME = re.compile(r"\d{8}T\d{6}")
_SHIFT = re.compile(r"([+-])(\d\d):?(\d\d)")
_MOST = 100  # observances of one zone, and definitions in one body
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Observance:
    """One STANDARD or DAYLIGHT: from when on which offset holds, in naive local time."""

    first: datetime
    offset: timedelta
    month: int = 0
    """0: the onset is `first` and no other."""
    weekday: int = 0
    nth: int = 1
    """Of the month; negative: from its end."""
    last_year: int = 9999

    def onset(self, year: int) -> datetime | None:
        """When it begins in a year, at the latest; None before its first."""
        if not self.month or year <= self.first.year:
            return self.first if self.first.year <= year else None
        return self._ruled(min(year, self.last_year))

    def _ruled(self, year: int) -> datetime:
        if self.nth > 0:
            day = self.first.replace(year=year, month=self.month, day=1)
            return day + _DAY * ((self.weekday - day.weekday()) % 7 + 7 * (self.nth - 1))
        after = self.first.replace(year=year + self.month // 12, month=self.month % 12 + 1, day=1)
        back = (after.weekday() - 1 - self.weekday) % 7 + 1
        return after - _DAY * (back + 7 * (-self.nth - 1))


class DefinedZone(tzinfo):
    """The offsets of the observances whose onset lies last before a local time."""

    def __init__(self, observances: tuple[Observance, ...]) -> None:
        self._observances = observances

    @override
    def utcoffset(self, moment: datetime | None) -> timedelta:
        return timedelta() if moment is None else self._offset(moment.replace(tzinfo=None))

    @override
    def dst(self, moment: datetime | None) -> timedelta:
        return timedelta()

    @override
    def tzname(self, moment: datetime | None) -> str | None:
        return None

    def _offset(self, local: datetime) -> timedelta:
        begun = [
            (onset, observance.offset)
            for observance in self._observances
            for year in (local.year - 1, local.year)
            if (onset := observance.onset(year)) is not None and onset <= local
        ]
        return max(begun, default=(local, self._observances[0].offset))[1]


def zones_defined(calendar: Component) -> dict[str, tzinfo]:
    """The zones that a body defines, by TZID."""
    zones: dict[str, tzinfo] = {}
    for defined in calendar.named("VTIMEZONE")[:_MOST]:
        name = defined.value("TZID")
        zone = _zone(defined) if name else None
        if name and zone:
            zones.setdefault(name.strip('"'), zone)
    return zones


def _zone(defined: Component) -> tzinfo | None:
    # Evolution and Apple say which zone of the database it was copied from.
    said = defined.value("X-LIC-LOCATION")
    known = zone_named(said) if said else None
    if known:
        return known
    children = defined.named("STANDARD") + defined.named("DAYLIGHT")
    observances = tuple(found for child in children[:_MOST] for found in _observances(child))
    if len(observances) == 1:
        return timezone(observances[0].offset)
    return DefinedZone(observances) if observances else None


def _observances(component: Component) -> Iterator[Observance]:
    try:
        yield _observance(component)
    except (ValueError, KeyError, OverflowError):
        return


def _observance(component: Component) -> Observance:
    """Raises ``ValueError`` or ``KeyError`` for one that cannot be read."""
    offset = _offset(component.value("TZOFFSETTO") or "")
    start = _TIME.match(component.value("DTSTART") or "")
    first = datetime.strptime(start[0], "%Y%m%dT%H%M%S") if start else datetime(1601, 1, 1)  # noqa: DTZ001, DTZ007 - local by definition
    rule = dict(
        part.split("=", 1)
        for part in (component.value("RRULE") or "").upper().split(";")
        if "=" in part
    )
    day = re.fullmatch(r"([+-]?\d)?([A-Z]{2})", rule.get("BYDAY", ""))
    if rule.get("FREQ") != "YEARLY" or not day or "BYMONTH" not in rule:
        return Observance(first, offset)
    month, nth = int(rule["BYMONTH"]), int(day[1] or 1)
    if not 1 <= month <= 12 or not 1 <= abs(nth) <= 5:
        raise ValueError(rule)
    until = int(rule["UNTIL"][:4]) if "UNTIL" in rule else 9999
    return Observance(first, offset, month, _WEEKDAYS[day[2]], nth, until)


def _offset(text: str) -> timedelta:
    """Raises ``ValueError``."""
    found = _SHIFT.match(text.strip())
    if found is None or int(found[2]) > 23 or int(found[3]) > 59:
        raise ValueError(text)
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return offset if found[1] == "+" else -offset
