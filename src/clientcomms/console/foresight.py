"""What the next days hold, looked up at most once a minute: planning ahead takes the store's pen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock

from clientcomms.console.context import ConsoleContext, Foreseen
from clientcomms.errors import ClientCommsError
from clientcomms.store.console_looks import count_schedules
from clientcomms.store.plan_looks import plans_between

FRESH_FOR = timedelta(seconds=60)
BEHIND = timedelta(days=1)
"""Letters of so long ago are listed too, so that a page can show the whole of today."""
MOST_SCHEDULES = 2000
"""With more rules than that, planning ahead would keep the daemon from writing for too long."""


class Foresight:
    """Remembers the newest forecast for each number of days, until it is old or something was done."""

    def __init__(self, context: ConsoleContext) -> None:
        self._context = context
        self._known: dict[int, tuple[datetime, Sequence[Foreseen]]] = {}
        self._lock = Lock()
        self.works = False
        """Whether the last look went beyond the plans that stand already."""

    def forget(self) -> None:
        """Look anew next time: a person has just changed something."""
        self._known.clear()

    def ahead(self, days: int, now: datetime) -> Sequence[Foreseen]:
        """Return the plans of the last and the next days, earliest first.

        Where nobody can foresee, or the store is busy, these are the plans that stand already.
        """
        with self._lock:
            known = self._known.get(days)
            if known is None or not timedelta(0) <= now - known[0] < FRESH_FOR:
                known = self._known[days] = (now, self._look(days, now))
            return known[1]

    def _look(self, days: int, now: datetime) -> Sequence[Foreseen]:
        found = self._foreseen(days, now)
        self.works = found is not None
        return self._standing(days, now) if found is None else found

    def _foreseen(self, days: int, now: datetime) -> Sequence[Foreseen] | None:
        if self._context.forecast is None:
            return None
        with self._context.store.read() as tx:
            if count_schedules(tx) > MOST_SCHEDULES:
                return None
        try:
            return self._context.forecast(days, now)
        except ClientCommsError:
            # A page that shows less is better than none; what is wrong stands in `doctor`.
            return None

    def _standing(self, days: int, now: datetime) -> Sequence[Foreseen]:
        with self._context.store.read() as tx:
            until = now + timedelta(days=days)
            found = plans_between(tx, now - BEHIND, until, limit=5000)
        return [Foreseen(plan, stored=True) for plan in found]
