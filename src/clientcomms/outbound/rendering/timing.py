"""A letter whose hour has passed unused: it leaves at the reader's next civil hour, not at night.

An approval may come late in the evening, and a machine may be off over a weekend.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from clientcomms.domain import plan_reasons
from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import Plan
from clientcomms.domain.send_window import Fitted, fit
from clientcomms.domain.states import DraftState, PlanState
from clientcomms.letters.registry import LETTERS
from clientcomms.outbound.rendering.writing import BY, Press, Written, is_as_taken
from clientcomms.store import drafts, plans
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp

GRACE = timedelta(minutes=15)
"""So long after its hour a letter still leaves at its hour: queues and restarts take their time."""


def belated(written: Written, press: Press, now: datetime) -> Fitted | None:
    """Return the next hour for a client's letter that is late and would leave at a bad one."""
    plan, facts = written.plan, written.loaded.facts
    if not facts.to or written.occasion.urgent or now - plan.at <= GRACE:
        return None
    fitted = fit(
        now,
        zone=plan.zone,
        calendar=press.setting.calendar_of(facts.to[0].country or facts.view.project.region_code),
        window=press.settings.sending.window(),
        essential=LETTERS[plan.kind].essential,
    )
    return fitted if fitted.at > now else None


def move_to(tx: Tx, plan: Plan, fitted: Fitted, now: datetime) -> None:
    """Let a plan wait for another hour, with the reasons.

    It keeps its state, unless its words were approved for another week: then they are looked at
    anew, at once where a person has just said yes.
    """
    if not is_as_taken(tx, plan):
        return
    local = fitted.at.astimezone(as_zone(plan.zone)).replace(tzinfo=None)
    kept_for = timedelta(hours=LETTERS[plan.kind].keep_for_hours)
    values: dict[str, object] = {
        "at": fitted.at,
        "local": local.isoformat(timespec="minutes"),
        "expires_at": max(plan.expires_at, fitted.at + kept_for),
        "attempts": 0,
    }
    became, why = plan.state, fitted.moves
    if plan.state is PlanState.APPROVED and _names_another_week(tx, plan, fitted):
        became, why = PlanState.PLANNED, (*fitted.moves, plan_reasons.another_week())
        values["draft_at"] = now
    plans.change_plan(tx, plan.id, became, Stamp(now, BY), reasons=why, values=values)


def _names_another_week(tx: Tx, plan: Plan, fitted: Fitted) -> bool:
    """Whether a person approved words that may say this week, next week, or wish for a weekend."""
    zone = as_zone(plan.zone)
    weeks = {at.astimezone(zone).date().isocalendar()[:2] for at in (plan.at, fitted.at)}
    draft = drafts.newest_draft(tx, plan.id) if len(weeks) > 1 else None
    return draft is not None and draft.state is DraftState.APPROVED
