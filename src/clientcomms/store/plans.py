"""[plans]: what will be sent, when, to whom, and every reason why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update
from sqlalchemy import insert as plain_insert

from clientcomms.domain.flow import NewPlan, Plan
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import PLAN_NEXT, PlanState
from clientcomms.store.engine import Tx
from clientcomms.store.journal import JournalLine, Stamp, note_all
from clientcomms.store.rows import insert, move, reasons_from_json, reasons_to_json
from clientcomms.store.schema.outbound import occasions, outbox_recipients, plan_recipients, plans


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


def plan_by_id(tx: Tx, plan_id: int) -> Plan | None:
    """Return one plan."""
    row = tx.execute(select(plans).where(plans.c.id == plan_id)).first()
    return None if row is None else _plan(row)


def plan_of_occasion(tx: Tx, occasion_id: int) -> Plan | None:
    """Return the plan that stands for an occasion."""
    row = tx.execute(select(plans).where(plans.c.occasion_id == occasion_id)).first()
    return None if row is None else _plan(row)


def plans_to_draft(tx: Tx, now: datetime, limit: int) -> list[Plan]:
    """Return plans whose draft is due to be shown to their manager."""
    found = tx.execute(
        select(plans)
        .where(plans.c.state == PlanState.PLANNED.value, plans.c.draft_at <= now, _free(now))
        .order_by(plans.c.draft_at, plans.c.id)
        .limit(limit)
    )
    return [_plan(row) for row in found]


def plans_to_render(tx: Tx, now: datetime, limit: int) -> list[Plan]:
    """Return plans whose hour has come and for which nobody's word is missing."""
    found = tx.execute(
        select(plans)
        .where(_agreed(), plans.c.at <= now, _free(now))
        .order_by(plans.c.at, plans.c.priority, plans.c.id)
        .limit(limit)
    )
    return [_plan(row) for row in found]


def _agreed() -> ColumnElement[bool]:
    """Nobody's word is missing."""
    return or_(
        plans.c.state == PlanState.APPROVED.value,
        and_(plans.c.state == PlanState.PLANNED.value, plans.c.approval == "without_me"),
    )


def expired_plans(tx: Tx, now: datetime, limit: int) -> list[Plan]:
    """Return plans that are still waiting although their letter is no longer worth sending."""
    found = tx.execute(
        select(plans)
        .where(
            plans.c.state.in_(
                [PlanState.PLANNED.value, PlanState.HELD.value, PlanState.APPROVED.value]
            ),
            plans.c.expires_at < now,
        )
        .order_by(plans.c.id)
        .limit(limit)
    )
    return [_plan(row) for row in found]


def plans_between(
    tx: Tx,
    start: datetime | None,
    end: datetime | None,
    *,
    project: str | None = None,
    limit: int = 1000,
) -> list[Plan]:
    """Return plans by their hour, oldest first."""
    wanted = select(plans).order_by(plans.c.at, plans.c.id).limit(limit)
    if start is not None:
        wanted = wanted.where(plans.c.at >= start)
    if end is not None:
        wanted = wanted.where(plans.c.at <= end)
    if project is not None:
        wanted = wanted.where(plans.c.project_code == project)
    return [_plan(row) for row in tx.execute(wanted)]


def plans_in_state(tx: Tx, state: PlanState, limit: int = 500) -> list[Plan]:
    """Return plans in one state, the next ones first."""
    found = tx.execute(
        select(plans).where(plans.c.state == state.value).order_by(plans.c.at).limit(limit)
    )
    return [_plan(row) for row in found]


def hours_by_address(
    tx: Tx,
    addresses: Sequence[str],
    kinds: Sequence[str],
    since: datetime,
    ignored: Collection[int] = (),
) -> dict[str, list[datetime]]:
    """Return when letters of some kinds go to each address (lower case) since an instant.

    Letters that were dropped do not count, nor the plans in `ignored`.
    """
    found = tx.execute(
        select(plan_recipients.c.address, plan_recipients.c.at)
        .select_from(plan_recipients.join(plans, plans.c.id == plan_recipients.c.plan_id))
        .where(
            plan_recipients.c.address.in_(list(addresses)),
            plan_recipients.c.kind.in_(list(kinds)),
            plan_recipients.c.at >= since,
            plans.c.state != PlanState.DROPPED.value,
            plans.c.id.not_in(list(ignored)),
        )
    )
    hours: dict[str, list[datetime]] = {}
    for row in found:
        hours.setdefault(row.address.lower(), []).append(row.at)
    return hours


def written_to(tx: Tx, addresses: Sequence[str]) -> set[str]:
    """Return those of the addresses, in lower case, to which a letter was submitted before."""
    found = tx.execute(
        select(outbox_recipients.c.address)
        .where(
            outbox_recipients.c.address.in_(list(addresses)),
            outbox_recipients.c.state.in_(["accepted", "delivered"]),
        )
        .distinct()
    )
    return {address.lower() for address in found.scalars()}


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


CHARGE_LASTS = timedelta(minutes=2)
"""So long a letter is left to whoever began to write it; then that one has died over it."""


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


def _plan(row: Row[Any]) -> Plan:
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


def next_report(tx: Tx, plan: Plan, key: str) -> Plan | None:
    """Return a later plan by the same rule for the same project that is not rendered or dropped.

    `key` is the key of the plan's occasion: all but its day names rule and project.
    """
    rule = key.rpartition(":")[0]
    row = tx.execute(
        select(plans)
        .join(occasions, occasions.c.id == plans.c.occasion_id)
        .where(
            plans.c.kind == plan.kind,
            plans.c.project_code == plan.project_code,
            plans.c.at > plan.at,
            plans.c.state.in_([PlanState.PLANNED.value, PlanState.HELD.value]),
            occasions.c.key.like(f"{rule}:%"),
        )
        .order_by(plans.c.at)
    ).first()
    return None if row is None else _plan(row)
