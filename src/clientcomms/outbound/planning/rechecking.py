"""Holds that end by themselves: decided anew when what caused them may be gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from clientcomms.domain import plan_reasons
from clientcomms.domain.flow import NewPlan, Occasion, Plan
from clientcomms.domain.states import PlanState
from clientcomms.errors import IllegalTransitionError
from clientcomms.outbound.planning.deciding import decide_all
from clientcomms.outbound.planning.periods import passed_on
from clientcomms.settings import Settings
from clientcomms.store import occasions, plan_looks, plans, state
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp

REPORT_KIND = "progress_report"
OURS = frozenset({"paused", "no_recipient", "unknown_contact", "broken"})
"""Planning's own holds: asked again at every run, since asking costs little and changes nothing."""
A_PERSONS = frozenset({"draft_sent", "after_my_ok", "held_by_hand", "poison"})
"""Holds that only a person ends. All others are a letter's own: they wait for newer facts."""


def recheck(tx: Tx, settings: Settings, now: datetime) -> int:
    """Decide anew upon holds whose cause may be gone; return how many plans changed."""
    held = [plan for plan in plan_looks.plans_in_state(tx, PlanState.HELD) if _may_end(tx, plan)]
    if not held:
        return 0
    known = occasions.occasions_by_ids(tx, [plan.occasion_id for plan in held])
    late = [plan for plan in held if _overtaken(tx, plan, known[plan.occasion_id], now)]
    held = [plan for plan in held if plan not in late]
    again = [
        replace(one, wanted_at=max(one.wanted_at, now))
        for one in (known[plan.occasion_id] for plan in held)
    ]
    ids = [plan.id for plan in held]
    fresh = {one.occasion_id: one for one in decide_all(tx, again, settings, now, instead_of=ids)}
    changed = len(late)
    for plan in held:
        one = fresh[plan.occasion_id]
        if _differs(plan, one):
            changed += _replaced(tx, plan, one, now)
    return changed


def _overtaken(tx: Tx, plan: Plan, occasion: Occasion, now: datetime) -> bool:
    """Drop a held report when the next one is planned, and let that one cover its period too.

    Else both would leave at once when what held them is mended.
    """
    if plan.kind != REPORT_KIND:
        return False
    newer = passed_on(tx, plan, occasion)
    if newer is None:
        return False
    why = (plan_reasons.overtaken(newer.at.date()),)
    plans.change_plan(tx, plan.id, PlanState.DROPPED, Stamp(now, "planning"), reasons=why)
    return True


def _replaced(tx: Tx, plan: Plan, fresh: NewPlan, now: datetime) -> bool:
    try:
        plans.replace_plan(tx, plan.id, fresh, Stamp(now, "planning"))
    except IllegalTransitionError:  # a person or another worker decided upon it this moment
        return False
    return True


def _may_end(tx: Tx, plan: Plan) -> bool:
    rule = plan.reasons[-1].rule if plan.reasons else ""
    if rule in A_PERSONS or not rule:
        return False
    if rule in OURS:
        return True
    changed = state.changed_at(tx, plan.project_code) if plan.project_code else None
    return changed is not None and changed > plan.updated_at


def _differs(plan: Plan, fresh: NewPlan) -> bool:
    return fresh.state is not PlanState.HELD or fresh.reasons[-1] != plan.reasons[-1]
