"""Meetings by mail (iMIP, RFC 6047): which iTIP message a letter carries, ready to travel.

The MIME around it (text/calendar as the last alternative with ``method`` and ``charset``, and
the same bytes attached as application/ics) is put together in ``message``.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import assert_never

from clientcomms.wire.calendar_event import CalendarEvent
from clientcomms.wire.calendar_part import CalendarPart
from clientcomms.wire.icalendar_object import PRODID, build_cancel, build_request

_FILENAME = "invite.ics"


class InvitationMethod(StrEnum):
    """What an organizer mails: the invitation and its updates, or its end (RFC 5546 §3.2)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def invitation_part(
    event: CalendarEvent,
    method: InvitationMethod,
    *,
    recurrence_id: datetime | None = None,
    prodid: str = PRODID,
) -> CalendarPart:
    """The calendar part of a letter about ``event``.

    ``recurrence_id`` (local time of the rule) cancels that one instance; a REQUEST always tells
    the whole series, so a calendar that missed an update is right after the next.
    The letter's From must be the ORGANIZER and its recipients ATTENDEEs, else Gmail and Outlook
    show no buttons. Raises as ``build_request`` and ``build_cancel``.
    """
    match method:
        case InvitationMethod.REQUEST:
            content = build_request(event, prodid=prodid)
        case InvitationMethod.CANCEL:
            content = build_cancel(event, recurrence_id, prodid=prodid)
        case _:
            assert_never(method)
    return CalendarPart(method.value, content, _FILENAME)
