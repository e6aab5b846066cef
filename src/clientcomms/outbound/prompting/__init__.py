"""[schedules] → [occasions]: whatever a standing rule makes due becomes one reason to write.

Runs that were missed are merged into one; a key per occasion makes running twice harmless.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from clientcomms.domain.flow import NewOccasion
from clientcomms.domain.heard import NewTask
from clientcomms.domain.holiday_overrides import overrides_from_mapping
from clientcomms.errors import ClientCommsError
from clientcomms.outbound.prompting.asking import requests
from clientcomms.outbound.prompting.reporting import report
from clientcomms.outbound.prompting.runs import Run, run_of
from clientcomms.outbound.prompting.wishing import greetings, surveys
from clientcomms.settings import Settings
from clientcomms.settings.clocks import planned_until
from clientcomms.store import occasions, schedules, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.schedules import Schedule

__all__ = ["BATCH", "prompt_due", "prompt_until"]

BATCH = 500


def prompt_due(store: Store, settings: Settings, now: datetime) -> int:
    """Make the occasions of all schedules whose letters are planned now; return how many schedules were due."""
    prompted, until = 0, planned_until(settings, now)
    while True:
        with store.begin() as tx:
            due = prompt_until(tx, settings, now, until)
        prompted += due
        if due == 0:
            return prompted


def prompt_until(tx: Tx, settings: Settings, now: datetime, until: datetime) -> int:
    """Make the occasions of one batch of schedules due before `until`; return how many were due."""
    overrides = overrides_from_mapping(settings.holidays)
    due = schedules.due_schedules(tx, until, BATCH)
    moves, few = [], list[NewOccasion]()
    for schedule in due:
        try:
            run = run_of(schedule, overrides, now)
            for page in _occasions_of(tx, run, settings, now):
                few += page
                if len(few) >= BATCH or schedule.kind == "action_request":  # reads its own back
                    occasions.add_occasions(tx, few, now)
                    few = []
        except ClientCommsError as error:  # one schedule that cannot be used stops no other
            _retire(tx, schedule, error, now)
            continue
        moves.append((schedule.id, run.at, run.following))
    occasions.add_occasions(tx, few, now)
    schedules.advance(tx, moves)
    return len(due)


def _retire(tx: Tx, schedule: Schedule, error: ClientCommsError, now: datetime) -> None:
    """Take a schedule out of use and tell its manager why."""
    schedules.retire_schedules(tx, [schedule.key])
    project = state.project_by_code(tx, schedule.project_code or "")
    task = NewTask(
        key=f"broken-rule:{schedule.key}:{schedule.rule}",
        kind="broken_rule",
        owner=project.manager if project else "",
        title_zh=f"规则“{schedule.key}”无法使用：{error}",
        title_en=f"rule {schedule.key!r} cannot be used: {error}",
        project_code=schedule.project_code,
    )
    add_task(tx, task, Stamp(now, "prompting"))


def _occasions_of(
    tx: Tx, run: Run, settings: Settings, now: datetime
) -> Iterator[list[NewOccasion]]:
    """Yield the occasions of one due schedule, page by page."""
    assert run.schedule.project_code is not None
    match run.schedule.kind:
        case "holiday_greeting":
            yield from greetings(tx, run, now, BATCH)
        case "satisfaction_survey":
            yield from surveys(tx, run, BATCH)
        case "action_request":
            yield requests(tx, run, settings)
        case _:
            yield [report(tx, run)]
