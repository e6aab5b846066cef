"""[outbox]: how attempts ended, written by the holder that made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, Text, bindparam, case, func, select, update

from clientcomms.domain.states import OutboxState
from clientcomms.store.columns import UtcDateTime
from clientcomms.store.engine import Tx
from clientcomms.store.journal import JournalLine, note_all
from clientcomms.store.outbox_recipients import RecipientResult, record_results
from clientcomms.store.schema.outbound import outbox


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
    """Whether the attempt says nothing about the letter: it is not charged and keeps its hour."""


def settle(tx: Tx, settlements: Sequence[Settlement], *, holder: str, now: datetime) -> int:
    """Write how attempts ended; an entry whose lease passed to somebody else is left alone.

    Returns how many were still ours.
    """
    held = _still_held(tx, [one.entry_id for one in settlements], holder)
    ours = [one for one in settlements if one.entry_id in held]
    if not ours:
        return 0
    tx.execute(_ENDING, [_ended(one) for one in ours])
    record_results(tx, ((one.entry_id, result) for one in ours for result in one.recipients))
    note_all(tx, [_line(one, holder, now) for one in ours])
    return len(ours)


def _still_held(tx: Tx, ids: Sequence[int], holder: str) -> set[int]:
    if not ids:
        return set()
    found = tx.execute(
        select(outbox.c.id)
        .where(
            outbox.c.id.in_(list(ids)),
            outbox.c.state == OutboxState.CLAIMED.value,
            outbox.c.holder == holder,
        )
        .with_for_update()
    )
    return set(found.scalars())


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
        next_at=func.coalesce(
            bindparam("again_at", type_=UtcDateTime()),
            case((bindparam("refund", type_=Integer()) == 1, outbox.c.next_at)),
        ),
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


def _line(one: Settlement, holder: str, now: datetime) -> JournalLine:
    why = " ".join(part for part in (one.code, one.text, one.reason) if part)
    return JournalLine(now, "outbox", str(one.entry_id), "claimed", one.became.value, holder, why)
