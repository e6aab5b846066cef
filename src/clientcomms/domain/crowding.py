"""Two reports by one rule that days off have pushed together: the later one tells for both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from clientcomms.domain import plan_reasons
from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import NewPlan
from clientcomms.domain.planning_facts import PlanningFacts
from clientcomms.domain.send_window import fit
from clientcomms.domain.states import PlanState
from clientcomms.domain.workdays import WorkCalendar

TOO_CLOSE = 2
"""Working days: a report that was moved so near to the next one does not leave beside it."""


def uncrowded(
    plan: NewPlan, wanted_at: datetime, following: datetime | None, facts: PlanningFacts
) -> NewPlan:
    """Drop a report that was moved to another day and would leave shortly before the next one.

    `following` is when its rule asks for the next one. One that leaves on its own day stays, and
    so does one that a person called urgent.
    """
    if following is None or plan.state is not PlanState.PLANNED or facts.urgent:
        return plan
    zone = as_zone(facts.zone)
    wanted_on, leaves_on = (at.astimezone(zone).date() for at in (wanted_at, plan.at))
    if leaves_on == wanted_on:
        return plan
    newer = fit(
        following,
        zone=zone,
        calendar=facts.calendar,
        window=facts.window,
        essential=facts.spec.essential,
    )
    newer_on = newer.at.astimezone(zone).date()
    if _working_days(facts.calendar, leaves_on, newer_on) > TOO_CLOSE:
        return plan
    why = plan_reasons.overtaken(newer_on)
    return replace(plan, state=PlanState.DROPPED, draft_at=None, reasons=(*plan.reasons, why))


def _working_days(calendar: WorkCalendar, after: date, until: date) -> int:
    """Count the working days after one day up to another, no further than matters."""
    count, day = 0, after + timedelta(days=1)
    while day <= until and count <= TOO_CLOSE:
        count += calendar.is_ordinary_day(day)
        day += timedelta(days=1)
    return count
