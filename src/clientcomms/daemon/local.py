"""The embedded engine: APScheduler nudges the acts, in threads of one process.

The store owns what is due; the scheduler remembers nothing, so a missed or doubled tick does no
harm. An act that fails is logged and nudged again at its next tick; the others go on.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from clientcomms.daemon.cadence import Act
from clientcomms.errors import ClientCommsError

log = logging.getLogger(__name__)


class LocalEngine:
    """Runs acts until told to stop; a stop lets every act finish the item it is at."""

    def __init__(self, acts: Sequence[Act], clock: Callable[[], datetime]) -> None:
        self._acts = {act.name: act for act in acts}
        self._clock = clock
        self._stop = threading.Event()
        self._turn = threading.Lock()
        self._running: set[str] = set()
        self._again: set[str] = set()
        # misfire_grace_time=None: a late tick is as good as a punctual one; what is due is a query.
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(max(4, len(self._acts)))},
            # Two, because the scheduler drops what would be one too many, and a nudge that comes while
            # its act runs must not be lost; `_nudge` itself lets only one run at a time.
            job_defaults={"coalesce": True, "max_instances": 2, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Begin to nudge; every act is nudged once at once."""
        started_at = self._clock()
        for position, act in enumerate(self._acts.values()):
            self._scheduler.add_job(
                self._nudge,
                "interval",
                seconds=act.every,
                args=[act.name],
                id=act.name,
                next_run_time=started_at + timedelta(milliseconds=50 * position),
            )
        self._scheduler.start()

    def nudge(self, *names: str) -> None:
        """Let acts run now instead of at their next tick; without names all of them."""
        if self._stop.is_set():
            return
        for name in names or tuple(self._acts):
            if name in self._acts and self._scheduler.get_job(name) is not None:
                self._scheduler.modify_job(name, next_run_time=self._clock())

    def stopping(self) -> bool:
        """Return whether a stop was asked for: acts look between two items."""
        return self._stop.is_set()

    def ask_to_stop(self) -> None:
        """Ask for a stop; returns at once."""
        self._stop.set()

    def wait(self) -> None:
        """Return when a stop was asked for."""
        # A bare wait() would keep Python from handling signals in the main thread.
        while not self._stop.wait(0.5):
            pass

    def finish(self) -> None:
        """Let running acts finish and end the scheduler."""
        self._stop.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def _nudge(self, name: str) -> None:
        with self._turn:
            if name in self._running:
                self._again.add(name)
                return
            self._running.add(name)
        while True:
            self._again.discard(name)
            if not self._stop.is_set():
                self._run(self._acts[name])
            with self._turn:
                if name not in self._again or self._stop.is_set():
                    self._running.discard(name)
                    return

    def _run(self, act: Act) -> None:
        try:
            moved = act.run(self._clock())
        except ClientCommsError as error:
            log.warning("%s: %s", act.name, error)
            return
        except Exception:  # the loop's one wall: a failing act must not end the daemon
            log.exception("%s failed", act.name)
            return
        if moved:
            log.info("%s: %d", act.name, moved)
            self.nudge(*act.after) if act.after else None


def stop_on_signals(engine: LocalEngine, then: Callable[[], object]) -> None:
    """Make SIGTERM and SIGINT end the engine in an orderly way, and call `then` at once."""

    def ask(_signal: int, _frame: FrameType | None) -> None:
        engine.ask_to_stop()
        then()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
