"""Large batches of letters are shared with other processes; nothing is lost when one breaks."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.fakes.world import World, a_book, never_wait_for_the_disk, some_settings

from clientcomms.bootstrap.hands import IDLE, WORTH_IT, RenderingHands
from clientcomms.domain.states import PlanState
from clientcomms.outbound.rendering import render_due
from clientcomms.store.engine import open_store
from clientcomms.store.migrating import migrate
from clientcomms.store.plans_in_writing import CHARGE_LASTS

PROJECTS = WORTH_IT + 10


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Fifty reports that are due, in a store that another process can open."""
    settings = some_settings(tmp_path).model_copy(
        update={"store": f"sqlite:///{tmp_path / 'shared.db'}"}
    )
    with closing(open_store(settings.store_url())) as store:
        never_wait_for_the_disk(store)
        migrate(store)
        made = World(store, settings)
        book, codes = a_book(), [f"cold{number}" for number in range(PROJECTS)]
        made.take_in(
            replace(
                book,
                projects=tuple(replace(book.projects[0], code=code) for code in codes),
                contacts=tuple(
                    replace(one, project_code=code)
                    for code in codes
                    for one in book.contacts
                    if one.project_code == "cold"
                ),
                milestones=(),
                week_items=tuple(replace(book.week_items[0], project_code=one) for one in codes),
                headlines=(),
            )
        )
        for code in codes:
            made.report(code)
        made.plan()
        yield made


@pytest.fixture
def hands(world: World) -> Iterator[RenderingHands]:
    with closing(RenderingHands(world.settings, 1)) as made:
        yield made


def start(hands: RenderingHands, world: World) -> None:
    """Wait until the processes stand; nothing is due that they could take."""
    until = time.monotonic() + 60
    while not hands.are_ready():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert world.entries() == []


def test_a_shared_batch_becomes_the_letters_that_one_process_makes(
    world: World, hands: RenderingHands
) -> None:
    start(hands, world)
    assert render_due(world.store, world.press, world.now, hands) == PROJECTS
    entries = world.entries()
    assert sorted(one.project_code or "" for one in entries) == sorted(
        plan.project_code or "" for plan in world.plans()
    )
    assert len({one.message_id for one in entries}) == PROJECTS
    assert {plan.state for plan in world.plans()} == {PlanState.RENDERED}
    assert len({one.subject for one in entries}) == 1


def test_nobody_waits_for_processes_that_are_only_starting(
    world: World, hands: RenderingHands
) -> None:
    assert render_due(world.store, world.press, world.now, hands) == PROJECTS


def test_letters_of_a_process_that_broke_are_made_one_by_one(
    world: World, hands: RenderingHands
) -> None:
    start(hands, world)
    for pid in hands.processes():
        os.kill(pid, signal.SIGKILL)
    assert render_due(world.store, world.press, world.now, hands) == 0
    world.now += CHARGE_LASTS
    assert render_due(world.store, world.press, world.now, hands) == PROJECTS
    assert len({one.project_code for one in world.entries()}) == PROJECTS
    assert hands.processes() == []


def test_where_processes_cannot_start_this_one_makes_all(world: World) -> None:
    nowhere = world.settings.model_copy(update={"store": "nonsense://"})
    with closing(RenderingHands(nowhere, 1)) as hands:
        until = time.monotonic() + 60
        while hands.are_starting():
            assert time.monotonic() < until
            time.sleep(0.05)
        assert render_due(world.store, world.press, world.now, hands) == PROJECTS
        assert not hands.are_ready()


def test_processes_without_work_end(world: World, hands: RenderingHands) -> None:
    start(hands, world)
    render_due(world.store, world.press, world.now, hands)
    hands.rest(world.now + IDLE - timedelta(seconds=1))
    assert hands.processes()
    hands.rest(world.now + IDLE)
    assert hands.processes() == []
