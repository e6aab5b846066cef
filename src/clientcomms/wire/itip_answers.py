"""From an iTIP message as ``itip_reading`` gives it to the answers that ``itip`` weighs."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from clientcomms.wire.calendar_event import PartStat
from clientcomms.wire.itip_reading import CalendarMessage, Instance
from clientcomms.wire.itip_values import Answer, AnswerMethod
from clientcomms.wire.vtimezone import zone_named


def answers_of(
    message: CalendarMessage, *, sender: str, zone: str, arrived_at: datetime
) -> tuple[Answer, ...]:
    """One answer for each instance that the message speaks of.

    ``sender`` is the addr-spec of From, taken where no ATTENDEE answers (a CANCEL, a REQUEST).
    ``zone`` is the meeting's: a RECURRENCE-ID that came without a known zone is read in it.
    ``arrived_at`` (aware) stands in for a missing DTSTAMP. An instance named by a bare date or
    not at all readable is left out, lest it be taken for the whole series.
    Raises ``UnknownZoneError``.
    """
    if message.uid is None:
        return ()
    tz, found = zone_named(zone), []
    for instance in message.instances:
        moment = _recurrence_id(instance.recurrence_id, tz)
        if instance.recurrence_id is None or moment is not None:
            found.append(_answer(message, instance, moment, sender, arrived_at))
    return tuple(found)


def _answer(
    message: CalendarMessage,
    instance: Instance,
    recurrence_id: datetime | None,
    sender: str,
    arrived_at: datetime,
) -> Answer:
    return Answer(
        uid=message.uid or "",
        attendee=instance.attendee or sender,
        partstat=next((known for known in PartStat if known == instance.partstat), None),
        dtstamp=instance.dtstamp or arrived_at,
        sequence=instance.sequence,
        recurrence_id=recurrence_id,
        comment=instance.comment or "",
        method=AnswerMethod(message.method),
        proposed_start=instance.start,
        proposed_end=instance.end,
    )


def _recurrence_id(text: str | None, zone: tzinfo) -> datetime | None:
    if text is None or "T" not in text:
        return None
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
