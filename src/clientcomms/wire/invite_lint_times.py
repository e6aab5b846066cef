"""The linter's rules for times: starts and ends, recurrence, time zones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from clientcomms.wire.icalendar_lines import Property, RawComponent
from clientcomms.wire.invite_findings import Finding, error, warning
from clientcomms.wire.vtimezone import UnknownZoneError, zone_named

_DATED = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
_UNTIL = re.compile(r"UNTIL=([0-9TZ]+)")
_LOOKED_AT = 1500  # occurrences of one series
_SAMPLE = timedelta(hours=6)
_YEARS = timedelta(days=366 * 6)


def time_findings(calendar: RawComponent) -> Iterator[Finding]:
    """What is wrong with the times of ``calendar``."""
    events = calendar.named("VEVENT")
    master = next((event for event in events if not event.all("RECURRENCE-ID")), None)
    timeless = calendar.value("METHOD").upper() in {"CANCEL", "DECLINECOUNTER"}
    for event in events:
        yield from _start_and_end(event, needed=not timeless)
        yield from _recurrence(event)
        if master is not None and event is not master and master.all("RRULE"):
            yield from _recurrence_id(event, master)
    yield from _zones(calendar, events)


def _kind(item: Property | None) -> tuple[str, str]:
    """The value type and zone of a property's first value; an empty type where unreadable."""
    if item is None:
        return "", ""
    value = item.value.strip().split(",")[0]
    for kind, form in (
        ("UTC", r"\d{8}T\d{6}Z"),
        ("LOCAL", r"\d{8}T\d{6}"),
        ("DATE", r"\d{8}"),
    ):
        if re.fullmatch(form, value):
            return kind, item.parameters.get("TZID", "")
    return "", ""


def _moments(item: Property) -> list[datetime]:
    found = re.findall(r"\d{8}(?:T\d{6})?", item.value)
    try:
        return [datetime.fromisoformat(value) for value in found]
    except ValueError:
        return []


def _instant(item: Property | None) -> datetime | None:
    """The first value as aware UTC, where its zone is known."""
    if item is None or not _moments(item):
        return None
    moment, (kind, name) = _moments(item)[0], _kind(item)
    if kind != "LOCAL":
        return moment.replace(tzinfo=UTC)
    try:
        return moment.replace(tzinfo=zone_named(name)).astimezone(UTC)
    except UnknownZoneError:
        return None


def _start_and_end(event: RawComponent, *, needed: bool) -> Iterator[Finding]:
    start = event.first("DTSTART")
    kind, zone = _kind(start)
    if not kind and (needed or start is not None):
        yield error("dtstart", "DTSTART is missing or no date (RFC 5545 §3.8.2.4)")
    if kind == "LOCAL" and not zone:
        yield error("floating", "a local time without TZID means another hour to each reader")
    if kind == "UTC" and zone:
        yield error("utc-with-tzid", "TZID and Z exclude each other (RFC 5545 §3.2.19)")
    if start and kind == "DATE" and start.parameters.get("VALUE", "").upper() != "DATE":
        yield error("date-value", "a DATE needs VALUE=DATE (RFC 5545 §3.3.4)")
    yield from _end(event, needed=needed)


def _end(event: RawComponent, *, needed: bool) -> Iterator[Finding]:
    start, end = event.first("DTSTART"), event.first("DTEND")
    if end is not None and event.all("DURATION"):
        yield error("one-end", "DTEND and DURATION exclude each other (RFC 5545 §3.6.1)")
    if needed and end is None and not event.all("DURATION"):
        yield warning("no-end", "neither DTEND nor DURATION")
    if end is not None and _kind(end)[0] != _kind(start)[0]:
        yield error("dtend-type", "DTEND has the value type of DTSTART (RFC 5545 §3.8.2.2)")
    begun, ended = _instant(start), _instant(end)
    if begun and ended and ended <= begun:
        yield error("end-after-start", "DTEND is not after DTSTART (RFC 5545 §3.8.2.2)")


def _recurrence(event: RawComponent) -> Iterator[Finding]:
    start, rule = event.first("DTSTART"), event.value("RRULE")
    held: list[datetime] | None = None
    if start is not None and _moments(start) and rule:
        yield from _rule_form(rule, _kind(start)[0])
        held = _held(rule, start)
        if held is None:
            yield error("rrule", f"RRULE cannot be read: {rule}")
        elif held[:1] != _moments(start)[:1]:
            yield error("first", "DTSTART is not the first occurrence (RFC 5545 §3.8.5.3)")
    for item in event.all("EXDATE"):
        if _kind(item) != _kind(start):
            yield error("exdate-type", "EXDATE has type and TZID of DTSTART (RFC 5545 §3.8.5.1)")
        elif held is not None and len(held) < _LOOKED_AT and not {*_moments(item)} <= {*held}:
            yield error("exdate-hits", f"EXDATE {item.value} is no occurrence")


def _rule_form(rule: str, kind: str) -> Iterator[Finding]:
    if rule.endswith(";") or rule != rule.upper():
        yield error("rrule-form", f"RRULE {rule}: upper case, no semicolon at the end")
    if "COUNT=" in rule and "UNTIL=" in rule:
        yield error("count-or-until", "COUNT and UNTIL exclude each other (RFC 5545 §3.3.10)")
    until = _UNTIL.search(rule)
    if until is None:
        return
    wanted = r"\d{8}" if kind == "DATE" else r"\d{8}T\d{6}Z"
    if not re.fullmatch(wanted, until[1]):
        yield error("until-utc", "UNTIL is in UTC where DTSTART has a zone (RFC 5545 §3.3.10)")


def _held(rule: str, start: Property) -> list[datetime] | None:
    """The local starts a rule gives, the first 1500; ``None`` where it cannot be read."""
    from dateutil.rrule import rrulestr

    if "UNTIL=" in rule:
        rule = "" if "COUNT=" in rule else _with_local_until(rule, start)
    try:
        return list(islice(rrulestr(rule, dtstart=_moments(start)[0]), _LOOKED_AT))
    except (ValueError, TypeError, AttributeError):
        return None


def _with_local_until(rule: str, start: Property) -> str:
    """The rule with UNTIL in the time of ``start``; empty where that is unknown."""
    kind, name = _kind(start)
    until = _UNTIL.search(rule)
    if until is not None and "T" in until[1] and not until[1].endswith("Z"):
        return rule  # wrong, and reported as such, but its meaning is plain
    end = _instant(Property("UNTIL", {}, until[1])) if until else None
    if until is None or end is None:
        return ""
    if kind == "LOCAL":
        try:
            end = end.astimezone(zone_named(name))
        except UnknownZoneError:
            return ""
    return rule.replace(until[0], f"UNTIL={end:%Y%m%dT%H%M%S}")


def _recurrence_id(event: RawComponent, master: RawComponent) -> Iterator[Finding]:
    named, start = event.first("RECURRENCE-ID"), master.first("DTSTART")
    if named is None or start is None or _kind(named) != _kind(start):
        yield error("recurrence-id", "RECURRENCE-ID has type and TZID of the master's DTSTART")
        return
    held = _held(master.value("RRULE"), start)
    if held is not None and len(held) < _LOOKED_AT and not {*_moments(named)} <= {*held}:
        yield error("recurrence-id-hits", f"RECURRENCE-ID {named.value} is no occurrence")


def _zones(calendar: RawComponent, events: list[RawComponent]) -> Iterator[Finding]:
    defined = [zone.value("TZID") for zone in calendar.named("VTIMEZONE")]
    used = {
        item.parameters["TZID"]
        for event in events
        for item in event.properties
        if item.name in _DATED and "TZID" in item.parameters
    }
    if len(defined) != len(set(defined)):
        yield error("vtimezone-once", "two VTIMEZONEs of one TZID (RFC 5545 §3.6.5)")
    for name in sorted(used - {*defined}):
        yield error("vtimezone", f"no VTIMEZONE for TZID {name} (RFC 5545 §3.2.19)")
    for name in sorted({*defined} - used):
        yield warning("vtimezone-unused", f"VTIMEZONE {name} is not used")
    for zone in calendar.named("VTIMEZONE"):
        yield from _zone(zone, events)


def _zone(zone: RawComponent, events: list[RawComponent]) -> Iterator[Finding]:
    name, observances = zone.value("TZID"), zone.components
    if not zone.named("STANDARD"):
        yield error("standard-time", f"VTIMEZONE {name} without STANDARD")
    rules = [item.value for part in observances for item in part.all("RRULE")]
    if len(observances) > 6 or any(not rule.startswith("FREQ=YEARLY") for rule in rules):
        yield warning("vtimezone-short", f"VTIMEZONE {name}: Outlook wants few, yearly rules")
    if any(part.all("RDATE") for part in observances):
        yield warning("vtimezone-rdate", f"VTIMEZONE {name} has RDATEs, which Outlook ignores")
    try:
        zone_named(name)
    except UnknownZoneError:
        yield warning("tzid-known", f"TZID {name} is no IANA name: calendars map by name first")
        return
    span = _span(name, events)
    wrong = _first_wrong(zone, name, *span) if span else None
    if wrong is not None:
        yield error("offsets", f"VTIMEZONE {name} has another offset than the zone at {wrong}")


def _span(name: str, events: list[RawComponent]) -> tuple[datetime, datetime] | None:
    moments: list[datetime] = []
    for event in events:
        for item in event.properties:
            if item.name in _DATED and item.parameters.get("TZID") == name:
                moments += _moments(item)
        start, rule = event.first("DTSTART"), event.value("RRULE")
        if start is not None and rule and _moments(start):
            moments += (_held(rule, start) or [])[-1:]
    if not moments:
        return None
    first = min(moments).replace(tzinfo=UTC)
    last = min(max(moments).replace(tzinfo=UTC), first + _YEARS)
    return first - timedelta(days=1), last + timedelta(days=2)


def _first_wrong(zone: RawComponent, name: str, begin: datetime, end: datetime) -> datetime | None:
    from clientcomms.wire.invite_lint_zone import told_offsets

    true, told = zone_named(name), told_offsets(zone, end)
    samples = [begin + _SAMPLE * n for n in range((end - begin) // _SAMPLE + 1)]
    onsets = [at for at in told.since if begin <= at <= end]
    samples += [at - timedelta(seconds=1) for at in onsets] + onsets
    wrong = (at for at in samples if told.at(at) != at.astimezone(true).utcoffset())
    return min(wrong, default=None)
