"""An answer and where its attendee stands, as RFC 5546's rules take them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from clientcomms.calendars.responding.verdicts import Case
from clientcomms.domain.meeting_answers import MeetingAnswer, NewMeetingAnswer
from clientcomms.domain.meeting_instances import REACH
from clientcomms.domain.review_times import is_held_at
from clientcomms.store.meeting_tellings import times_of
from clientcomms.store.meetings import Attendee
from clientcomms.wire.calendar_event import PartStat
from clientcomms.wire.itip import Answer, AnswerMethod, AttendeeState, Stamp


def standing_of(case: Case, row: Attendee, at_instance: Attendee | None) -> AttendeeState:
    """Return where the attendee stands on what is answered."""
    instance = case.answer.instance
    known = row if not instance else at_instance
    answered = known.answered_at if known else None
    return AttendeeState(
        uid=case.one.uid,
        address=row.address,
        sequence=row.sequence,
        partstat=PartStat(known.partstat) if known else PartStat.NEEDS_ACTION,
        recurrence_id=datetime.fromisoformat(instance) if instance else None,
        answered=Stamp(row.sequence, answered) if answered else None,
        comment=known.comment if known else "",
        delegate=(known.delegate or None) if known else None,
    )


def fresh(case: Case) -> MeetingAnswer:
    """Return the answer without its SEQUENCE where that cannot be the one it answers.

    Phones and webmail write 0 for ever. Made after our last change and naming a time at which we
    meet now, it answers the invitation as it stands.
    """
    answer = case.answer
    start = answer.proposed_start
    if answer.method != AnswerMethod.REPLY or start is None or answer.dtstamp <= case.one.dtstamp:
        return answer
    held = abs(start - case.now) < REACH and is_held_at(times_of(case.one), start)
    return replace(answer, sequence=None) if held else answer


def weighable(answer: MeetingAnswer | NewMeetingAnswer) -> Answer:
    """Return the answer as RFC 5546's rules take it."""
    return Answer(
        uid=answer.uid,
        attendee=answer.address,
        partstat=next((known for known in PartStat if known == answer.partstat), None),
        dtstamp=answer.dtstamp,
        sequence=answer.sequence,
        recurrence_id=datetime.fromisoformat(answer.instance) if answer.instance else None,
        comment=answer.comment,
        method=AnswerMethod(answer.method),
        delegated_to=answer.delegated_to or None,
        delegated_from=answer.delegated_from or None,
        proposed_start=answer.proposed_start,
        proposed_end=answer.proposed_end,
    )
