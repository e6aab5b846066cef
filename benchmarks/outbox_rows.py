"""The outbox alone: enqueue, claim, settle; rows a second on both databases, and its share of the job."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.reporting import Figure, compared, interleaved, seconds, told
from benchmarks.world import FIRST_FRIDAY, MANAGER, a_store, full_book, take_in

from clientcomms.domain.flow import NewOccasion, NewOutboxEntry, NewPlan
from clientcomms.domain.states import OutboxState, PlanState
from clientcomms.store import occasions, outbox, outbox_claims, plans, settlements
from clientcomms.store.engine import Store
from clientcomms.store.outbox_recipients import RecipientResult
from clientcomms.store.settlements import Settlement

RAW = b"Subject: bench\r\n\r\n" + b"x" * 26_000
ROUNDS = 5


class Outbox:
    """A store with plans enough, and letters made for them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._numbers = itertools.count(1)
        take_in(store, full_book(1))

    def entries(self, count: int) -> list[NewOutboxEntry]:
        keys = [f"bench:{next(self._numbers)}" for _ in range(count)]
        new = [NewOccasion("progress_report", k, "report", FIRST_FRIDAY, "p00000") for k in keys]
        with self.store.begin() as tx:
            occasions.add_occasions(tx, new, FIRST_FRIDAY)
            open_ones = occasions.open_occasions(tx, FIRST_FRIDAY, count)
            numbers = plans.add_plans(tx, [_plan(one.id) for one in open_ones], FIRST_FRIDAY)
            occasions.mark_planned(tx, [one.id for one in open_ones])
        return [_entry(plan, key) for plan, key in zip(numbers, keys, strict=True)]

    def pass_through(self, entries: list[NewOutboxEntry], batch: int) -> None:
        for start in range(0, len(entries), batch):
            with self.store.begin() as tx:
                outbox.add_entries(tx, entries[start : start + batch], FIRST_FRIDAY)
        for _start in range(0, len(entries), batch):
            with self.store.begin() as tx:
                claimed = outbox_claims.claim_batch(
                    tx,
                    holder="bench",
                    now=FIRST_FRIDAY,
                    lease=timedelta(minutes=2),
                    limit=batch,
                    accounts=["main"],
                )
            with self.store.begin() as tx:
                settlements.settle(
                    tx,
                    [
                        Settlement(
                            one.id,
                            OutboxState.SUBMITTED,
                            "250",
                            "2.0.0 taken",
                            submitted_at=FIRST_FRIDAY,
                            recipients=(
                                RecipientResult(one.forward_paths[0], "accepted", "250", "ok"),
                            ),
                        )
                        for one in claimed
                    ],
                    holder="bench",
                    now=FIRST_FRIDAY,
                )


def _plan(occasion: int) -> NewPlan:
    return NewPlan(
        occasion,
        "progress_report",
        "p00000",
        "客户p00000有限公司",
        "zh",
        ("c0@p00000.example",),
        (),
        FIRST_FRIDAY,
        "2026-10-16T16:00",
        "Asia/Shanghai",
        None,
        FIRST_FRIDAY + timedelta(days=3),
        "without_me",
        50,
        PlanState.PLANNED,
        (),
    )


def _entry(plan: int, key: str) -> NewOutboxEntry:
    return NewOutboxEntry(
        plan,
        "progress_report",
        "p00000",
        "客户p00000有限公司",
        "main",
        "live",
        MANAGER.address,
        ("c0@p00000.example",),
        (),
        f"<{key}@bench.example>",
        key,
        key,
        "bench",
        RAW,
        50,
        FIRST_FRIDAY,
    )


def run() -> Iterator[Figure]:
    with ExitStack() as stack:
        home = stack.enter_context(a_store())
        yield from _figures("sqlite", Outbox(home.store), home.folder)
    yield from _postgresql()


def _postgresql() -> Iterator[Figure]:
    try:
        from tests.servers.postgresql import running_postgres

        with running_postgres() as server, a_store(server.new_database()) as home:
            yield from _figures("postgresql", Outbox(home.store), home.folder)
    except BaseException as error:  # pytest's skip is no Exception: the server is not installed
        if isinstance(error, KeyboardInterrupt):
            raise
        told(f"outbox on PostgreSQL: {error}")
        for batch in (1, 100):
            yield Figure(f"outbox_postgresql_batch_{batch}", None, "rows/s", 0, "raw sqlite3")


def _figures(name: str, box: Outbox, folder: Path) -> Iterator[Figure]:
    for batch, rows in ((1, 100), (100, 1000)):
        raw = RawQueue(folder / f"raw{batch}.db", batch)
        waiting: list[list[NewOutboxEntry]] = [box.entries(rows) for _ in range(ROUNDS)]
        ours = partial(_pass_next, box, waiting, batch)
        times = interleaved({"ours": ours, "raw sqlite3": partial(raw.run, rows)}, ROUNDS)
        raw.close()
        yield compared(f"outbox_{name}_batch_{batch}", "rows/s", rows, times)


def _pass_next(box: Outbox, waiting: list[list[NewOutboxEntry]], batch: int) -> None:
    box.pass_through(waiting.pop(), batch)


class RawQueue:
    """The peer: one table, three statements, nothing journalled."""

    def __init__(self, path: Path, batch: int) -> None:
        self._batch = batch
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(
            "CREATE TABLE queue (id INTEGER PRIMARY KEY, to_, raw, state, holder)"
        )

    def run(self, rows: int) -> None:
        run = self._connection
        for start in range(0, rows, self._batch):
            size = min(self._batch, rows - start)
            run.executemany(
                "INSERT INTO queue (to_, raw, state) VALUES (?, ?, 'ready')",
                [("c@x.example", RAW)] * size,
            )
            run.commit()
        for _start in range(0, rows, self._batch):
            found = run.execute(
                "UPDATE queue SET state = 'claimed', holder = 'b' WHERE id IN "
                "(SELECT id FROM queue WHERE state = 'ready' LIMIT ?) RETURNING id, to_, raw",
                (self._batch,),
            ).fetchall()
            run.commit()
            run.executemany(
                "UPDATE queue SET state = 'submitted' WHERE id = ?", [(r[0],) for r in found]
            )
            run.commit()

    def close(self) -> None:
        self._connection.close()


def outbox_seconds(letters: int) -> float:
    """Seconds that the outbox's own statements take for so many letters, in the job's batches."""
    with a_store() as home:
        box = Outbox(home.store)
        box.pass_through(box.entries(letters), 50)
        return min(
            seconds(partial(box.pass_through, entries, 50))
            for entries in [box.entries(letters) for _ in range(3)]
        )
