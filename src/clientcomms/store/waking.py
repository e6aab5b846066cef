"""When anything is due next, whatever place it stands in: for a clock that jumps instead of ticking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, true

from clientcomms.domain.states import DraftState, OccasionState, OutboxState, PlanState
from clientcomms.store.engine import Tx
from clientcomms.store.schema.outbound import drafts, occasions, outbox, plans, schedules


def next_due(
    tx: Tx, now: datetime, look_ahead: timedelta, answers_after: timedelta
) -> datetime | None:
    """Return the earliest instant after `now` at which a row falls due; None when none ever does.

    Schedules and occasions are taken up `look_ahead` before their hour; a draft is answered
    `answers_after` it was shown.
    """
    found: list[datetime] = []
    for wanted, shift in _sources(now, look_ahead, answers_after):
        at: datetime | None = tx.execute(wanted).scalar()
        if at is not None:
            found.append(at + shift)
    return min(found, default=None)


def _sources(
    now: datetime, look_ahead: timedelta, answers_after: timedelta
) -> Iterator[tuple[Select[Any], timedelta]]:
    ahead = now + look_ahead
    yield (
        select(func.min(schedules.c.next_at)).where(
            schedules.c.active == true(), schedules.c.next_at > ahead
        ),
        -look_ahead,
    )
    yield (
        select(func.min(occasions.c.wanted_at)).where(
            occasions.c.state == OccasionState.OPEN.value, occasions.c.wanted_at > ahead
        ),
        -look_ahead,
    )
    planned = plans.c.state == PlanState.PLANNED.value
    approved = plans.c.state == PlanState.APPROVED.value
    yield select(func.min(plans.c.draft_at)).where(planned, plans.c.draft_at > now), timedelta(0)
    yield select(func.min(plans.c.at)).where(planned, plans.c.at > now), timedelta(0)
    yield select(func.min(plans.c.at)).where(approved, plans.c.at > now), timedelta(0)
    waiting = [OutboxState.READY.value, OutboxState.DEFERRED.value]
    yield (
        select(func.min(outbox.c.next_at)).where(
            outbox.c.state.in_(waiting), outbox.c.next_at > now
        ),
        timedelta(0),
    )
    yield (
        select(func.min(drafts.c.asked_at)).where(
            drafts.c.state == DraftState.AWAITING.value, drafts.c.asked_at > now - answers_after
        ),
        answers_after,
    )
