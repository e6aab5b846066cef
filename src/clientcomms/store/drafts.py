"""[drafts]: letters as their manager sees them before they leave; no answer means hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from clientcomms.domain.flow import Draft, NewDraft
from clientcomms.domain.states import DRAFT_NEXT, DraftState
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp, note
from clientcomms.store.rows import move
from clientcomms.store.schema.outbound import drafts

OUTDATED = ""
"""The digest of a draft that was written from something else than what holds now."""
_LOOKED_AT = "-"
"""The same once nothing better could be written: it waits for newer facts."""


def add_draft(tx: Tx, new: NewDraft) -> int:
    """Insert a draft as the newest of its plan; one that was awaiting an answer is superseded."""
    last = tx.execute(
        select(drafts.c.id, drafts.c.state)
        .where(drafts.c.plan_id == new.plan_id)
        .order_by(drafts.c.revision.desc())
    ).first()
    if last is not None and last.state != DraftState.SUPERSEDED.value:
        stamp = Stamp(new.asked_at, "rendering", "a newer draft took its place")
        move(tx, drafts, last.id, (DraftState.SUPERSEDED, DRAFT_NEXT), stamp)
    revision = tx.execute(
        select(func.coalesce(func.max(drafts.c.revision), 0)).where(drafts.c.plan_id == new.plan_id)
    ).scalar_one()
    number: int = tx.execute(
        insert(drafts)
        .values(
            plan_id=new.plan_id,
            revision=revision + 1,
            facts_digest=new.facts_digest,
            marker=new.marker,
            subject=new.subject,
            text=new.text,
            html=new.html,
            chat=new.chat,
            edited=new.edited,
            state=DraftState.AWAITING.value,
            asked_at=new.asked_at,
        )
        .returning(drafts.c.id)
    ).scalar_one()
    note(tx, "drafts", number, Stamp(new.asked_at, "rendering", new.subject), became="awaiting")
    return number


def draft_by_id(tx: Tx, draft_id: int) -> Draft | None:
    """Return one draft."""
    row = tx.execute(select(drafts).where(drafts.c.id == draft_id)).first()
    return None if row is None else _draft(row)


def newest_draft(tx: Tx, plan_id: int) -> Draft | None:
    """Return the newest draft of a plan."""
    row = tx.execute(
        select(drafts).where(drafts.c.plan_id == plan_id).order_by(drafts.c.revision.desc())
    ).first()
    return None if row is None else _draft(row)


def newest_drafts(tx: Tx, plan_ids: Sequence[int]) -> dict[int, Draft]:
    """Return the newest draft of each of some plans that has one, by the plan's number."""
    found = tx.execute(
        select(drafts).where(drafts.c.plan_id.in_(list(plan_ids))).order_by(drafts.c.revision)
    )
    return {row.plan_id: _draft(row) for row in found}


def awaiting_drafts(tx: Tx, limit: int = 500) -> list[Draft]:
    """Return the drafts that nobody has answered."""
    found = tx.execute(
        select(drafts)
        .where(drafts.c.state == DraftState.AWAITING.value)
        .order_by(drafts.c.asked_at)
        .limit(limit)
    )
    return [_draft(row) for row in found]


def touch_draft(tx: Tx, draft_id: int, now: datetime) -> None:
    """Say that a draft was held against the facts of this moment and still stands."""
    looked_at = func.coalesce(func.nullif(drafts.c.facts_digest, OUTDATED), _LOOKED_AT)
    tx.execute(
        update(drafts).where(drafts.c.id == draft_id).values(asked_at=now, facts_digest=looked_at)
    )


def outdate_draft(tx: Tx, plan_id: int) -> None:
    """Say that what a plan's unanswered draft was written from has changed, whatever a book says."""
    tx.execute(
        update(drafts)
        .where(drafts.c.plan_id == plan_id, drafts.c.state == DraftState.AWAITING.value)
        .values(facts_digest=OUTDATED)
    )


def answer_draft(
    tx: Tx,
    draft_id: int,
    became: DraftState,
    stamp: Stamp,
    edited: Mapping[str, str] | None = None,
) -> None:
    """Record the manager's answer; `edited` replaces texts of the letter (text, html, subject)."""
    values: dict[str, object] = {"answered_at": stamp.at, "answered_by": stamp.by}
    if edited:
        values |= {**edited, "edited": True}
    move(tx, drafts, draft_id, (became, DRAFT_NEXT), stamp, values)


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        plan_id=row.plan_id,
        revision=row.revision,
        facts_digest=row.facts_digest,
        marker=row.marker,
        subject=row.subject,
        text=row.text,
        html=row.html,
        chat=row.chat,
        edited=row.edited,
        state=DraftState(row.state),
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
    )
