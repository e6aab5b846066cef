"""[outbox] → next hop: claims a batch, submits it in one conversation, settles every attempt.

The attempt is charged before the connection is opened, and no transaction is open while a server
is spoken to. Whatever ends us in between leaves a claim that lapses into doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from clientcomms.domain.flow import ClaimedEntry
from clientcomms.domain.states import OutboxState
from clientcomms.outbound.submitting.aftermath import forget_dead, keep_copy, let_rest
from clientcomms.outbound.submitting.attempting import attempt
from clientcomms.outbound.submitting.bars import Bars
from clientcomms.outbound.submitting.courier import SETTLE_EVERY, Courier, Rest, pause_key
from clientcomms.ports.transport import Session
from clientcomms.store import inbox, outbox_claims
from clientcomms.store.engine import Store
from clientcomms.store.settlements import Settlement, settle

__all__ = ["SETTLE_EVERY", "Courier", "pause_key", "submit_due"]


def submit_due(store: Store, courier: Courier, now: datetime) -> int:
    """Submit what is due for one account; return how many letters were settled.

    Batches follow one another until nothing is due, the rate is used up or the account rests.
    """
    settled = 0
    while not courier.stopping():
        claimed = _claim(store, courier, now)
        if not claimed:
            return settled
        ended, goes_on = _submit_batch(store, courier, claimed, now + courier.lease / 2)
        settled += ended
        if not goes_on:
            return settled
        now = courier.clock()
    return settled


def _claim(store: Store, courier: Courier, now: datetime) -> list[ClaimedEntry]:
    with store.begin() as tx:
        if pause_key(courier.account) in inbox.paused_accounts(tx, now):
            return []
        limit = courier.batch
        if courier.per_minute is not None:
            used = outbox_claims.submitted_between(
                tx, courier.account, now - timedelta(minutes=1), now
            )
            limit = min(limit, courier.per_minute - used)
        if limit <= 0:
            return []
        return outbox_claims.claim_batch(
            tx,
            holder=courier.holder,
            now=now,
            lease=courier.lease,
            limit=limit,
            accounts=[courier.account],
        )


def _submit_batch(
    store: Store, courier: Courier, claimed: Sequence[ClaimedEntry], until: datetime
) -> tuple[int, bool]:
    """Return how many were settled, and whether the account may go on.

    Nothing is begun after `until`, so that the lease outlives what was begun.
    """
    bars = Bars.load(store, courier, claimed)
    pending: list[Settlement] = []
    left_now: list[tuple[bytes, datetime]] = []
    ended, begun = 0, 0
    rest: Rest | None = None
    with courier.transport.open() as session:
        for entry in claimed:
            if rest is not None or courier.stopping() or courier.clock() > until:
                break
            begun += 1
            settlement, rest = _ended(session, entry, bars, courier)
            pending.append(settlement)
            if courier.keep is not None and settlement.submitted_at is not None:
                left_now.append((entry.raw, settlement.submitted_at))
            if len(pending) >= courier.settle_every:
                ended += _settle(store, courier, pending)
                pending = []
    ended += _settle(store, courier, pending, rest)
    for raw, submitted_at in left_now:
        keep_copy(courier, raw, submitted_at)
    if begun < len(claimed):
        with store.begin() as tx:
            left = [entry.id for entry in claimed[begun:]]
            outbox_claims.release_claims(tx, courier.holder, left, courier.clock())
    return ended, rest is None


def _ended(
    session: Session, entry: ClaimedEntry, bars: Bars, courier: Courier
) -> tuple[Settlement, Rest | None]:
    """Return how a letter ended: kept back without an attempt, or attempted."""
    stop = bars.against(entry)
    if stop is not None:
        return Settlement(entry.id, OutboxState.HELD, reason=stop, refunded=True), None
    gone = bars.left_out(entry)
    avoided = {one.address for one in gone}
    paths = tuple(path for path in entry.forward_paths if path not in avoided)
    settlement, rest = attempt(session, replace(entry, forward_paths=paths), courier)
    return replace(settlement, recipients=(*settlement.recipients, *gone)), rest


def _settle(
    store: Store, courier: Courier, settlements: Sequence[Settlement], rest: Rest | None = None
) -> int:
    if not settlements and rest is None:
        return 0
    now = courier.clock()
    with store.begin() as tx:
        ours = settle(tx, settlements, holder=courier.holder, now=now)
        for one in settlements:
            forget_dead(tx, one, now)
        if rest is not None:
            let_rest(tx, courier, rest, now)
    return ours
