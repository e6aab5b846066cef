"""[outbox]: who holds a letter while it is submitted, for how long, and how hard an account is used.

Claims are compare-and-set, attempts are charged before they are made, leases lapse into doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, or_, select, update

from clientcomms.domain.flow import ClaimedEntry
from clientcomms.domain.states import OutboxState
from clientcomms.store.engine import Tx
from clientcomms.store.journal import JournalLine, note_all
from clientcomms.store.outbox_recipients import pending_paths
from clientcomms.store.rows import as_indexed
from clientcomms.store.schema.outbound import outbox, outbox_bytes


def claim_batch(
    tx: Tx, *, holder: str, now: datetime, lease: timedelta, limit: int, accounts: Sequence[str]
) -> list[ClaimedEntry]:
    """Claim what is due for these accounts, charge the attempt, and return it with its bytes.

    One UPDATE decides who holds an entry; on PostgreSQL the candidates of other holders are skipped.
    """
    due = _due(accounts, now, limit).cte(
        "due"
    )  # chosen once: PostgreSQL may else ask for every row
    claimed = tx.execute(
        update(outbox)
        .where(outbox.c.id.in_(select(due.c.id)), outbox.c.state.in_(_WAITING))
        .values(
            state=OutboxState.CLAIMED.value,
            holder=holder,
            leased_until=now + lease,
            attempts=outbox.c.attempts + 1,
        )
        .returning(*_TAKEN)
    ).all()
    if not claimed:
        return []
    note_all(tx, [_charged(row, holder, now) for row in claimed])
    ordered = sorted(claimed, key=lambda row: (row.next_at, row.priority, row.id))
    numbers = [row.id for row in ordered]
    paths, contents = pending_paths(tx, numbers), _contents(tx, numbers)
    return [_claimed(row, paths.get(row.id, ()), contents[row.id]) for row in ordered]


_TAKEN = (
    *(outbox.c.id, outbox.c.account, outbox.c.mode, outbox.c.kind, outbox.c.project_code),
    *(outbox.c.client, outbox.c.reverse_path, outbox.c.message_id, outbox.c.attempts),
    *(outbox.c.created_at, outbox.c.next_at, outbox.c.priority),
)
_WAITING = [OutboxState.READY.value, OutboxState.DEFERRED.value]


def _due(accounts: Sequence[str], now: datetime, limit: int) -> Select[tuple[int]]:
    return (
        select(outbox.c.id)
        .where(
            as_indexed(outbox.c.state, OutboxState.READY, OutboxState.DEFERRED),
            outbox.c.next_at <= now,
            outbox.c.account.in_(list(accounts)),
        )
        .order_by(outbox.c.next_at, outbox.c.priority, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def _charged(row: Row[Any], holder: str, now: datetime) -> JournalLine:
    why = f"attempt {row.attempts}"
    return JournalLine(now, "outbox", str(row.id), None, "claimed", holder, why)


def _contents(tx: Tx, ids: Sequence[int]) -> dict[int, bytes]:
    found = tx.execute(select(outbox_bytes).where(outbox_bytes.c.entry_id.in_(list(ids))))
    return {row.entry_id: row.raw for row in found}


def _claimed(row: Row[Any], paths: tuple[str, ...], raw: bytes) -> ClaimedEntry:
    return ClaimedEntry(
        id=row.id,
        account=row.account,
        mode=row.mode,
        kind=row.kind,
        project_code=row.project_code,
        client=row.client,
        reverse_path=row.reverse_path,
        forward_paths=paths,
        message_id=row.message_id,
        raw=raw,
        attempts=row.attempts,
        created_at=row.created_at,
    )


def lapse(tx: Tx, now: datetime) -> list[int]:
    """Turn claims whose lease ran out into doubts; return their numbers."""
    rows = tx.execute(
        update(outbox)
        .where(as_indexed(outbox.c.state, OutboxState.CLAIMED), outbox.c.leased_until < now)
        .values(
            state=OutboxState.DOUBTFUL.value,
            doubted_at=now,
            holder=None,
            leased_until=None,
            reason="the lease lapsed: perhaps submitted",
        )
        .returning(outbox.c.id)
    ).all()
    note_all(
        tx,
        [
            JournalLine(
                now, "outbox", str(row.id), "claimed", "doubtful", "sweeping", "the lease lapsed"
            )
            for row in rows
        ],
    )
    return [row.id for row in rows]


def release_claims(tx: Tx, holder: str, ids: Sequence[int], now: datetime) -> int:
    """Give back claims whose submission surely was not begun (an orderly stop).

    They are named one by one: a holder may bear the name of one that was killed, and what that
    one claimed is in doubt.
    """
    if not ids:
        return 0
    rows = tx.execute(
        update(outbox)
        .where(
            outbox.c.id.in_(list(ids)),
            outbox.c.state == OutboxState.CLAIMED.value,
            outbox.c.holder == holder,
        )
        .values(
            state=OutboxState.READY.value,
            holder=None,
            leased_until=None,
            attempts=outbox.c.attempts - 1,
        )
        .returning(outbox.c.id)
    ).all()
    note_all(
        tx,
        [
            JournalLine(now, "outbox", str(r.id), "claimed", "ready", holder, "not begun")
            for r in rows
        ],
    )
    return len(rows)


def submitted_between(tx: Tx, account: str, since: datetime, until: datetime) -> int:
    """Count what an account submitted in a span or is submitting, for its rate.

    The span has an end, lest a clock that was set back stops the account until it has caught up.
    """
    found = tx.execute(
        select(func.count())
        .select_from(outbox)
        .where(
            outbox.c.account == account,
            or_(
                outbox.c.submitted_at.between(since, until),
                outbox.c.state == OutboxState.CLAIMED.value,
            ),
        )
    )
    return found.scalar_one()
