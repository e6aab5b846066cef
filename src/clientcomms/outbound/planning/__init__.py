"""[occasions] → [plans]: decides what is sent, when, to whom, and why not.

It is the one door out: whatever is ever written to anybody passes `clientcomms.domain.planning.decide`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from clientcomms.domain import plan_reasons
from clientcomms.domain.flow import Plan
from clientcomms.domain.states import DraftState, PlanState
from clientcomms.errors import IllegalTransitionError
from clientcomms.outbound.planning.deciding import decide_all
from clientcomms.outbound.planning.rechecking import recheck
from clientcomms.settings import Settings
from clientcomms.store import drafts, occasions, plans
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp

__all__ = ["BATCH", "LOOK_AHEAD", "plan_due", "plan_until"]

BATCH = 500
LOOK_AHEAD = timedelta(hours=26)
"""Plans are made a day before their hour, so that a draft has its time and facts are still fresh."""


def plan_due(store: Store, settings: Settings, now: datetime) -> int:
    """Turn what is due into plans; return how many were made or changed."""
    made = 0
    while True:
        with store.begin() as tx:
            taken, planned = plan_until(tx, settings, now, now + LOOK_AHEAD)
        made += planned
        if taken < BATCH:
            break
    with store.begin() as tx:
        return made + recheck(tx, settings, now) + _expire(tx, now)


def plan_until(tx: Tx, settings: Settings, now: datetime, until: datetime) -> tuple[int, int]:
    """Plan one batch of occasions wanted before `until`; return how many were taken and planned."""
    waiting = occasions.open_occasions(tx, until, BATCH)
    made = plans.add_plans(tx, list(decide_all(tx, waiting, settings, now)), now)
    occasions.mark_planned(tx, [one.id for one in waiting])
    return len(waiting), len(made)


def _expire(tx: Tx, now: datetime) -> int:
    late = plans.expired_plans(tx, now, BATCH)
    return sum(_dropped(tx, plan, now) for plan in late)


def _dropped(tx: Tx, plan: Plan, now: datetime) -> bool:
    why = plan_reasons.expired(plan.expires_at)
    stamp = Stamp(now, "planning", why.text_en)
    try:
        plans.change_plan(tx, plan.id, PlanState.DROPPED, stamp, reasons=(why,))
    except IllegalTransitionError:  # a person or another worker decided upon it this moment
        return False
    draft = drafts.newest_draft(tx, plan.id)
    if draft is not None and draft.state is DraftState.AWAITING:
        drafts.answer_draft(tx, draft.id, DraftState.SKIPPED, stamp)
    return True
