"""[plans] as people and planning look at them: nothing here changes a row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from clientcomms.domain.flow import Plan
from clientcomms.domain.states import PlanState
from clientcomms.store.engine import Tx
from clientcomms.store.plans import as_plan
from clientcomms.store.schema.outbound import occasions, plans


def plan_of_occasion(tx: Tx, occasion_id: int) -> Plan | None:
    """Return the plan that stands for an occasion."""
    row = tx.execute(select(plans).where(plans.c.occasion_id == occasion_id)).first()
    return None if row is None else as_plan(row)


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
    return [as_plan(row) for row in found]


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
    return [as_plan(row) for row in tx.execute(wanted)]


def plans_in_state(tx: Tx, state: PlanState, limit: int = 500) -> list[Plan]:
    """Return plans in one state, the next ones first."""
    found = tx.execute(
        select(plans).where(plans.c.state == state.value).order_by(plans.c.at).limit(limit)
    )
    return [as_plan(row) for row in found]


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
    return None if row is None else as_plan(row)
