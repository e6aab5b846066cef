"""The period of a report that will not leave: the next one tells it."""

from __future__ import annotations

from datetime import timedelta

from clientcomms.domain.flow import Occasion, Plan
from clientcomms.store import drafts, occasions, plan_looks
from clientcomms.store.engine import Tx
from clientcomms.store.report_periods import untold_in

REPORT_KIND = "progress_report"


def passed_on(tx: Tx, plan: Plan, occasion: Occasion) -> Plan | None:
    """Let the next report of the same rule cover this one's period too; return that report's plan.

    None where none is planned yet: the one that is asked for next begins where this one began.
    """
    if plan.kind != REPORT_KIND:
        return None
    newer = plan_looks.next_report(tx, plan, occasion.key)
    follows = occasions.occasion_by_id(tx, newer.occasion_id) if newer else None
    if newer is None or follows is None:
        return None
    mine, theirs = untold_in(occasion.matter), untold_in(follows.matter)
    if theirs.since_on - mine.last_on > timedelta(days=1):
        return None  # another report has left in between
    begins = (mine.first_on, mine.since_on)
    occasions.begin_period_at(tx, follows, begins, mine.weeks + theirs.weeks)
    drafts.outdate_draft(tx, newer.id)
    return newer
