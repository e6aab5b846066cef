"""How attempts ended, written in small portions: what is not written yet is in doubt if we die."""

from __future__ import annotations

from datetime import datetime

from clientcomms.domain.states import OutboxState
from clientcomms.outbound.submitting.aftermath import forget_dead
from clientcomms.outbound.submitting.courier import SETTLE_WITHIN, Courier, Rest
from clientcomms.outbound.submitting.resting import let_rest, work_again
from clientcomms.store.engine import Store, Tx
from clientcomms.store.settlements import Settlement, settle


class Ledger:
    """The endings of one batch. `settled` counts those that were still ours when they were written."""

    def __init__(self, store: Store, courier: Courier, failing_since: datetime | None) -> None:
        self._store = store
        self._courier = courier
        self._failing_since = failing_since
        self._pending: list[Settlement] = []
        self._oldest = courier.clock()
        self._rest: Rest | None = None
        self.settled = 0

    def note(self, one: Settlement, rest: Rest | None) -> None:
        """Take down how a letter ended; write it with the others when they are many or old enough."""
        now = self._courier.clock()
        if not self._pending:
            self._oldest = now
        self._pending.append(one)
        self._rest = rest
        many = len(self._pending) >= self._courier.settle_every
        if rest is None and (many or now - self._oldest >= SETTLE_WITHIN):
            self.settle()

    def settle(self) -> None:
        """Write what was taken down, in one transaction."""
        if not self._pending:
            return
        now = self._courier.clock()
        with self._store.begin() as tx:
            self.settled += settle(tx, self._pending, holder=self._courier.holder, now=now)
            for one in self._pending:
                forget_dead(tx, one, now)
            self._note_outage(tx, now)
        self._pending = []

    def _note_outage(self, tx: Tx, now: datetime) -> None:
        if self._rest is not None:
            let_rest(tx, self._courier, self._rest, now)
        elif self._failing_since is not None and any(map(_was_heard, self._pending)):
            work_again(tx, self._courier, self._failing_since, now)
            self._failing_since = None


def _was_heard(one: Settlement) -> bool:
    """Whether the server said something about this letter."""
    return not one.refunded and one.became is not OutboxState.DOUBTFUL
