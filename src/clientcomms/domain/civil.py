"""Wall-clock intent and the instant it means.

"Friday 16:00 in Shanghai" is kept as local time and zone and resolved when it is planned, so a
change of the zone's rules moves the instant and never the local time. The rule for the two odd
nights of the year, the same everywhere in the program:

- a local time inside a gap (the clock jumps over it) happens once, shifted forward by the gap:
  02:30 on the night when 02:00 becomes 03:00 is 03:30;
- a local time inside an overlap (the clock shows it twice) happens once, the first time
  (RFC 5545 §3.3.5).
"""

from __future__ import annotations

import difflib
import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from clientcomms.errors import ClientCommsError

_LONGEST_NAME = 64
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9][A-Za-z0-9_+\-]*){0,2}")
# Folders and files of a tz database that are no zone of a person: leap-second clocks, the
# machine's own zone, the placeholder.
_NOT_FOR_PEOPLE = re.compile(r"(?:right|posix)/.*|posixrules|localtime|Factory", re.IGNORECASE)

# What people write where a zone belongs. Offered, never assumed: "CST" has three meanings.
_SPOKEN: dict[str, tuple[str, ...]] = {
    "北京": ("Asia/Shanghai",),
    "北京时间": ("Asia/Shanghai",),
    "上海": ("Asia/Shanghai",),
    "中国": ("Asia/Shanghai",),
    "香港": ("Asia/Hong_Kong",),
    "台北": ("Asia/Taipei",),
    "纽约": ("America/New_York",),
    "洛杉矶": ("America/Los_Angeles",),
    "伦敦": ("Europe/London",),
    "柏林": ("Europe/Berlin",),
    "东京": ("Asia/Tokyo",),
    "beijing": ("Asia/Shanghai",),
    "asia/beijing": ("Asia/Shanghai",),
    "china standard time": ("Asia/Shanghai",),
    "cst": ("Asia/Shanghai", "America/Chicago"),
    "est": ("America/New_York",),
    "edt": ("America/New_York",),
    "pst": ("America/Los_Angeles",),
    "pdt": ("America/Los_Angeles",),
    "bst": ("Europe/London",),
    "cest": ("Europe/Berlin",),
    "eastern standard time": ("America/New_York",),
    "pacific standard time": ("America/Los_Angeles",),
    "w. europe standard time": ("Europe/Berlin",),
    "gmt standard time": ("Europe/London",),
    "pacific": ("America/Los_Angeles", "US/Pacific"),
    "eastern": ("America/New_York", "US/Eastern"),
}


class UnknownZoneError(ClientCommsError):
    """A name that is no IANA time zone."""

    def __init__(self, name: str, close: tuple[str, ...] = ()) -> None:
        self.name = name
        self.close = close
        shown = name if len(name) <= 40 else f"{name[:40]}… ({len(name)} characters)"
        hint = f"did you mean {' or '.join(close)}?" if close else "write it like Asia/Shanghai"
        super().__init__(f"no time zone {shown!r}: {hint}")


class Crossing(StrEnum):
    """How a local time meets a change of the clock."""

    NONE = "none"
    GAP = "gap"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The instant a civil time means, and what the wall shows then."""

    at: datetime
    """Aware, UTC."""
    local: datetime
    """Aware, in the zone; differs from the wanted wall time only inside a gap."""
    crossing: Crossing


@dataclass(frozen=True, slots=True)
class CivilTime:
    """A wall-clock intent: naive local time and the name of an IANA zone.

    Raises:
        ValueError: the local time carries an offset.
        UnknownZoneError: the zone is none.

    """

    local: datetime
    zone: str

    def __post_init__(self) -> None:
        if self.local.tzinfo is not None:
            raise ValueError("a civil time is naive: its zone stands beside it")
        zone_named(self.zone)

    def resolve(self) -> Resolved:
        """Return the instant this time means under today's rules of its zone."""
        return resolve(self.local, zone_named(self.zone))


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """Return the zone of that name.

    Raises:
        UnknownZoneError: unknown, too long, or a folder of the tz database such as ``Pacific``;
            names that come close are in the message.

    """
    # ZoneInfo raises IsADirectoryError for a folder and OSError for a very long name.
    if len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) and not _NOT_FOR_PEOPLE.match(name):
        try:
            return ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            pass
    raise UnknownZoneError(name, _close_to(name))


def as_zone(zone: str | ZoneInfo) -> ZoneInfo:
    """Return the zone itself, looked up when it is given by name."""
    return zone_named(zone) if isinstance(zone, str) else zone


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a naive local time, by the rule of this module."""
    # PEP 495: fold=0 takes the offset before the change, which is both halves of the rule.
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def crossing_of(local: datetime, zone: ZoneInfo) -> Crossing:
    """Say whether a naive local time falls into a gap or an overlap of its zone."""
    before = local.replace(tzinfo=zone, fold=0).utcoffset()
    after = local.replace(tzinfo=zone, fold=1).utcoffset()
    if before == after or before is None or after is None:
        return Crossing.NONE
    return Crossing.GAP if before < after else Crossing.OVERLAP


def resolve(local: datetime, zone: ZoneInfo) -> Resolved:
    """Return instant, wall time shown and crossing of a naive local time."""
    at = instant(local, zone)
    return Resolved(at, at.astimezone(zone), crossing_of(local, zone))


def _close_to(name: str) -> tuple[str, ...]:
    if len(name) > _LONGEST_NAME:
        return ()
    wanted = name.strip().replace(" ", "_").casefold()
    if spoken := _SPOKEN.get(name.strip().casefold()):
        return spoken
    known = {zone.casefold(): zone for zone in sorted(zoneinfo.available_timezones())}
    cities = {zone.rpartition("/")[2]: zone for zone in known if "/" in zone}
    found = difflib.get_close_matches(wanted, known, n=3, cutoff=0.75)
    found += [cities[c] for c in difflib.get_close_matches(wanted, cities, n=3, cutoff=0.8)]
    return tuple(known[zone] for zone in dict.fromkeys(found))[:3]
