"""`kill -9` at random moments: nothing lost, no second copy without a recorded doubt."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.crash.outbound_loop import (
    LETTERS,
    Run,
    begin_story,
    message_id_of,
    run_until_done,
    taken,
)
from tests.fakes.world import LI, SARAH, WANG, shipped

from clientcomms.domain.states import OutboxState, PlanState
from clientcomms.providers.maildir import maildir_of
from clientcomms.store import outbox_looks, plan_looks
from clientcomms.store.engine import Store, open_store
from clientcomms.store.journal import history
from clientcomms.store.migrating import migrate

VARIANTS = ("plain", "forgetful", "blind_ask", "blind_resend", "maildir")
_FORK = multiprocessing.get_context("fork")
MOST_KILLS = 25
LONGEST_RUN_S = 300


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store without a row."""
    path = tmp_path_factory.mktemp("empty") / "clientcomms.db"
    store = open_store(f"sqlite:///{path}")
    migrate(store)
    store.close()
    return path


def killed_again_and_again(run: Run, seed: int) -> int:
    """Let the loop live for short and random spans until it has ended by itself; return the kills."""
    chance = random.Random(seed)
    shipped()  # compiled once, inherited by every child
    kills = 0
    while True:
        child = _FORK.Process(target=run_until_done, args=(run, seed * 1000 + kills))
        child.start()
        patient = kills >= MOST_KILLS
        child.join(LONGEST_RUN_S if patient else chance.expovariate(1 / 0.6))
        if not child.is_alive():
            assert child.exitcode == 0
            return kills
        assert not patient, "the loop never ended"
        child.kill()
        child.join()
        kills += 1


def check(store: Store, run: Run) -> Counter[str]:
    """Hold the store against what the next hop took; return how many letters stand where."""
    with store.read() as tx:
        # What the manager is told of a letter put aside is no letter of the fifty.
        found = [plan for plan in plan_looks.plans_between(tx, None, None) if plan.client]
        entries = {entry.plan_id: entry for entry in outbox_looks.newest_entries(tx, limit=999)}
        doubts = {
            entry.id: sum(line.became == "doubtful" for line in history(tx, "outbox", entry.id))
            for entry in entries.values()
        }
    copies = Counter(one["message_id"] for one in taken(run.taken))
    bytes_of = {(one["message_id"], one["digest"]) for one in taken(run.taken)}
    assert len(found) == LETTERS
    assert {plan.state for plan in found} <= {PlanState.RENDERED, PlanState.HELD}
    assert set(copies) <= {entry.message_id for entry in entries.values()}
    assert len(bytes_of) == len(copies), "a retry sent other bytes"
    for plan in found:
        if plan.state is PlanState.HELD:
            assert plan.reasons[-1].rule == "poison"
            assert plan.id not in entries
            continue
        entry = entries[plan.id]
        number = copies[entry.message_id]
        if entry.state is OutboxState.SUBMITTED:
            assert number >= 1, f"letter {entry.id} is called submitted and never was"
        elif entry.state is OutboxState.DEAD:  # visible, with the reason; a person can retry it
            assert run.variant == "blind_resend"
            assert entry.reason
        else:
            assert entry.state is OutboxState.DOUBTFUL
            assert run.variant == "blind_ask"
        assert number <= 1 + doubts[entry.id], f"letter {entry.id}: {number} copies"
        if run.variant not in {"blind_resend", "maildir"}:
            assert number <= 1, f"letter {entry.id}: {number} copies, though it could be known"
    return Counter(entry.state.value for entry in entries.values())


def check_maildir(store: Store, run: Run) -> None:
    """Delivery into folders is idempotent: each reader finds each submitted letter once."""
    with store.read() as tx:
        entries = outbox_looks.newest_entries(tx, limit=999)
    for address in (WANG, LI, SARAH):
        letters = (maildir_of(run.folder / "mail", address) / "new").iterdir()
        found = [message_id_of(letter.read_bytes()) for letter in letters]
        assert len(found) == len(set(found))
        assert set(found) == {
            entry.message_id
            for entry in entries
            if entry.state is OutboxState.SUBMITTED and address in (*entry.to, *entry.cc)
        }


def one_run(url: str, folder: Path, variant: str, seed: int) -> tuple[int, Counter[str]]:
    run = Run(url, folder, variant, time.monotonic())
    store = open_store(url)
    begin_story(store, run)
    store.close()
    kills = killed_again_and_again(run, seed)
    store = open_store(url)
    try:
        states = check(store, run)
        if variant == "maildir":
            check_maildir(store, run)
    finally:
        store.close()
    return kills, states


def sqlite_run(empty: Path, folder: Path, seed: int) -> tuple[int, Counter[str]]:
    shutil.copyfile(empty, folder / "clientcomms.db")
    variant = VARIANTS[seed % len(VARIANTS)]
    return one_run(f"sqlite:///{folder / 'clientcomms.db'}", folder, variant, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_killed_at_random_nothing_is_lost_and_nothing_sent_twice_unawares(
    empty_store: Path, tmp_path: Path, seed: int, record_property: Callable[[str, object], None]
) -> None:
    kills, states = sqlite_run(empty_store, tmp_path, seed)
    record_property("kills", kills)
    record_property("states", dict(states))
    print(f"seed {seed}: killed {kills} times, {dict(states)}")  # noqa: T201  # shown by -s and on failure


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["forgetful", "blind_resend"])
def test_the_same_holds_on_postgresql(postgresql_url: str, tmp_path: Path, variant: str) -> None:
    store = open_store(postgresql_url)
    migrate(store)
    store.close()
    one_run(postgresql_url, tmp_path, variant, 7)


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1000, 1200))
def test_soak_killed_at_random(empty_store: Path, tmp_path: Path, seed: int) -> None:
    sqlite_run(empty_store, tmp_path, seed)
