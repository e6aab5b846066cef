"""What is due next, whatever place it stands in: for a clock that jumps instead of ticking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text

from clientcomms.domain.states import DraftState, OccasionState, OutboxState, PlanState
from clientcomms.store.drafts import OUTDATED
from clientcomms.store.engine import Tx
from clientcomms.store.rows import as_indexed
from clientcomms.store.schema.outbound import drafts, occasions, outbox, plans, schedules

ANSWERING = "answering"
"""The act of the person who is shown drafts."""
_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Due:
    """An instant, and the acts that have something to do then."""

    at: datetime
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Leads:
    """When acts take up a row before its hour, and how long a person looks at a draft."""

    planned_until: Callable[[datetime], datetime]
    """Up to which hour letters are planned at an instant."""
    planned_from: Callable[[datetime], datetime]
    """When a letter for an hour is planned first: the other way round."""
    answering: timedelta


def next_due(tx: Tx, now: datetime, leads: Leads) -> Due | None:
    """Return what is due first after `now`; None when nothing ever is.

    A letter that is due already and still there (its account's rate was used up) is due again in
    a minute.
    """
    sources = list(_sources(now, leads))
    asked = select(*(wanted.scalar_subquery() for _act, wanted, _shift in sources))
    found: dict[datetime, set[str]] = {}
    for (act, _wanted, shift), at in zip(sources, tx.execute(asked).one(), strict=True):
        if at is not None:
            instant = shift(at)
            if instant <= now:
                instant = now + _AGAIN
            found.setdefault(instant, set()).add(act)
    if not found:
        return None
    first = min(found)
    return Due(first, frozenset(found[first]))


def with_work(tx: Tx, now: datetime, leads: Leads) -> frozenset[str]:
    """Return those of the acts planning, rendering and submitting for which a row is ripe.

    Planning looks at more than that (holds that end by themselves), and is asked for that daily.
    """
    shown = and_(drafts.c.state == DraftState.AWAITING.value, drafts.c.facts_digest == OUTDATED)
    planned = plans.c.state == PlanState.PLANNED.value
    ripe = {
        "planning": select(occasions.c.id).where(
            as_indexed(occasions.c.state, OccasionState.OPEN),
            occasions.c.wanted_at <= leads.planned_until(now),
        ),
        "to draft": select(plans.c.id).where(planned, plans.c.draft_at <= now),
        "to freeze": select(plans.c.id).where(_agreed(), plans.c.at <= now),
        "to renew": select(drafts.c.id).where(shown),
        "submitting": select(outbox.c.id).where(_waiting(), outbox.c.next_at <= now),
    }
    found = tx.execute(select(*(one.exists() for one in ripe.values())))
    named = {name for name, is_there in zip(ripe, found.one(), strict=True) if is_there}
    return frozenset("rendering" if name.startswith("to ") else name for name in named)


def _agreed() -> ColumnElement[bool]:
    return or_(
        plans.c.state == PlanState.APPROVED.value,
        and_(plans.c.state == PlanState.PLANNED.value, plans.c.approval == "without_me"),
    )


def _waiting() -> ColumnElement[bool]:
    return as_indexed(outbox.c.state, OutboxState.READY, OutboxState.DEFERRED)


def _sources(
    now: datetime, leads: Leads
) -> Iterator[tuple[str, Select[Any], Callable[[datetime], datetime]]]:
    ahead = leads.planned_until(now)
    coming = and_(text("schedules.active"), schedules.c.next_at > ahead)
    yield "prompting", select(func.min(schedules.c.next_at)).where(coming), leads.planned_from
    is_open = and_(as_indexed(occasions.c.state, OccasionState.OPEN), occasions.c.wanted_at > ahead)
    yield "planning", select(func.min(occasions.c.wanted_at)).where(is_open), leads.planned_from
    to_draft = and_(plans.c.state == PlanState.PLANNED.value, plans.c.draft_at > now)
    yield "rendering", select(func.min(plans.c.draft_at)).where(to_draft), _at_once
    yield "rendering", select(func.min(plans.c.at)).where(_agreed(), plans.c.at > now), _at_once
    yield "submitting", select(func.min(outbox.c.next_at)).where(_waiting()), _at_once
    shown = and_(
        drafts.c.state == DraftState.AWAITING.value, drafts.c.asked_at > now - leads.answering
    )
    looked = select(func.min(drafts.c.asked_at)).where(shown)
    yield ANSWERING, looked, lambda asked_at: asked_at + leads.answering


def _at_once(at: datetime) -> datetime:
    return at
