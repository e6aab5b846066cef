"""Times of a calendar body that came by mail: read with whatever zone they name, or reported.

A name that no table knows costs its zone and not the message (icalendar 7.3 raises OSError on
`TZID=Pacific`).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo

from clientcomms.wire.calendar_tree import Component, Property
from clientcomms.wire.calendar_zones import zone_named

_TIME = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$")


def moment_of(
    found: Property | None, zones: dict[str, tzinfo], problems: list[str]
) -> datetime | date | None:
    """The value as a date, an aware time in UTC, or a naive time when its zone is unknown."""
    if found is None:
        return None
    said = _TIME.match(found.value.strip())
    try:
        return _time(said, found.parameters.get("TZID", ""), zones) if said else None
    except (ValueError, OverflowError, OSError):
        problems.append(f"{found.name} cannot be read: {found.value[:60]!r}")
        return None


def _time(said: re.Match[str], tzid: str, zones: dict[str, tzinfo]) -> datetime | date:
    year, month, day = int(said[1]), int(said[2]), int(said[3])
    if said[4] is None:
        return date(year, month, day)
    local = datetime(year, month, day, int(said[4]), int(said[5]), min(int(said[6]), 59))  # noqa: DTZ001 - made aware below
    if said[7]:
        return local.replace(tzinfo=UTC)
    zone = zone_named(tzid) or zones.get(tzid)
    return local.replace(tzinfo=zone).astimezone(UTC) if zone else local


def recurrence_id(moment: datetime | date | None) -> str | None:
    """Return the name of an instance: ISO 8601 in UTC, or a date; local when its zone is unknown."""
    return moment.isoformat() if moment else None


def instant(moment: datetime | date | None) -> datetime | None:
    """Return an aware time; None for a date."""
    if not isinstance(moment, datetime):
        return None
    # RFC 5545 §3.8.7.2: DTSTAMP must be UTC; without Z it is taken as such.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def zones_defined(calendar: Component) -> dict[str, tzinfo]:
    """Zones the message defines itself, as fixed offsets of their standard time.

    Used only for names that are in no table; the offset is the first TZOFFSETTO of STANDARD.
    """
    zones: dict[str, tzinfo] = {}
    for zone in calendar.children:
        name = zone.value("TZID") if zone.name == "VTIMEZONE" else None
        standard = next((child for child in zone.children if child.name == "STANDARD"), None)
        offset = _offset(standard.value("TZOFFSETTO") if standard else None)
        if name and offset:
            zones[name] = offset
    return zones


def _offset(value: str | None) -> tzinfo | None:
    said = re.match(r"^([+-]\d\d)(\d\d)", value or "")
    return datetime.strptime(f"{said[1]}{said[2]}", "%z").tzinfo if said else None
