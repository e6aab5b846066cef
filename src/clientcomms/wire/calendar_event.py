"""What a meeting is on the wire: frozen values, and what is wrong with one.

These are the words of RFC 5545 and RFC 5546 as types. Deciding when a series meets is the
domain's business; how the values are written down is ``icalendar_object``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from clientcomms.errors import ClientCommsError
from clientcomms.wire.vtimezone import zone_named

# One @, no blanks: what a calendar address needs to be answerable (RFC 6047 §2.3).
_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")
_UNTIL = re.compile(r"UNTIL=(\d{8}T\d{6})(Z?)(?=;|$)")
_MEETING_RULE = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)")
# More meetings than this is a rule gone wrong, not a series.
_MOST_OCCURRENCES = 4000
# How far a series without an end is looked at: its clients hear of it anew long before.
ENDLESS_FOR = timedelta(days=3653)


class PartStat(StrEnum):
    """PARTSTAT of an attendee (RFC 5545 §3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    DELEGATED = "DELEGATED"


class Role(StrEnum):
    """ROLE of an attendee (RFC 5545 §3.2.16)."""

    CHAIR = "CHAIR"
    REQUIRED = "REQ-PARTICIPANT"
    OPTIONAL = "OPT-PARTICIPANT"
    INFORMED = "NON-PARTICIPANT"


class EventStatus(StrEnum):
    """STATUS of an event (RFC 5545 §3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class CalendarAddress:
    """A calendar user: display name (may be empty) and addr-spec."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class CalendarAttendee:
    """One invited person and what that person has answered."""

    name: str
    address: str
    role: Role = Role.REQUIRED
    partstat: PartStat = PartStat.NEEDS_ACTION
    rsvp: bool = True


@dataclass(frozen=True, slots=True)
class InstanceOverride:
    """One meeting of a series that differs; ``None`` means as in the series."""

    recurrence_id_local: datetime
    """When the rule would have held it: naive, in the series' zone."""
    start_local: datetime
    duration: timedelta | None = None
    summary: str | None = None
    location: str | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """A meeting or a series of meetings, as every calendar is to show it.

    Local times are naive wall-clock times of ``zone`` (an IANA name). ``rrule`` is the value of
    RRULE; an UNTIL without ``Z`` is local time and is written in UTC.
    """

    uid: str
    sequence: int
    dtstamp: datetime
    """Aware; when this state of the event was made."""
    summary: str
    start_local: datetime
    zone: str
    duration: timedelta
    organizer: CalendarAddress
    attendees: tuple[CalendarAttendee, ...] = ()
    description: str = ""
    location: str = ""
    rrule: str | None = None
    exdates_local: tuple[datetime, ...] = ()
    overrides: tuple[InstanceOverride, ...] = ()
    status: EventStatus = EventStatus.CONFIRMED
    conference_url: str = ""
    alarms_minutes: tuple[int, ...] = ()
    created: datetime | None = None


class UnbuildableEventError(ClientCommsError):
    """An event that would confuse the calendars it is sent to."""

    def __init__(self, uid: str, problems: Iterable[str]) -> None:
        self.uid = uid
        self.problems = tuple(problems)
        super().__init__(f"meeting {uid}: {'; '.join(self.problems)}")


def sound(event: CalendarEvent) -> CalendarEvent:
    """``event`` itself.

    Raises ``UnbuildableEventError`` with everything that is wrong, ``UnknownZoneError``.
    """
    zone_named(event.zone)
    problems = [*_identity(event), *_people(event), *_times(event)]
    if not problems:
        problems = [*_recurrence(event)]
    if problems:
        raise UnbuildableEventError(event.uid, problems)
    return event


def _identity(event: CalendarEvent) -> Iterator[str]:
    if not event.uid or event.uid != event.uid.strip() or len(event.uid) > 255:
        yield "the UID must be 1 to 255 characters without blanks around it"
    if event.sequence < 0:
        yield f"SEQUENCE {event.sequence} is negative"
    if not event.summary.strip():
        yield "the summary is empty"


def _people(event: CalendarEvent) -> Iterator[str]:
    addresses = [attendee.address for attendee in event.attendees]
    for address in (event.organizer.address, *addresses):
        if not _ADDRESS.fullmatch(address):
            yield f"{address!r} is not a mail address"
    folded = [address.casefold() for address in addresses]
    for address in sorted({address for address in folded if folded.count(address) > 1}):
        yield f"{address} is invited twice"


def _times(event: CalendarEvent) -> Iterator[str]:
    for moment in filter(None, (event.dtstamp, event.created)):
        if moment.tzinfo is None:
            yield f"DTSTAMP or CREATED {moment} has no offset"
    starts = (override.start_local for override in event.overrides)
    recurrence_ids = (override.recurrence_id_local for override in event.overrides)
    for moment in (event.start_local, *event.exdates_local, *starts, *recurrence_ids):
        if moment.tzinfo is not None:
            yield f"local time {moment} has an offset"
    durations = (o.duration for o in event.overrides if o.duration is not None)
    if any(duration <= timedelta() for duration in (event.duration, *durations)):
        yield "the duration must be above zero"


def _recurrence(event: CalendarEvent) -> Iterator[str]:
    changed = [override.recurrence_id_local for override in event.overrides]
    if event.rrule is None:
        if changed or event.exdates_local:
            yield "exceptions without a rule to be excepted from"
        return
    if not _MEETING_RULE.match(event.rrule):
        yield f"RRULE {event.rrule!r} must begin with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"
        return
    held = occurrences(event)
    if event.start_local not in held[:1]:
        # RFC 5545 §3.8.5.3: what such a series means is undefined.
        yield f"the start {event.start_local} is not the first occurrence of {event.rrule}"
    if len(changed) != len(set(changed)):
        yield "two overrides of one instance"
    for moment in sorted({*changed, *event.exdates_local} - set(held)):
        yield f"{moment} is not an occurrence of {event.rrule}"


def occurrences(event: CalendarEvent) -> list[datetime]:
    """The local starts that the rule alone gives, before EXDATE and overrides.

    A rule without an end is followed for ``ENDLESS_FOR``, and never beyond 4000 occurrences.
    Raises ``UnbuildableEventError`` where the rule cannot be read.
    """
    from itertools import islice, takewhile

    from dateutil.rrule import rrulestr

    if event.rrule is None:
        return [event.start_local]
    try:
        rule = rrulestr(_local_rule(event), dtstart=event.start_local)
    except ValueError as error:
        raise UnbuildableEventError(event.uid, [f"RRULE {event.rrule!r}: {error}"]) from error
    horizon = event.start_local + ENDLESS_FOR
    bounded = "UNTIL=" in event.rrule or "COUNT=" in event.rrule
    starts = rule if bounded else takewhile(lambda start: start <= horizon, rule)
    return list(islice(starts, _MOST_OCCURRENCES))


def _local_rule(event: CalendarEvent) -> str:
    """The rule with its UNTIL as local time, as a local start needs it."""
    rule = event.rrule or ""
    found = _UNTIL.search(rule)
    if found is None or not found[2]:
        return rule
    until = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    local = until.astimezone(zone_named(event.zone))
    return rule.replace(found[0], f"UNTIL={local:%Y%m%dT%H%M%S}")


def rule_until_utc(event: CalendarEvent) -> str:
    """The value of RRULE with UNTIL in UTC, as a start with TZID asks for (RFC 5545 §3.3.10)."""
    rule = event.rrule or ""
    found = _UNTIL.search(rule)
    if found is None or found[2]:
        return rule
    until = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=zone_named(event.zone))
    return rule.replace(found[0], f"UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}")
