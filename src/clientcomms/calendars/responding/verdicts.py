"""What becomes of one answer, decided purely: refused, or weighed, with the words for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clientcomms.domain.civil import as_zone
from clientcomms.domain.meeting_answers import MeetingAnswer, MeetingAnswerState
from clientcomms.domain.review_times import is_rule_start
from clientcomms.domain.states import SeriesState
from clientcomms.store.meeting_tellings import times_of
from clientcomms.store.meetings import Attendee, Series
from clientcomms.wire.calendar_event import PartStat
from clientcomms.wire.itip import (
    Answer,
    AnswerMethod,
    AttendeeState,
)
from clientcomms.wire.itip import Stamp as AnswerStamp

Became = MeetingAnswerState

_SAID_ZH: Mapping[str, str] = {
    PartStat.ACCEPTED: "参加",
    PartStat.DECLINED: "不能参加",
    PartStat.TENTATIVE: "暂定参加",
    PartStat.NEEDS_ACTION: "还没定",
    PartStat.DELEGATED: "请别人代为参加",
}


@dataclass(frozen=True, slots=True)
class Case:
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
class Verdict:
    """What becomes of an answer, and what a person must decide about it."""

    became: MeetingAnswerState
    why: str
    task_zh: str = ""
    """What a person must decide; empty: nothing."""
    task_en: str = ""


def refusal(case: Case, row: Attendee | None) -> Verdict | None:
    """Return why an answer is nobody's to apply, before it is weighed at all."""
    answer, one = case.answer, case.one
    title = one.title
    if AnswerMethod(answer.method) not in {
        AnswerMethod.REPLY,
        AnswerMethod.COUNTER,
        AnswerMethod.REFRESH,
    }:
        return Verdict(
            Became.REFUSED,
            f"{answer.method} is the organizer's to send (RFC 5546 §3.2.5)",
            f"{answer.sender} 发来“{title}”的 {answer.method}，没有执行：请问一下是什么意思",
            f"{answer.sender} sent a {answer.method} for {title!r}; it was not applied: ask what is meant",
        )
    if one.state is SeriesState.CANCELLED:
        return Verdict(Became.STALE, "the series is cancelled")
    if row is None or (answer.instance and not _has_instance(case)):
        which = "the attendee" if row is None else "the instance"
        return Verdict(
            Became.ASKED,
            f"{which} is none of this series",
            f"{answer.address}（不在“{title}”邀请名单或那一次不存在）回复：{case.said_zh}",
            f"{answer.address} answered {answer.partstat} to {title!r}, but {which} is none of it",
        )
    if answer.sender != answer.address:
        # RFC 6047 §2.3: what stands in the object proves nothing about who sent it.
        return Verdict(
            Became.ASKED,
            "sent from another address than the attendee's",
            f"{answer.sender} 替 {case.name} 回复“{title}”：{case.said_zh}，请核实",
            f"{answer.sender} answered {answer.partstat} to {title!r} for {case.name}: please check",
        )
    return None


def _has_instance(case: Case) -> bool:
    return is_rule_start(times_of(case.one), datetime.fromisoformat(case.answer.instance))


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
        answered=AnswerStamp(row.sequence, answered) if answered else None,
        comment=known.comment if known else "",
    )


def weighable(answer: MeetingAnswer) -> Answer:
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
        proposed_start=answer.proposed_start,
        proposed_end=answer.proposed_end,
    )


def quoted(comment: str) -> tuple[str, str]:
    """Return what was said beside the answer, to follow a sentence in Chinese and in English."""
    return (f"：“{comment}”", f' ("{comment}")') if comment else ("", "")


def countered(case: Case, start: datetime | None) -> Verdict:
    """Return the task that a proposal of another time makes (RFC 5546 §3.2.7)."""
    there, which = case.proposed(start), f" {case.when}" if case.when else ""
    zh, en = quoted(case.answer.comment)
    return Verdict(
        Became.ASKED,
        "another time is proposed",
        f"{case.name} 建议把“{case.one.title}”{which} 改到 {there}{zh}",
        f"{case.name} proposes {there} for {case.one.title!r}{which}{en}",
    )
