"""The report of a run: all that has happened since the client was last told."""

from __future__ import annotations

from datetime import date, timedelta

from clientcomms.domain.flow import REPORT, NewOccasion
from clientcomms.domain.schedule_periods import period_of
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.outbound.prompting.runs import Run
from clientcomms.store.engine import Tx
from clientcomms.store.report_periods import untold_before

_ONE_DAY = timedelta(days=1)


def report(tx: Tx, run: Run) -> NewOccasion:
    """Return one report on all that the merged runs, and reports that never left, would have told."""
    schedule = run.schedule
    rule = parse_rule(schedule.rule)
    covered = _last_covered(run)
    first, last = period_of(
        rule, run.at, schedule.zone, calendar=run.calendar, last_covered=covered
    )
    since = covered + _ONE_DAY if covered is not None and covered < first else first
    weeks = run.merged
    untold = untold_before(tx, _key_of_last(run))
    if untold is not None:
        first, since, weeks = untold.first_on, untold.since_on, weeks + untold.weeks
    return NewOccasion(
        kind=schedule.kind,
        key=f"{schedule.key}:{run.day.isoformat()}",
        audience=REPORT,
        wanted_at=run.wanted_at,
        project_code=schedule.project_code,
        matter={
            **schedule.matter,
            "first_on": first.isoformat(),
            "since_on": since.isoformat(),
            "last_on": last.isoformat(),
            "weeks": weeks,
        },
    )


def _key_of_last(run: Run) -> str | None:
    """Return the key of the occasion that the schedule's run before this one made."""
    last_at = run.schedule.last_at
    return None if last_at is None else f"{run.schedule.key}:{run.day_of(last_at).isoformat()}"


def _last_covered(run: Run) -> date | None:
    """Return the last day that the report before this one spoke about; None: begin afresh."""
    schedule = run.schedule
    rule = parse_rule(schedule.rule)
    if schedule.last_at is not None:
        return period_of(rule, schedule.last_at, schedule.zone, calendar=run.calendar)[1]
    if run.merged == 1:
        return None
    first, _last = period_of(rule, run.first_at, schedule.zone, calendar=run.calendar)
    return first - _ONE_DAY
