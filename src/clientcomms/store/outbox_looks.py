"""[outbox] as people and matching look at it: nothing here changes a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from clientcomms.domain.flow import OutboxRow
from clientcomms.domain.states import UNSETTLED_OUTBOX, OutboxState
from clientcomms.store.engine import Tx
from clientcomms.store.outbox_recipients import RecipientResult
from clientcomms.store.schema.outbound import outbox, outbox_bytes, outbox_recipients, plans
from clientcomms.store.schema.overall import journal


def entries_in(tx: Tx, states: Iterable[OutboxState], limit: int = 1000) -> list[OutboxRow]:
    """Return entries in some states, oldest first."""
    wanted = [state.value for state in states]
    found = tx.execute(
        select(*_LOOK).where(outbox.c.state.in_(wanted)).order_by(outbox.c.id).limit(limit)
    ).all()
    return _rows(tx, found)


def newest_entries(tx: Tx, *, project: str | None = None, limit: int = 200) -> list[OutboxRow]:
    """Return the newest entries first."""
    wanted = select(*_LOOK).order_by(outbox.c.id.desc()).limit(limit)
    if project is not None:
        wanted = wanted.where(outbox.c.project_code == project)
    return _rows(tx, tx.execute(wanted).all())


def entry_by_id(tx: Tx, entry_id: int) -> OutboxRow | None:
    """Return one entry."""
    rows = _rows(tx, tx.execute(select(*_LOOK).where(outbox.c.id == entry_id)).all())
    return rows[0] if rows else None


def entry_of_plan(tx: Tx, plan_id: int) -> OutboxRow | None:
    """Return the entry that a plan became."""
    rows = _rows(tx, tx.execute(select(*_LOOK).where(outbox.c.plan_id == plan_id)).all())
    return rows[0] if rows else None


def entries_by_message_ids(tx: Tx, message_ids: Sequence[str]) -> list[OutboxRow]:
    """Return the entries that a reply's In-Reply-To and References name."""
    if not message_ids:
        return []
    found = tx.execute(select(*_LOOK).where(outbox.c.message_id.in_(list(message_ids)))).all()
    return _rows(tx, found)


def entries_by_markers(tx: Tx, markers: Sequence[str]) -> list[OutboxRow]:
    """Return the entries whose body marker a reply quotes."""
    if not markers:
        return []
    return _rows(tx, tx.execute(select(*_LOOK).where(outbox.c.marker.in_(list(markers)))).all())


def thread_of(tx: Tx, thread_key: str, client: str | None, mode: str) -> list[str]:
    """Return the Message-IDs of earlier letters on one matter to one client, oldest first.

    Only letters made in the same sending mode, and none that was kept back: a letter that names
    one its reader never got starts no thread.
    """
    wanted = (
        select(outbox.c.message_id)
        .where(
            outbox.c.thread_key == thread_key,
            outbox.c.mode == mode,
            outbox.c.state.not_in([state.value for state in _UNSEEN]),
        )
        .order_by(outbox.c.id)
    )
    wanted = (
        wanted.where(outbox.c.client == client)
        if client
        else wanted.where(outbox.c.client.is_(None))
    )
    return list(tx.execute(wanted).scalars())


_UNSEEN = (OutboxState.HELD, OutboxState.WITHDRAWN, OutboxState.REFUSED, OutboxState.DEAD)


def threads_begun(tx: Tx, keys: Sequence[str]) -> set[str]:
    """Return those of the keys under which any letter was made before."""
    found = tx.execute(
        select(outbox.c.thread_key).where(outbox.c.thread_key.in_(list(keys))).distinct()
    )
    return set(found.scalars())


def raw_of(tx: Tx, entry_id: int) -> bytes | None:
    """Return the bytes of one letter exactly as they were or will be submitted."""
    return tx.execute(
        select(outbox_bytes.c.raw).where(outbox_bytes.c.entry_id == entry_id)
    ).scalar()


def recipients_of(tx: Tx, entry_id: int) -> list[RecipientResult]:
    """Return what became of each recipient of one letter."""
    found = tx.execute(select(outbox_recipients).where(outbox_recipients.c.entry_id == entry_id))
    return [RecipientResult(r.address, r.state, r.code or "", r.text or "") for r in found]


def expired_while_waiting(tx: Tx, ids: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Return those of the entries that are no longer worth sending, with the end of their time.

    One that a person let go on after that end leaves all the same, and so does one that some of its
    readers have already.
    """
    found = tx.execute(
        select(outbox.c.id, plans.c.expires_at)
        .join(plans, plans.c.id == outbox.c.plan_id)
        .where(
            outbox.c.id.in_(list(ids)),
            plans.c.expires_at < now,
            outbox.c.submitted_at.is_(None),
        )
    )
    ends = {row.id: row.expires_at for row in found}
    wished = let_go_by_people(tx, list(ends))
    return {number: end for number, end in ends.items() if wished.get(number, end) <= end}


_ACTS = ("rendering", "submitting", "sweeping")


def let_go_by_people(tx: Tx, ids: Sequence[int]) -> dict[int, datetime]:
    """Return when a person last released or retried each of the entries; others are left out."""
    if not ids:
        return {}
    lines = journal.c
    found = tx.execute(
        select(lines.row, func.max(lines.at).label("at"))
        .where(
            lines.place == "outbox",
            lines.row.in_([str(number) for number in ids]),
            lines.became == OutboxState.READY.value,
            lines.was != OutboxState.CLAIMED.value,
            lines.actor.not_in(_ACTS),
        )
        .group_by(lines.row)
    )
    return {int(row.row): row.at for row in found}


def count_by_state(tx: Tx) -> dict[str, int]:
    """Return how many entries stand in each state."""
    found = tx.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    return {row[0]: row[1] for row in found}


def unsettled(tx: Tx) -> int:
    """Count letters that are still with us."""
    wanted = [state.value for state in UNSETTLED_OUTBOX]
    return tx.execute(
        select(func.count()).select_from(outbox).where(outbox.c.state.in_(wanted))
    ).scalar_one()


_LOOK = list(outbox.c)


def _rows(tx: Tx, found: Sequence[Row[Any]]) -> list[OutboxRow]:
    places = _places(tx, [row.id for row in found])
    return [
        OutboxRow(
            id=row.id,
            plan_id=row.plan_id,
            kind=row.kind,
            project_code=row.project_code,
            client=row.client,
            account=row.account,
            mode=row.mode,
            to=tuple(a for a, place in places.get(row.id, ()) if place == "to"),
            cc=tuple(a for a, place in places.get(row.id, ()) if place == "cc"),
            state=OutboxState(row.state),
            subject=row.subject,
            message_id=row.message_id,
            marker=row.marker,
            thread_key=row.thread_key,
            attempts=row.attempts,
            next_at=row.next_at,
            submitted_at=row.submitted_at,
            doubted_at=row.doubted_at,
            reply_code=row.reply_code,
            reply_text=row.reply_text,
            reason=row.reason,
            created_at=row.created_at,
        )
        for row in found
    ]


def _places(tx: Tx, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    places: dict[int, list[tuple[str, str]]] = {}
    for start in range(0, len(ids), 500):
        chunk = list(ids[start : start + 500])
        found = tx.execute(
            select(
                outbox_recipients.c.entry_id, outbox_recipients.c.address, outbox_recipients.c.place
            )
            .where(outbox_recipients.c.entry_id.in_(chunk))
            .order_by(outbox_recipients.c.entry_id, outbox_recipients.c.position)
        )
        for row in found:
            places.setdefault(row.entry_id, []).append((row.address, row.place))
    return places
