"""The process dies right before or right after every single commit of the outbound acts, one run each."""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.fakes.world import (
    LIN,
    MINUTE,
    WANG,
    World,
    a_book,
    never_wait_for_the_disk,
    some_settings,
)
from typing_extensions import override

from clientcomms.domain.states import DraftState, OutboxState, PlanState
from clientcomms.outbound import operating
from clientcomms.store import drafts, outbox_looks
from clientcomms.store.engine import Store, Tx, open_store
from clientcomms.store.journal import history


class DiedError(BaseException):
    """Nothing catches it, as nothing catches the end of a process."""


class Mortal(Store):
    """A store whose process dies at one of its commits."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.engine)
        self.commits = 0
        self.dies_at = 0
        self.before = False

    @override
    @contextmanager
    def begin(self) -> Iterator[Tx]:
        self.commits += 1
        here = self.commits == self.dies_at
        with super().begin() as tx:
            yield tx
            if here and self.before:
                raise DiedError
        if here:
            raise DiedError


def approve_all(world: World) -> None:
    """The manager says yes to whatever waits."""
    with world.store.read() as tx:
        waiting = drafts.awaiting_drafts(tx)
    for draft in waiting:
        operating.approve_draft(world.store, draft.id, LIN.address, world.now)


def to_the_end(world: World) -> None:
    """Everything there is to do, with leases given the time to lapse."""
    for _ in range(6):
        world.plan()
        world.render()
        approve_all(world)
        world.render()
        world.submit(settle_every=2)
        world.sweep()
        world.now += 3 * MINUTE
        if [entry.state for entry in world.entries()] == [OutboxState.SUBMITTED] * 5:
            return


def begun(store: Store, folder: Path) -> World:
    world = World(store, some_settings(folder))
    world.take_in(a_book())
    for number in range(3):
        world.report(key=f"k{number}")
    world.report(
        key="draft",
        matter={"first_on": "2026-10-12", "last_on": "2026-10-16", "approval": "draft"},
    )
    return world


def check(world: World) -> None:
    """Nothing lost, nothing twice without a doubt, every state told by the journal."""
    copies = Counter(one.message for one in world.transport.submitted)
    with world.store.read() as tx:
        for entry in world.entries():
            raw = outbox_looks.raw_of(tx, entry.id)
            assert raw is not None
            doubts = sum(line.became == "doubtful" for line in history(tx, "outbox", entry.id))
            assert entry.state is OutboxState.SUBMITTED
            assert 1 <= copies[raw] <= 1 + doubts
            assert history(tx, "outbox", entry.id)[-1].became == "submitted"
    for plan in world.plans():
        assert plan.state is PlanState.RENDERED
        assert world.story("plans", plan.id)[-1][1] == "rendered"
    assert Counter(entry.kind for entry in world.entries()) == {
        "progress_report": 4,
        "approval_request": 1,
    }
    assert len(world.letters_to(WANG)) == 4
    assert len(copies) == 5
    with world.store.read() as tx:
        draft = drafts.newest_draft(tx, next(p.id for p in world.plans() if p.draft_at))
    assert draft is not None
    assert (draft.state, draft.revision) == (DraftState.APPROVED, 1)


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_death_at_any_commit_loses_nothing_and_repeats_nothing(
    migrated_file: Path, tmp_path: Path, before: bool
) -> None:
    for number in itertools.count(1):
        path = tmp_path / f"{number}.db"
        shutil.copyfile(migrated_file, path)
        store = Mortal(open_store(f"sqlite:///{path}"))
        never_wait_for_the_disk(store)
        world = begun(store, tmp_path)
        store.commits, store.dies_at, store.before = 0, number, before
        try:
            to_the_end(world)
            died = False
        except DiedError:
            died = True
            world.now += 3 * MINUTE
            to_the_end(world)
        check(world)
        store.close()
        if not died:
            break
    assert number > 12
