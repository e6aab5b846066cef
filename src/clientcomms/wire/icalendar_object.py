"""Writing a meeting as an iCalendar object: REQUEST, CANCEL, REPLY, and as stored in a calendar.

One object holds one UID: the master and every instance that differs (RFC 5546 §3.2.2), with a
VTIMEZONE that is right for all of them. Whoever mails the object puts it into ``imip`` parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

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
    sound,
)
from clientcomms.wire.icalendar_text import escaped, written
from clientcomms.wire.vevent import declined_counter_lines, is_in_utc, vevent_lines
from clientcomms.wire.vtimezone import vtimezone_lines

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
        lines = vevent_lines(event, None)
    else:
        lines = vevent_lines(event, _instance(event, recurrence_id))
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
    lines = vevent_lines(proposed, None, comment=comment)
    return _object(proposed, prodid, "COUNTER", lines)


def build_decline_counter(
    event: CalendarEvent,
    *,
    dtstamp: datetime,
    recurrence_id: datetime | None = None,
    comment: str = "",
    prodid: str = PRODID,
) -> bytes:
    """A DECLINECOUNTER: the organizer keeps the time (RFC 5546 §3.2.8).

    It carries neither ATTENDEE nor times: the table of that section leaves them out.
    """
    instance = None if recurrence_id is None else _instance(event, recurrence_id)
    lines = declined_counter_lines(replace(event, dtstamp=dtstamp), instance, comment)
    return _object(event, prodid, "DECLINECOUNTER", lines, with_zone=instance is not None)


def _whole(event: CalendarEvent) -> Iterator[str]:
    yield from vevent_lines(event, None)
    for override in sorted(event.overrides, key=lambda item: item.recurrence_id_local):
        if not override.cancelled:
            yield from vevent_lines(event, override)


def _answer(
    event: CalendarEvent,
    attendee: CalendarAttendee,
    dtstamp: datetime,
    recurrence_id: datetime | None,
    comment: str,
) -> Iterator[str]:
    answered = replace(event, attendees=(attendee,), dtstamp=dtstamp, alarms_minutes=())
    answered = replace(answered, conference_url="", description="", rrule=None, created=None)
    answered = replace(answered, exdates_local=(), overrides=())
    instance = None if recurrence_id is None else _instance(event, recurrence_id)
    return vevent_lines(answered, instance, comment=comment)


def _instance(event: CalendarEvent, recurrence_id: datetime) -> InstanceOverride:
    for override in event.overrides:
        if override.recurrence_id_local == recurrence_id:
            return override
    if event.rrule is None or recurrence_id not in occurrences(event):
        raise UnbuildableEventError(event.uid, [f"{recurrence_id} is not one of its instances"])
    return InstanceOverride(recurrence_id, recurrence_id)


def _object(
    event: CalendarEvent,
    prodid: str,
    method: str | None,
    vevents: Iterable[str],
    *,
    with_zone: bool = True,
) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{escaped(prodid)}", "CALSCALE:GREGORIAN"]
    if method:
        lines.append(f"METHOD:{method}")
    if with_zone:
        lines += _vtimezone(event)
    lines += vevents
    return written([*lines, "END:VCALENDAR"])


def _vtimezone(event: CalendarEvent) -> tuple[str, ...]:
    if is_in_utc(event):
        return ()
    held = occurrences(event)
    starts = [override.start_local for override in event.overrides]
    # A day more: the last meeting may end in the next year.
    last = max([*held[-1:], *starts, event.start_local]) + timedelta(days=1)
    return vtimezone_lines(event.zone, min([event.start_local, *starts]), last)
