"""A calendar answer or invitation that came by mail (RFC 5546 carried by RFC 6047).

One bad line or an unknown zone costs that line and not the message: `calendar_tree` and
`calendar_times` report what they cannot read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from clientcomms.wire.calendar_times import instant, moment_of, recurrence_id, zones_defined
from clientcomms.wire.calendar_tree import Component, Property, read_tree

METHODS = frozenset({"REQUEST", "REPLY", "COUNTER", "DECLINECOUNTER", "CANCEL", "ADD", "REFRESH"})
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


def read_itip(text: str) -> tuple[CalendarMessage | None, tuple[str, ...]]:
    """The iTIP message in a text/calendar body, and what is wrong with it.

    None without problems means: a calendar object, but not one that concerns us (PUBLISH, VTODO …).
    """
    problems: list[str] = []
    calendar = next((c for c in read_tree(text, problems) if c.name == "VCALENDAR"), None)
    if calendar is None:
        return None, ("calendar part without VCALENDAR",)
    method = (calendar.value("METHOD") or "").upper()
    events = [child for child in calendar.children if child.name == "VEVENT"][:MAX_INSTANCES]
    if method not in METHODS:
        return None, ()
    if not events:
        others = {child.name for child in calendar.children} - {"VTIMEZONE"}
        return None, () if others else (f"calendar {method} without VEVENT",)
    return _message(method, events, zones_defined(calendar), problems), tuple(problems)


def _message(
    method: str, events: list[Component], zones: dict[str, tzinfo], problems: list[str]
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
    method: str, event: Component, zones: dict[str, tzinfo], problems: list[str]
) -> Instance:
    answering = _answering(method, event)
    recurrence = moment_of(event.one("RECURRENCE-ID"), zones, problems)
    stamp = moment_of(event.one("DTSTAMP"), zones, problems)
    return Instance(
        recurrence_id=recurrence_id(recurrence),
        attendee=_calendar_address(answering),
        partstat=answering.parameters.get("PARTSTAT", "").upper() or None if answering else None,
        sequence=_whole(event.value("SEQUENCE")),
        dtstamp=instant(stamp),
        comment=_comment(event, answering),
        start=instant(moment_of(event.one("DTSTART"), zones, problems)),
        end=instant(moment_of(event.one("DTEND"), zones, problems)),
    )


def _answering(method: str, event: Component) -> Property | None:
    # RFC 5546 §3.2.3: a REPLY carries exactly one ATTENDEE, the one who answers.
    attendees = [found for found in event.properties if found.name == "ATTENDEE"]
    if method not in {"REPLY", "COUNTER", "REFRESH"}:
        return None
    if len(attendees) > 1:  # §4.2.5: a delegate answers and names the delegator beside himself
        attendees = [found for found in attendees if "DELEGATED-FROM" in found.parameters]
    return attendees[0] if len(attendees) == 1 else None


def _comment(event: Component, answering: Property | None) -> str | None:
    # Google puts the guest's words into a parameter of ATTENDEE instead of COMMENT.
    said = event.value("COMMENT")
    if said is None and answering:
        said = answering.parameters.get("X-RESPONSE-COMMENT", "").strip() or None
    return _unescaped(said) if said else None


def _unescaped(text: str) -> str:
    # RFC 5545 §3.3.11
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def _calendar_address(found: Property | None) -> str | None:
    if found is None:
        return None
    address = re.sub(r"^mailto:", "", found.value.strip(), flags=re.IGNORECASE)
    return address.strip("<> ").lower() or None


def _whole(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch(r"\d{1,9}", value) else None
