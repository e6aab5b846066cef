"""[plans] and [outbox] by reader: what goes to an address, and whether anything ever did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from clientcomms.domain.states import OutboxState, PlanState
from clientcomms.store.engine import Tx
from clientcomms.store.schema.outbound import outbox, outbox_recipients, plan_recipients, plans


def hours_by_address(
    tx: Tx,
    addresses: Sequence[str],
    kinds: Sequence[str],
    since: datetime,
    ignored: Collection[int] = (),
) -> dict[str, list[datetime]]:
    """Return when letters of some kinds go to each address (lower case) since an instant.

    Letters that were dropped or taken back do not count, nor the plans in `ignored`.
    """
    found = tx.execute(
        select(plan_recipients.c.address, plan_recipients.c.at)
        .select_from(
            plan_recipients.join(plans, plans.c.id == plan_recipients.c.plan_id).outerjoin(
                outbox, outbox.c.plan_id == plans.c.id
            )
        )
        .where(
            plan_recipients.c.address.in_(list(addresses)),
            plan_recipients.c.kind.in_(list(kinds)),
            plan_recipients.c.at >= since,
            plans.c.state != PlanState.DROPPED.value,
            outbox.c.state.is_distinct_from(OutboxState.WITHDRAWN.value),
            plans.c.id.not_in(list(ignored)),
        )
    )
    hours: dict[str, list[datetime]] = {}
    for row in found:
        hours.setdefault(row.address.lower(), []).append(row.at)
    return hours


def written_to(tx: Tx, addresses: Sequence[str]) -> set[str]:
    """Return those of the addresses, in lower case, to which a letter was submitted before."""
    found = tx.execute(
        select(outbox_recipients.c.address)
        .where(
            outbox_recipients.c.address.in_(list(addresses)),
            outbox_recipients.c.state.in_(["accepted", "delivered"]),
        )
        .distinct()
    )
    return {address.lower() for address in found.scalars()}
