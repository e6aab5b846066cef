"""What became of what a client said, and what of it they have not been told yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, func, select

from clientcomms.domain.heard import Feedback
from clientcomms.domain.states import DraftState, FeedbackState, OutboxState
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import feedback_list
from clientcomms.store.schema.outbound import drafts, occasions, outbox, plans
from clientcomms.store.schema.overall import journal

_TOLD = (FeedbackState.RESOLVED, FeedbackState.CLOSED)
_UNSEEN = (OutboxState.HELD, OutboxState.WITHDRAWN, OutboxState.REFUSED, OutboxState.DEAD)
_SAME_STREAM = ("rule", "variant")
_MOST = 60
"""So many reports back the last one of a stream is looked for."""


def outcomes_since(tx: Tx, project: str, since: datetime) -> list[Feedback]:
    """Return what was resolved in a project after an instant, in words for the client."""
    items = [one for one in feedback_list(tx, project=project, states=_TOLD) if one.outcome]
    if not items:
        return []
    lines = select(journal.c.row, func.max(journal.c.at)).where(
        journal.c.place == "feedback",
        journal.c.became == FeedbackState.RESOLVED.value,
        journal.c.row.in_([str(one.id) for one in items]),
    )
    resolved = {int(row): at for row, at in tx.execute(lines.group_by(journal.c.row))}
    fresh = [one for one in items if one.id in resolved and resolved[one.id] > since]
    return sorted(fresh, key=lambda one: one.id)


def words_of_last(tx: Tx, kind: str, project: str, matter: Mapping[str, object]) -> datetime | None:
    """Return when the last letter of a stream got its words; None: there was none.

    A stream is one kind, project, rule and variant; only what left for the client counts. The words
    of an approved draft are those of the hour at which it was shown.
    """
    found = tx.execute(
        select(outbox.c.created_at, drafts.c.asked_at, occasions.c.matter)
        .join(plans, plans.c.id == outbox.c.plan_id)
        .join(occasions, occasions.c.id == plans.c.occasion_id)
        .outerjoin(
            drafts,
            and_(drafts.c.plan_id == plans.c.id, drafts.c.state == DraftState.APPROVED.value),
        )
        .where(
            outbox.c.kind == kind,
            outbox.c.project_code == project,
            outbox.c.mode == "live",
            outbox.c.state.not_in([state.value for state in _UNSEEN]),
        )
        .order_by(outbox.c.id.desc())
        .limit(_MOST)
    )
    for row in found:
        if all(row.matter.get(key) == matter.get(key) for key in _SAME_STREAM):
            words_at: datetime = row.asked_at or row.created_at
            return words_at
    return None
