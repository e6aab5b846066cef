"""The loop over matched replies: charge, record in one transaction, leave poison to a person."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from clientcomms.domain.heard import NewTask, Reply
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.reading_words import MessageKind
from clientcomms.domain.states import ReplyState
from clientcomms.inbound.recording.case import BY, Case, Words, load_case, task
from clientcomms.inbound.recording.clients import record_client
from clientcomms.inbound.recording.forwards import forwarded, record_forward
from clientcomms.inbound.recording.machines import record_machine
from clientcomms.inbound.recording.members import record_member
from clientcomms.inbound.recording.replays import Again, seen_again
from clientcomms.settings import Settings
from clientcomms.store import replies
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp

log = logging.getLogger(__name__)


def record_matched(store: Store, settings: Settings, now: datetime, limit: int = 200) -> int:
    """Put the facts of matched replies where they belong; return how many were settled."""
    with store.read() as tx:
        waiting = replies.replies_in(tx, ReplyState.MATCHED, limit)
        spent = [one for one in replies.spent_replies(tx) if one.state is ReplyState.MATCHED]
    for reply in spent:
        _give_up(store, reply, settings, f"failed {replies.MAX_ATTEMPTS} times", now)
    return len(spent) + sum(_record_one(store, reply, settings, now) for reply in waiting)


def _record_one(store: Store, reply: Reply, settings: Settings, now: datetime) -> int:
    with store.begin() as tx:
        replies.charge_reply(tx, reply.id)
    try:
        with store.begin() as tx:
            return _record(tx, reply, settings, now)
    except Exception as error:  # one poisoned message must not stop the loop; it goes to a person
        log.exception("reply %s", reply.id)
        if reply.attempts + 1 < replies.MAX_ATTEMPTS:
            return 0
        _give_up(store, reply, settings, f"{type(error).__name__}: {error}", now)
    return 1


def _record(tx: Tx, reply: Reply, settings: Settings, now: datetime) -> int:
    fresh = replies.reply_by_id(tx, reply.id)
    if fresh is None or fresh.state is not ReplyState.MATCHED:  # another was quicker
        return 0
    stamp = Stamp(now, BY)
    again = seen_again(tx, fresh, now)
    if again is not None:
        replies.note_trust(tx, reply.id, again.reason, doubted=again.is_forged)
        stamp = replace(stamp, why=again.reason.text_en)
        if again.is_forged:
            replies.leave_to_person(tx, reply.id, stamp)
            case = load_case(tx, fresh, settings, now)
            add_task(tx, _forged(case, again), case.stamp, again_after=now)
            return 1
    else:
        stamp = replace(stamp, why=_sort(load_case(tx, fresh, settings, now)))
    replies.mark_recorded(tx, reply.id, stamp)
    return 1


def _forged(case: Case, again: Again) -> NewTask:
    reply, number = case.reply, show_id(Numbered.REPLY, case.reply.id)
    words = Words(
        f"{reply.sender} 的来信“{reply.subject}”（{number}）没有采信：{again.reason.text_zh}，请核实",
        f'"{reply.subject}" from {reply.sender} ({number}) was not believed: {again.reason.text_en}. Please check who wrote it',
    )
    return task(case, "stranger", f"unmatched:{reply.id}", words)


def _sort(case: Case) -> str:
    """Record by kind; return what was done, for the journal."""
    if case.reply.kind not in {MessageKind.REPLY, MessageKind.CALENDAR}:
        return record_machine(case)
    if case.reply.member_address is not None:
        return _of_member(case, case.reply.member_address)
    return record_client(case)


def _of_member(case: Case, member: str) -> str:
    """A member's own word, or a client's that the member passed on."""
    if case.reply.contact_address is None:
        return record_member(case, member)
    found = forwarded(case)
    return record_client(case) if found is None else record_forward(case, member, found)


def _give_up(store: Store, reply: Reply, settings: Settings, why: str, now: datetime) -> None:
    with store.begin() as tx:
        replies.leave_to_person(tx, reply.id, Stamp(now, BY, why[:500]))
        words = Words(
            f"{reply.sender} 的来信“{reply.subject}”（r{reply.id}）没能登记（{why[:200]}），请人工处理",
            f'the message "{reply.subject}" of {reply.sender} (r{reply.id}) could not be recorded ({why[:200]}): please deal with it',
        )
        case = load_case(tx, reply, settings, now)
        new = task(case, "unrecorded", f"unrecorded:{reply.id}", words)
        add_task(tx, new, case.stamp, again_after=now)
