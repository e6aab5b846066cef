"""Each bad habit of invitations is caught, and by its own rule."""

from __future__ import annotations

import re

import pytest

from clientcomms.wire.invite_lint import Level, lint_invitation

GOOD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//pm//test//EN
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:20260329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20261025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:r1@pm.example
SEQUENCE:0
DTSTAMP:20261020T010000Z
DTSTART;TZID=Europe/Berlin:20261029T140000
DTEND;TZID=Europe/Berlin:20261029T144500
RRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=20270401T120000Z
EXDATE;TZID=Europe/Berlin:20261224T140000
SUMMARY:项目例会\\, review
ORGANIZER;CN=林晓:mailto:xiao@pm.example
ATTENDEE;CN="Wang, Li";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE
 :mailto:wang@client.example
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
UID:r1@pm.example
RECURRENCE-ID;TZID=Europe/Berlin:20261112T140000
SEQUENCE:0
DTSTAMP:20261020T010000Z
DTSTART;TZID=Europe/Berlin:20261113T140000
DTEND;TZID=Europe/Berlin:20261113T144500
SUMMARY:项目例会\\, review
ORGANIZER;CN=林晓:mailto:xiao@pm.example
ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:wang@c
 lient.example
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""


def found(text: str | bytes, method: str = "REQUEST", sender: str | None = None) -> set[str]:
    ics = text.replace("\n", "\r\n").encode() if isinstance(text, str) else text
    return {item.rule for item in lint_invitation(ics, method=method, from_address=sender)}


def test_a_good_invitation_has_no_findings() -> None:
    assert found(GOOD, sender="Xiao@pm.example") == set()


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("lines", "SEQUENCE:0\n", "SEQUENCE 0\n"),
        ("lines", "END:VEVENT\nEND", "END"),
        ("blank-line", "METHOD:REQUEST\n", "METHOD:REQUEST\n\n"),
        ("controls", "项目例会", "项目\x07例会"),
        ("folding", "项目例会", "项目例会" * 7),
        ("version", "VERSION:2.0\n", ""),
        ("prodid", "PRODID:-//pm//test//EN\n", ""),
        ("calscale", "VERSION:2.0", "VERSION:2.0\nCALSCALE:LUNAR"),
        ("method", "METHOD:REQUEST\n", ""),
        ("method", "METHOD:REQUEST", "METHOD:REPLY"),
        ("method-agrees", "METHOD:REQUEST", "METHOD:ADD"),
        ("components", "END:VTIMEZONE", "END:VTIMEZONE\nBEGIN:VTODO\nUID:x\nEND:VTODO"),
        ("empty", "STATUS:CONFIRMED", "STATUS:CONFIRMED\nLOCATION:"),
        ("empty", "CN=林晓", "CN="),
        ("vevent", "VEVENT", "X-EVENT"),
        ("one-uid", "UID:r1@pm.example\nRECURRENCE-ID", "UID:r2@pm.example\nRECURRENCE-ID"),
        ("one-organizer", "mailto:xiao@pm.example\nATTENDEE;R", "mailto:x@pm.example\nATTENDEE;R"),
        ("one-master", "RECURRENCE-ID;TZID=Europe/Berlin:20261112T140000\n", ""),
        ("once", "STATUS:CONFIRMED", "STATUS:CONFIRMED\nSTATUS:CONFIRMED"),
        ("dtstamp-utc", "DTSTAMP:20261020T010000Z", "DTSTAMP:20261020T010000"),
        ("sequence", "SEQUENCE:0\n", ""),
        ("uid-form", "UID:r1@pm.example", "UID:r1"),
        ("organizer", "ORGANIZER;CN=林晓:mailto:xiao", "ORGANIZER;CN=林晓:xiao"),
        ("organizer-name", "ORGANIZER;CN=林晓", "ORGANIZER"),
        ("attendees", ":mailto:wang", ":wang"),
        ("attendee-once", "STATUS", "ATTENDEE;RSVP=TRUE:mailto:WANG@client.example\nSTATUS"),
        ("rsvp", "RSVP=TRUE", "RSVP=FALSE"),
        ("partstat", "PARTSTAT=NEEDS-ACTION", "PARTSTAT=PERHAPS"),
        ("needs-action", "PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED"),
        ("role", "ROLE=REQ-PARTICIPANT", "ROLE=BOSS"),
        ("summary", "SUMMARY:项目例会\\, review\n", ""),
        ("status", "STATUS:CONFIRMED", "STATUS:CANCELLED"),
        ("escaping", "\\, review", ", review"),
        ("escaping", "\\, review", "\\, C:\\temp"),
        ("dtstart", "DTSTART;TZID=Europe/Berlin:20261029T140000\n", ""),
        ("floating", "DTSTART;TZID=Europe/Berlin:", "DTSTART:"),
        ("utc-with-tzid", "20261113T140000\n", "20261113T140000Z\n"),
        ("date-value", "DTSTART;TZID=Europe/Berlin:20261113T140000", "DTSTART:20261113"),
        ("one-end", "STATUS", "DURATION:PT45M\nSTATUS"),
        ("no-end", "DTEND;TZID=Europe/Berlin:20261113T144500\n", ""),
        ("dtend-type", "DTEND;TZID=Europe/Berlin:20261113T144500", "DTEND:20261113T134500Z"),
        ("end-after-start", "20261113T144500", "20261113T130000"),
        ("rrule", "BYDAY=TH", "BYDAY=XX"),
        ("rrule-form", "T120000Z\nEXDATE", "T120000Z;\nEXDATE"),
        ("count-or-until", "FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=9"),
        ("until-utc", "UNTIL=20270401T120000Z", "UNTIL=20270401T140000"),
        ("first", "BYDAY=TH", "BYDAY=FR"),
        ("exdate-type", "EXDATE;TZID=Europe/Berlin:20261224T140000", "EXDATE:20261224T130000Z"),
        ("exdate-type", "EXDATE;TZID=Europe/Berlin:20261224T140000", "EXDATE;VALUE=DATE:20261224"),
        ("exdate-hits", "20261224T140000", "20261225T140000"),
        ("recurrence-id", "-ID;TZID=Europe/Berlin:20261112T140000", "-ID:20261112T130000Z"),
        ("recurrence-id-hits", "20261112T140000", "20261112T150000"),
        ("vtimezone", "TZID:Europe/Berlin", "TZID:Europe/Paris"),
        ("vtimezone-unused", "TZID:Europe/Berlin", "TZID:Europe/Paris"),
        ("standard-time", ":STANDARD", ":DAYLIGHT"),
        ("vtimezone-short", "FREQ=YEARLY;BYMONTH=3", "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3"),
        ("vtimezone-rdate", "END:STANDARD", "RDATE:20271031T030000\nEND:STANDARD"),
        ("tzid-known", "Europe/Berlin", "Berlin Time"),
        ("tzid-known", "Europe/Berlin", "Pacific"),
        ("offsets", "TZOFFSETTO:+0100", "TZOFFSETTO:+0000"),
        ("offsets", "DTSTART:20260329T020000", "DTSTART:20260329T030000"),
        ("offsets", "BYMONTH=3;BYDAY=-1SU", "BYMONTH=3;BYDAY=2SU"),
    ],
)
def test_a_bad_habit_is_caught(rule: str, old: str, new: str) -> None:
    assert old in GOOD
    assert rule in found(GOOD.replace(old, new))


def test_two_overrides_of_one_instance_are_caught() -> None:
    override = GOOD[GOOD.rindex("BEGIN:VEVENT") : GOOD.index("END:VCALENDAR")]
    assert found(GOOD.replace("END:VCALENDAR", override + "END:VCALENDAR")) == {"one-override"}


def test_two_time_zones_of_one_name_are_caught() -> None:
    zone = GOOD[GOOD.index("BEGIN:VTIMEZONE") : GOOD.index("BEGIN:VEVENT")]
    assert found(GOOD.replace(zone, zone + zone)) == {"vtimezone-once"}


def test_two_objects_in_one_part_are_caught() -> None:
    assert "one-object" in found(GOOD + GOOD)


def test_bytes_that_travel_badly_are_caught() -> None:
    ics = GOOD.replace("\n", "\r\n").encode()
    assert found(GOOD.encode()) == {"crlf", "last-line"}
    assert "no-bom" in found(b"\xef\xbb\xbf" + ics)
    assert "last-line" in found(ics.rstrip())
    assert found(ics.replace("项目".encode(), b"\xe9\xa1\r\n \xb9\xe7\x9b\xae")) == {"utf8"}
    assert "utf8" in found(ics.replace("项目".encode(), "项目".encode("gb18030")))


def test_a_cancellation_is_held_to_its_own_rules() -> None:
    cancel = re.sub(r"RECURRENCE-ID[^\n]*\n", "", GOOD[: GOOD.rindex("BEGIN:VEVENT")])
    cancel = cancel.replace("REQUEST", "CANCEL") + "END:VCALENDAR\n"
    assert found(cancel, "CANCEL") == {"cancelled", "cancel-sequence"}
    good = cancel.replace("SEQUENCE:0", "SEQUENCE:1").replace("CONFIRMED", "CANCELLED")
    assert found(good, "CANCEL") == set()
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:x\nTRIGGER:-PT5M\nEND:VALARM\nEND:VEVENT"
    assert found(good.replace("END:VEVENT", alarm), "CANCEL") == {"cancel-alarm"}


def test_the_sender_must_be_the_organizer_or_send_for_them() -> None:
    assert found(GOOD, sender="robot@pm.example") == {"from-is-organizer"}
    by = GOOD.replace("CN=林晓", 'CN=林晓\n ;SENT-BY="mailto:robot@pm.example"')
    assert found(by, sender="robot@pm.example") == set()


@pytest.mark.parametrize("ics", [b"", b"\x00\xff", b"BEGIN:VCALENDAR\r\n", b"END:VEVENT\r\n"])
def test_what_is_no_calendar_is_reported_and_not_raised(ics: bytes) -> None:
    findings = lint_invitation(ics, method="REQUEST", from_address=None)
    assert Level.ERROR in {item.level for item in findings}
