"""A tick with a hundred thousand schedules of which none is due."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import timedelta

from benchmarks.reporting import Figure, seconds
from benchmarks.world import FIRST_FRIDAY, WEEKLY, a_store, full_book, settings_for, take_in

from clientcomms.outbound import planning, prompting
from clientcomms.store import schedules
from clientcomms.store.schedules import NewSchedule

SCHEDULES = 100_000
TICKS = 15


def run() -> Iterator[Figure]:
    with a_store() as home:
        settings = settings_for(home.folder, rules=(WEEKLY,))
        take_in(home.store, full_book(100))
        with home.store.begin() as tx:
            schedules.put_schedules(tx, [_schedule(number) for number in range(SCHEDULES)])
        ticks: tuple[tuple[str, Callable[[], object]], ...] = (
            ("prompting", lambda: prompting.prompt_due(home.store, settings, FIRST_FRIDAY)),
            ("planning", lambda: planning.plan_due(home.store, settings, FIRST_FRIDAY)),
        )
        for name, tick in ticks:
            tick()
            took = [1000 * seconds(tick) for _ in range(TICKS)]
            more = {"aim": "< 50 ms", "worst": round(max(took), 2)}
            yield Figure(f"due_tick_{name}", statistics.median(took), "ms", SCHEDULES, more=more)


def _schedule(number: int) -> NewSchedule:
    return NewSchedule(
        key=f"progress_report:weekly:{number}",
        kind="progress_report",
        project_code=f"p{number % 100:05}",
        rule="weekly fri 16:00",
        zone="Asia/Shanghai",
        country="CN",
        audience="report",
        matter={"rule": "weekly"},
        next_at=FIRST_FRIDAY + timedelta(days=3, minutes=number % 10_000),
    )
