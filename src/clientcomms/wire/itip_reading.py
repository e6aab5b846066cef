"""A calendar answer or invitation that came by mail (RFC 5546 carried by RFC 6047).

Lines are unfolded and taken apart by icalendar; the tree is kept here, so that one bad line or an
unknown zone costs that line and not the message (icalendar 7.3 raises OSError on `TZID=Pacific`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

from clientcomms.wire.calendar_zones import zone_named

METHODS = frozenset({"REQUEST", "REPLY", "COUNTER", "DECLINECOUNTER", "CANCEL", "ADD", "REFRESH"})
MAX_LINES = 20_000
MAX_INSTANCES = 500


@dataclass(frozen=True, slots=True)
class Instance:
    """What the message says of the master or of one instance.

    `recurrence_id` is ISO 8601 in UTC, or a date; local without offset when the zone is unknown.
    `attendee` and `partstat` are those of the one who answers (REPLY, COUNTER, REFRESH).
    """

    recurrence_id: str | None
    attendee: str | None
    partstat: str | None
    sequence: int | None
    dtstamp: datetime | None
    comment: str | None
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class CalendarMessage:
    """An iTIP message about a VEVENT; the master comes first, else the first as sent."""

    method: str
    uid: str | None
    organizer: str | None
    instances: tuple[Instance, ...]


@dataclass(slots=True)
class _Property:
    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class _Component:
    name: str
    properties: list[_Property] = field(default_factory=list)
    children: list[_Component] = field(default_factory=list)

    def one(self, *names: str) -> _Property | None:
        return next(
            (found for name in names for found in self.properties if found.name == name), None
        )

    def value(self, *names: str) -> str | None:
        found = self.one(*names)
        return found.value.strip() or None if found else None


def read_itip(text: str) -> tuple[CalendarMessage | None, tuple[str, ...]]:
    """The iTIP message in a text/calendar body, and what is wrong with it.

    None without problems means: a calendar object, but not one that concerns us (PUBLISH, VTODO …).
    """
    problems: list[str] = []
    calendar = next((c for c in _tree(text, problems) if c.name == "VCALENDAR"), None)
    if calendar is None:
        return None, ("calendar part without VCALENDAR",)
    method = (calendar.value("METHOD") or "").upper()
    events = [child for child in calendar.children if child.name == "VEVENT"][:MAX_INSTANCES]
    if method not in METHODS:
        return None, ()
    if not events:
        others = {child.name for child in calendar.children} - {"VTIMEZONE"}
        return None, () if others else (f"calendar {method} without VEVENT",)
    return _message(method, events, _tzinfo_of(calendar), problems), tuple(problems)


def _message(
    method: str, events: list[_Component], zones: dict[str, tzinfo], problems: list[str]
) -> CalendarMessage:
    first = events[0]
    ordered = sorted(events, key=lambda event: event.one("RECURRENCE-ID") is not None)
    uid = next((found for event in events if (found := event.value("UID"))), None)
    if uid is None:
        problems.append(f"calendar {method} without UID")
    return CalendarMessage(
        method=method,
        uid=uid,
        organizer=_calendar_address(first.one("ORGANIZER")),
        instances=tuple(_instance(method, event, zones, problems) for event in ordered),
    )


def _instance(
    method: str, event: _Component, zones: dict[str, tzinfo], problems: list[str]
) -> Instance:
    answering = _answering(method, event)
    recurrence = _moment(event.one("RECURRENCE-ID"), zones, problems)
    stamp = _moment(event.one("DTSTAMP"), zones, problems)
    return Instance(
        recurrence_id=_recurrence_id(recurrence),
        attendee=_calendar_address(answering),
        partstat=answering.parameters.get("PARTSTAT", "").upper() or None if answering else None,
        sequence=_whole(event.value("SEQUENCE")),
        dtstamp=_instant(stamp),
        comment=_comment(event, answering),
        start=_instant(_moment(event.one("DTSTART"), zones, problems)),
        end=_instant(_moment(event.one("DTEND"), zones, problems)),
    )


def _answering(method: str, event: _Component) -> _Property | None:
    # RFC 5546 §3.2.3: a REPLY carries exactly one ATTENDEE, the one who answers.
    attendees = [found for found in event.properties if found.name == "ATTENDEE"]
    if method not in {"REPLY", "COUNTER", "REFRESH"}:
        return None
    if len(attendees) > 1:  # §4.2.5: a delegate answers and names the delegator beside himself
        attendees = [found for found in attendees if "DELEGATED-FROM" in found.parameters]
    return attendees[0] if len(attendees) == 1 else None


def _comment(event: _Component, answering: _Property | None) -> str | None:
    # Google puts the guest's words into a parameter of ATTENDEE instead of COMMENT.
    said = event.value("COMMENT")
    if said is None and answering:
        said = answering.parameters.get("X-RESPONSE-COMMENT", "").strip() or None
    return _unescaped(said) if said else None


def _unescaped(text: str) -> str:
    # RFC 5545 §3.3.11
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def _calendar_address(found: _Property | None) -> str | None:
    if found is None:
        return None
    address = re.sub(r"^mailto:", "", found.value.strip(), flags=re.IGNORECASE)
    return address.strip("<> ").lower() or None


def _whole(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch(r"\d{1,9}", value) else None


_TIME = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$")


def _moment(
    found: _Property | None, zones: dict[str, tzinfo], problems: list[str]
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


def _recurrence_id(moment: datetime | date | None) -> str | None:
    return moment.isoformat() if moment else None


def _instant(moment: datetime | date | None) -> datetime | None:
    if not isinstance(moment, datetime):
        return None
    # RFC 5545 §3.8.7.2: DTSTAMP must be UTC; without Z it is taken as such.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _tzinfo_of(calendar: _Component) -> dict[str, tzinfo]:
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


def _tree(text: str, problems: list[str]) -> list[_Component]:
    """The components of `text`; unclosed ones are closed by the end."""
    top: list[_Component] = []
    stack: list[_Component] = []
    for found in _properties(text, problems):
        if found.name == "BEGIN" and len(stack) < 8:
            component = _Component(found.value.strip().upper())
            (stack[-1].children if stack else top).append(component)
            stack.append(component)
        elif found.name == "END":
            _close(stack, found.value.strip().upper())
        elif stack:
            stack[-1].properties.append(found)
    return top


def _close(stack: list[_Component], name: str) -> None:
    if any(component.name == name for component in stack):
        while stack and stack.pop().name != name:
            pass


_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")


def _properties(text: str, problems: list[str]) -> Iterator[_Property]:
    from icalendar.parser import Contentline

    unreadable = 0
    for line in _FOLD.sub("", text).splitlines()[:MAX_LINES]:
        if not line.strip():
            continue
        try:
            name, parameters, value = Contentline(line).raw_parts()  # type: ignore[no-untyped-call]  # icalendar leaves __new__ untyped
        except (ValueError, KeyError, IndexError):
            unreadable += 1
            continue
        texts = {str(key).upper(): str(said) for key, said in parameters.items()}
        yield _Property(str(name).upper(), texts, str(value))
    if unreadable:
        problems.append(f"{unreadable} lines of the calendar part cannot be read")
