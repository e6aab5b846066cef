"""Writing a meeting as an iCalendar object: REQUEST, CANCEL, REPLY, and as stored in a calendar.

One object holds one UID: the master and every instance that differs (RFC 5546 §3.2.2), with a
VTIMEZONE that is right for all of them. Whoever mails the object puts it into ``imip`` parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from clientcomms.wire.calendar_event import (
    CalendarAddress,
    CalendarAttendee,
    CalendarEvent,
    EventStatus,
    InstanceOverride,
    PartStat,
    Role,
    UnbuildableEventError,
    occurrences,
    rule_until_utc,
    sound,
)
from clientcomms.wire.icalendar_text import escaped, local_text, parameter, utc_text, written
from clientcomms.wire.vtimezone import vtimezone_lines, zone_named

__all__ = [
    "PRODID",
    "CalendarAddress",
    "CalendarAttendee",
    "CalendarEvent",
    "EventStatus",
    "InstanceOverride",
    "PartStat",
    "Role",
    "UnbuildableEventError",
    "build_cancel",
    "build_counter",
    "build_decline_counter",
    "build_published",
    "build_reply",
    "build_request",
]

PRODID = "-//clientcomms//meetings//EN"


def build_request(event: CalendarEvent, *, prodid: str = PRODID) -> bytes:
    """A REQUEST: the invitation, or with a raised SEQUENCE its update (RFC 5546 §3.2.2).

    A cancelled override is written as EXDATE. Raises ``UnbuildableEventError``,
    ``UnwritableTextError``, ``UnknownZoneError``.
    """
    if not event.attendees:
        raise UnbuildableEventError(event.uid, ["nobody is invited"])
    return _object(sound(event), prodid, "REQUEST", _whole(event))


def build_published(event: CalendarEvent, *, prodid: str = PRODID) -> bytes:
    """The event as a calendar stores it: no METHOD (RFC 4791 §4.1). Raises as ``build_request``."""
    return _object(sound(event), prodid, None, _whole(event))


def build_cancel(
    event: CalendarEvent, recurrence_id: datetime | None = None, *, prodid: str = PRODID
) -> bytes:
    """A CANCEL of the whole series, or of the instance the rule holds at ``recurrence_id`` (local).

    ``event.sequence`` must be above that of the last REQUEST (RFC 5546 §3.2.5), so at least 1.
    Raises as ``build_request``.
    """
    event = replace(sound(event), status=EventStatus.CANCELLED, alarms_minutes=())
    if event.sequence < 1:
        raise UnbuildableEventError(event.uid, ["a CANCEL needs a SEQUENCE above the REQUEST's"])
    if recurrence_id is None:
        lines = _vevent(event, None)
    else:
        lines = _vevent(event, _instance(event, recurrence_id))
    return _object(event, prodid, "CANCEL", lines)


def build_reply(
    event: CalendarEvent,
    attendee: CalendarAttendee,
    *,
    dtstamp: datetime,
    recurrence_id: datetime | None = None,
    comment: str = "",
    prodid: str = PRODID,
) -> bytes:
    """A REPLY: ``attendee.partstat`` to the series, or to one instance (RFC 5546 §3.2.3)."""
    lines = _answer(event, attendee, dtstamp, recurrence_id, comment)
    return _object(event, prodid, "REPLY", lines)


def build_counter(
    event: CalendarEvent,
    attendee: CalendarAttendee,
    *,
    dtstamp: datetime,
    start_local: datetime,
    comment: str = "",
    prodid: str = PRODID,
) -> bytes:
    """A COUNTER: ``attendee`` proposes another start for the event (RFC 5546 §3.2.7)."""
    proposed = replace(event, start_local=start_local, dtstamp=dtstamp, rrule=None)
    proposed = replace(proposed, exdates_local=(), overrides=(), attendees=(attendee,))
    lines = _vevent(proposed, None, comment=comment)
    return _object(proposed, prodid, "COUNTER", lines)


def build_decline_counter(
    event: CalendarEvent,
    attendee: CalendarAttendee,
    *,
    dtstamp: datetime,
    recurrence_id: datetime | None = None,
    comment: str = "",
    prodid: str = PRODID,
) -> bytes:
    """A DECLINECOUNTER: the organizer keeps the time (RFC 5546 §3.2.8)."""
    lines = _answer(event, attendee, dtstamp, recurrence_id, comment)
    return _object(event, prodid, "DECLINECOUNTER", lines)


def _whole(event: CalendarEvent) -> Iterator[str]:
    yield from _vevent(event, None)
    for override in sorted(event.overrides, key=lambda item: item.recurrence_id_local):
        if not override.cancelled:
            yield from _vevent(event, override)


def _answer(
    event: CalendarEvent,
    attendee: CalendarAttendee,
    dtstamp: datetime,
    recurrence_id: datetime | None,
    comment: str,
) -> Iterator[str]:
    answered = replace(event, attendees=(attendee,), dtstamp=dtstamp, alarms_minutes=())
    answered = replace(answered, conference_url="", description="", rrule=None)
    answered = replace(answered, exdates_local=(), overrides=())
    instance = None if recurrence_id is None else _instance(event, recurrence_id)
    return _vevent(answered, instance, comment=comment)


def _instance(event: CalendarEvent, recurrence_id: datetime) -> InstanceOverride:
    for override in event.overrides:
        if override.recurrence_id_local == recurrence_id:
            return override
    if event.rrule is None or recurrence_id not in occurrences(event):
        raise UnbuildableEventError(event.uid, [f"{recurrence_id} is not one of its instances"])
    return InstanceOverride(recurrence_id, recurrence_id)


def _object(event: CalendarEvent, prodid: str, method: str | None, vevents: Iterable[str]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{escaped(prodid)}", "CALSCALE:GREGORIAN"]
    if method:
        lines.append(f"METHOD:{method}")
    lines += _vtimezone(event)
    lines += vevents
    return written([*lines, "END:VCALENDAR"])


def _in_utc(event: CalendarEvent) -> bool:
    return event.zone in {"UTC", "Etc/UTC", "Etc/UCT", "Zulu"}


def _vtimezone(event: CalendarEvent) -> tuple[str, ...]:
    if _in_utc(event):
        return ()
    held = occurrences(event)
    starts = [override.start_local for override in event.overrides]
    # A day more: the last meeting may end in the next year.
    last = max([*held[-1:], *starts, event.start_local]) + timedelta(days=1)
    return vtimezone_lines(event.zone, min([event.start_local, *starts]), last)


def _vevent(
    event: CalendarEvent, instance: InstanceOverride | None, *, comment: str = ""
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    if instance is not None:
        yield _moment("RECURRENCE-ID", event, instance.recurrence_id_local)
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{utc_text(event.dtstamp)}"
    yield from _when(event, instance)
    if instance is None:
        yield from _rule(event)
    yield from _what(event, instance)
    if comment:
        yield f"COMMENT:{escaped(comment)}"
    yield from _who(event)
    yield f"STATUS:{event.status}"
    yield "TRANSP:OPAQUE"
    yield from _bookkeeping(event)
    yield from _alarms(event)
    yield "END:VEVENT"


def _when(event: CalendarEvent, instance: InstanceOverride | None) -> Iterator[str]:
    start = event.start_local if instance is None else instance.start_local
    duration = (instance.duration if instance else None) or event.duration
    zone = zone_named(event.zone)
    # The length of a meeting is elapsed time, also over a change of the clock.
    end = (start.replace(tzinfo=zone).astimezone(UTC) + duration).astimezone(zone)
    yield _moment("DTSTART", event, start)
    yield _moment("DTEND", event, end.replace(tzinfo=None))


def _moment(name: str, event: CalendarEvent, *local: datetime) -> str:
    if _in_utc(event):
        return f"{name}:{','.join(f'{local_text(moment)}Z' for moment in local)}"
    values = ",".join(local_text(moment) for moment in local)
    return f"{name}{parameter('TZID', event.zone)}:{values}"


def _rule(event: CalendarEvent) -> Iterator[str]:
    if event.rrule is None:
        return
    yield f"RRULE:{rule_until_utc(event)}"
    cancelled = (item.recurrence_id_local for item in event.overrides if item.cancelled)
    # One line each: Outlook and old Google imports read only the first value of a list.
    for moment in sorted({*event.exdates_local, *cancelled}):
        yield _moment("EXDATE", event, moment)


def _what(event: CalendarEvent, instance: InstanceOverride | None) -> Iterator[str]:
    summary = (instance.summary if instance else None) or event.summary
    location = (instance.location if instance else None) or event.location
    yield f"SUMMARY:{escaped(summary)}"
    if event.description.strip():
        yield f"DESCRIPTION:{escaped(event.description)}"
    if location or event.conference_url:
        yield f"LOCATION:{escaped(location or event.conference_url)}"
    if event.conference_url:
        # RFC 7986 §5.11; LOCATION and the description say it to those who do not read it.
        uri = event.conference_url
        yield f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:{uri}"


def _who(event: CalendarEvent) -> Iterator[str]:
    organizer = event.organizer
    yield f"ORGANIZER{_common_name(organizer.name)}:mailto:{organizer.address}"
    for attendee in event.attendees:
        parameters = _common_name(attendee.name) + ";CUTYPE=INDIVIDUAL"
        parameters += f";ROLE={attendee.role};PARTSTAT={attendee.partstat}"
        parameters += ";RSVP=TRUE" if attendee.rsvp else ";RSVP=FALSE"
        yield f"ATTENDEE{parameters}:mailto:{attendee.address}"


def _common_name(name: str) -> str:
    return parameter("CN", name) if name.strip() else ""


def _bookkeeping(event: CalendarEvent) -> Iterator[str]:
    if event.created is not None:
        yield f"CREATED:{utc_text(event.created)}"
    yield f"LAST-MODIFIED:{utc_text(event.dtstamp)}"
    # Outlook leaves the hour free without it.
    yield "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"


def _alarms(event: CalendarEvent) -> Iterator[str]:
    for minutes in event.alarms_minutes:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{escaped(event.summary)}"
        yield f"TRIGGER:-PT{minutes}M"
        yield "END:VALARM"
