"""Other processes that freeze letters beside the daemon, for runs that are worth it.

Making a letter is arithmetic on text, of which one Python process does one at a time. A large batch
is shared with as many processes as the machine has cores to spare. They are started when the first
large batch is met, which does not wait for them, and end after some minutes without work or when
the daemon ends. They read the store and write nothing: what they made is written down by the daemon.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime, timedelta
from multiprocessing.connection import wait
from threading import Thread

from clientcomms.bootstrap.press import press_of, typesetter_of
from clientcomms.outbound.rendering.freezing import Freeze, Frozen, freeze
from clientcomms.outbound.rendering.writing import Due, Press
from clientcomms.settings import Settings
from clientcomms.store.engine import Store, open_store

MOST = 4
"""So many processes at most where nothing is configured; each needs about 80 MB."""
WORTH_IT = 40
"""Letters below which sharing costs more than it brings."""
IDLE = timedelta(minutes=5)

log = logging.getLogger(__name__)


class RenderingHands:
    """Shares batches among this process and others."""

    def __init__(self, settings: Settings, others: int) -> None:
        self._settings = settings
        self._others = others
        self._pool: ProcessPoolExecutor | None = None
        self._starting: list[Future[int]] = []
        self._last: datetime | None = None

    def frozen(self, due: Sequence[Due], mine: Freeze, now: datetime) -> Frozen | None:
        """Freeze a batch, a part of it by `mine`; None when a process broke under its part."""
        if len(due) < WORTH_IT or not self.are_ready():
            return mine(due)
        self._last = now
        try:
            parts = _parts(due, self._others + 1)
            assert self._pool is not None
            made = [self._pool.submit(_freeze, part, now) for part in parts[1:]]
            batch = mine(parts[0])
            for one in made:
                batch.add(one.result())
        except BrokenProcessPool:
            log.warning("a rendering process broke; its letters are taken up one by one")
            self.close()
            return None
        return batch

    def processes(self) -> list[int]:
        """Return the ids of the processes that stand now."""
        if self._pool is None or self.are_starting():
            return []
        return sorted({one.result() for one in self._starting if one.exception() is None})

    def rest(self, now: datetime) -> None:
        """End the processes when they had nothing to do for a while."""
        if self._last is not None and now - self._last >= IDLE:
            self.close()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._pool, self._starting, self._last = None, [], None

    def are_ready(self) -> bool:
        """Whether the processes can share a batch now; they are started if they are not."""
        if self.are_starting():
            return False
        if any(one.exception() for one in self._starting):
            log.warning("rendering processes cannot be started; this process makes all letters")
            self.close()
            self._others = 0
        return self._pool is not None

    def are_starting(self) -> bool:
        """Start the processes if they are not; return whether one of them is not up yet."""
        if self._pool is None and self._others:
            # Spawned, not forked: the daemon has threads, whose locks a fork would copy.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._others, context, _equip, (self._settings,))
            self._starting = [self._pool.submit(os.getpid) for _ in range(self._others)]
        return not all(one.done() for one in self._starting)


def hands_of(settings: Settings) -> RenderingHands | None:
    """Return the processes that a configuration asks for; none on a machine with one core."""
    wanted = settings.sending.processes or min(os.cpu_count() or 1, MOST)
    return RenderingHands(settings, wanted - 1) if wanted > 1 else None


def _parts(due: Sequence[Due], number: int) -> list[Sequence[Due]]:
    """Equal shares, each a run of neighbours: they have much in common."""
    size = -(-len(due) // number)
    return [due[start : start + size] for start in range(0, len(due), size)]


_EQUIPMENT: dict[str, tuple[Store, Press]] = {}
"""Of a helping process: made once, when it starts."""


def _equip(settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the daemon's to hear
    Thread(target=_end_with_parent, daemon=True).start()
    press = press_of(settings, typesetter_of(settings))
    _EQUIPMENT["mine"] = open_store(settings.store_url()), press


def _end_with_parent() -> None:
    """A daemon that was killed tells nobody; its helpers must not outlive it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _freeze(due: Sequence[Due], now: datetime) -> Frozen:
    store, press = _EQUIPMENT["mine"]
    return freeze(store, press, now, due)
