"""The content lines of one VEVENT (RFC 5545 §3.6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from clientcomms.wire.calendar_event import CalendarEvent, InstanceOverride, rule_until_utc
from clientcomms.wire.icalendar_text import escaped, local_text, parameter, utc_text
from clientcomms.wire.vtimezone import zone_named


def is_in_utc(event: CalendarEvent) -> bool:
    """Whether the event is written with ``Z``, so that it needs no VTIMEZONE."""
    return event.zone in {"UTC", "Etc/UTC", "Etc/UCT", "Zulu"}


def vevent_lines(
    event: CalendarEvent, instance: InstanceOverride | None, *, comment: str = ""
) -> Iterator[str]:
    """The unfolded lines of one VEVENT: the master, or ``instance`` as an override of it.

    Raises ``UnwritableTextError``.
    """
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


def declined_counter_lines(
    event: CalendarEvent, instance: InstanceOverride | None, comment: str
) -> Iterator[str]:
    """The unfolded lines of the VEVENT of a DECLINECOUNTER.

    Raises ``UnwritableTextError``.
    """
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    if instance is not None:
        yield _moment("RECURRENCE-ID", event, instance.recurrence_id_local)
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{utc_text(event.dtstamp)}"
    yield _organizer(event)
    if comment:
        yield f"COMMENT:{escaped(comment)}"
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
    if is_in_utc(event):
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
    place = location.strip() or event.conference_url
    if place:
        yield f"LOCATION:{escaped(place)}"
    if event.conference_url:
        # RFC 7986 §5.11; LOCATION and the description say it to those who do not read it.
        uri = event.conference_url
        yield f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:{uri}"


def _who(event: CalendarEvent) -> Iterator[str]:
    yield _organizer(event)
    for attendee in event.attendees:
        parameters = _common_name(attendee.name) + ";CUTYPE=INDIVIDUAL"
        parameters += f";ROLE={attendee.role};PARTSTAT={attendee.partstat}"
        parameters += ";RSVP=TRUE" if attendee.rsvp else ";RSVP=FALSE"
        yield f"ATTENDEE{parameters}:mailto:{attendee.address}"


def _organizer(event: CalendarEvent) -> str:
    organizer = event.organizer
    return f"ORGANIZER{_common_name(organizer.name)}:mailto:{organizer.address}"


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
