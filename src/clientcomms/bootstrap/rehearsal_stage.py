"""The world of a rehearsal: the program over a store, mail and a calendar that are all in memory."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

from clientcomms.bootstrap.app import App, app_of
from clientcomms.daemon.cadence import Act
from clientcomms.domain.heard import Feedback, NewFeedback
from clientcomms.domain.states import OPEN_FEEDBACK
from clientcomms.ports.transport import Envelope, Receipt
from clientcomms.providers.memory_calendar import MemoryCalendar
from clientcomms.providers.memory_mail import MemoryTransport
from clientcomms.settings import IntakeSection, SendingSection, Settings
from clientcomms.settings.clocks import planned_from, planned_until
from clientcomms.store import feedback, overall, state
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.waking import Leads

MANAGER = "rehearsal"
ANSWERED_AFTER = timedelta(minutes=7)
"""So long the manager of a rehearsal looks at a draft."""
NOT_REHEARSED = frozenset({"importing", "fetching", "reading", "matching", "recording"})
"""Nobody sends anything to a rehearsal."""
IN_MEMORY = "sqlite://"


@dataclass
class Clock:
    """Stands still until somebody turns it."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the instant it shows."""
        return self.now


@dataclass
class Witness:
    """A way out into memory that keeps when each letter left."""

    clock: Clock
    inner: MemoryTransport = field(default_factory=MemoryTransport)
    taken: list[tuple[datetime, Envelope, bytes]] = field(default_factory=list)

    def open(self) -> Witness:
        """Itself: there is no connection to keep."""
        return self

    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        """See ``Session.submit``."""
        receipt = self.inner.submit(envelope, message)
        self.taken.append((self.clock.now, envelope, message))
        return receipt

    def close(self) -> None:
        """Nothing to take leave of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True)
class Stage:
    """The program in a world of its own, with its clock and what left it."""

    app: App
    clock: Clock
    taken: list[tuple[datetime, Envelope, bytes]]
    assumed: tuple[str, ...]
    acts: tuple[Act, ...]
    leads: Leads


def staged(app: App, now: datetime) -> Stage:
    """Copy what is known of projects and people into a world in memory."""
    from clientcomms.bootstrap.acts import acts_of

    settings, assumed = own_settings(app.settings)
    clock = Clock(now)
    double = app_of(settings, clock, make=True)
    with app.store.read() as source, double.store.begin() as target:
        _copy(source, target, Stamp(now, MANAGER))
    witness = Witness(clock)
    double.alone = True  # no other process sees a store in memory
    double.entropy = _counted()
    double.transports = {one.name: witness for one in settings.accounts}
    double.mailboxes, double.lookups = {}, {}
    double.calendar = MemoryCalendar("rehearsal")
    acts = tuple(act for act in acts_of(double) if act.name.partition(":")[0] not in NOT_REHEARSED)
    leads = Leads(partial(planned_until, settings), partial(planned_from, settings), ANSWERED_AFTER)
    return Stage(double, clock, witness.taken, tuple(assumed), acts, leads)


def own_settings(settings: Settings) -> tuple[Settings, list[str]]:
    """Return the settings of the rehearsal, and in words where they differ in meaning."""
    assumed = []
    sending = settings.sending.model_copy(update={"mode": "live"})
    if settings.demo:
        usual = SendingSection(mode="live")
        sending = sending.model_copy(
            update={"opens": usual.opens, "closes": usual.closes, "any_day": False}
        )
        assumed.append(
            f"the example's own window is open day and night: letters were rehearsed for "
            f"{usual.opens:%H:%M}-{usual.closes:%H:%M} on working days"
        )
    changed = {"store": IN_MEMORY, "sending": sending, "intake": IntakeSection(from_mail=False)}
    return settings.model_copy(update=changed), assumed


def _counted() -> Callable[[int], bytes]:
    """Bytes that never come twice and are the same in every rehearsal."""
    numbers = itertools.count()

    def give(size: int) -> bytes:
        return hashlib.shake_128(str(next(numbers)).encode()).digest(size)

    return give


def _copy(source: Tx, target: Tx, stamp: Stamp) -> None:
    """Copy projects, and what holds letters back: suppressions, absences, open feedback, pauses."""
    codes = [project.code for project in state.all_projects(source)]
    book = state.load_book(source, codes)
    state.apply_book(target, replace(book, ignored=()))
    state.mark_changed(target, codes, stamp)
    addresses = sorted({contact.address for contact in book.contacts})
    for start in range(0, len(addresses), 500):
        some = addresses[start : start + 500]
        for one in overall.suppressed(source, some).values():
            overall.suppress(target, one, stamp)
        for address, back in overall.absent_until(source, some, stamp.at.date()).items():
            overall.keep_absence(target, address, back, stamp)
    for new in _open_feedback(source):
        feedback.add_feedback(target, new, stamp)
    for name, value in overall.all_switches(source).items():
        if name.startswith(overall.PAUSE_ALL):
            overall.set_switch(target, name, value, stamp)


def _open_feedback(source: Tx) -> Iterator[NewFeedback]:
    for one in feedback.feedback_list(source, states=sorted(OPEN_FEEDBACK), limit=10_000):
        yield _anew(one)


def _anew(one: Feedback) -> NewFeedback:
    """Return an open item without the mail it came by: nobody acknowledges it in a rehearsal."""
    return NewFeedback(
        key=one.key,
        project_code=one.project_code,
        contact_address=one.contact_address,
        channel=one.channel,
        category=one.category,
        urgency=one.urgency,
        due_on=one.due_on,
        owner=one.owner,
        text=one.text,
        rung=one.rung,
    )
