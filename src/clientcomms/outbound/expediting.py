"""A person's word that a letter cannot wait: it goes first, and now, past quiet hours and holidays.

It says nothing else: a draft still waits for its yes, a hold for its release, a paused client stays
paused. A letter that nobody needs today (greeting, survey) cannot be urgent.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from clientcomms.domain import person_reasons
from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import OutboxRow, Plan
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.states import OutboxState, PlanState
from clientcomms.errors import ClientCommsError, IllegalTransitionError, NotFoundError
from clientcomms.letters.registry import LETTERS
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.occasions import mark_urgent, occasion_by_id
from clientcomms.store.outbox import hurry_entry
from clientcomms.store.outbox_looks import entry_by_id, entry_of_plan
from clientcomms.store.plans import change_plan, plan_by_id

_WAITING = frozenset({OutboxState.READY, OutboxState.DEFERRED, OutboxState.HELD})
_AHEAD = timedelta(days=1)
"""Letters leave in the order of their hours; an urgent one stands before all of today's."""


class NeverUrgentError(ClientCommsError):
    """A letter that may always wait, or that is too old to be worth sending."""

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"{number} cannot be urgent: {why}")


def expedite_plan(store: Store, plan_id: int, by: str, now: datetime) -> bool:
    """Let a letter leave as soon as nobody's word is missing; one that is written goes first.

    Raises:
        NotFoundError: no such plan.
        NeverUrgentError: a greeting, a survey, or a letter past its time.
        IllegalTransitionError: it was dropped, or has left.

    """
    with store.begin() as tx:
        plan = plan_by_id(tx, plan_id)
        if plan is None:
            raise NotFoundError("plan", show_id(Numbered.PLAN, plan_id))
        if plan.state is PlanState.RENDERED:
            entry = entry_of_plan(tx, plan_id)
            if entry is not None:
                return _hurry(tx, entry, Stamp(now, by))
        if plan.state in {PlanState.DROPPED, PlanState.RENDERED}:
            raise IllegalTransitionError("plans", plan_id, plan.state.value, "urgent")
        return _hurry_plan(tx, plan, Stamp(now, by))


def expedite_entry(store: Store, entry_id: int, by: str, now: datetime) -> bool:
    """Let a letter in the outbox go first; one that is held goes first once it is released.

    Raises:
        NotFoundError: no such letter.
        NeverUrgentError: a greeting or a survey.
        IllegalTransitionError: it has left, or will not.

    """
    with store.begin() as tx:
        entry = entry_by_id(tx, entry_id)
        if entry is None:
            raise NotFoundError("letter", show_id(Numbered.OUTBOX, entry_id))
        return _hurry(tx, entry, Stamp(now, by))


def _hurry_plan(tx: Tx, plan: Plan, stamp: Stamp) -> bool:
    _refuse_idle(plan.kind, show_id(Numbered.PLAN, plan.id))
    if plan.expires_at < stamp.at:
        until = f"{plan.expires_at:%Y-%m-%d %H:%M} UTC"
        raise NeverUrgentError(
            show_id(Numbered.PLAN, plan.id), f"it was worth sending until {until}"
        )
    occasion = occasion_by_id(tx, plan.occasion_id)
    if occasion is not None and occasion.urgent and plan.at <= stamp.at:
        return False
    mark_urgent(tx, plan.occasion_id)
    local = stamp.at.astimezone(as_zone(plan.zone)).replace(tzinfo=None)
    values: dict[str, object] = {
        "at": min(plan.at, stamp.at),
        "local": local.isoformat(timespec="minutes"),
        "priority": 0,
    }
    if plan.draft_at is not None:
        values["draft_at"] = min(plan.draft_at, stamp.at)
    reasons = (person_reasons.urgent_by(stamp.by),)
    change_plan(tx, plan.id, plan.state, stamp, reasons=reasons, values=values)
    return True


def _hurry(tx: Tx, entry: OutboxRow, stamp: Stamp) -> bool:
    _refuse_idle(entry.kind, show_id(Numbered.OUTBOX, entry.id))
    if entry.state not in _WAITING:
        raise IllegalTransitionError("outbox", entry.id, entry.state.value, "urgent")
    plan = plan_by_id(tx, entry.plan_id)
    if plan is not None:
        mark_urgent(tx, plan.occasion_id)
    why = person_reasons.urgent_by(stamp.by).text_en
    return hurry_entry(tx, entry.id, stamp.at - _AHEAD, Stamp(stamp.at, stamp.by, why))


def _refuse_idle(kind: str, number: str) -> None:
    spec = LETTERS.get(kind)
    if spec is not None and spec.optional:
        raise NeverUrgentError(number, f"a letter of kind {kind} is nothing that anybody waits for")
