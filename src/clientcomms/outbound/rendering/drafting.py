"""[plans] → [drafts]: the manager sees a letter before it leaves, and again when its facts change."""

from __future__ import annotations

from datetime import datetime

from clientcomms.domain import plan_reasons
from clientcomms.domain.draft_times import at_work
from clientcomms.domain.flow import Draft, NewDraft, NewOccasion, Occasion, Plan, member_audience
from clientcomms.domain.holiday_overrides import overrides_from_mapping
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import DraftState, PlanState
from clientcomms.letters.registry import LETTERS
from clientcomms.outbound.rendering.timing import GRACE
from clientcomms.outbound.rendering.writing import (
    BY,
    Press,
    Written,
    charged,
    hold,
    is_as_taken,
    write,
)
from clientcomms.settings.clocks import draft_hours
from clientcomms.store import departures, drafts, occasions, plans, plans_in_writing, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp
from clientcomms.wire.plain_html import page_of_text


def draft_due(store: Store, press: Press, now: datetime) -> int:
    """Show due drafts to their managers; return how many."""
    moved = 0
    while batch := charged(store, now, plans_in_writing.plans_to_draft):
        for plan, occasion in batch:
            with store.begin() as tx:
                moved += _draft(tx, plan, occasion, press, now)
    return moved


def _draft(tx: Tx, plan: Plan, occasion: Occasion, press: Press, now: datetime) -> bool:
    """Show one draft, or hold the letter that cannot be written; return whether it was shown."""
    if not is_as_taken(tx, plan):
        return False
    shown_at = _shown_at(tx, plan, occasion, press, now)
    if shown_at > now:
        stamp = Stamp(now, BY, "the machine stood still: the draft waits until the manager works")
        later = {"draft_at": shown_at, "attempts": 0}
        plans.change_plan(tx, plan.id, plan.state, stamp, values=later)
        return False
    written = write(tx, plan, occasion, press)
    if isinstance(written, Reason):
        hold(tx, plan, written, now)
        return False
    before = _approved_for_another_week(tx, plan)
    taken_back = None if before else departures.words_before(tx, occasion.key)
    values = {"attempts": 0}
    if before is not None and before.facts_digest == written.digest:
        holds = (plan_reasons.words_still_hold(),)
        stamp = Stamp(now, BY)
        plans.change_plan(tx, plan.id, PlanState.APPROVED, stamp, reasons=holds, values=values)
        return True
    _show(tx, written, now, taken_back or (before if before and before.edited else None))
    again = (plan_reasons.own_words_again(),) if taken_back else ()
    why = (*again, plan_reasons.waits_for_answer())
    plans.change_plan(tx, plan.id, PlanState.HELD, Stamp(now, BY), reasons=why, values=values)
    return True


def _approved_for_another_week(tx: Tx, plan: Plan) -> Draft | None:
    """Return the draft whose words were approved for another day than the plan's present one."""
    if not plan.reasons or plan.reasons[-1].rule != plan_reasons.another_week().rule:
        return None
    draft = drafts.newest_draft(tx, plan.id)
    return draft if draft is not None and draft.state is DraftState.APPROVED else None


def _shown_at(tx: Tx, plan: Plan, occasion: Occasion, press: Press, now: datetime) -> datetime:
    """Return when to show a draft: not at night because a machine was off at its hour."""
    asked_at = max(plan.draft_at or plan.at, plan.updated_at)  # a person may just have released it
    project = state.project_by_code(tx, plan.project_code or "")
    if occasion.urgent or project is None or now - asked_at <= GRACE:
        return now
    overrides = overrides_from_mapping(press.settings.holidays)
    return at_work(now, draft_hours(press.settings, project.manager, overrides))


def _show(tx: Tx, written: Written, now: datetime, own: Draft | None = None) -> None:
    """Keep a draft and ask for the letter that shows it to the manager.

    `own` is a draft in the manager's own words, which go before ours.
    """
    plan, spec = written.plan, LETTERS[written.plan.kind]
    text, html = written.texts.text, written.texts.html
    if own is not None:
        text = own.text.replace(own.marker, written.marker)
        html = page_of_text(text, plan.language)
    draft = drafts.add_draft(
        tx,
        NewDraft(
            plan_id=plan.id,
            facts_digest=written.digest,
            marker=written.marker,
            subject=written.texts.subject,
            text=text,
            html=html,
            chat=written.texts.chat,
            asked_at=now,
            edited=own is not None,
        ),
    )
    ask = NewOccasion(
        kind="approval_request",
        key=f"approval:{draft}",
        audience=member_audience(written.loaded.facts.signer.address),
        wanted_at=now,
        project_code=plan.project_code,
        matter={"draft": draft, "kind_zh": spec.name_zh, "kind_en": spec.name_en},
        thread_key=f"approval:plan:{plan.id}",
        asked_by=BY,
    )
    occasions.add_occasions(tx, [ask], now)


def draft_again(tx: Tx, written: Written, why: Reason, now: datetime) -> bool:
    """Ask anew about a letter that was approved in words which no longer hold."""
    plan = written.plan
    if not is_as_taken(tx, plan):
        return False
    _show(tx, written, now)
    reasons = (why, plan_reasons.waits_for_answer())
    plans.change_plan(
        tx, plan.id, PlanState.HELD, Stamp(now, BY), reasons=reasons, values={"attempts": 0}
    )
    return True


def refresh_drafts(store: Store, press: Press, now: datetime) -> int:
    """Show a draft anew when its facts changed before anybody answered.

    One in the manager's own words stands: facts do not change them.
    """
    with store.read() as tx:
        stale = [draft for draft in drafts.awaiting_drafts(tx) if _facts_changed(tx, draft)]
    renewed = 0
    for draft in stale:
        with store.begin() as tx:
            plan = plans.plan_by_id(tx, draft.plan_id)
            occasion = occasions.occasion_by_id(tx, plan.occasion_id) if plan else None
            if plan is None or occasion is None or plan.state is not PlanState.HELD:
                continue
            written = write(tx, plan, occasion, press)
            if isinstance(written, Written) and _says_else(draft, written):
                _show(tx, written, now)
                renewed += 1
            else:
                drafts.touch_draft(tx, draft.id, now)
    return renewed


def _says_else(draft: Draft, written: Written) -> bool:
    return written.digest != draft.facts_digest and not draft.edited


def _facts_changed(tx: Tx, draft: Draft) -> bool:
    if draft.facts_digest == drafts.OUTDATED:
        return True
    plan = plans.plan_by_id(tx, draft.plan_id)
    changed = state.changed_at(tx, plan.project_code) if plan and plan.project_code else None
    return changed is not None and changed > draft.asked_at
