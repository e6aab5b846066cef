"""[replies] read → matched: loads what a message names, asks the ladder, keeps the rung."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from clientcomms.domain.heard import NewTask, Reply
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.matching import Evidence, Placed, Rung, Standing, place
from clientcomms.domain.states import ReplyState
from clientcomms.inbound.matching.forwarding import forward_to_us, place_forward, task_to_place
from clientcomms.inbound.matching.known import evidence_of, load_known
from clientcomms.store import replies, state
from clientcomms.store.acquaintances import acquaintance
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.wire.forwards import Forward

log = logging.getLogger(__name__)

BY = "matching"


def match_read(store: Store, now: datetime, limit: int = 200, *, ours: Collection[str] = ()) -> int:
    """Say of each reply where it belongs; return how many found a place or a person.

    A stranger who quotes our token, Message-ID or marker is put before a person with the rung,
    and changes nothing. What a member forwards to one of the addresses `ours` is placed by whom
    it quotes.
    """
    accounts = frozenset(one.casefold() for one in ours)
    with store.read() as tx:
        waiting = replies.replies_in(tx, ReplyState.READ, limit)
        spent = [one for one in replies.spent_replies(tx) if one.state is ReplyState.READ]
    for reply in spent:
        with store.begin() as tx:
            _give_up(tx, reply, f"matching it failed {replies.MAX_ATTEMPTS} times", now)
    return len(spent) + sum(_match_one(store, reply, accounts, now) for reply in waiting)


def _match_one(store: Store, reply: Reply, ours: frozenset[str], now: datetime) -> int:
    with store.begin() as tx:
        replies.charge_reply(tx, reply.id)
    try:
        with store.begin() as tx:
            _match(tx, reply, ours, now)
    except Exception as error:  # one poisoned message must not stop the loop; it goes to a person
        log.exception("reply %s", reply.id)
        if reply.attempts + 1 < replies.MAX_ATTEMPTS:
            return 0
        with store.begin() as tx:
            _give_up(tx, reply, f"{type(error).__name__}: {error}", now)
    return 1


def _match(tx: Tx, reply: Reply, ours: frozenset[str], now: datetime) -> None:
    shown = evidence_of(reply)
    placed = place(shown, load_known(tx, shown))
    member = placed.match.member_address if placed.match else None
    found = forward_to_us(tx, reply, ours) if member is not None else None
    if found is not None and member is not None:
        _match_forward(tx, reply, (found, place_forward(tx, found, shown, member)), now)
        return
    doubted = _is_doubted(placed)
    why = placed.match.rung if placed.match else "no rung holds"
    stamp = Stamp(now, BY, f"{why}: the sender is not known there" if doubted else why)
    replies.keep_match(tx, reply.id, placed.match, stamp, believed=not doubted)
    if doubted or (placed.match is None and _concerns_us(tx, shown)):
        add_task(tx, _task(tx, reply, placed), stamp)


def _match_forward(tx: Tx, reply: Reply, whose: tuple[Forward, Placed], now: datetime) -> None:
    """Keep to whom a member's forward belongs, or ask the member."""
    found, placed = whose
    match = placed.match
    assert match is not None
    assert match.member_address is not None
    told = match.contact_address is not None
    why = f"{match.rung}: forwarded by {match.member_address}"
    stamp = Stamp(now, BY, why if told else f"{why}, no rung holds")
    replies.keep_match(tx, reply.id, match, stamp, believed=told)
    if not told:
        add_task(tx, task_to_place(reply, found, match.member_address), stamp)


def _is_doubted(placed: Placed) -> bool:
    """Whether somebody unknown answers a letter of ours; a program's word is weighed later."""
    stranger = placed.standing is Standing.STRANGER
    return stranger and placed.match is not None and placed.match.rung != Rung.MACHINE


def _concerns_us(tx: Tx, shown: Evidence) -> bool:
    """Whether a client's side wrote; advertising in a mailbox must not fill the list of tasks."""
    codes = [project.code for project in state.all_projects(tx)]
    known = acquaintance(tx, shown.sender, codes)
    return bool(known.contact_in or known.domain_in)


def _give_up(tx: Tx, reply: Reply, why: str, now: datetime) -> None:
    stamp = Stamp(now, BY, why[:500])
    replies.leave_to_person(tx, reply.id, stamp)
    add_task(tx, _task(tx, reply, Placed(None)), stamp, again_after=now)


def _task(tx: Tx, reply: Reply, placed: Placed) -> NewTask:
    """Return the task to look at a message that found no place by itself."""
    code = placed.match.project_code if placed.match else None
    project = state.project_by_code(tx, code) if code else None
    number, subject = show_id(Numbered.REPLY, reply.id), reply.subject or "—"
    if placed.match is None:
        zh = f"{reply.sender} 的来信“{subject}”（{number}）不知属于哪个项目，请在收件页归位"
        en = f'the message "{subject}" of {reply.sender} ({number}) belongs to no project we can tell: place it in the inbox'
    else:
        zh = f"{reply.sender} 不是该项目的联系人，却回复了我们的信“{subject}”（{number}）：没有采纳，请核实此人"
        en = f'{reply.sender}, who is no contact there, answered a letter of ours: "{subject}" ({number}). Nothing was done: please check who it is'
    return NewTask(
        key=f"unmatched:{reply.id}",
        kind="stranger" if placed.match else "unmatched",
        owner=project.manager if project else "",
        title_zh=zh,
        title_en=en,
        project_code=project.code if project else None,
        reply_id=reply.id,
    )
