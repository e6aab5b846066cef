"""A random walk over the outbound side: plan, claim, die, lapse, answer, pause, retry, in any order."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from functools import lru_cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from tests.fakes.world import COLD, LIN, MINUTE, World, a_book, some_settings
from typing_extensions import override

from clientcomms.domain.flow import OutboxRow
from clientcomms.domain.states import OUTBOX_NEXT, PLAN_NEXT, OutboxState, PlanState
from clientcomms.errors import IllegalTransitionError
from clientcomms.outbound import dispatching, operating, switching
from clientcomms.outbound.operating import TooLateError, UnansweredDraftError
from clientcomms.ports.errors import (
    DeferredError,
    DoubtfulError,
    Extent,
    ProviderError,
    RefusedError,
    UnauthorizedError,
)
from clientcomms.ports.transport import Envelope, Receipt
from clientcomms.providers.memory_mail import MemoryTransport
from clientcomms.store import outbox_looks
from clientcomms.store.engine import Store, open_store
from clientcomms.store.journal import history
from clientcomms.store.migrating import migrate


class DiedError(BaseException):
    """The process ended here."""


@lru_cache
def empty() -> bytes:
    """A migrated SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        store = open_store(f"sqlite:///{path}")
        migrate(store)
        store.close()
        return path.read_bytes()


class NextHop(MemoryTransport):
    """Answers as it was told, letter by letter; the process may die on either side of taking one."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[str] = []

    @override
    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        answer = self.answers.pop(0) if self.answers else "ok"
        if answer == "dies before":
            raise DiedError
        if answer in ERRORS:
            raise ERRORS[answer]
        receipt = super().submit(envelope, message)
        if answer == "dies after":
            raise DiedError
        if answer == "no answer":
            raise DoubtfulError("the connection died after the final dot")
        if answer == "stumbles":
            raise RecursionError
        return receipt


ERRORS: dict[str, ProviderError] = {
    "later": DeferredError("4.7.1 greylisted", code="450"),
    "busy": DeferredError("4.3.2 busy", code="421", extent=Extent.ACCOUNT),
    "never": RefusedError("5.3.4 too big", code="552"),
    "who": UnauthorizedError("5.7.8 bad credentials", code="535"),
}
ANSWERS = st.lists(
    st.sampled_from(["ok", "no answer", "stumbles", "dies before", "dies after", *ERRORS]),
    max_size=4,
)


class OutboxMachine(RuleBasedStateMachine):
    """Every step is one act or one person's word; the invariants hold after each."""

    store: Store
    folder: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "clientcomms.db"
        path.write_bytes(empty())
        self.store = open_store(f"sqlite:///{path}")
        self.hop = NextHop()
        self.world = World(self.store, some_settings(self.folder), transport=self.hop)
        self.world.take_in(a_book())
        self.asked = 0
        self.retried: Counter[int] = Counter()
        for _ in range(3):
            self.somebody_wants_to_write("without_me")
        self.world.plan()
        self.world.render()

    @override
    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)

    # ---- time and acts ----------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 3, 16, 45, 300]))
    def time_passes(self, minutes: int) -> None:
        self.world.now += minutes * MINUTE

    @rule(approval=st.sampled_from(["without_me", "after_my_ok"]))
    @precondition(lambda self: self.asked < 8)
    def somebody_asks(self, approval: str) -> None:
        self.somebody_wants_to_write(approval)

    def somebody_wants_to_write(self, approval: str) -> None:
        self.asked += 1
        matter = {"first_on": "2026-10-12", "last_on": "2026-10-16", "approval": approval}
        self.world.report(key=f"k{self.asked}", matter=matter, urgent=True)

    @rule()
    def plan(self) -> None:
        self.world.plan()

    @rule()
    def render(self) -> None:
        self.world.render()

    @rule(answers=ANSWERS, every=st.integers(1, 3), holder=st.sampled_from(["a", "b"]))
    def submit(self, answers: list[str], every: int, holder: str) -> None:
        self.hop.answers = list(answers)
        try:
            self.world.submit(settle_every=every, holder=holder, attempts=3)
        except DiedError:
            pass
        finally:
            self.hop.answers = []

    @rule(answers=ANSWERS)
    def a_turn_of_the_daemon(self, answers: list[str]) -> None:
        self.world.plan()
        self.world.render()
        self.submit(answers, 2, "a")

    @rule(letters=st.integers(0, 2))
    def submit_until_told_to_stop(self, letters: int) -> None:
        before = len(self.hop.submitted)
        self.world.submit(stopping=lambda: len(self.hop.submitted) - before >= letters)

    @rule(policy=st.sampled_from(["ask", "resend"]), can_tell=st.booleans())
    def sweep(self, policy: str, can_tell: bool) -> None:
        self.hop.keeps_sent = can_tell
        self.world.sweep("ask" if policy == "ask" else "resend")
        self.hop.keeps_sent = True

    # ---- people -----------------------------------------------------------------------------------

    @rule(client=st.sampled_from([None, COLD]))
    def pause(self, client: str | None) -> None:
        switching.pause(self.store, LIN.address, self.world.now, client)

    @rule()
    def resume(self) -> None:
        for client in (None, COLD):
            switching.resume(self.store, LIN.address, self.world.now, client)

    @rule(data=st.data(), act=st.sampled_from(["hold", "release", "withdraw", "retry"]))
    def somebody_touches_a_letter(self, data: st.DataObject, act: str) -> None:
        entries = self.world.entries()
        if not entries:
            return
        entry = data.draw(st.sampled_from(entries))
        does = {
            "hold": dispatching.hold_entry,
            "release": dispatching.release_entry,
            "withdraw": dispatching.withdraw_entry,
            "retry": dispatching.retry_entry,
        }
        try:
            changed = does[act](self.store, entry.id, LIN.address, self.world.now)
        except IllegalTransitionError:
            return
        if changed and act in {"retry", "release"}:
            # A person who sends a letter again knows better than we do.
            self.retried[entry.id] += entry.state is not OutboxState.HELD

    @rule(data=st.data(), act=st.sampled_from(["hold", "release", "drop"]))
    def somebody_touches_a_plan(self, data: st.DataObject, act: str) -> None:
        found = self.world.plans()
        if not found:
            return
        plan = data.draw(st.sampled_from(found))
        does = {
            "hold": operating.hold_plan,
            "release": operating.release_plan,
            "drop": operating.drop_plan,
        }
        try:
            does[act](self.store, plan.id, LIN.address, self.world.now)
        except (IllegalTransitionError, TooLateError, UnansweredDraftError):
            return

    # ---- what always holds ------------------------------------------------------------------------

    def entries(self) -> dict[int, OutboxRow]:
        return {entry.plan_id: entry for entry in self.world.entries()}

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "store"):
            return
        entries = self.entries()
        for plan in self.world.plans():
            assert (plan.state is PlanState.RENDERED) == (plan.id in entries), plan
            if plan.state in {PlanState.HELD, PlanState.DROPPED}:
                assert plan.reasons
        assert len(self.world.plans()) <= self.asked

    @invariant()
    def nothing_is_sent_twice_without_a_doubt(self) -> None:
        if not hasattr(self, "store"):
            return
        copies = Counter(one.message for one in self.hop.submitted)
        with self.store.read() as tx:
            for entry in self.entries().values():
                raw = outbox_looks.raw_of(tx, entry.id)
                assert raw is not None
                lines = history(tx, "outbox", entry.id)
                doubts = sum(line.became == "doubtful" for line in lines)
                sent = copies.pop(raw, 0)
                # A claim whose holder died is a doubt that nobody has noted yet.
                open_claim = entry.state is OutboxState.CLAIMED
                assert sent <= 1 + doubts, lines
                if entry.state is OutboxState.SUBMITTED:
                    assert sent >= 1, lines
                if entry.state in {OutboxState.READY, OutboxState.DEFERRED} and sent:
                    assert doubts or self.retried[entry.id] or open_claim, lines
        assert not copies, "something left that stands nowhere"

    @invariant()
    def every_step_is_a_legal_one(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store.read() as tx:
            for plan in self.world.plans():
                for line in history(tx, "plans", plan.id):
                    if line.was and line.became:
                        assert PlanState(line.became) in PLAN_NEXT[PlanState(line.was)]
            for entry in self.world.entries():
                state = None
                for line in history(tx, "outbox", entry.id):
                    became = OutboxState(line.became or "")
                    assert state is None or became in OUTBOX_NEXT[state], (state, became)
                    state = became
                assert state is entry.state


OutboxMachine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestOutboxMachine = OutboxMachine.TestCase
