"""Where a mail carries its iTIP message: the text/calendar part, a file, TNEF, the body itself.

In charge of the choice; reading what was found is left to `itip_reading` and `itip_tnef`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientcomms.wire.calendar_text import calendar_text
from clientcomms.wire.itip_reading import CalendarMessage, read_itip
from clientcomms.wire.itip_tnef import itip_in_tnef
from clientcomms.wire.mime import ParsedMail, Part

_TYPES = frozenset(
    {
        "text/calendar",
        "application/ics",
        "application/ical",
        "application/calendar",
        "application/x-calendar",
        "text/x-calendar",
        "text/ics",
        "text/icalendar",
        "text/vcalendar",
        "text/x-vcalendar",
        "application/x-ics",
    }
)
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_FILE = re.compile(r"\.(?:ics|ical|icalendar|ifb|vcs)$", re.IGNORECASE)
_BEGIN = re.compile(rb"\s*(?:\xef\xbb\xbf)?BEGIN:VCALENDAR\s", re.IGNORECASE)
_MOST = 8  # parts of one mail that are tried
_NO_FILES = ("message/", "multipart/")

Found = tuple[CalendarMessage | None, tuple[str, ...]]


def find_itip(mail: ParsedMail) -> Found:
    """The iTIP message of a mail, and what is wrong with it; the same often comes twice.

    The first part that names its meeting counts; a message inside the mail (a report, a forward)
    is not looked into. None without problems: the mail carries none that concerns us.
    """
    best: Found = (None, ())
    for calendar, problems in _readings(mail):
        if calendar is not None and calendar.uid is not None:
            return calendar, problems
        if best[0] is None and (calendar is not None or not best[1]):
            best = (calendar, problems)
    return best


def _readings(mail: ParsedMail) -> Iterator[Found]:
    sender = next((one.addr_spec.lower() for one in mail.mailboxes("from")), None)
    told = next((found for part in mail.parts if (found := part.parameters.get("method"))), None)
    for part in [one for one in mail.parts if _is_calendar(one)][:_MOST]:
        text = calendar_text(part.content, part.parameters.get("charset"))
        method = part.parameters.get("method") or told
        yield read_itip(text, told_method=method, sender=sender)
    for part in [one for one in mail.parts if _is_tnef(one)][:_MOST]:
        yield _named(itip_in_tnef(part.content, sender))


def _named(calendar: CalendarMessage | None) -> Found:
    if calendar is None or calendar.uid is not None:
        return calendar, ()
    return calendar, (f"calendar {calendar.method} without UID",)


def _is_calendar(part: Part) -> bool:
    if part.media_type in _TYPES or _FILE.search(part.file_name or ""):
        return not part.media_type.startswith(_NO_FILES)
    # A gateway that knows no text/calendar sends it on as the text, or as bytes without a name.
    loose = part.media_type in {"text/plain", "application/octet-stream"}
    return loose and _BEGIN.match(part.content[:64]) is not None


def _is_tnef(part: Part) -> bool:
    return part.media_type in _TNEF or (part.file_name or "").lower() == "winmail.dat"
