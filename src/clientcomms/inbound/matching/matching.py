"""[replies] read → matched: loads what a message names, asks the ladder, keeps the rung."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from clientcomms.domain.heard import Reply
from clientcomms.domain.matching import ROBOTS, Evidence, Known, Placed, Rung, Standing, place
from clientcomms.domain.states import ReplyState
from clientcomms.domain.trust import Trust, Weighed, weigh
from clientcomms.domain.trust_reasons import forwarded_by
from clientcomms.inbound.matching.forwarding import forward_to_us, place_forward, task_to_place
from clientcomms.inbound.matching.known import evidence_of, load_known, shown_of
from clientcomms.inbound.matching.looking import task_to_look
from clientcomms.store import replies, state
from clientcomms.store.acquaintances import acquaintance
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.wire.forwards import Forward

log = logging.getLogger(__name__)

BY = "matching"
_LOOKED_BACK, _VOUCHED = 6, 2
"""So many of the newest messages of a sender must have come with the domain's word."""


def match_read(store: Store, now: datetime, limit: int = 200, *, ours: Collection[str] = ()) -> int:
    """Say of each reply where it belongs; return how many found a place or a person.

    A stranger who quotes our token, Message-ID or marker is put before a person with the rung,
    and so is a sender whom the receiving server holds for forged: neither changes anything. How
    far each message is believed is kept with it (`clientcomms.domain.trust`). What a member forwards to one of the addresses `ours` is placed by whom
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
    known = load_known(tx, shown)
    placed = place(shown, known)
    beside = shown_of(reply, vouched_before=_vouched_before(tx, reply))
    weighed = weigh(placed, shown, known, beside)
    member = placed.match.member_address if placed.match else None
    found = forward_to_us(tx, reply, ours) if member is not None else None
    if found is not None and member is not None:
        reasons = (forwarded_by(member), *weighed.reasons)
        whose = (found, place_forward(tx, found, shown, member))
        _match_forward(tx, reply, whose, replace(weighed, reasons=reasons), now)
        return
    doubted = _is_doubted(placed, believed=shown.believed)
    why = placed.match.rung if placed.match else "no rung holds"
    told = f"{why}: {weighed.reasons[0].text_en}" if doubted or not shown.believed else why
    stamp = Stamp(now, BY, told)
    replies.keep_match(tx, reply.id, placed.match, stamp, believed=not doubted, weighed=weighed)
    if doubted or (placed.match is None and _concerns_us(tx, shown, known)):
        add_task(tx, task_to_look(tx, reply, placed, weighed), stamp)


def _match_forward(
    tx: Tx, reply: Reply, whose: tuple[Forward, Placed], weighed: Weighed, now: datetime
) -> None:
    """Keep to whom a member's forward belongs, or ask the member."""
    found, placed = whose
    match = placed.match
    assert match is not None
    assert match.member_address is not None
    told = match.contact_address is not None
    why = f"{match.rung}: forwarded by {match.member_address}"
    stamp = Stamp(now, BY, why if told else f"{why}, no rung holds")
    replies.keep_match(tx, reply.id, match, stamp, believed=told, weighed=weighed)
    if not told:
        add_task(tx, task_to_place(reply, found, match.member_address), stamp)


def _vouched_before(tx: Tx, reply: Reply) -> bool:
    """Whether the sender's mail has come with its domain's word so far; one alone may be chance."""
    earlier = replies.replies_of_sender(tx, reply.sender, _LOOKED_BACK, before=reply.id)
    return sum(one.trust == Trust.STRONG for one in earlier) >= _VOUCHED


def _is_doubted(placed: Placed, *, believed: bool) -> bool:
    """Whether somebody unknown or forged speaks of a matter of ours.

    A program that names no letter changes nothing anyway.
    """
    match = placed.match
    if match is None:
        return False
    if match.rung == Rung.MACHINE:
        return not believed and match.outbox_id is not None
    return placed.standing is Standing.STRANGER


def _concerns_us(tx: Tx, shown: Evidence, known: Known) -> bool:
    """Whether a client's side wrote, or somebody in a member's name.

    Advertising in a mailbox must not fill the list of tasks.
    """
    if shown.kind in ROBOTS:
        return False
    codes = [project.code for project in state.all_projects(tx)]
    found = acquaintance(tx, shown.sender, codes)
    return bool(found.contact_in or found.domain_in or known.member)


def _give_up(tx: Tx, reply: Reply, why: str, now: datetime) -> None:
    stamp = Stamp(now, BY, why[:500])
    replies.leave_to_person(tx, reply.id, stamp)
    add_task(tx, task_to_look(tx, reply, Placed(None), None), stamp, again_after=now)
