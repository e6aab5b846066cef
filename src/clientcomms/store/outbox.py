"""[outbox]: frozen letters on their way to the next hop.

Claims are compare-and-set, attempts are charged before they are made, leases lapse into doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Row, Text, bindparam, case, func, or_, select, update
from sqlalchemy import insert as plain_insert

from clientcomms.domain.flow import ClaimedEntry, NewOutboxEntry
from clientcomms.domain.states import OUTBOX_NEXT, OutboxState
from clientcomms.store.columns import UtcDateTime
from clientcomms.store.engine import Tx
from clientcomms.store.journal import JournalLine, Stamp, note_all
from clientcomms.store.rows import as_indexed, insert, move
from clientcomms.store.schema.outbound import outbox, outbox_bytes, outbox_recipients


@dataclass(frozen=True, slots=True)
class RecipientResult:
    """What became of one forward path."""

    address: str
    state: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of one attempt, to be written by the holder that made it."""

    entry_id: int
    became: OutboxState
    code: str = ""
    text: str = ""
    reason: str = ""
    next_at: datetime | None = None
    submitted_at: datetime | None = None
    doubted_at: datetime | None = None
    recipients: tuple[RecipientResult, ...] = ()
    refunded: bool = False
    """Whether the attempt says nothing about the letter: the account may not send at all."""


def add_entries(tx: Tx, new: Sequence[NewOutboxEntry], now: datetime) -> list[int]:
    """Insert rendered messages; a plan that has one already keeps it. Returns the new plans' numbers."""
    if not new:
        return []
    rows = tx.execute(
        insert(tx, outbox)
        .on_conflict_do_nothing(index_elements=["plan_id"])
        .returning(outbox.c.id, outbox.c.plan_id),
        [_values(one, now) for one in new],
    ).all()
    numbers = {row.plan_id: row.id for row in rows}
    recipients: list[dict[str, object]] = []
    contents: list[dict[str, object]] = []
    lines: list[JournalLine] = []
    for one in new:
        number = numbers.get(one.plan_id)
        if number is None:
            continue
        contents.append({"entry_id": number, "raw": one.raw})
        places = dict.fromkeys(one.to, "to") | {a: "cc" for a in one.cc if a not in one.to}
        recipients += [
            {
                "entry_id": number,
                "address": address,
                "place": place,
                "position": position,
                "state": "pending",
            }
            for position, (address, place) in enumerate(places.items())
        ]
        became = "held" if one.held_because else "ready"
        lines.append(
            JournalLine(
                now, "outbox", str(number), None, became, "rendering", one.held_because or ""
            )
        )
    if contents:
        tx.execute(plain_insert(outbox_bytes), contents)
    if recipients:
        tx.execute(plain_insert(outbox_recipients), recipients)
    note_all(tx, lines)
    return [one.plan_id for one in new if one.plan_id in numbers]


def _values(one: NewOutboxEntry, now: datetime) -> dict[str, object]:
    held = one.held_because is not None
    return {
        "plan_id": one.plan_id,
        "kind": one.kind,
        "project_code": one.project_code,
        "client": one.client,
        "account": one.account,
        "mode": one.mode,
        "reverse_path": one.reverse_path,
        "message_id": one.message_id,
        "marker": one.marker,
        "thread_key": one.thread_key,
        "subject": one.subject,
        "priority": one.priority,
        "state": (OutboxState.HELD if held else OutboxState.READY).value,
        "attempts": 0,
        "next_at": one.next_at,
        "reason": one.held_because or one.note,
        "created_at": now,
    }


def claim_batch(
    tx: Tx, *, holder: str, now: datetime, lease: timedelta, limit: int, accounts: Sequence[str]
) -> list[ClaimedEntry]:
    """Claim what is due for these accounts, charge the attempt, and return it with its bytes.

    One UPDATE decides who holds an entry; on PostgreSQL the candidates of other holders are skipped.
    """
    due = (
        select(outbox.c.id)
        .where(
            as_indexed(outbox.c.state, OutboxState.READY, OutboxState.DEFERRED),
            outbox.c.next_at <= now,
            outbox.c.account.in_(list(accounts)),
        )
        .order_by(outbox.c.next_at, outbox.c.priority, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")  # chosen once: PostgreSQL may run a subquery again for every row
    )
    claimed = tx.execute(
        update(outbox)
        .where(
            outbox.c.id.in_(select(due.c.id)),
            outbox.c.state.in_([OutboxState.READY.value, OutboxState.DEFERRED.value]),
        )
        .values(
            state=OutboxState.CLAIMED.value,
            holder=holder,
            leased_until=now + lease,
            attempts=outbox.c.attempts + 1,
        )
        .returning(outbox)
    ).all()
    if not claimed:
        return []
    paths = _pending_paths(tx, [row.id for row in claimed])
    note_all(
        tx,
        [
            JournalLine(
                now, "outbox", str(row.id), None, "claimed", holder, f"attempt {row.attempts}"
            )
            for row in claimed
        ],
    )
    ordered = sorted(claimed, key=lambda row: (row.next_at, row.priority, row.id))
    contents = _contents(tx, [row.id for row in ordered])
    return [_claimed(row, paths.get(row.id, ()), contents[row.id]) for row in ordered]


def _pending_paths(tx: Tx, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found = tx.execute(
        select(outbox_recipients.c.entry_id, outbox_recipients.c.address)
        .where(outbox_recipients.c.entry_id.in_(list(ids)), outbox_recipients.c.state == "pending")
        .order_by(outbox_recipients.c.entry_id, outbox_recipients.c.position)
    )
    paths: dict[int, tuple[str, ...]] = {}
    for row in found:
        paths[row.entry_id] = (*paths.get(row.entry_id, ()), row.address)
    return paths


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


def settle(tx: Tx, settlements: Sequence[Settlement], *, holder: str, now: datetime) -> int:
    """Write how attempts ended; an entry whose lease passed to somebody else is left alone.

    Returns how many were still ours.
    """
    if not settlements:
        return 0
    held = set(
        tx.execute(
            select(outbox.c.id)
            .where(
                outbox.c.id.in_([one.entry_id for one in settlements]),
                outbox.c.state == OutboxState.CLAIMED.value,
                outbox.c.holder == holder,
            )
            .with_for_update()
        ).scalars()
    )
    ours = [one for one in settlements if one.entry_id in held]
    if ours:
        tx.execute(_ENDING, [_ended(one) for one in ours])
    _record_recipients(tx, ours)
    note_all(
        tx,
        [
            JournalLine(
                now, "outbox", str(one.entry_id), "claimed", one.became.value, holder, _why(one)
            )
            for one in ours
        ],
    )
    return len(ours)


_KEPT = case((outbox.c.mode == "redirect", outbox.c.reason), else_=None)
"""Whom a redirected letter was meant for stays readable after it has left."""
_ENDING = (
    update(outbox)
    .where(outbox.c.id == bindparam("entry"))
    .values(
        state=bindparam("became"),
        reply_code=bindparam("said"),
        reply_text=bindparam("words"),
        reason=func.coalesce(bindparam("why", type_=Text()), _KEPT),
        next_at=bindparam("again_at"),
        attempts=outbox.c.attempts - bindparam("refund", type_=Integer()),
        submitted_at=func.coalesce(
            bindparam("left_at", type_=UtcDateTime()), outbox.c.submitted_at
        ),
        doubted_at=func.coalesce(bindparam("unsure_at", type_=UtcDateTime()), outbox.c.doubted_at),
        holder=None,
        leased_until=None,
    )
)


def _ended(one: Settlement) -> dict[str, object]:
    return {
        "entry": one.entry_id,
        "became": one.became.value,
        "said": one.code or None,
        "words": one.text or None,
        "why": one.reason or None,
        "again_at": one.next_at,
        "refund": int(one.refunded),
        "left_at": one.submitted_at,
        "unsure_at": one.doubted_at,
    }


def _why(one: Settlement) -> str:
    return " ".join(part for part in (one.code, one.text, one.reason) if part)


def _record_recipients(tx: Tx, settlements: Sequence[Settlement]) -> None:
    rows = [
        {
            "entry": one.entry_id,
            "who": r.address,
            "became": r.state,
            "said": r.code,
            "words": r.text,
        }
        for one in settlements
        for r in one.recipients
    ]
    if rows:
        tx.execute(
            update(outbox_recipients)
            .where(
                outbox_recipients.c.entry_id == bindparam("entry"),
                outbox_recipients.c.address == bindparam("who"),
            )
            .values(state=bindparam("became"), code=bindparam("said"), text=bindparam("words")),
            rows,
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


def change_entry(
    tx: Tx,
    entry_id: int,
    became: OutboxState,
    stamp: Stamp,
    values: Mapping[str, object] | None = None,
) -> None:
    """Move one entry by a person's or a sweeping act's decision."""
    changed = {"reason": stamp.why or None, **(values or {})}
    if became is not OutboxState.CLAIMED:
        changed |= {"holder": None, "leased_until": None}
    move(tx, outbox, entry_id, (became, OUTBOX_NEXT), stamp, changed)


def accept_pending(tx: Tx, entry_id: int) -> None:
    """Say that the recipients of a letter that turned out submitted were accepted."""
    tx.execute(
        update(outbox_recipients)
        .where(outbox_recipients.c.entry_id == entry_id, outbox_recipients.c.state == "pending")
        .values(state="accepted")
    )


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


def mark_recipient(tx: Tx, entry_id: int, result: RecipientResult) -> None:
    """Record later news about one recipient (a delivery report)."""
    tx.execute(
        update(outbox_recipients)
        .where(
            outbox_recipients.c.entry_id == entry_id,
            func.lower(outbox_recipients.c.address) == result.address.lower(),
        )
        .values(state=result.state, code=result.code, text=result.text)
    )
