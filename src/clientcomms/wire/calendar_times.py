"""Times of a calendar body that came by mail: read with whatever zone they name, or reported.

A name that no table knows costs its zone and not the message (icalendar 7.3 raises OSError on
`TZID=Pacific`).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from clientcomms.wire.calendar_tree import Property
from clientcomms.wire.calendar_zones import zone_named

# RFC 5545 §3.3.5, and ISO 8601 as programs write it that know no better: with signs, without
# seconds, with fractions, with an offset.
_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d{1,9})?)?\s*([Zz]|[+-]\d\d:?\d\d)?)?"
)
_DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?",
    re.IGNORECASE,
)


def moment_of(
    found: Property | None, zones: dict[str, tzinfo], problems: list[str]
) -> datetime | date | None:
    """The value as a date, an aware time in UTC, or a naive time when its zone is unknown.

    None where there is no property, and for one that cannot be read, which `problems` then name.
    """
    if found is None:
        return None
    said = _TIME.fullmatch(found.value.strip())
    try:
        if said:
            return _time(said, found.parameters.get("TZID", ""), zones)
    except (ValueError, OverflowError, OSError):
        pass
    problems.append(f"{found.name} cannot be read: {found.value[:60]!r}")
    return None


def _time(said: re.Match[str], tzid: str, zones: dict[str, tzinfo]) -> datetime | date:
    day = date(int(said[1]), int(said[2]), int(said[3]))
    if said[4] is None:
        return day
    # ISO 8601 §4.2.3: 24:00 is the end of the day. A leap second is the one before.
    late = int(said[4]) == 24 and int(said[5]) == 0
    hour = 0 if late else int(said[4])
    local = datetime(day.year, day.month, day.day, hour, int(said[5]), min(int(said[6] or 0), 59))  # noqa: DTZ001 - made aware below
    local += timedelta(days=late)
    zone = _offset(said[7]) if said[7] else zone_named(tzid) or zones.get(tzid.strip('" '))
    return local.replace(tzinfo=zone).astimezone(UTC) if zone else local


def _offset(text: str) -> tzinfo:
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if text[0] == "-" else shift)


def recurrence_id(
    found: Property | None, zones: dict[str, tzinfo], problems: list[str]
) -> str | None:
    """The name of an instance: ISO 8601 in UTC, or a date; local when its zone is unknown.

    None where none is named; one that cannot be read is given as it stands, lest the answer be
    taken for the whole series.
    """
    if found is None:
        return None
    moment = moment_of(found, zones, problems)
    return moment.isoformat() if moment else found.value.strip()[:60] or "?"


def instant(moment: datetime | date | None) -> datetime | None:
    """An aware time; None for a date. RFC 5545 §3.8.7.2: a stamp without Z is UTC all the same."""
    if not isinstance(moment, datetime):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def time_of_day(moment: datetime | date | None) -> datetime | None:
    """A time, naive where its zone is unknown; None for a date."""
    return moment if isinstance(moment, datetime) else None


def duration_of(text: str | None) -> timedelta | None:
    """A duration (RFC 5545 §3.3.6) above zero, else None."""
    found = _DURATION.fullmatch((text or "").strip())
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return length or None
