"""What an account may submit now: its rest, its rate, and what is still worth sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clientcomms.domain import plan_reasons
from clientcomms.domain.flow import ClaimedEntry
from clientcomms.domain.states import OutboxState
from clientcomms.outbound.submitting.civility import keep_civil
from clientcomms.outbound.submitting.courier import Courier, pause_key
from clientcomms.store import outages, outbox, outbox_claims, outbox_looks
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp


@dataclass(frozen=True, slots=True)
class Claimed:
    """A batch that is ours, and since when its account fails, if it does."""

    entries: Sequence[ClaimedEntry] = ()
    failing_since: datetime | None = None
    taken_back: int = 0
    """So many others had grown stale while they waited, or must wait for a civil hour."""


def claim(tx: Tx, courier: Courier, now: datetime) -> Claimed:
    """Claim what may leave; nothing while the account rests, one letter to try a failing one."""
    outage = outages.outage_of(tx, pause_key(courier.account))
    if outage is not None and outage.rests_until is not None and outage.rests_until > now:
        return Claimed()
    since = outage.since if outage else None
    limit = _limit(tx, courier, now) if since is None else min(1, _limit(tx, courier, now))
    if limit <= 0:
        return Claimed()
    entries = outbox_claims.claim_batch(
        tx,
        holder=courier.holder,
        now=now,
        lease=courier.lease,
        limit=limit,
        accounts=[courier.account],
    )
    gone = _take_back_stale(tx, courier, entries, now)
    gone |= keep_civil(tx, courier, [one for one in entries if one.id not in gone], now)
    return Claimed([one for one in entries if one.id not in gone], since, len(gone))


def _limit(tx: Tx, courier: Courier, now: datetime) -> int:
    if courier.per_minute is None:
        return courier.batch
    minute_ago = now - timedelta(minutes=1)
    used = outbox_claims.submitted_between(tx, courier.account, minute_ago, now)
    return min(courier.batch, courier.per_minute - used)


def _take_back_stale(
    tx: Tx, courier: Courier, entries: Sequence[ClaimedEntry], now: datetime
) -> set[int]:
    """Withdraw letters that are no longer worth sending: their server was away too long."""
    stale = outbox_looks.expired_while_waiting(tx, [one.id for one in entries], now)
    outbox_claims.release_claims(tx, courier.holder, list(stale), now)
    for number, expired_at in stale.items():
        stamp = Stamp(now, "submitting", plan_reasons.expired(expired_at).text_en)
        outbox.change_entry(tx, number, OutboxState.WITHDRAWN, stamp, {"next_at": None})
    return set(stale)
