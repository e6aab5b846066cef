"""A calendar answer or invitation that came by mail (RFC 5546 carried by RFC 6047).

One bad line or an unknown zone costs that line and not the message: `calendar_tree` and
`calendar_times` report what they cannot read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from clientcomms.wire.calendar_times import (
    duration_of,
    instant,
    moment_of,
    recurrence_id,
    time_of_day,
)
from clientcomms.wire.calendar_tree import Component, read_tree
from clientcomms.wire.calendar_zone_rules import zones_defined
from clientcomms.wire.itip_comments import comment_of, unescaped
from clientcomms.wire.itip_people import address_of, answering, parameter_address, partstat_of

METHODS = frozenset({"REQUEST", "REPLY", "COUNTER", "DECLINECOUNTER", "CANCEL", "ADD", "REFRESH"})
MAX_INSTANCES = 500
_RANGES = frozenset({"THISANDFUTURE", "THISANDPRIOR"})


@dataclass(frozen=True, slots=True)
class Instance:
    """What the message says of the master or of one instance.

    `recurrence_id` is ISO 8601 in UTC, or a date; local without offset when the zone is unknown,
    and as it stands when it cannot be read. `start` and `end` are naive when their zone is
    unknown. `attendee`, `partstat`, `sent_by` and the delegates are those of the one who answers
    (REPLY, COUNTER, REFRESH); all addresses are in lower case.
    """

    recurrence_id: str | None
    attendee: str | None
    partstat: str | None
    sequence: int | None
    dtstamp: datetime | None
    comment: str | None
    start: datetime | None
    end: datetime | None
    delegated_to: str | None = None
    delegated_from: str | None = None
    sent_by: str | None = None
    span: str | None = None
    """RANGE of RECURRENCE-ID (RFC 5545 §3.2.13): THISANDFUTURE, or the older THISANDPRIOR."""


@dataclass(frozen=True, slots=True)
class CalendarMessage:
    """An iTIP message about a VEVENT; the master comes first, else the first as sent."""

    method: str
    uid: str | None
    organizer: str | None
    instances: tuple[Instance, ...]


@dataclass(frozen=True, slots=True)
class _Body:
    """What is told of all events of a calendar body."""

    method: str
    product: str
    sender: str | None
    zones: dict[str, tzinfo]


def read_itip(
    text: str, *, told_method: str | None = None, sender: str | None = None
) -> tuple[CalendarMessage | None, tuple[str, ...]]:
    """The iTIP message in a text/calendar body, and what is wrong with it.

    `told_method` is that of the Content-Type (RFC 6047 §2.4), taken where the body has none.
    `sender` is the addr-spec of From: it tells who answers where the body lists several people.
    None without problems means: a calendar object, but not one that concerns us (PUBLISH, VTODO …).
    """
    problems: list[str] = []
    tops = read_tree(text, problems)
    calendar = _calendar(tops)
    if calendar is None:
        return None, ("calendar part without VCALENDAR",)
    method = _method(calendar, told_method)
    events = calendar.named("VEVENT")[:MAX_INSTANCES]
    if method not in METHODS:
        return None, ()
    if not events:
        others = {child.name for child in calendar.children} - {"VTIMEZONE"}
        return None, () if others else (f"calendar {method} without VEVENT",)
    body = _Body(method, calendar.value("PRODID") or "", sender, zones_defined(calendar))
    return _message(body, events, problems), tuple(dict.fromkeys(problems))


def _calendar(tops: list[Component]) -> Component | None:
    """The first calendar with a method of ours, else the first; events that stand bare are one."""
    calendars = [found for found in tops if found.name == "VCALENDAR"]
    if not calendars and any(found.name == "VEVENT" for found in tops):
        return Component("VCALENDAR", [], tops)
    ours = (found for found in calendars if _method(found, None) in METHODS)
    return next(ours, next(iter(calendars), None))


def _method(calendar: Component, told: str | None) -> str:
    # What travels with the object outlives what relays write around it.
    return (calendar.value("METHOD") or told or "").strip("\"' ").upper()


def _message(body: _Body, events: list[Component], problems: list[str]) -> CalendarMessage:
    ordered = sorted(events, key=lambda event: event.one("RECURRENCE-ID") is not None)
    uid = next((found for event in ordered if (found := _uid(event))), None)
    if uid is None:
        problems.append(f"calendar {body.method} without UID")
    about = [event for event in ordered if _uid(event) in {uid, None}]
    if len(about) < len(ordered):
        problems.append(f"{len(ordered) - len(about)} events of other meetings are left out")
    return CalendarMessage(
        method=body.method,
        uid=uid,
        organizer=next((found for event in ordered if (found := _organizer(event))), None),
        instances=tuple(_instance(body, event, problems) for event in about),
    )


def _uid(event: Component) -> str | None:
    said = event.value("UID")
    return unescaped(said) if said else None


def _organizer(event: Component) -> str | None:
    return address_of(event.one("ORGANIZER"))


def _instance(body: _Body, event: Component, problems: list[str]) -> Instance:
    attendee = answering(body.method, event, body.sender)
    named = event.one("RECURRENCE-ID")
    start = time_of_day(moment_of(event.one("DTSTART"), body.zones, problems))
    span = named.parameters.get("RANGE", "").upper() if named else ""
    return Instance(
        recurrence_id=recurrence_id(named, body.zones, problems),
        attendee=address_of(attendee),
        partstat=partstat_of(attendee),
        sequence=_whole(event.value("SEQUENCE", "X-MICROSOFT-CDO-APPT-SEQUENCE")),
        dtstamp=instant(moment_of(event.one("DTSTAMP"), body.zones, problems)),
        comment=comment_of(event, attendee, body.product),
        start=start,
        end=_end(event, start, body.zones, problems),
        delegated_to=parameter_address(attendee, "DELEGATED-TO"),
        delegated_from=parameter_address(attendee, "DELEGATED-FROM"),
        sent_by=parameter_address(attendee, "SENT-BY"),
        span=span if span in _RANGES else None,
    )


def _end(
    event: Component, start: datetime | None, zones: dict[str, tzinfo], problems: list[str]
) -> datetime | None:
    end = event.one("DTEND")
    if end is not None:
        return time_of_day(moment_of(end, zones, problems))
    length = duration_of(event.value("DURATION"))
    try:
        return start + length if start and length else None
    except OverflowError:
        return None


def _whole(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch(r"\d{1,9}", value) else None
