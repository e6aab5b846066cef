"""What becomes of one answer, decided purely: refused, or weighed, with the words for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from clientcomms.domain.civil import as_zone
from clientcomms.domain.matching import domain_of
from clientcomms.domain.meeting_answers import (
    MeetingAnswer,
    MeetingAnswerState,
)
from clientcomms.domain.meeting_instances import moment_said
from clientcomms.domain.review_times import is_rule_start
from clientcomms.domain.states import SeriesState
from clientcomms.store.meeting_tellings import times_of
from clientcomms.store.meetings import Attendee, Series
from clientcomms.wire.calendar_event import PartStat
from clientcomms.wire.itip import (
    AnswerMethod,
    NotOurs,
    NotTheirs,
    Proposal,
    Repeated,
    Stale,
    Unclear,
)

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
        at = moment_said(text)
        return f"{at.astimezone(as_zone(self.one.zone)):%Y-%m-%d %H:%M}" if at else text


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
    if answer.span:
        return Verdict(
            Became.ASKED,
            f"it speaks of {answer.span}, not of one meeting",
            f"{case.name} 对“{title}”{case.when} 及之后各次回复：{case.said_zh}，请逐次确认",
            f"{case.name} answered {answer.partstat} to {title!r} for {case.when} and all that follow: please settle it with them",
        )
    if answer.sender != answer.address and not _is_their_office(answer):
        # RFC 6047 §2.3: what stands in the object proves nothing about who sent it.
        return Verdict(
            Became.ASKED,
            "sent from another address than the attendee's",
            f"{answer.sender} 替 {case.name} 回复“{title}”：{case.said_zh}，请核实",
            f"{answer.sender} answered {answer.partstat} to {title!r} for {case.name}: please check",
        )
    return None


def _has_instance(case: Case) -> bool:
    at = moment_said(case.answer.instance)
    return at is not None and is_rule_start(times_of(case.one), at)


def _is_their_office(answer: MeetingAnswer) -> bool:
    """Whether a colleague writes for the attendee and says so (RFC 5545 §3.2.18)."""
    return answer.sent_by == answer.sender and of_one_firm(answer.sender, answer.address)


def of_one_firm(address: str, other: str) -> bool:
    """Whether two addresses are of one domain, and that of no mailbox provider."""
    return bool(domain_of(address)) and domain_of(address) == domain_of(other)


def quoted(comment: str) -> tuple[str, str]:
    """Return what was said beside the answer, to follow a sentence in Chinese and in English."""
    return (f"：“{comment}”", f' ("{comment}")') if comment else ("", "")


def unapplied(
    case: Case, outcome: Repeated | Stale | Proposal | NotOurs | NotTheirs | Unclear
) -> Verdict:
    """Return what becomes of an answer that changes nobody's standing."""
    match outcome:
        case Repeated():
            return Verdict(Became.APPLIED, "the same as before")
        case Stale(reason):
            return Verdict(Became.STALE, reason.value)
        case Proposal(start=start):
            return _countered(case, start)
        case NotOurs() | NotTheirs() | Unclear():
            answer, title = case.answer, case.one.title
            return Verdict(
                Became.ASKED,
                type(outcome).__name__,
                f"{case.name} 对“{title}”的答复看不明白：{case.said_zh} {answer.comment}",
                f"{case.name}'s answer to {title!r} is not clear: {answer.partstat} {answer.comment}",
            )
        case _:
            assert_never(outcome)


def _countered(case: Case, start: datetime | None) -> Verdict:
    """The task that a proposal of another time makes (RFC 5546 §3.2.7)."""
    there, which = case.proposed(start), f" {case.when}" if case.when else ""
    zh, en = quoted(case.answer.comment)
    return Verdict(
        Became.ASKED,
        "another time is proposed",
        f"{case.name} 建议把“{case.one.title}”{which} 改到 {there}{zh}",
        f"{case.name} proposes {there} for {case.one.title!r}{which}{en}",
    )


def delegated(case: Case, delegate: str | None) -> Verdict:
    """Return the task to invite whom an attendee sends instead (RFC 5546 §4.2.5)."""
    which = f" {case.when}" if case.when else ""
    zh, en = quoted(case.answer.comment)
    return Verdict(
        Became.APPLIED,
        PartStat.DELEGATED.value,
        f"{case.name} 请 {delegate or '别人'} 代为参加“{case.one.title}”{which}{zh}：要发邀请给对方吗？",
        f"{case.name} sends {delegate or 'someone'} to {case.one.title!r}{which} instead{en}: shall they be invited?",
    )


def unannounced(case: Case, instead_of: str, *, counts: bool) -> Verdict:
    """Return the task to check somebody who says to come in place of an attendee."""
    said = case.answer.partstat
    return Verdict(
        Became.APPLIED if counts else Became.ASKED,
        f"{case.answer.address} says to come for {instead_of}",
        f"{case.answer.address} 说代 {instead_of} 参加“{case.one.title}”，回复：{case.said_zh}，请核实",
        f"{case.answer.address} says to come to {case.one.title!r} for {instead_of} and answered {said}: please check",
    )
