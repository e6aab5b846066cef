"""What reports were to tell, and whether they ever did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from clientcomms.domain.states import OutboxState, PlanState
from clientcomms.store.engine import Tx
from clientcomms.store.schema.outbound import occasions, outbox, plans

AGAIN = "+"
"""Stands in the key of an occasion before what makes it another try of the same report."""
_TOLD_LATER = frozenset({"expired", "overtaken"})
"""Reasons for which a report is dropped that the next one makes up for."""
_NEVER_LEFT = (OutboxState.WITHDRAWN, OutboxState.REFUSED, OutboxState.DEAD)


@dataclass(frozen=True, slots=True)
class Untold:
    """A period that no client has read of."""

    first_on: date
    """The first day its report named."""
    since_on: date
    """The first day it spoke about; a weekend may lie between."""
    last_on: date
    weeks: int
    """How many regular reports it stands for."""


def untold_before(tx: Tx, key: str | None) -> Untold | None:
    """Return what the report with this key was to tell and never did; None: it did, or still may.

    Expired, given up, refused and withdrawn reports told nothing, nor did one that gave way to the
    next. One that a person skipped was decided upon: its period is not brought up again.
    """
    if key is None:
        return None
    row = tx.execute(
        select(occasions.c.matter, plans.c.state, plans.c.reasons, outbox.c.state.label("became"))
        .select_from(
            occasions.join(plans, plans.c.occasion_id == occasions.c.id).outerjoin(
                outbox, outbox.c.plan_id == plans.c.id
            )
        )
        .where(
            or_(
                occasions.c.key == key, occasions.c.key.startswith(f"{key}{AGAIN}", autoescape=True)
            )
        )
        .order_by(occasions.c.id.desc())
    ).first()
    if row is None or not _never_left(row.state, row.became, row.reasons):
        return None
    return untold_in(row.matter)


def untold_in(matter: Mapping[str, object]) -> Untold:
    """Return the period that a report's matter names."""
    first = date.fromisoformat(str(matter["first_on"]))
    since = matter.get("since_on")
    weeks = matter.get("weeks")
    return Untold(
        first_on=first,
        since_on=date.fromisoformat(since) if isinstance(since, str) else first,
        last_on=date.fromisoformat(str(matter["last_on"])),
        weeks=weeks if isinstance(weeks, int) else 1,
    )


def _never_left(state: str, became: str | None, reasons: Sequence[Mapping[str, str]]) -> bool:
    if became is not None:
        return OutboxState(became) in _NEVER_LEFT
    ended = reasons[-1]["rule"] if reasons else ""
    return state == PlanState.DROPPED.value and ended in _TOLD_LATER
