"""What is due next, whatever place it stands in: for a clock that jumps instead of ticking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, text

from clientcomms.domain.states import DraftState, OccasionState, OutboxState, PlanState
from clientcomms.store.engine import Tx
from clientcomms.store.rows import as_indexed
from clientcomms.store.schema.outbound import drafts, occasions, outbox, plans, schedules

ANSWERING = "answering"
"""The act of the person who is shown drafts."""
_AT_ONCE = timedelta(0)
_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Due:
    """An instant, and the acts that have something to do then."""

    at: datetime
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Leads:
    """How long before its hour an act takes up a row, and how long a person looks at a draft."""

    look_ahead: timedelta
    answering: timedelta


def next_due(tx: Tx, now: datetime, leads: Leads) -> Due | None:
    """Return what is due first after `now`; None when nothing ever is.

    A letter that is due already and still there (its account's rate was used up) is due again in
    a minute.
    """
    found: dict[datetime, set[str]] = {}
    for act, wanted, shift in _sources(now, leads):
        at: datetime | None = tx.execute(wanted).scalar()
        if at is not None:
            instant = at + shift
            if instant <= now:
                instant = now + _AGAIN
            found.setdefault(instant, set()).add(act)
    if not found:
        return None
    first = min(found)
    return Due(first, frozenset(found[first]))


def _sources(now: datetime, leads: Leads) -> Iterator[tuple[str, Select[Any], timedelta]]:
    ahead = now + leads.look_ahead
    coming = and_(text("schedules.active"), schedules.c.next_at > ahead)
    yield "prompting", select(func.min(schedules.c.next_at)).where(coming), -leads.look_ahead
    is_open = and_(as_indexed(occasions.c.state, OccasionState.OPEN), occasions.c.wanted_at > ahead)
    yield "planning", select(func.min(occasions.c.wanted_at)).where(is_open), -leads.look_ahead
    planned = plans.c.state == PlanState.PLANNED.value
    to_draft = and_(planned, plans.c.draft_at > now)
    yield "rendering", select(func.min(plans.c.draft_at)).where(to_draft), _AT_ONCE
    agreed = or_(
        plans.c.state == PlanState.APPROVED.value, and_(planned, plans.c.approval == "without_me")
    )
    yield "rendering", select(func.min(plans.c.at)).where(agreed, plans.c.at > now), _AT_ONCE
    waiting = as_indexed(outbox.c.state, OutboxState.READY, OutboxState.DEFERRED)
    yield "submitting", select(func.min(outbox.c.next_at)).where(waiting), _AT_ONCE
    shown = and_(
        drafts.c.state == DraftState.AWAITING.value, drafts.c.asked_at > now - leads.answering
    )
    yield ANSWERING, select(func.min(drafts.c.asked_at)).where(shown), leads.answering
