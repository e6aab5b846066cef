"""[answers_to_meetings] → [meetings]: each answer is weighed, and counts, rests, or asks a person.

What an answer changes is RFC 5546's word (`clientcomms.wire.itip`); the calendar gets the new
PARTSTAT at booking's next run.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import NewOccasion, contact_audience
from clientcomms.domain.heard import NewTask
from clientcomms.domain.meeting_answers import MeetingAnswer, MeetingAnswerState
from clientcomms.domain.review_times import is_rule_start, next_meeting, utc_text
from clientcomms.domain.states import SeriesState
from clientcomms.letters.matters import MeetingChange
from clientcomms.store import meetings, occasions, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp, note
from clientcomms.store.meeting_answers import answers_to_weigh, settle_answer
from clientcomms.store.meeting_tellings import thread_of, times_of
from clientcomms.store.meetings import Attendee, Series
from clientcomms.wire.calendar_event import PartStat, Role
from clientcomms.wire.itip import (
    Answer,
    AnswerMethod,
    Applied,
    Asked,
    AttendeeState,
    Delegation,
    NotOurs,
    NotTheirs,
    Proposal,
    Repeated,
    Stale,
    Unclear,
    apply_answer,
)
from clientcomms.wire.itip import Stamp as AnswerStamp

BY = "responding"
Became = MeetingAnswerState

_SAID_ZH: Mapping[str, str] = {
    PartStat.ACCEPTED: "参加",
    PartStat.DECLINED: "不能参加",
    PartStat.TENTATIVE: "暂定参加",
    PartStat.NEEDS_ACTION: "还没定",
    PartStat.DELEGATED: "请别人代为参加",
}

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


def _unweighed(answer: MeetingAnswer, error: Exception) -> _Verdict:
    return _Verdict(
        Became.ASKED,
        str(error),
        f"{answer.sender} 对会议的答复处理不了，请看原信：{error}",
        f"{answer.sender}'s answer to a meeting cannot be taken in, look at the mail: {error}",
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """One answer and what it is about."""

    answer: MeetingAnswer
    one: Series
    name: str
    now: datetime

    @property
    def when(self) -> str:
        """The instance that is answered, in the series' own zone; empty for the series."""
        return self._local(self.answer.instance)

    @property
    def said_zh(self) -> str:
        """The PARTSTAT in Chinese words."""
        return _SAID_ZH.get(self.answer.partstat, self.answer.partstat or "没有说明")

    def proposed(self, at: datetime | None) -> str:
        """A proposed start in the series' own zone."""
        return self._local(at.isoformat()) if at else "?"

    def _local(self, text: str) -> str:
        if not text:
            return ""
        at = datetime.fromisoformat(text).astimezone(as_zone(self.one.zone))
        return f"{at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class _Verdict:
    became: MeetingAnswerState
    why: str
    task_zh: str = ""
    """What a person must decide; empty: nothing."""
    task_en: str = ""


def _weigh(tx: Tx, answer: MeetingAnswer, now: datetime) -> bool:
    one = meetings.series_by_uid(tx, answer.uid)
    assert one is not None  # a foreign key holds it
    rows = {(r.address.lower(), r.instance): r for r in meetings.attendees_of(tx, one.uid)}
    row = rows.get((answer.address, ""))
    case = _Case(answer, one, row.name if row else answer.address, now)
    verdict = _refusal(case, row)
    if verdict is None:
        assert row is not None
        verdict = _outcome(tx, case, row, rows.get((answer.address, answer.instance)))
    if verdict.task_zh:
        _ask(tx, answer, verdict, now)
    return settle_answer(tx, answer.id, verdict.became, Stamp(now, BY, verdict.why))


def _refusal(case: _Case, row: Attendee | None) -> _Verdict | None:
    """Return why an answer is nobody's to apply, before it is weighed at all."""
    answer, one = case.answer, case.one
    title = one.title
    if AnswerMethod(answer.method) not in {
        AnswerMethod.REPLY,
        AnswerMethod.COUNTER,
        AnswerMethod.REFRESH,
    }:
        return _Verdict(
            Became.REFUSED,
            f"{answer.method} is the organizer's to send (RFC 5546 §3.2.5)",
            f"{answer.sender} 发来“{title}”的 {answer.method}，没有执行：请问一下是什么意思",
            f"{answer.sender} sent a {answer.method} for {title!r}; it was not applied: ask what is meant",
        )
    if one.state is SeriesState.CANCELLED:
        return _Verdict(Became.STALE, "the series is cancelled")
    if row is None or (answer.instance and not _has_instance(case)):
        which = "the attendee" if row is None else "the instance"
        return _Verdict(
            Became.ASKED,
            f"{which} is none of this series",
            f"{answer.address}（不在“{title}”邀请名单或那一次不存在）回复：{case.said_zh}",
            f"{answer.address} answered {answer.partstat} to {title!r}, but {which} is none of it",
        )
    if answer.sender != answer.address:
        # RFC 6047 §2.3: what stands in the object proves nothing about who sent it.
        return _Verdict(
            Became.ASKED,
            "sent from another address than the attendee's",
            f"{answer.sender} 替 {case.name} 回复“{title}”：{case.said_zh}，请核实",
            f"{answer.sender} answered {answer.partstat} to {title!r} for {case.name}: please check",
        )
    return None


def _has_instance(case: _Case) -> bool:
    return is_rule_start(times_of(case.one), datetime.fromisoformat(case.answer.instance))


def _outcome(tx: Tx, case: _Case, row: Attendee, at_instance: Attendee | None) -> _Verdict:
    current = _state_of(case, row, at_instance)
    answer = case.answer
    outcome = apply_answer(current, _weighable(answer))
    match outcome:
        case Applied(applied):
            return _applied(tx, case, row, applied)
        case Repeated():
            return _Verdict(Became.APPLIED, "the same as before")
        case Stale(reason):
            return _Verdict(Became.STALE, reason.value)
        case Asked():
            return _sent_again(tx, case, row)
        case Proposal(start=start):
            return _countered(case, start)
        case Delegation() | NotOurs() | NotTheirs() | Unclear():
            return _Verdict(
                Became.ASKED,
                type(outcome).__name__,
                f"{case.name} 对“{case.one.title}”的答复看不明白：{case.said_zh} {answer.comment}",
                f"{case.name}'s answer to {case.one.title!r} is not clear: {answer.partstat} {answer.comment}",
            )
        case _:
            assert_never(outcome)


def _state_of(case: _Case, row: Attendee, at_instance: Attendee | None) -> AttendeeState:
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
        answered=AnswerStamp(row.sequence, answered) if answered else None,
        comment=known.comment if known else "",
    )


def _weighable(answer: MeetingAnswer) -> Answer:
    return Answer(
        uid=answer.uid,
        attendee=answer.address,
        partstat=next((known for known in PartStat if known == answer.partstat), None),
        dtstamp=answer.dtstamp,
        sequence=answer.sequence,
        recurrence_id=datetime.fromisoformat(answer.instance) if answer.instance else None,
        comment=answer.comment,
        method=AnswerMethod(answer.method),
        proposed_start=answer.proposed_start,
        proposed_end=answer.proposed_end,
    )


def _applied(tx: Tx, case: _Case, row: Attendee, applied: AttendeeState) -> _Verdict:
    assert applied.answered is not None
    changed = replace(
        row,
        instance=case.answer.instance,
        partstat=applied.partstat.value,
        answered_at=applied.answered.dtstamp,
        comment=applied.comment,
    )
    meetings.put_attendees(tx, [changed])
    which = f" {case.when}" if case.when else ""
    stamp = Stamp(case.now, BY, f"{row.address}{which}")
    note(tx, "series", case.one.uid, stamp, became=applied.partstat.value)
    if applied.partstat is not PartStat.DECLINED or row.role != Role.REQUIRED:
        return _Verdict(Became.APPLIED, applied.partstat.value)
    zh, en = _quoted(applied.comment)
    return _Verdict(
        Became.APPLIED,
        applied.partstat.value,
        f"{case.name} 不能参加“{case.one.title}”{which}{zh}，请另约时间",
        f"{case.name} cannot come to {case.one.title!r}{which}{en}; find another time",
    )


def _quoted(comment: str) -> tuple[str, str]:
    return (f"：“{comment}”", f' ("{comment}")') if comment else ("", "")


def _countered(case: _Case, start: datetime | None) -> _Verdict:
    there, which = case.proposed(start), f" {case.when}" if case.when else ""
    zh, en = _quoted(case.answer.comment)
    return _Verdict(
        Became.ASKED,
        "another time is proposed",
        f"{case.name} 建议把“{case.one.title}”{which} 改到 {there}{zh}",
        f"{case.name} proposes {there} for {case.one.title!r}{which}{en}",
    )


def _sent_again(tx: Tx, case: _Case, row: Attendee) -> _Verdict:
    """A REFRESH asks for the invitation as it stands (RFC 5546 §3.2.6)."""
    following = next_meeting(times_of(case.one), case.now)
    if following is None:
        return _Verdict(Became.STALE, "the series is over")
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
        thread_key=thread_of(case.one.uid),
        asked_by=BY,
    )
    occasions.add_occasions(tx, [again], case.now)
    return _Verdict(Became.APPLIED, "the invitation is sent again")


def _ask(tx: Tx, answer: MeetingAnswer, verdict: _Verdict, now: datetime) -> None:
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
