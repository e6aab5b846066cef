"""[answers_to_meetings]: what people answered to an invitation, until it is weighed.

Recording leaves answers here, responding takes them up; neither knows the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from clientcomms.domain.heard import Reply
from clientcomms.domain.meeting_answers import (
    Letter,
    MeetingAnswer,
    MeetingAnswerState,
    NewMeetingAnswer,
    calendar_answers,
    worded_answer,
)
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp, note
from clientcomms.store.meeting_tellings import times_of
from clientcomms.store.meetings import series_by_uid
from clientcomms.store.rows import insert
from clientcomms.store.schema.meetings import answers_to_meetings
from clientcomms.store.schema.outbound import occasions, outbox, plans

ANSWERABLE = frozenset({"review_invitation", "review_agenda"})
"""Kinds of letter that a plain "yes" answers."""


def keep_meeting_answers(tx: Tx, reply: Reply, now: datetime) -> int:
    """Leave what a matched reply answers to a meeting of ours; return how many answers it holds.

    Takes iTIP objects (kind `calendar`) with a UID of ours, and plain words (kind `reply`) in
    answer to an invitation or an agenda. Repeating it is harmless. 0: it holds none, or its
    meaning is for a person.
    """
    if reply.member_address is not None:
        return 0
    letter = Letter(reply.id, reply.sender, reply.sent_at, reply.language, reply.reading)
    found: Iterable[NewMeetingAnswer] = ()
    if reply.kind == "calendar":
        found = _of_calendar(tx, letter, now)
    elif reply.kind == "reply":
        said = worded_answer(letter, _answered_matter(tx, reply.outbox_id), now)
        found = () if said is None or series_by_uid(tx, said.uid) is None else (said,)
    listed = list(found)
    for one in listed:
        add_answer_to_meeting(tx, one, now)
    return len(listed)


def _of_calendar(tx: Tx, letter: Letter, now: datetime) -> Iterable[NewMeetingAnswer]:
    calendar = letter.reading.get("calendar")
    uid = calendar.get("uid") if isinstance(calendar, Mapping) else None
    one = series_by_uid(tx, uid) if isinstance(uid, str) else None
    return () if one is None else calendar_answers(letter, times_of(one), now)


def _answered_matter(tx: Tx, outbox_id: int | None) -> Mapping[str, object]:
    """What the letter was about that a reply answers; empty when it invited to no meeting."""
    if outbox_id is None:
        return {}
    found = tx.execute(
        select(occasions.c.matter)
        .join(plans, plans.c.occasion_id == occasions.c.id)
        .join(outbox, outbox.c.plan_id == plans.c.id)
        .where(outbox.c.id == outbox_id, outbox.c.kind.in_(ANSWERABLE))
    ).scalar()
    return found or {}


def add_answer_to_meeting(tx: Tx, new: NewMeetingAnswer, now: datetime) -> int | None:
    """Insert one answer; None when this reply's word on this instance is there already.

    The series of its UID must exist.
    """
    number = tx.execute(
        insert(tx, answers_to_meetings)
        .on_conflict_do_nothing(index_elements=["source_reply_id", "instance"])
        .values(
            uid=new.uid,
            address=new.address.lower(),
            sender=new.sender.lower(),
            method=new.method,
            partstat=new.partstat,
            instance=new.instance,
            comment=new.comment,
            sequence=new.sequence,
            dtstamp=new.dtstamp,
            proposed_start=new.proposed_start,
            proposed_end=new.proposed_end,
            delegated_to=new.delegated_to,
            delegated_from=new.delegated_from,
            sent_by=new.sent_by,
            span=new.span,
            source_reply_id=new.source_reply_id,
            state=MeetingAnswerState.NEW.value,
            created_at=now,
        )
        .returning(answers_to_meetings.c.id)
    ).scalar()
    if number is not None:
        stamp = Stamp(now, "recording", new.partstat or new.method)
        note(tx, "answers_to_meetings", number, stamp, became="new")
    return number


def answers_to_weigh(tx: Tx, limit: int) -> list[MeetingAnswer]:
    """Return answers that nobody has weighed, in the order they came."""
    found = tx.execute(
        select(answers_to_meetings)
        .where(answers_to_meetings.c.state == MeetingAnswerState.NEW.value)
        .order_by(answers_to_meetings.c.id)
        .limit(limit)
    )
    return [_answer(row) for row in found]


def answers_of_series(tx: Tx, uid: str) -> list[MeetingAnswer]:
    """Return all that was ever answered to a series, oldest first."""
    found = tx.execute(
        select(answers_to_meetings)
        .where(answers_to_meetings.c.uid == uid)
        .order_by(answers_to_meetings.c.id)
    )
    return [_answer(row) for row in found]


def settle_answer(tx: Tx, answer_id: int, became: MeetingAnswerState, stamp: Stamp) -> bool:
    """Say what became of a new answer, `stamp.why` with it; False when another was quicker."""
    changed = tx.execute(
        update(answers_to_meetings)
        .where(
            answers_to_meetings.c.id == answer_id,
            answers_to_meetings.c.state == MeetingAnswerState.NEW.value,
        )
        .values(state=became.value, reason=stamp.why)
    )
    if changed.rowcount:
        note(tx, "answers_to_meetings", answer_id, stamp, was="new", became=became.value)
    return bool(changed.rowcount)


def _answer(row: Row[Any]) -> MeetingAnswer:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row's mapping
    return MeetingAnswer(**values | {"state": MeetingAnswerState(row.state)})
