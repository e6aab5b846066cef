"""Meeting messages of Outlook inside winmail.dat, which name an iTIP message in MAPI's words.

MS-OXOCAL §2.2.5–2.2.9 says which classes and properties there are, MS-OXCICAL §2.1.3.1.1.20.26
how the UID of iCalendar stands in a global object id.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from clientcomms.wire.itip_comments import without_original
from clientcomms.wire.itip_reading import CalendarMessage, Instance
from clientcomms.wire.tnef import Tnef, named, read_tnef

# MS-OXTNEF §2.1.3.3.19: the classes of old Schedule+ still stand in the stream.
_ANSWERS = {
    "ipm.schedule.meeting.resp.pos": "ACCEPTED",
    "ipm.schedule.meeting.resp.neg": "DECLINED",
    "ipm.schedule.meeting.resp.tent": "TENTATIVE",
    "ipm.microsoft schedule.mtgrespp": "ACCEPTED",
    "ipm.microsoft schedule.mtgrespn": "DECLINED",
    "ipm.microsoft schedule.mtgrespa": "TENTATIVE",
}
_ORGANIZED = {
    "ipm.schedule.meeting.request": "REQUEST",
    "ipm.schedule.meeting.canceled": "CANCEL",
    "ipm.microsoft schedule.mtgreq": "REQUEST",
    "ipm.microsoft schedule.mtgcncl": "CANCEL",
}
_MEETING, _APPOINTMENT = 0x6ED8DA90, 0x00062002
_GLOBAL_ID, _CLEAN_ID = named(_MEETING, 0x03), named(_MEETING, 0x23)
_ANSWERED_AT = named(_MEETING, 0x01)
_SEQUENCE = named(_APPOINTMENT, 0x8201)
_START, _END = named(_APPOINTMENT, 0x820D), named(_APPOINTMENT, 0x820E)
_PROPOSES = named(_APPOINTMENT, 0x8257)
_PROPOSED = named(_APPOINTMENT, 0x8250), named(_APPOINTMENT, 0x8251)
_UID_MARK = b"vCal-Uid\x01\0\0\0"
_SINCE = datetime(1601, 1, 1, tzinfo=UTC)
_LONGEST_WORDS = 4000


def itip_in_tnef(stream: bytes, sender: str | None) -> CalendarMessage | None:
    """The iTIP message that a winmail.dat amounts to; None for any other message.

    ``sender`` is the addr-spec of From: the stream itself names people by Exchange's own ids.
    """
    found = read_tnef(stream)
    if found is None:
        return None
    kind = found.message_class.strip().lower()
    partstat = _ANSWERS.get(kind)
    method = "REPLY" if partstat else _ORGANIZED.get(kind)
    if method is None:
        return None
    proposes = partstat is not None and any(found.properties.get(_PROPOSES, b""))
    return CalendarMessage(
        method="COUNTER" if proposes else method,
        uid=_uid(found),
        organizer=None if partstat else sender,
        instances=(_instance(found, partstat, sender, _PROPOSED if proposes else (_START, _END)),),
    )


def _instance(
    found: Tnef, partstat: str | None, sender: str | None, times: tuple[int, int]
) -> Instance:
    sequence = found.properties.get(_SEQUENCE, b"")
    words = without_original(found.text) if len(found.text) <= _LONGEST_WORDS else ""
    return Instance(
        recurrence_id=_instance_on(found),
        attendee=sender if partstat else None,
        partstat=partstat,
        sequence=int.from_bytes(sequence[:4], "little") if len(sequence) >= 4 else None,
        dtstamp=_instant(found.properties.get(_ANSWERED_AT)),
        comment=(words or None) if partstat else None,
        start=_instant(found.properties.get(times[0])),
        end=_instant(found.properties.get(times[1])),
    )


def _uid(found: Tnef) -> str | None:
    identity = found.properties.get(_CLEAN_ID) or found.properties.get(_GLOBAL_ID)
    if not identity or len(identity) < 40:
        return None
    said = identity[40:]
    if said.startswith(_UID_MARK):
        return said[len(_UID_MARK) :].split(b"\0")[0].decode("utf-8", "replace") or None
    # Exchange's own: in capitals, without the day of the instance.
    return (identity[:16] + bytes(4) + identity[20:]).hex().upper()


def _instance_on(found: Tnef) -> str | None:
    """The day of the instance, in the organizer's zone: bytes 16 to 19 of the identity."""
    told = found.properties.get(_GLOBAL_ID, b"")[16:20]
    if len(told) < 4 or not any(told):
        return None
    try:
        return date(int.from_bytes(told[:2], "big"), told[2], told[3]).isoformat()
    except ValueError:
        return told.hex()  # no day at all, but not the series either


def _instant(value: bytes | None) -> datetime | None:
    """A FILETIME: tenths of microseconds since 1601, UTC."""
    if value is None or len(value) < 8:
        return None
    try:
        return _SINCE + timedelta(microseconds=int.from_bytes(value[:8], "little") // 10)
    except OverflowError:
        return None
