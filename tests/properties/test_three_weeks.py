"""Three weeks of trouble at random: whatever comes late ends, and each reader gets a thing once."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from functools import lru_cache
from pathlib import Path

from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.fakes.world import (
    COLD,
    HOUR,
    LIN,
    MINUTE,
    World,
    a_book,
    in_shanghai,
    some_settings,
    weekly,
)
from typing_extensions import override

from clientcomms.domain.civil import as_zone
from clientcomms.domain.departures import LATE_AGAIN
from clientcomms.domain.flow import OutboxRow
from clientcomms.domain.states import OutboxState
from clientcomms.errors import ClientCommsError
from clientcomms.letters.registry import LETTERS
from clientcomms.outbound import dispatching, operating, switching
from clientcomms.ports.errors import DeferredError, DoubtfulError, Extent, ProviderError
from clientcomms.ports.transport import Envelope, Receipt
from clientcomms.providers.memory_mail import MemoryTransport
from clientcomms.settings import Rule
from clientcomms.settings.clocks import reader_hours
from clientcomms.store import drafts, occasions, plans
from clientcomms.store.engine import open_store
from clientcomms.store.journal import history
from clientcomms.store.migrating import migrate
from clientcomms.store.waking import Leads, next_due

BEGINS = in_shanghai("2026-09-22", "09:00")
"""Tuesday; Mid-Autumn Day and the National Day break with its make-up days lie ahead."""
ENDS = BEGINS + timedelta(weeks=3)
AFTERWARDS = timedelta(days=9)
"""So long everything works again; what is still wanted has left by then."""
AHEAD = timedelta(hours=26)
LEADS = Leads(lambda now: now + AHEAD, lambda at: at - AHEAD, timedelta(minutes=7))
READERS = {"cold": ("Asia/Shanghai", "CN"), "shop": ("America/New_York", "US")}
MOST_VERSIONS = 5
"""A letter may be written anew in each week that it reaches, and in no week twice."""


@lru_cache
def empty() -> bytes:
    """A migrated SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        store = open_store(f"sqlite:///{path}")
        migrate(store)
        store.close()
        return path.read_bytes()


class Hop(MemoryTransport):
    """A server that is away, or puts letters off, or hangs up after it has taken one."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.clock = clock
        self.mood = "well"
        self.left: list[tuple[datetime, Envelope, bytes]] = []

    @override
    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        if self.mood in _TROUBLE:
            raise _TROUBLE[self.mood]
        receipt = super().submit(envelope, message)
        self.left.append((self.clock(), envelope, message))
        if self.mood == "hangs up":
            raise DoubtfulError("hung up after the dot")
        return receipt


_TROUBLE: dict[str, ProviderError] = {
    "away": DeferredError("connection refused", code="connection", extent=Extent.SERVICE),
    "grey": DeferredError("4.7.1 greylisted", code="450"),
}


@dataclass
class Weeks:
    """A world that is lived through, from one due instant to the next."""

    world: World
    hop: Hop
    turns: int = 0

    def live(self, until: datetime) -> None:
        """Let the daemon work until then."""
        while self.world.now < until:
            self.world.turn()
            self.turns += 1
            with self.world.store.read() as tx:
                due = next_due(tx, self.world.now, LEADS)
            soon = self.world.now + 20 * MINUTE
            self.world.now = until if due is None else min(until, max(soon, due.at))

    def does(self, what: str, pick: int) -> None:
        """Let a person, a server or the clock do one thing; what a state forbids is not done."""
        store, now = self.world.store, self.world.now
        with suppress(ClientCommsError):
            match what:
                case "pause":
                    switching.pause(store, "lin", now, COLD if pick % 2 else None)
                case "resume":
                    switching.resume(store, "lin", now, None)
                    switching.resume(store, "lin", now, COLD)
                case "well" | "away" | "grey" | "hangs up":
                    self.hop.mood = what
                case "off":
                    self.world.now += (pick % 5 + 1) * 24 * HOUR
                case "back":
                    self.world.now -= (pick % 30 + 1) * HOUR
                case "answer" | "edit":
                    self.answer(own=what == "edit")
                case "hold" | "release":
                    self.hold_or_release(what, pick)
                case _:
                    raise AssertionError(what)

    def answer(self, *, own: bool) -> None:
        """Approve all that is shown, perhaps in one's own words."""
        with self.world.store.read() as tx:
            shown = drafts.awaiting_drafts(tx)
        for draft in shown:
            text = f"{draft.text}\n另：一切照旧。" if own else None
            with suppress(ClientCommsError):
                operating.approve_draft(
                    self.world.store, draft.id, LIN.address, self.world.now, text
                )

    def hold_or_release(self, what: str, pick: int) -> None:
        """Touch some letter that waits, or some plan."""
        wanted = OutboxState.HELD if what == "release" else OutboxState.READY
        letters = [one for one in self.world.entries() if one.state is wanted]
        if letters:
            does = dispatching.hold_entry if what == "hold" else dispatching.release_entry
            does(self.world.store, letters[pick % len(letters)].id, LIN.address, self.world.now)
            return
        found = self.world.plans()
        if found:
            act = operating.hold_plan if what == "hold" else operating.release_plan
            act(self.world.store, found[pick % len(found)].id, LIN.address, self.world.now)


@contextmanager
def weeks(approval: str) -> Iterator[Weeks]:
    folder = Path(tempfile.mkdtemp())
    path = folder / "clientcomms.db"
    path.write_bytes(empty())
    store = open_store(f"sqlite:///{path}")
    rules = (
        weekly(approval, projects=("cold",)),
        weekly(approval, name="thursdays", rule="weekly thu 17:30", projects=("shop",)),
        Rule(
            name="score", kind="satisfaction_survey", rule="weekly thu 17:00", approval="without_me"
        ),
        Rule(name="asks", kind="action_request", rule="weekly mon 10:00", approval="without_me"),
    )
    world = World(store, some_settings(folder, *rules), now=BEGINS)
    hop = Hop(lambda: world.now)
    world.transport = hop
    world.take_in(a_book(BEGINS.date()))
    try:
        yield Weeks(world, hop)
    finally:
        store.close()
        shutil.rmtree(folder)


# ---- what always holds ----------------------------------------------------------------------------


def to_clients(lived: Weeks) -> list[tuple[datetime, OutboxRow, str, str]]:
    """Return each copy to a client: when it left, as what, upon which occasion, to whom."""
    found = []
    with lived.world.store.read() as tx:
        rows = {one.message_id: one for one in lived.world.entries() if one.client}
        for at, envelope, raw in lived.hop.left:
            row = rows.get(str(BytesHeaderParser().parsebytes(raw)["Message-ID"]).strip())
            plan = plans.plan_by_id(tx, row.plan_id) if row else None
            occasion = occasions.occasion_by_id(tx, plan.occasion_id) if plan else None
            if row is not None and occasion is not None:
                found += [(at, row, root(occasion.key), path) for path in envelope.forward_paths]
    return found


def root(key: str) -> str:
    """Return the key under which a thing was asked for at first."""
    return re.sub(r"(\+m\d+)+$", "", key)


def each_thing_is_read_once(lived: Weeks) -> None:
    with lived.world.store.read() as tx:
        copies = Counter((key, path) for _at, _row, key, path in to_clients(lived))
        doubted = Counter(
            key
            for key, row in {(key, row.id) for _at, row, key, _path in to_clients(lived)}
            for line in history(tx, "outbox", row)
            if line.became == "doubtful"
        )
    for (key, path), count in copies.items():
        assert count <= 1 + doubted[key], (key, path, count)


def each_letter_leaves_at_its_readers_hour(lived: Weeks) -> None:
    hours = reader_hours(lived.world.settings)
    for at, row, key, _path in to_clients(lived):
        zone, country = READERS[row.project_code or ""]
        local = at.astimezone(as_zone(zone)).replace(tzinfo=None)
        calendar = hours.calendar_of(country)
        works = (
            calendar.is_working_day(local.date())
            if LETTERS[row.kind].essential
            else calendar.is_ordinary_day(local.date())
        )
        closes = datetime.combine(local.date(), hours.window.close) + LATE_AGAIN
        assert works, (key, local)
        assert hours.window.open <= local.time(), (key, local)
        assert local <= closes, (key, local)


def everything_ends(lived: Weeks) -> None:
    with lived.world.store.read() as tx:
        keys = [
            one.key
            for plan in lived.world.plans()
            if (one := occasions.occasion_by_id(tx, plan.occasion_id)) is not None
        ]
        revisions = [
            draft.revision
            for plan in lived.world.plans()
            if (draft := drafts.newest_draft(tx, plan.id)) is not None
        ]
    assert max(Counter(map(root, keys)).values()) <= MOST_VERSIONS, keys
    assert max(map(len, keys)) <= max(len(root(key)) for key in keys) + len("+m9999")
    assert max(revisions, default=0) <= MOST_VERSIONS
    waiting = [
        one
        for one in lived.world.entries()
        if one.state in {OutboxState.READY, OutboxState.DEFERRED, OutboxState.CLAIMED}
        and one.next_at is not None
        and one.next_at < lived.world.now - HOUR
    ]
    assert waiting == []


EVENTS = st.lists(
    st.tuples(
        st.sampled_from([1, 5, 11, 26, 49, 75]),
        st.sampled_from(
            [
                *("pause", "resume", "resume", "well", "well", "away", "grey", "hangs up"),
                *("answer", "answer", "edit", "hold", "release", "off", "back"),
            ]
        ),
        st.integers(0, 60),
    ),
    min_size=12,
    max_size=30,
)


@given(approval=st.sampled_from(["without_me", "draft"]), events=EVENTS)
@settings(max_examples=8)
def test_three_weeks_of_trouble_end_with_each_thing_read_once_at_a_civil_hour(
    approval: str, events: list[tuple[int, str, int]]
) -> None:
    with weeks(approval) as lived:
        for hours, what, pick in events:
            lived.live(min(lived.world.now + hours * HOUR, ENDS))
            lived.does(what, pick)
        lived.live(ENDS)
        for mend in ("well", "resume"):
            lived.does(mend, 0)
        lived.live(max(ENDS, lived.world.now) + AFTERWARDS)
        each_thing_is_read_once(lived)
        each_letter_leaves_at_its_readers_hour(lived)
        everything_ends(lived)
        event(f"{len(to_clients(lived)) > 0}")
