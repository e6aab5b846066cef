"""The period of a report that will not leave: the next one tells it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from clientcomms.domain import plan_reasons
from clientcomms.domain.flow import NewPlan, Occasion, Plan
from clientcomms.domain.holiday_overrides import HolidayOverrides
from clientcomms.domain.schedule_rules import next_after
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.states import PlanState
from clientcomms.domain.workdays import calendar_for
from clientcomms.store import drafts, occasions, plan_looks, schedules
from clientcomms.store.engine import Tx
from clientcomms.store.report_periods import untold_in
from clientcomms.store.schedules import Schedule

REPORT_KIND = "progress_report"
OVERTAKEN = plan_reasons.overtaken(date.min).rule


def passed_on(tx: Tx, plan: Plan, occasion: Occasion) -> Plan | None:
    """Let the next report of the same rule cover this one's period too; return that report's plan.

    None where none is planned yet: the one that is asked for next begins where this one began.
    """
    if plan.kind != REPORT_KIND:
        return None
    newer = plan_looks.next_report(tx, plan, occasion.key)
    follows = occasions.occasion_by_id(tx, newer.occasion_id) if newer else None
    if newer is None or follows is None or not _covers(tx, follows, occasion):
        return None
    drafts.outdate_draft(tx, newer.id)
    return newer


def _covers(tx: Tx, follows: Occasion, occasion: Occasion) -> bool:
    """Let a report begin where an earlier one would have; False where one has left in between."""
    mine, theirs = untold_in(occasion.matter), untold_in(follows.matter)
    if theirs.since_on - mine.last_on > timedelta(days=1):
        return False
    begins = (mine.first_on, mine.since_on)
    occasions.begin_period_at(tx, follows, begins, mine.weeks + theirs.weeks)
    return True


def following(
    occasion: Occasion, rule: Schedule | None, overrides: HolidayOverrides
) -> datetime | None:
    """Return when the rule of a report asks for the next one; None where no rule asks for it.

    Raises:
        ClientCommsError: its rule, zone or country cannot be used.

    """
    if rule is None or occasion.kind != REPORT_KIND:
        return None
    calendar = calendar_for(rule.country, overrides)
    coming = next_after(parse_rule(rule.rule), occasion.wanted_at, rule.zone, calendar)
    return None if coming is None else coming.at


def rules_behind(tx: Tx, waiting: Sequence[Occasion]) -> dict[int, Schedule]:
    """Return the schedule that asked for each report, by its occasion."""
    keys = {one.id: one.key.rpartition(":")[0] for one in waiting if one.kind == REPORT_KIND}
    found = schedules.schedules_by_keys(tx, keys.values())
    return {number: found[key] for number, key in keys.items() if key in found}


def hand_over(tx: Tx, decided: Sequence[NewPlan]) -> None:
    """Give the periods of reports that give way to the next one to those that are asked for already."""
    for plan in decided:
        gave_way = plan.state is PlanState.DROPPED and plan.reasons[-1].rule == OVERTAKEN
        occasion = occasions.occasion_by_id(tx, plan.occasion_id) if gave_way else None
        later = occasions.later_by_rule(tx, occasion) if occasion else None
        if occasion is not None and later is not None:
            _covers(tx, later, occasion)
