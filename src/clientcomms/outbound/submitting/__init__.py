"""[outbox] → next hop: claims a batch, submits it in one conversation, settles every attempt.

The attempt is charged before the connection is opened, and no transaction is open while a server
is spoken to. Whatever ends us in between leaves a claim that lapses into doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from clientcomms.domain.flow import ClaimedEntry
from clientcomms.domain.states import OutboxState
from clientcomms.outbound.submitting.aftermath import keep_copy
from clientcomms.outbound.submitting.attempting import attempt
from clientcomms.outbound.submitting.bars import Bars
from clientcomms.outbound.submitting.claiming import Claimed, claim
from clientcomms.outbound.submitting.courier import SETTLE_EVERY, Courier, Rest, pause_key
from clientcomms.outbound.submitting.ledger import Ledger
from clientcomms.ports.transport import Session
from clientcomms.store import outbox_claims
from clientcomms.store.engine import Store
from clientcomms.store.settlements import Settlement

__all__ = ["SETTLE_EVERY", "Courier", "pause_key", "submit_due"]


def submit_due(store: Store, courier: Courier, now: datetime) -> int:
    """Submit what is due for one account; return how many letters were settled.

    Batches follow one another until nothing is due, the rate is used up or the account rests.
    """
    settled = 0
    while not courier.stopping():
        with store.begin() as tx:
            claimed = claim(tx, courier, now)
        if not claimed.entries and not claimed.taken_back:
            return settled
        ended, goes_on = _submit_batch(store, courier, claimed, now + courier.lease / 2)
        settled += ended
        if not goes_on:
            return settled
        now = courier.clock()
    return settled


def _submit_batch(
    store: Store, courier: Courier, claimed: Claimed, until: datetime
) -> tuple[int, bool]:
    """Return how many were settled, and whether the account may go on.

    Nothing is begun after `until`, so that the lease outlives what was begun.
    """
    bars = Bars.load(store, courier, claimed.entries)
    ledger = Ledger(store, courier, claimed.failing_since)
    left_now: list[tuple[bytes, datetime]] = []
    begun = 0
    rest: Rest | None = None
    with courier.transport.open() as session:
        for entry in claimed.entries:
            if rest is not None or courier.stopping() or courier.clock() > until:
                break
            begun += 1
            settlement, rest = _ended(session, entry, bars, courier)
            if courier.keep is not None and settlement.submitted_at is not None:
                left_now.append((entry.raw, settlement.submitted_at))
            ledger.note(settlement, rest)
    ledger.settle()
    for raw, submitted_at in left_now:
        keep_copy(courier, raw, submitted_at)
    _give_back(store, courier, claimed.entries[begun:])
    return ledger.settled, rest is None


def _give_back(store: Store, courier: Courier, entries: Sequence[ClaimedEntry]) -> None:
    if entries:
        with store.begin() as tx:
            numbers = [entry.id for entry in entries]
            outbox_claims.release_claims(tx, courier.holder, numbers, courier.clock())


def _ended(
    session: Session, entry: ClaimedEntry, bars: Bars, courier: Courier
) -> tuple[Settlement, Rest | None]:
    """Return how a letter ended: kept back without an attempt, or attempted."""
    stop = bars.against(entry)
    if stop is not None:
        return Settlement(entry.id, OutboxState.HELD, reason=stop, refunded=True), None
    gone = bars.left_out(entry)
    if not gone:
        return attempt(session, entry, courier)
    avoided = {one.address for one in gone}
    paths = tuple(path for path in entry.forward_paths if path not in avoided)
    settlement, rest = attempt(session, replace(entry, forward_paths=paths), courier)
    return replace(settlement, recipients=(*settlement.recipients, *gone)), rest
