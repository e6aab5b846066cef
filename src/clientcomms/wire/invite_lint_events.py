"""The linter's rules for VEVENTs: identity, people, state, texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientcomms.wire.icalendar_lines import Property, RawComponent
from clientcomms.wire.invite_findings import Finding, error, warning

_MAILTO = re.compile(r"(?i)mailto:[^@\s]+@[^@\s]+")
_UTC = re.compile(r"\d{8}T\d{6}Z")
# At most once in a VEVENT: RFC 5545 §3.6.1.
_ONCE = [
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "DURATION",
    "SEQUENCE",
    "SUMMARY",
    "ORGANIZER",
    "STATUS",
    "TRANSP",
    "CLASS",
    "CREATED",
    "LAST-MODIFIED",
    "LOCATION",
    "DESCRIPTION",
    "PRIORITY",
    "URL",
    "RECURRENCE-ID",
    "GEO",
    "RRULE",
]
_TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION", "COMMENT", "CONTACT")
# A comma or semicolon without a backslash, a backslash before anything else, one at the end.
_ESCAPED_TEXT = re.compile(r"(?:[^\\,;]|\\[\\;,nN])*")
_ROLES = {"REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT", "CHAIR"}
_PARTSTATS = {"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"}


def event_findings(
    calendar: RawComponent, method: str, from_address: str | None
) -> Iterator[Finding]:
    """What is wrong with the events of ``calendar``."""
    events = calendar.named("VEVENT")
    if not events:
        yield error("vevent", "no VEVENT")
        return
    yield from _one_meeting(events)
    for event in events:
        yield from _identity(event)
        yield from _organizer_named(event)
        yield from _texts(event)
        if method.upper() in {"REQUEST", "ADD"}:
            yield from _asked(event)
        elif method.upper() == "CANCEL":
            yield from _called_off(event)
        if method.upper() != "DECLINECOUNTER":  # which has none: RFC 5546 §3.2.8
            yield from _attendees(event)
    if from_address is not None:
        yield from _sender(events[0], from_address)


def _one_meeting(events: list[RawComponent]) -> Iterator[Finding]:
    if len({event.value("UID") for event in events}) != 1 or not events[0].value("UID"):
        yield error("one-uid", "all VEVENTs carry the same UID (RFC 5546 §3.2.2)")
    if len({_organizer(event) for event in events}) != 1:
        yield error("one-organizer", "all VEVENTs have the same ORGANIZER")
    instances = [event.value("RECURRENCE-ID") for event in events]
    if instances.count("") > 1:
        yield error("one-master", "more than one VEVENT without RECURRENCE-ID")
    if len(instances) != len(set(instances)) and instances.count("") <= 1:
        yield error("one-override", "two VEVENTs for one RECURRENCE-ID")


def _identity(event: RawComponent) -> Iterator[Finding]:
    for name in _ONCE:
        if len(event.all(name)) > 1:
            yield error("once", f"{name} more than once (RFC 5545 §3.6.1)")
    if not _UTC.fullmatch(event.value("DTSTAMP")):
        yield error("dtstamp-utc", "DTSTAMP is in UTC (RFC 5545 §3.8.7.2)")
    if not re.fullmatch(r"\d{1,9}", event.value("SEQUENCE")):
        yield error("sequence", "SEQUENCE is a number (RFC 5545 §3.8.7.4)")
    uid = event.value("UID")
    if len(uid) > 255 or not ("@" in uid or re.fullmatch(r"[0-9A-Fa-f-]{32,}", uid)):
        yield warning("uid-form", f"UID {uid[:40]!r}: name@host or a UUID (RFC 7986 §5.3)")


def _organizer_named(event: RawComponent) -> Iterator[Finding]:
    organizer = event.first("ORGANIZER")
    if organizer is None or not _MAILTO.fullmatch(organizer.value.strip()):
        yield error("organizer", "ORGANIZER is a mailto: address (RFC 6047 §2.3)")
    elif "CN" not in organizer.parameters:
        yield warning("organizer-name", "ORGANIZER without CN: clients see a bare address")


def _attendees(event: RawComponent) -> Iterator[Finding]:
    attendees = event.all("ATTENDEE")
    if not attendees or not all(_MAILTO.fullmatch(item.value.strip()) for item in attendees):
        yield error("attendees", "each ATTENDEE is a mailto: address (RFC 6047 §2.3)")
    addresses = [item.address for item in attendees]
    if len(addresses) != len(set(addresses)):
        yield error("attendee-once", "an ATTENDEE stands twice (RFC 5546 §3.2.2)")


def _asked(event: RawComponent) -> Iterator[Finding]:
    invited = _invited(event)
    if not invited or any(p.get("RSVP", "").upper() != "TRUE" for p in _parameters(invited)):
        yield error("rsvp", "each invited ATTENDEE has RSVP=TRUE, else Outlook asks nothing")
    states = {p.get("PARTSTAT", "").upper() for p in _parameters(invited)}
    if not states <= _PARTSTATS:
        yield error("partstat", f"PARTSTAT {sorted(states - _PARTSTATS)} (RFC 5545 §3.2.12)")
    if event.value("SEQUENCE") == "0" and states - {"NEEDS-ACTION"}:
        yield error("needs-action", "nobody has answered the first invitation yet")
    for item in _parameters(event.all("ATTENDEE")):
        role = item.get("ROLE", "").upper()
        if role not in _ROLES and not role.startswith("X-"):
            yield warning("role", f"ROLE {role!r} (RFC 5545 §3.2.16)")
    if not event.value("SUMMARY"):
        yield error("summary", "no SUMMARY (RFC 5546 §3.2.2)")
    if event.value("STATUS") not in {"CONFIRMED", "TENTATIVE"}:
        yield error("status", "a REQUEST is CONFIRMED or TENTATIVE (RFC 5546 §3.2.2)")


def _called_off(event: RawComponent) -> Iterator[Finding]:
    if event.value("STATUS") != "CANCELLED":
        yield error("cancelled", "a CANCEL has STATUS:CANCELLED (RFC 5546 §3.2.5)")
    if not re.fullmatch(r"[1-9]\d*", event.value("SEQUENCE")):
        yield error("cancel-sequence", "SEQUENCE is above that of the REQUEST (RFC 5546 §2.1.4)")
    if event.named("VALARM"):
        yield warning("cancel-alarm", "an alarm for a meeting that is off")


def _texts(event: RawComponent) -> Iterator[Finding]:
    for name in _TEXTS:
        if any(not _ESCAPED_TEXT.fullmatch(item.value) for item in event.all(name)):
            yield error("escaping", f"{name}: , ; and \\ need a backslash (RFC 5545 §3.3.11)")


def _sender(event: RawComponent, from_address: str) -> Iterator[Finding]:
    organizer = event.first("ORGANIZER")
    if organizer is None:
        return
    sent_by = re.sub(r"(?i)^mailto:", "", organizer.parameters.get("SENT-BY", "")).lower()
    if from_address.lower() not in {organizer.address, sent_by}:
        yield error("from-is-organizer", f"From {from_address} is not ORGANIZER (RFC 6047 §2.3)")


def _organizer(event: RawComponent) -> str:
    organizer = event.first("ORGANIZER")
    return organizer.address if organizer else ""


def _invited(event: RawComponent) -> list[Property]:
    return [item for item in event.all("ATTENDEE") if item.address != _organizer(event)]


def _parameters(items: list[Property]) -> list[dict[str, str]]:
    return [item.parameters for item in items]
