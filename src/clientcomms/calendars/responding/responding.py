"""Each answer is weighed in a transaction of its own; one that cannot be stops nobody else.

What an answer changes is RFC 5546's word (`clientcomms.wire.itip`); the calendar gets the new
PARTSTAT at booking's next run.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from clientcomms.calendars.responding.verdicts import (
    Case,
    Verdict,
    delegated,
    of_one_firm,
    quoted,
    refusal,
    unannounced,
    unapplied,
)
from clientcomms.calendars.responding.weighing import fresh, standing_of, weighable
from clientcomms.domain.flow import NewOccasion, contact_audience
from clientcomms.domain.heard import NewTask
from clientcomms.domain.meeting_answers import MeetingAnswer, MeetingAnswerState
from clientcomms.domain.review_times import next_meeting, utc_text
from clientcomms.letters.matters import MeetingChange
from clientcomms.store import meetings, occasions, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp, note
from clientcomms.store.meeting_answers import answers_to_weigh, settle_answer
from clientcomms.store.meeting_tellings import thread_of, times_of
from clientcomms.store.meetings import Attendee
from clientcomms.wire.calendar_event import PartStat, Role
from clientcomms.wire.itip import (
    Applied,
    Asked,
    AttendeeState,
    Delegation,
    apply_answer,
)

BY = "responding"
Became = MeetingAnswerState

log = logging.getLogger(__name__)


def respond(store: Store, now: datetime, limit: int = 200) -> int:
    """Weigh new answers in the order they came; return how many were settled."""
    with store.read() as tx:
        waiting = answers_to_weigh(tx, limit)
    settled = 0
    for answer in waiting:
        try:
            with store.begin() as tx:
                settled += _weigh(tx, answer, now)
        except Exception as error:  # one answer that cannot be weighed must not stop the others
            log.exception("answer %s to %s cannot be weighed", answer.id, answer.uid)
            with store.begin() as tx:
                stamp = Stamp(now, BY, f"{type(error).__name__}: {error}")
                settled += settle_answer(tx, answer.id, Became.ASKED, stamp)
                _ask(tx, answer, _unweighed(answer, error), now)
    return settled


def _unweighed(answer: MeetingAnswer, error: Exception) -> Verdict:
    return Verdict(
        Became.ASKED,
        str(error),
        f"{answer.sender} 对会议的答复处理不了，请看原信：{error}",
        f"{answer.sender}'s answer to a meeting cannot be taken in, look at the mail: {error}",
    )


def _weigh(tx: Tx, answer: MeetingAnswer, now: datetime) -> bool:
    one = meetings.series_by_uid(tx, answer.uid)
    assert one is not None  # a foreign key holds it
    rows = {(r.address.lower(), r.instance): r for r in meetings.attendees_of(tx, one.uid)}
    row = rows.get((answer.address, "")) or rows.get((answer.delegated_from, ""))
    own = row is not None and row.address.lower() == answer.address
    case = Case(answer, one, row.name if row and own else answer.address, now)
    verdict = refusal(case, row)
    if verdict is None:
        assert row is not None
        verdict = _outcome(tx, case, row, rows.get((row.address.lower(), answer.instance)))
    if verdict.task_zh:
        _ask(tx, answer, verdict, now)
    return settle_answer(tx, answer.id, verdict.became, Stamp(now, BY, verdict.why))


def _outcome(tx: Tx, case: Case, row: Attendee, at_instance: Attendee | None) -> Verdict:
    current = standing_of(case, row, at_instance)
    outcome = apply_answer(current, weighable(fresh(case)))
    match outcome:
        case Applied(applied):
            return _applied(tx, case, row, applied)
        case Delegation(state=applied, named=named):
            return _represented(tx, case, row, applied, named=named)
        case Asked():
            return _sent_again(tx, case, row)
        case _:
            return unapplied(case, outcome)


def _applied(tx: Tx, case: Case, row: Attendee, applied: AttendeeState) -> Verdict:
    assert applied.answered is not None
    changed = replace(
        row,
        instance=case.answer.instance,
        partstat=applied.partstat.value,
        answered_at=applied.answered.dtstamp,
        comment=applied.comment,
        delegate=applied.delegate or "",
    )
    meetings.put_attendees(tx, [changed])
    which = f" {case.when}" if case.when else ""
    stamp = Stamp(case.now, BY, f"{row.address}{which}")
    note(tx, "series", case.one.uid, stamp, became=applied.partstat.value)
    if applied.partstat is PartStat.DELEGATED:
        return delegated(case, applied.delegate)
    if applied.partstat is not PartStat.DECLINED or row.role != Role.REQUIRED:
        return Verdict(Became.APPLIED, applied.partstat.value)
    zh, en = quoted(applied.comment)
    return Verdict(
        Became.APPLIED,
        applied.partstat.value,
        f"{case.name} 不能参加“{case.one.title}”{which}{zh}，请另约时间",
        f"{case.name} cannot come to {case.one.title!r}{which}{en}; find another time",
    )


def _represented(
    tx: Tx, case: Case, row: Attendee, applied: AttendeeState, *, named: bool
) -> Verdict:
    """A delegate answers: it counts when the attendee named him, or he is of the same firm."""
    if named:
        return _applied(tx, case, row, applied)
    counts = of_one_firm(case.answer.address, row.address)
    if counts:
        _applied(tx, case, row, applied)
    return unannounced(case, row.name, counts=counts)


def _sent_again(tx: Tx, case: Case, row: Attendee) -> Verdict:
    """A REFRESH asks for the invitation as it stands (RFC 5546 §3.2.6)."""
    following = next_meeting(times_of(case.one), case.now)
    if following is None:
        return Verdict(Became.STALE, "the series is over")
    again = NewOccasion(
        kind="review_invitation",
        key=f"invite:{case.one.uid}:again:{case.answer.id}",
        audience=contact_audience(row.address),
        wanted_at=case.now,
        project_code=case.one.project_code,
        matter={
            "uid": case.one.uid,
            "sequence": case.one.sequence,
            "change": MeetingChange.UPDATED.value,
            "starts_at": utc_text(following.starts_at),
        },
        thread_key=thread_of(case.one.uid, row.address),
        asked_by=BY,
    )
    occasions.add_occasions(tx, [again], case.now)
    return Verdict(Became.APPLIED, "the invitation is sent again")


def _ask(tx: Tx, answer: MeetingAnswer, verdict: Verdict, now: datetime) -> None:
    one = meetings.series_by_uid(tx, answer.uid)
    project = state.project_by_code(tx, one.project_code) if one else None
    task = NewTask(
        key=f"meeting-answer:{answer.id}",
        kind="meeting_answer",
        owner=project.manager if project else answer.sender,
        title_zh=verdict.task_zh,
        title_en=verdict.task_en,
        project_code=project.code if project else None,
        reply_id=answer.source_reply_id,
    )
    add_task(tx, task, Stamp(now, BY))
