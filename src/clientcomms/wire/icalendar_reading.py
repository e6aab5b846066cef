"""Reading a stored meeting back, also after a person or another program has changed it.

The icalendar library reads; here its values become ``CalendarEvent``. What that type cannot
say (attachments, foreign properties) is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from clientcomms.errors import ClientCommsError
from clientcomms.wire.calendar_event import (
    CalendarAddress,
    CalendarAttendee,
    CalendarEvent,
    EventStatus,
    InstanceOverride,
    PartStat,
    Role,
)
from clientcomms.wire.calendar_zones import zone_named

if TYPE_CHECKING:
    from icalendar import Component

_LARGEST = 1_000_000  # octets of one stored event; a decade of overrides stays below


class UnreadableEventError(ClientCommsError):
    """A calendar object that holds no meeting we can understand."""


def uid_of(content: bytes) -> str | None:
    """The first UID in ``content``, without reading more; ``None`` where there is none."""
    unfolded = re.sub(rb"\r?\n[ \t]", b"", content[:_LARGEST])
    found = re.search(rb"(?im)^UID(?:;[^:\r\n]*)?:([^\r\n]+)", unfolded)
    if found is None:
        return None
    # Escaped as any TEXT: RFC 5545 §3.8.4.7.
    return re.sub(r"\\(.)", r"\1", found[1].decode("utf-8", "replace").strip())


def read_event(content: bytes) -> CalendarEvent:
    """The meeting in a calendar object.

    Raises ``UnreadableEventError`` for what is none: broken text, a task, an all-day event, a
    time without a zone or in an unknown one.
    """
    if len(content) > _LARGEST:
        raise UnreadableEventError(f"{len(content)} octets are too much for one meeting")
    try:
        return _event(_vevents(content))
    except OSError as failure:
        # icalendar 7.3 looks a TZID up as a file: "Pacific" is a folder, long names are none.
        raise UnreadableEventError("the name of its time zone is none") from failure
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as failure:
        raise UnreadableEventError(f"no calendar object: {failure}") from failure


def _vevents(content: bytes) -> list[Component]:
    from icalendar import Calendar

    return Calendar.from_ical(content).walk("VEVENT")


def _event(vevents: list[Component]) -> CalendarEvent:
    masters = [item for item in vevents if "RECURRENCE-ID" not in item]
    if not masters:
        raise UnreadableEventError("no meeting in it")
    master = masters[0]
    start, zone = _local(master, "DTSTART")
    return CalendarEvent(
        uid=_text(master, "UID"),
        sequence=int(_text(master, "SEQUENCE") or 0),
        dtstamp=_utc(master, "DTSTAMP") or datetime(1970, 1, 1, tzinfo=UTC),
        summary=_text(master, "SUMMARY"),
        start_local=start,
        zone=zone,
        duration=_duration(master),
        organizer=_address(_one(master, "ORGANIZER")),
        attendees=tuple(_attendee(item) for item in _listed(_one(master, "ATTENDEE"))),
        description=_text(master, "DESCRIPTION"),
        location=_text(master, "LOCATION"),
        rrule=_rule(master),
        exdates_local=tuple(sorted(_exdates(master, zone))),
        overrides=tuple(_override(item, master, zone) for item in vevents if item is not master),
        status=EventStatus(_text(master, "STATUS") or "CONFIRMED"),
        conference_url=_text(master, "CONFERENCE"),
        alarms_minutes=tuple(_alarms(master)),
        created=_utc(master, "CREATED"),
    )


def _one(component: Component, name: str) -> Any:  # noqa: ANN401 - a union of thirty types
    return component.get(name)


def _text(component: Component, name: str) -> str:
    value = _one(component, name)
    return "" if value is None else str(value)


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - icalendar gives one value or a list
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _local(component: Component, name: str) -> tuple[datetime, str]:
    """The wall-clock time of a property and the IANA name of its zone."""
    value = _one(component, name)
    moment: date = value.dt
    if not isinstance(moment, datetime):
        raise UnreadableEventError(f"{name} is a day without a time")
    if moment.tzinfo is None:
        raise UnreadableEventError(f"{name} has no time zone, or one that is not known")
    told = str(value.params.get("TZID", "UTC"))
    zone = getattr(zone_named(told), "key", None)
    if zone is None:
        raise UnreadableEventError(f"{name} is in the unknown time zone {told[:60]!r}")
    return moment.replace(tzinfo=None), str(zone)


def _utc(component: Component, name: str) -> datetime | None:
    value = _one(component, name)
    moment = getattr(value, "dt", None)
    if not isinstance(moment, datetime):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _in_zone(moment: object, zone: str) -> datetime | None:
    """A moment as wall-clock time of the series' zone; a bare date has none."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    return moment.astimezone(zone_named(zone)).replace(tzinfo=None)


def _duration(component: Component) -> timedelta:
    start, end, told = (_one(component, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if end is not None and start is not None:
        elapsed: timedelta = end.dt.astimezone(UTC) - start.dt.astimezone(UTC)
        return elapsed
    length: timedelta = timedelta() if told is None else told.dt
    return length


def _rule(master: Component) -> str | None:
    rule = _one(master, "RRULE")
    return None if rule is None else str(rule.to_ical(), "utf-8")


def _exdates(master: Component, zone: str) -> Iterable[datetime]:
    for item in _listed(_one(master, "EXDATE")):
        for value in item.dts:
            moment = _in_zone(value.dt, zone)
            if moment is not None:
                yield moment


def _override(item: Component, master: Component, zone: str) -> InstanceOverride:
    recurrence_id = _in_zone(_one(item, "RECURRENCE-ID").dt, zone)
    start = _in_zone(_one(item, "DTSTART").dt, zone)
    if recurrence_id is None or start is None:
        raise UnreadableEventError("an instance of it has no time")
    duration = _duration(item)
    return InstanceOverride(
        recurrence_id,
        start,
        None if duration == _duration(master) else duration,
        _unlike(item, master, "SUMMARY"),
        _unlike(item, master, "LOCATION"),
        cancelled=_text(item, "STATUS") == "CANCELLED",
    )


def _unlike(item: Component, master: Component, name: str) -> str | None:
    text = _text(item, name)
    return None if text in {"", _text(master, name)} else text


def _address(value: Any) -> CalendarAddress:  # noqa: ANN401 - untyped in icalendar
    if value is None:
        return CalendarAddress("", "")
    address = re.sub(r"(?i)^mailto:", "", str(value))
    return CalendarAddress(str(value.params.get("CN", "")), address)


def _attendee(value: Any) -> CalendarAttendee:  # noqa: ANN401 - untyped in icalendar
    named, told = _address(value), value.params
    role, partstat = str(told.get("ROLE", "")).upper(), str(told.get("PARTSTAT", "")).upper()
    return CalendarAttendee(
        named.name,
        named.address,
        Role(role) if role in {*Role} else Role.REQUIRED,
        PartStat(partstat) if partstat in {*PartStat} else PartStat.NEEDS_ACTION,
        rsvp=str(told.get("RSVP", "")).upper() == "TRUE",
    )


def _alarms(master: Component) -> Iterable[int]:
    for alarm in master.walk("VALARM"):
        before = getattr(_one(alarm, "TRIGGER"), "dt", None)
        if isinstance(before, timedelta) and before <= timedelta():
            yield -before // timedelta(minutes=1)
