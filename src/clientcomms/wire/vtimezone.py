"""VTIMEZONE components that agree with the time-zone database over the life of a series.

Calendars differ in what they read: Outlook ignores observances written as RDATE lists, so
yearly rules (RRULE) are preferred. Every component is checked against zoneinfo before it is
given out; where yearly rules would be wrong (Morocco suspends an hour in Ramadan, a country
abolishes summer time in mid-series) each change of the clock is its own observance.
RFC 5545 §3.6.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clientcomms.errors import ClientCommsError
from clientcomms.wire.icalendar_text import local_text, offset_text

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEP = timedelta(days=7)  # shorter than any two changes of one clock lie apart
_YEAR = timedelta(days=367)
# After 28 years weekdays and dates have met in every combination.
_TIME_FOR_RULES = timedelta(days=29 * 366)
_MARGIN = timedelta(days=2)


class UnknownZoneError(ClientCommsError):
    """A name that the time-zone database does not hold."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"no time zone {name[:60]!r}: use an IANA name such as Asia/Shanghai or Europe/Berlin"
        )


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Raises ``UnknownZoneError``, also for a folder of the database (``Pacific``) and for names
    that no file system takes.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZoneError(name) from error


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the clock."""

    at: datetime
    """Aware, UTC."""
    before: timedelta
    after: timedelta
    name: str
    """The abbreviation that holds afterwards."""

    @property
    def onset(self) -> datetime:
        """The wall-clock time of the change, told in the offset before it (RFC 5545 §3.6.5)."""
        return (self.at + self.before).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Observance:
    """A STANDARD or DAYLIGHT sub-component: its first change, repeated yearly when ``rule``."""

    change: Change
    rule: str = ""


def vtimezone_lines(zone: str, first: datetime, last: datetime) -> tuple[str, ...]:
    """The unfolded lines of the VTIMEZONE for local times from ``first`` to ``last`` (naive).

    Raises ``UnknownZoneError``.
    """
    return _lines(zone, first.date(), last.date())


@lru_cache(maxsize=256)
def _lines(zone: str, first: date, last: date) -> tuple[str, ...]:
    body = [line for item in observances(zone, first, last) for line in _observed(item)]
    return ("BEGIN:VTIMEZONE", f"TZID:{zone}", *body, "END:VTIMEZONE")


def observances(zone: str, first: date, last: date) -> tuple[Observance, ...]:
    """What the VTIMEZONE says; right for every instant from ``first`` to ``last``, both included.

    Raises ``UnknownZoneError``.
    """
    tz = zone_named(zone)
    # Two days more at each end: no zone is further from UTC than that.
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - _MARGIN
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + _MARGIN
    yearly = _yearly(tz, begin, end)
    if yearly and min(item.change.at for item in yearly) <= begin:
        return yearly
    if yearly:  # the country begins with summer time during the series
        return (_without_change(tz, begin), *yearly)
    end = max(end, begin + _YEAR)  # calendars keep a definition for other events of the zone
    return (_without_change(tz, begin), *(Observance(c) for c in _changes(tz, begin, end)))


def _changes(tz: ZoneInfo, begin: datetime, end: datetime) -> Iterator[Change]:
    moment = begin
    while moment < end:
        after = moment + _STEP
        if _offset(tz, moment) != _offset(tz, after):
            yield _change_between(tz, moment, after)
        moment = after


def _offset(tz: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(tz).utcoffset()
    assert offset is not None
    return offset


def _change_between(tz: ZoneInfo, low: datetime, high: datetime) -> Change:
    before, after = _offset(tz, low), _offset(tz, high)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(tz, middle) == before else (low, middle)
    return Change(high, before, after, high.astimezone(tz).tzname() or tz.key)


def _without_change(tz: ZoneInfo, begin: datetime) -> Observance:
    offset = _offset(tz, begin)
    name = begin.astimezone(tz).tzname() or tz.key
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return Observance(Change(min(begin, epoch) - offset, offset, offset, name))


def _yearly(tz: ZoneInfo, begin: datetime, end: datetime) -> tuple[Observance, ...]:
    """Two yearly rules that give exactly the changes of the clock in that time, or nothing."""
    anchor = begin - _YEAR  # each rule begins before the first meeting does
    kinds: dict[tuple[timedelta, timedelta], list[Change]] = {}
    for change in _changes(tz, anchor, max(end, anchor + _TIME_FOR_RULES)):
        kinds.setdefault((change.before, change.after), []).append(change)
    if len(kinds) != 2:
        return ()
    found = tuple(Observance(changes[0], _rule(changes)) for changes in kinds.values())
    if not all(item.rule for item in found):
        return ()
    return found if _agrees(found, tuple(_changes(tz, anchor, end)), end) else ()


def _rule(changes: list[Change]) -> str:
    onsets = [change.onset for change in changes]
    months = {onset.month for onset in onsets}
    weekdays = {onset.weekday() for onset in onsets}
    if len(months) != 1 or len(weekdays) != 1 or len({onset.time() for onset in onsets}) != 1:
        return ""
    weekday = _WEEKDAYS[weekdays.pop()]
    earliest, latest = min(o.day for o in onsets), max(o.day for o in onsets)
    if latest - earliest > 6:
        return ""
    days = _nth_week(onsets, earliest, weekday)
    return f"FREQ=YEARLY;BYMONTH={months.pop()};{days}"


def _nth_week(onsets: list[datetime], earliest: int, weekday: str) -> str:
    if all((onset + timedelta(days=7)).month != onset.month for onset in onsets):
        return f"BYDAY=-1{weekday}"
    if (earliest - 1) % 7 == 0 and earliest < 28:
        return f"BYDAY={(earliest - 1) // 7 + 1}{weekday}"
    span = ",".join(str(day) for day in range(earliest, earliest + 7))
    return f"BYMONTHDAY={span};BYDAY={weekday}"


def _agrees(candidates: Iterable[Observance], changes: tuple[Change, ...], end: datetime) -> bool:
    """Whether the rules give exactly these changes, told by another reader of rules."""
    from dateutil.rrule import rrulestr

    found: list[tuple[datetime, timedelta]] = []
    for item in candidates:
        change = item.change
        onsets = rrulestr(item.rule, dtstart=change.onset).between(
            change.onset, end.replace(tzinfo=None) + change.before, inc=True
        )
        found += [(onset - change.before, change.after) for onset in onsets]
    return sorted(found) == [(c.at.replace(tzinfo=None), c.after) for c in changes if c.at <= end]


def _observed(item: Observance) -> Iterator[str]:
    change = item.change
    kind = "DAYLIGHT" if change.after > change.before else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{local_text(change.onset)}"
    yield f"TZOFFSETFROM:{offset_text(change.before)}"
    yield f"TZOFFSETTO:{offset_text(change.after)}"
    if item.rule:
        yield f"RRULE:{item.rule}"
    yield f"TZNAME:{change.name}"
    yield f"END:{kind}"
