"""[plans]: what will be sent, when, to whom, and every reason why; how a plan is made and moved.

Looking (`plan_looks`), writing the letter (`plans_in_writing`) and what was written to somebody
before (`correspondence`) stand in modules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy import insert as plain_insert

from clientcomms.domain.flow import NewPlan, Plan
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import PLAN_NEXT, PlanState
from clientcomms.store.engine import Tx
from clientcomms.store.journal import JournalLine, Stamp, note_all
from clientcomms.store.rows import insert, move, reasons_from_json, reasons_to_json
from clientcomms.store.schema.outbound import plan_recipients, plans


def add_plans(tx: Tx, new: Sequence[NewPlan], now: datetime) -> list[int]:
    """Insert plans; one whose occasion has a plan already is left alone. Returns the new numbers."""
    if not new:
        return []
    rows = tx.execute(
        insert(tx, plans)
        .on_conflict_do_nothing(index_elements=["occasion_id"])
        .returning(plans.c.id, plans.c.occasion_id),
        [_values(one, now) for one in new],
    )
    made = {row.occasion_id: row.id for row in rows}
    lines: list[JournalLine] = []
    recipients: list[dict[str, object]] = []
    numbers: list[int] = []
    for one in new:
        number = made.pop(one.occasion_id, None)
        if number is None:
            continue
        numbers.append(number)
        why = "; ".join(reason.text_en for reason in one.reasons)
        lines.append(JournalLine(now, "plans", str(number), None, one.state.value, "planning", why))
        recipients += _recipients(number, one)
    note_all(tx, lines)
    if recipients:
        tx.execute(plain_insert(plan_recipients), recipients)
    return numbers


def replace_plan(tx: Tx, plan_id: int, fresh: NewPlan, stamp: Stamp) -> None:
    """Decide anew upon a plan: all of it is as `fresh` says; what was said before is journalled.

    Raises:
        NotFoundError: no such plan.
        IllegalTransitionError: it is out of planning's hands.

    """
    why = "; ".join(reason.text_en for reason in fresh.reasons)
    change = (fresh.state, PLAN_NEXT)
    values = {**_decided(fresh), "attempts": 0, "updated_at": stamp.at}
    move(tx, plans, plan_id, change, Stamp(stamp.at, stamp.by, why), values)
    tx.execute(delete(plan_recipients).where(plan_recipients.c.plan_id == plan_id))
    if recipients := _recipients(plan_id, fresh):
        tx.execute(plain_insert(plan_recipients), recipients)


def _recipients(number: int, one: NewPlan) -> list[dict[str, object]]:
    return [
        {"plan_id": number, "address": address, "at": one.at, "kind": one.kind}
        for address in dict.fromkeys((*one.to, *one.cc))
    ]


def _values(one: NewPlan, now: datetime) -> dict[str, object]:
    return {
        "occasion_id": one.occasion_id,
        "kind": one.kind,
        "project_code": one.project_code,
        **_decided(one),
        "state": one.state.value,
        "attempts": 0,
        "created_at": now,
        "updated_at": now,
    }


def _decided(one: NewPlan) -> dict[str, object]:
    return {
        "client": one.client,
        "language": one.language,
        "to": list(one.to),
        "cc": list(one.cc),
        "at": one.at,
        "local": one.local,
        "zone": one.zone,
        "draft_at": one.draft_at,
        "expires_at": one.expires_at,
        "approval": one.approval,
        "priority": one.priority,
        "reasons": reasons_to_json(one.reasons),
    }


def change_plan(
    tx: Tx,
    plan_id: int,
    became: PlanState,
    stamp: Stamp,
    *,
    reasons: Sequence[Reason] = (),
    values: Mapping[str, object] | None = None,
) -> None:
    """Move a plan on; the reasons are added to those it has, and are the journal's words."""
    changed: dict[str, object] = {"updated_at": stamp.at, **(values or {})}
    if reasons:
        stored = tx.execute(select(plans.c.reasons).where(plans.c.id == plan_id)).scalar() or []
        changed["reasons"] = [*stored, *reasons_to_json(reasons)]
    why = stamp.why or "; ".join(reason.text_en for reason in reasons)
    move(tx, plans, plan_id, (became, PLAN_NEXT), Stamp(stamp.at, stamp.by, why), changed)


def plan_by_id(tx: Tx, plan_id: int) -> Plan | None:
    """Return one plan."""
    row = tx.execute(select(plans).where(plans.c.id == plan_id)).first()
    return None if row is None else as_plan(row)


def as_plan(row: Row[Any]) -> Plan:
    """Return a whole row of the table as a value."""
    return Plan(
        id=row.id,
        occasion_id=row.occasion_id,
        kind=row.kind,
        project_code=row.project_code,
        client=row.client,
        language=row.language,
        to=tuple(row.to),
        cc=tuple(row.cc),
        at=row.at,
        local=row.local,
        zone=row.zone,
        draft_at=row.draft_at,
        expires_at=row.expires_at,
        approval=row.approval,
        priority=row.priority,
        state=PlanState(row.state),
        reasons=reasons_from_json(row.reasons),
        attempts=row.attempts,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
