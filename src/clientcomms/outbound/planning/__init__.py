"""[occasions] → [plans]: decides what is sent, when, to whom, and why not.

It is the one door out: whatever is ever written to anybody passes `clientcomms.domain.planning.decide`.
"""

from __future__ import annotations

from datetime import datetime

from clientcomms.domain import plan_reasons
from clientcomms.domain.flow import Plan
from clientcomms.domain.heard import NewTask
from clientcomms.domain.states import DraftState, PlanState, SeriesState
from clientcomms.errors import IllegalTransitionError
from clientcomms.outbound.planning.deciding import decide_all
from clientcomms.outbound.planning.periods import hand_over, passed_on
from clientcomms.outbound.planning.rechecking import recheck
from clientcomms.settings import Settings
from clientcomms.settings.clocks import planned_until
from clientcomms.store import drafts, meetings, occasions, plan_looks, plans, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp

__all__ = ["BATCH", "plan_due", "plan_until"]

BATCH = 500
INVITATION = "review_invitation"


def plan_due(store: Store, settings: Settings, now: datetime) -> int:
    """Turn what is due into plans; return how many were made or changed."""
    made, until = 0, planned_until(settings, now)
    while True:
        with store.begin() as tx:
            taken, planned = plan_until(tx, settings, now, until)
        made += planned
        if taken < BATCH:
            break
    with store.begin() as tx:
        return made + recheck(tx, settings, now) + _expire(tx, now)


def plan_until(tx: Tx, settings: Settings, now: datetime, until: datetime) -> tuple[int, int]:
    """Plan one batch of occasions wanted before `until`; return how many were taken and planned."""
    waiting = occasions.open_occasions(tx, until, BATCH)
    decided = list(decide_all(tx, waiting, settings, now))
    made = plans.add_plans(tx, decided, now)
    hand_over(tx, decided)
    occasions.mark_planned(tx, [one.id for one in waiting])
    return len(waiting), len(made)


def _expire(tx: Tx, now: datetime) -> int:
    late = plan_looks.expired_plans(tx, now, BATCH)
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
    if (occasion := occasions.occasion_by_id(tx, plan.occasion_id)) is not None:
        passed_on(tx, plan, occasion)
    if plan.kind == INVITATION and _still_counts(tx, plan):
        _tell_of_invitation(tx, plan, draft.subject if draft else "", stamp)
    return True


def _still_counts(tx: Tx, plan: Plan) -> bool:
    """Whether the meeting is held, or its end should have been told."""
    occasion = occasions.occasion_by_id(tx, plan.occasion_id)
    matter = occasion.matter if occasion else {}
    one = meetings.series_by_uid(tx, str(matter.get("uid", "")))
    called_off = one is None or one.state is SeriesState.CANCELLED
    return called_off is (matter.get("change") == "cancelled")


def _tell_of_invitation(tx: Tx, plan: Plan, subject: str, stamp: Stamp) -> None:
    """Let the manager know that somebody has not heard of a meeting, whom the calendar expects."""
    project = state.project_by_code(tx, plan.project_code or "")
    readers = ", ".join(plan.to)
    name = subject or (project.name if project else "")
    task = NewTask(
        key=f"lapsed:{plan.id}",
        kind="lapsed_invitation",
        owner=project.manager if project else "",
        title_zh=f"会议邀请没有发出，草稿过期未确认：“{name}”，收件人 {readers}。请自己告诉对方",
        title_en=f"a meeting letter lapsed unanswered and was not sent: {name!r} to {readers}: tell them yourself",
        project_code=plan.project_code,
    )
    add_task(tx, task, stamp)
