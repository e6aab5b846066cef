"""[outbox]: frozen letters on their way to the next hop; how they get there and are moved by a decision.

Claiming (`outbox_claims`), settling (`settlements`), recipients (`outbox_recipients`) and looking
(`outbox_looks`) stand in modules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert as plain_insert
from sqlalchemy import update

from clientcomms.domain.flow import NewOutboxEntry
from clientcomms.domain.states import OUTBOX_NEXT, OutboxState
from clientcomms.store import outbox_recipients
from clientcomms.store.engine import Tx
from clientcomms.store.journal import JournalLine, Stamp, note, note_all
from clientcomms.store.rows import insert, move
from clientcomms.store.schema.outbound import outbox, outbox_bytes


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
    added = [(numbers[one.plan_id], one) for one in new if one.plan_id in numbers]
    if added:
        contents = [{"entry_id": number, "raw": one.raw} for number, one in added]
        tx.execute(plain_insert(outbox_bytes), contents)
    outbox_recipients.expect(tx, added)
    note_all(tx, [_line(number, one, now) for number, one in added])
    return [one.plan_id for _number, one in added]


def _state(one: NewOutboxEntry) -> OutboxState:
    return OutboxState.READY if one.held_because is None else OutboxState.HELD


def _line(number: int, one: NewOutboxEntry, now: datetime) -> JournalLine:
    why = one.held_because or ""
    return JournalLine(now, "outbox", str(number), None, _state(one).value, "rendering", why)


def _values(one: NewOutboxEntry, now: datetime) -> dict[str, object]:
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
        "state": _state(one).value,
        "attempts": 0,
        "next_at": one.next_at,
        "reason": one.held_because or one.note,
        "created_at": now,
    }


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


def hurry_entry(tx: Tx, entry_id: int, next_at: datetime, stamp: Stamp) -> bool:
    """Let a waiting letter stand before others, in whatever state it waits; False when it did."""
    hurried = tx.execute(
        update(outbox)
        .where(
            outbox.c.id == entry_id,
            outbox.c.state.in_([one.value for one in _HURRIED]),
            (outbox.c.priority != 0) | outbox.c.next_at.is_(None) | (outbox.c.next_at > stamp.at),
        )
        .values(priority=0, next_at=next_at)
    )
    if hurried.rowcount:
        note(tx, "outbox", entry_id, stamp)
    return bool(hurried.rowcount)


_HURRIED = (OutboxState.READY, OutboxState.DEFERRED, OutboxState.HELD)
