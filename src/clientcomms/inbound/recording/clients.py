"""What a client wrote: items in the client's own words, scores, answers to meetings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from clientcomms.domain.heard import NewFeedback
from clientcomms.domain.people import Language
from clientcomms.domain.reading_words import Category, MessageKind
from clientcomms.domain.trust import Trust
from clientcomms.inbound.recording.calls import ask_to_call, record_score
from clientcomms.inbound.recording.case import Case, Words, ask, task
from clientcomms.settings.clocks import team_hours
from clientcomms.store import overall, state
from clientcomms.store.feedback import add_feedback
from clientcomms.store.meeting_answers import keep_meeting_answers

_NOTHING_TO_ACKNOWLEDGE = frozenset(
    {Category.PRAISE, Category.INFORMATION, Category.APPROVAL, Category.UNSUBSCRIBE}
)
_UNPROVED = frozenset({Trust.WEAK, Trust.NONE})
_SAID_BY_ATTENDANCE = frozenset({Category.APPROVAL, Category.REJECTION, Category.SCHEDULE})
_MOST_NEWCOMERS = 10

Item = Mapping[str, object]


def record_client(case: Case) -> str:
    """Record a client's message; return what it held, for the journal."""
    if case.project is None or case.reply.contact_address is None:
        return "nothing to record"
    meetings = keep_meeting_answers(case.tx, case.reply, case.now)
    answered = meetings > 0 and not _asks_beside(case)
    items = [one for one in case.listed("items") if not (answered and _repeats_attendance(one))]
    wishes = [one for one in items if one.get("category") == Category.UNSUBSCRIBE]
    numbers = _keep_items(case, [one for one in items if one not in wishes])
    for _ in wishes[:1]:
        _unsubscribe(case)
    scored = record_score(case, complained=_complaint(items) is not None)
    _name_newcomers(case)
    if case.reply.kind == MessageKind.CALENDAR and not meetings:
        _look_at_meeting(case)
    elif not (items or meetings or scored):
        _look_at_attachments(case)
    return f"{len(numbers)} items, {meetings} answers to meetings"


def _repeats_attendance(item: Item) -> bool:
    """Whether an item says no more than the answer to the invitation does ("可以，准时参加")."""
    return item.get("category") in _SAID_BY_ATTENDANCE


def _asks_beside(case: Case) -> bool:
    """Whether a calendar answer's comment asks something ("能换大一点的会议室吗？"), which is no answer.

    A COUNTER's words are part of its proposal, and stand in that task.
    """
    calendar = case.reply.reading.get("calendar")
    if not isinstance(calendar, Mapping) or calendar.get("method") == "COUNTER":
        return False
    comment = str(calendar.get("comment") or "").rstrip("。.!！ \n")
    return comment.endswith(("?", "？", "吗", "呢"))


def _complaint(items: list[Item]) -> Item | None:
    return next((one for one in items if one.get("category") == Category.COMPLAINT), None)


def _keep_items(case: Case, items: list[Item]) -> list[int]:
    """Insert the items; a mail that holds a complaint is never acknowledged by a machine."""
    complaint = _complaint(items)
    later = _acknowledge_at(case) if complaint is None else None
    kept: list[int] = []
    for n, item in enumerate(items, 1):
        number = add_feedback(case.tx, _feedback(case, item, n, later), case.stamp)
        if number is None:
            continue
        kept.append(number)
        if item is complaint:
            ask_to_call(case, str(item.get("text") or ""), number)
    return kept


def _acknowledge_at(case: Case) -> datetime:
    hours = team_hours(case.settings, state.member_with_address(case.tx, case.owner()))
    return hours.add(case.now, case.settings.planning.acknowledge_after_hours)


def _feedback(case: Case, item: Item, n: int, later: datetime | None) -> NewFeedback:
    assert case.project is not None
    category = str(item.get("category"))
    due = item.get("due")
    return NewFeedback(
        key=f"{case.key()}:{n}",
        project_code=case.project.code,
        contact_address=case.reply.contact_address or case.reply.sender,
        channel="mail",
        category=category,
        urgency=str(item.get("urgency") or "normal"),
        due_on=date.fromisoformat(due) if isinstance(due, str) else None,
        owner=case.owner(),
        text=str(item.get("text") or ""),
        rung=case.reply.rung or "",
        reply_id=case.reply.id,
        message_id=case.reply.message_id,
        acknowledge_at=None if category in _NOTHING_TO_ACKNOWLEDGE else later,
    )


def _unsubscribe(case: Case) -> None:
    """Stop optional letters; a subject or a sender alone is no evidence for that."""
    contact = case.contact()
    if contact is not None and case.names_one_matter and case.reply.trust not in _UNPROVED:
        one = overall.Suppression(contact.address, "optional", f"asked so in r{case.reply.id}")
        overall.suppress(case.tx, one, case.stamp)
        return
    words = Words(
        f"{case.reply.sender} 来信要求退订（r{case.reply.id}），但无法确认本人身份，请核实后再处理",
        f"{case.reply.sender} asks to unsubscribe (r{case.reply.id}), which nothing but the sender's address supports: please check",
    )
    ask(case, task(case, "unsubscribe", f"unsubscribe:{case.key()}", words))


def _name_newcomers(case: Case) -> None:
    """Propose those as contacts whom the client brings in; nobody is written to by this."""
    project = case.project
    assert project is not None
    seen = case.addresses("cc", "to")
    if case.contact() is None:
        seen.insert(0, case.reply.sender)
    ours = {account.address.casefold() for account in case.settings.accounts}
    known = {one.address.casefold() for one in state.contacts_of(case.tx, project.code)}
    for address in [one for one in seen if one.casefold() not in ours | known][:_MOST_NEWCOMERS]:
        if state.member_with_address(case.tx, address) or _is_ours(address, ours):
            continue
        words = Words(
            f"{case.reply.sender} 的来信里出现了新地址 {address}：要加进“{project.called(Language.ZH)}”的联系人表吗？",
            f"{case.reply.sender} brought in a new address, {address}: add it to the contacts of {project.called(Language.EN)}?",
        )
        key = f"new_person:{project.code}:{address.casefold()}"
        ask(case, replace(task(case, "new_person", key, words), owner=project.manager))


def _is_ours(address: str, ours: set[str]) -> bool:
    """Whether it is an account of ours with something behind a plus sign."""
    local, _, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" in ours


def _look_at_meeting(case: Case) -> None:
    """A calendar message about no meeting of ours: nothing is booked, moved or ended by it."""
    calendar = case.reply.reading.get("calendar")
    method = str(calendar.get("method")) if isinstance(calendar, Mapping) else "?"
    subject, sender = case.reply.subject or "—", case.reply.sender
    number = f"r{case.reply.id}"
    if method in {"REQUEST", "ADD"}:
        words = Words(
            f"{sender} 邀请我们参加对方的会议“{subject}”（{number}）：没有记入任何日历，请看是否参加并答复",
            f'{sender} invites us to a meeting of theirs, "{subject}" ({number}): nothing was booked; please see and answer it',
        )
    else:
        words = Words(
            f"{sender} 来信“{subject}”（{number}，{method}）说的会议不是我们约的：没有执行，请查看",
            f'"{subject}" of {sender} ({number}, {method}) is about no meeting of ours: nothing was done; please look',
        )
    ask(case, task(case, "meeting_answer", f"foreign-meeting:{case.key()}", words))


def _look_at_attachments(case: Case) -> None:
    names = [str(one["name"]) for one in case.listed("attachments") if one.get("name")]
    if not names:
        return
    shown = "、".join(names[:3])
    words = Words(
        f"{case.reply.sender} 发来附件：{shown}（r{case.reply.id}），正文没有文字，请查看",
        f"{case.reply.sender} sent {', '.join(names[:3])} (r{case.reply.id}) without a word: please look",
    )
    ask(case, task(case, "attachment", f"attachment:{case.key()}", words))
