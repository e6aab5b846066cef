from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.fakes.console import settings
from tests.fakes.story import NOW, Story, told

from clientcomms.console.context import ConsoleContext, Foreseen
from clientcomms.console.foresight import MOST_SCHEDULES, Foresight
from clientcomms.domain.triage import triage_text
from clientcomms.store.engine import StoreError
from clientcomms.store.plans import plan_by_id
from clientcomms.store.schedules import NewSchedule, put_schedules


@dataclass
class _Asked:
    """Foresees one letter more than stands, and remembers how often it was asked."""

    story: Story
    days: list[int] = field(default_factory=list)
    busy: bool = False

    def __call__(self, days: int, now: datetime) -> Sequence[Foreseen]:
        self.days.append(days)
        if self.busy:
            raise StoreError
        with self.story.store.read() as tx:
            plan = plan_by_id(tx, self.story.planned)
        assert plan is not None
        return [Foreseen(replace(plan, id=9999, at=now + timedelta(days=days)), stored=False)]


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[_Asked]:
    story = told(tmp_path)
    yield _Asked(story)
    story.store.close()


def _foresight(tmp_path: Path, asked: _Asked | None, story: Story) -> Foresight:
    return Foresight(
        ConsoleContext(
            store=story.store,
            settings=settings(tmp_path),
            clock=lambda: NOW,
            secret=b"x",
            triage=triage_text,
            random=lambda n: b"x" * n,
            forecast=asked,
        )
    )


def test_what_was_foreseen_is_remembered_for_a_minute(tmp_path: Path, asked: _Asked) -> None:
    foresight = _foresight(tmp_path, asked, asked.story)
    first = foresight.ahead(7, NOW)
    assert foresight.ahead(7, NOW + timedelta(seconds=59)) is first
    foresight.ahead(30, NOW)
    assert asked.days == [7, 30]
    foresight.ahead(7, NOW + timedelta(seconds=60))
    assert asked.days == [7, 30, 7]


def test_a_clock_that_went_back_makes_it_look_anew(tmp_path: Path, asked: _Asked) -> None:
    foresight = _foresight(tmp_path, asked, asked.story)
    foresight.ahead(7, NOW)
    foresight.ahead(7, NOW - timedelta(hours=1))
    assert asked.days == [7, 7]


def test_after_an_act_it_looks_anew(tmp_path: Path, asked: _Asked) -> None:
    foresight = _foresight(tmp_path, asked, asked.story)
    foresight.ahead(7, NOW)
    foresight.forget()
    foresight.ahead(7, NOW)
    assert asked.days == [7, 7]


def test_a_busy_store_shows_the_plans_that_stand(tmp_path: Path, asked: _Asked) -> None:
    asked.busy = True
    found = _foresight(tmp_path, asked, asked.story).ahead(7, NOW)
    assert {one.plan.id for one in found} >= {asked.story.planned, asked.story.held}
    assert all(one.stored for one in found)


def test_with_very_many_rules_nobody_holds_the_pen_to_look_ahead(
    tmp_path: Path, asked: _Asked
) -> None:
    rules = [
        NewSchedule(f"k{n}", "progress_report", "cold", "weekly", "UTC", "CN", "report", {}, NOW)
        for n in range(MOST_SCHEDULES + 1)
    ]
    with asked.story.store.begin() as tx:
        put_schedules(tx, rules)
    foresight = _foresight(tmp_path, asked, asked.story)
    assert all(one.stored for one in foresight.ahead(7, NOW))
    assert asked.days == []
    assert not foresight.works


def test_without_a_forecast_the_plans_that_stand_are_shown_by_hour(
    tmp_path: Path, asked: _Asked
) -> None:
    found = _foresight(tmp_path, None, asked.story).ahead(7, NOW)
    hours = [one.plan.at for one in found]
    assert hours == sorted(hours)
    assert min(hours) >= NOW - timedelta(days=1)
    assert max(hours) <= NOW + timedelta(days=7)
