"""[plans] whose letter is to be written: chosen, charged before the attempt, marked when it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from clientcomms.domain.flow import Plan
from clientcomms.domain.states import PlanState
from clientcomms.store.engine import Tx
from clientcomms.store.journal import JournalLine, note_all
from clientcomms.store.plans import as_plan
from clientcomms.store.schema.outbound import plans

CHARGE_LASTS = timedelta(minutes=2)
"""So long a letter is left to whoever began to write it; then that one has died over it."""


def plans_to_draft(tx: Tx, now: datetime, limit: int) -> list[Plan]:
    """Return plans whose draft is due to be shown to their manager."""
    found = tx.execute(
        select(plans)
        .where(plans.c.state == PlanState.PLANNED.value, plans.c.draft_at <= now, _free(now))
        .order_by(plans.c.draft_at, plans.c.id)
        .limit(limit)
    )
    return [as_plan(row) for row in found]


def plans_to_render(tx: Tx, now: datetime, limit: int) -> list[Plan]:
    """Return plans whose hour has come and for which nobody's word is missing."""
    found = tx.execute(
        select(plans)
        .where(_agreed(), plans.c.at <= now, _free(now))
        .order_by(plans.c.at, plans.c.priority, plans.c.id)
        .limit(limit)
    )
    return [as_plan(row) for row in found]


def _agreed() -> ColumnElement[bool]:
    """Nobody's word is missing."""
    return or_(
        plans.c.state == PlanState.APPROVED.value,
        and_(plans.c.state == PlanState.PLANNED.value, plans.c.approval == "without_me"),
    )


def _free(now: datetime) -> ColumnElement[bool]:
    """Nobody is writing the letter now: an attempt that ended sets the count back."""
    return or_(plans.c.attempts == 0, plans.c.updated_at <= now - CHARGE_LASTS)


def charge_rendering(tx: Tx, plan_ids: Sequence[int], now: datetime) -> set[int]:
    """Count an attempt before it is made, so that a letter that kills us is put aside in the end.

    Returns those that are ours to write: of two who charge at once, one gets each plan.
    """
    if not plan_ids:
        return set()
    rows = tx.execute(
        update(plans)
        .where(plans.c.id.in_(list(plan_ids)), _free(now))
        .values(attempts=plans.c.attempts + 1, updated_at=now)
        .returning(plans.c.id)
    )
    return set(rows.scalars())


def mark_rendered(tx: Tx, plan_ids: Sequence[int], now: datetime) -> list[int]:
    """Say that the bytes of these plans stand in the outbox, and return which may.

    A plan that somebody held, dropped or rendered meanwhile is left alone: its bytes must not leave.
    """
    found = tx.execute(
        select(plans.c.id, plans.c.state).where(plans.c.id.in_(list(plan_ids)), _agreed())
    )
    was = {row.id: row.state for row in found}
    if not was:
        return []
    rows = tx.execute(
        update(plans)
        .where(plans.c.id.in_(list(was)), _agreed())
        .values(state=PlanState.RENDERED.value, updated_at=now)
        .returning(plans.c.id)
    )
    done = {row.id for row in rows}
    became = PlanState.RENDERED.value
    note_all(
        tx,
        [JournalLine(now, "plans", str(n), was[n], became, "rendering", "") for n in sorted(done)],
    )
    return [number for number in plan_ids if number in done]
