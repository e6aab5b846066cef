"""A mail server that is away for hours: what becomes of the letters, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time, timedelta

import pytest
from tests.fakes.world import (
    DAY,
    FRIDAY,
    HOUR,
    LIN,
    MINUTE,
    World,
    in_shanghai,
    never_wait_for_the_disk,
)
from typing_extensions import override

from clientcomms.domain.attempts import Patience
from clientcomms.domain.heard import Task
from clientcomms.domain.states import OutboxState
from clientcomms.outbound import dispatching, sweeping
from clientcomms.ports.errors import (
    DeferredError,
    DoubtfulError,
    Extent,
    ProviderError,
    UnauthorizedError,
)
from clientcomms.ports.transport import Envelope, Receipt
from clientcomms.providers.memory_mail import MemoryTransport
from clientcomms.settings import SendingSection
from clientcomms.store import feedback
from clientcomms.store.engine import open_store
from clientcomms.store.journal import history

AWAY = DeferredError(
    "mail.qinghe.example: Connection refused", code="connection", extent=Extent.SERVICE
)
BARRED = UnauthorizedError("5.7.8 password expired", code="535", extent=Extent.SERVICE)
MANY = 60
RATE = 20
ANY_HOUR = SendingSection(mode="live", opens=time(0), closes=time(23, 59), any_day=True)
"""Outages last as they do, whatever the readers' hours are; what hours do is told at the end."""


@pytest.fixture
def world(told: Callable[..., World]) -> World:
    return told(sending=ANY_HOUR)


class Server(MemoryTransport):
    """Fails in the same way until it is back."""

    def __init__(self, trouble: ProviderError | None = AWAY) -> None:
        super().__init__()
        self.trouble = trouble
        self.knocks = 0

    @override
    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        if self.trouble is not None:
            self.knocks += 1
            raise self.trouble
        return super().submit(envelope, message)


@pytest.fixture
def server(world: World) -> Server:
    world.transport = server = Server()
    return server


def write(world: World, count: int = MANY) -> None:
    for number in range(count):
        world.report(key=f"k{number:03}")
    world.plan()
    world.render()


def wait(world: World, lasts: timedelta, tick: timedelta = MINUTE) -> None:
    """Let the acts run as the daemon nudges them."""
    until = world.now + lasts
    while world.now < until:
        world.submit()
        world.sweep()
        world.now += tick


def restarted(world: World, url: str) -> World:
    """The same store after the daemon was started anew."""
    world.store.close()
    store = open_store(url)
    never_wait_for_the_disk(store)
    return replace(world, store=store, holder="second")


def tasks(world: World) -> list[Task]:
    with world.store.read() as tx:
        return feedback.open_tasks(tx)


def taken(server: Server) -> list[bytes]:
    return [one.message for one in server.submitted]


@pytest.fixture
def recovered(world: World, server: Server, store_url: str) -> Iterator[World]:
    """Sixty letters, twelve hours without a server, a daemon that was started anew in between."""
    world.transport = server
    world.per_minute = RATE
    write(world)
    wait(world, 5 * HOUR)
    world = restarted(world, store_url)
    wait(world, 7 * HOUR)
    yield world
    world.store.close()


def test_an_outage_of_hours_costs_no_letter_an_attempt_or_its_place(recovered: World) -> None:
    assert {(one.state, one.attempts) for one in recovered.entries()} == {(OutboxState.READY, 0)}
    assert {one.next_at for one in recovered.entries()} == {FRIDAY}


@pytest.mark.usefixtures("recovered")
def test_a_server_that_is_away_is_asked_less_and_less_but_every_quarter_of_an_hour(
    server: Server,
) -> None:
    assert 12 * 4 <= server.knocks <= 12 * 4 + 15


def test_an_outage_fills_no_journal(recovered: World, server: Server) -> None:
    with recovered.store.read() as tx:
        lines = [len(history(tx, "outbox", one.id)) for one in recovered.entries()]
    # Made, and once claimed and given back with its batch; the first one is what is knocked with.
    assert lines[1:] == [3] * (RATE - 1) + [1] * (MANY - RATE)
    assert lines[0] == 1 + 2 * server.knocks


def test_an_outage_is_told_once_and_its_end_ticks_the_task_off(
    recovered: World, server: Server
) -> None:
    (task,) = tasks(recovered)
    assert task.kind == "account"
    assert "Connection refused" in task.title_zh
    assert "Connection refused" in task.title_en
    server.trouble = None
    wait(recovered, 16 * MINUTE)
    assert tasks(recovered) == []


def test_a_short_outage_is_nobodys_task(world: World, server: Server) -> None:
    write(world, 2)
    wait(world, 50 * MINUTE)
    server.trouble = None
    wait(world, 15 * MINUTE)
    assert tasks(world) == []
    assert {one.state for one in world.entries()} == {OutboxState.SUBMITTED}


def test_a_second_outage_is_told_anew(world: World, server: Server) -> None:
    write(world, 2)
    wait(world, 2 * HOUR)
    server.trouble = None
    wait(world, 20 * MINUTE)
    for key in ("later", "last"):
        world.report(key=key)
    world.plan()
    world.render()
    server.trouble = BARRED
    wait(world, 2 * HOUR)
    (task,) = tasks(world)
    assert "password expired" in task.title_en


def test_after_an_outage_all_leaves_once_in_order_and_within_the_rate(
    recovered: World, server: Server
) -> None:
    server.trouble = None
    most, before = 0, 0
    for _ in range(20):
        recovered.submit()
        recovered.now += MINUTE
        most, before = max(most, len(taken(server)) - before), len(taken(server))
    assert most == RATE
    assert len(taken(server)) == MANY
    order = [one.message_id.encode() for one in recovered.entries()]
    for message_id, message in zip(order, taken(server), strict=True):
        assert message_id in message
    assert {(one.state, one.attempts) for one in recovered.entries()} == {
        (OutboxState.SUBMITTED, 1)
    }


def test_what_grew_stale_during_an_outage_is_taken_back_when_it_ends(
    world: World, server: Server
) -> None:
    write(world, 3)
    wait(world, HOUR)
    world.now += 4 * DAY
    world.report(key="fresh")
    world.plan()
    world.render()
    server.trouble = None
    wait(world, 2 * MINUTE)
    old, fresh = world.entries()[:3], world.entries()[3]
    assert {one.state for one in old} == {OutboxState.WITHDRAWN}
    assert all("no longer worth sending" in (one.reason or "") for one in old)
    assert fresh.state is OutboxState.SUBMITTED
    assert len(taken(server)) == 1


def test_a_stale_letter_that_a_person_lets_go_leaves_all_the_same(
    world: World, server: Server
) -> None:
    write(world, 1)
    dispatching.hold_entry(world.store, world.one_entry().id, LIN.address, world.now)
    world.now += 4 * DAY
    server.trouble = None
    dispatching.release_entry(world.store, world.one_entry().id, LIN.address, world.now)
    world.submit()
    assert world.one_entry().state is OutboxState.SUBMITTED


def test_an_expired_password_is_told_at_once_and_keeps_the_order(
    world: World, server: Server
) -> None:
    server.trouble = BARRED
    world.now -= 4 * DAY  # Monday: words of another week would be written anew
    write(world, 3)
    world.submit()
    (task,) = tasks(world)
    assert "password expired" in task.title_zh
    wait(world, 3 * DAY, 10 * MINUTE)
    assert len(tasks(world)) == 1
    server.trouble = None
    wait(world, 20 * MINUTE)
    order = [one.message_id.encode() for one in world.entries()]
    for message_id, message in zip(order, taken(server), strict=True):
        assert message_id in message


def test_an_account_that_is_away_keeps_no_letter_past_its_pause_after_the_clock_was_set_back(
    world: World, server: Server
) -> None:
    write(world, 1)
    wait(world, 2 * HOUR)
    world.now -= HOUR
    server.trouble = None
    wait(world, HOUR + 16 * MINUTE)
    assert world.one_entry().state is OutboxState.SUBMITTED


# ---- doubts on the schedule of the settings -------------------------------------------------------


def doubts(world: World, patience: Patience, policy: sweeping.Policy = "ask") -> int:
    """Let every attempt end in doubt; return how many there were before somebody gave up."""
    while world.one_entry().state is not OutboxState.DEAD:
        world.submit(attempts=patience.attempts)
        sweeping.sweep(world.store, {"main": world.transport}, policy, world.now, patience)
        world.now += 4 * HOUR
    return world.one_entry().attempts


class Dying(MemoryTransport):
    """Hangs up before it answers, and takes nothing."""

    @override
    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        raise DoubtfulError("hung up", code="connection")


@pytest.mark.parametrize("attempts", [3, 12])
def test_a_letter_that_surely_did_not_leave_is_tried_as_often_as_any_other(
    world: World, attempts: int
) -> None:
    world.transport = Dying()
    write(world, 1)
    assert doubts(world, Patience(attempts)) == attempts


def test_a_letter_of_which_nobody_can_tell_goes_out_a_few_times_only(world: World) -> None:
    world.transport = Dying()
    world.transport.keeps_sent = False
    write(world, 1)
    assert doubts(world, Patience(25), "resend") == sweeping.MOST_COPIES


# ---- with the readers' hours ----------------------------------------------------------------------


def test_what_an_outage_of_a_night_kept_back_leaves_in_the_morning_in_order_and_within_the_rate(
    told: Callable[..., World], server: Server
) -> None:
    night = told()
    night.transport, night.per_minute = server, RATE
    night.now = in_shanghai("2026-10-14", "17:30")
    write(night, RATE + 5)
    wait(night, 9 * HOUR, 5 * MINUTE)
    server.trouble = None
    wait(night, 6 * HOUR, 5 * MINUTE)
    assert taken(server) == []
    assert {one.next_at for one in night.entries()} == {in_shanghai("2026-10-15", "09:00")}
    night.now = in_shanghai("2026-10-15", "09:00")
    night.submit()
    assert len(taken(server)) == RATE
    night.now += 2 * MINUTE
    night.submit()
    order = [one.message_id.encode() for one in night.entries()]
    for message_id, message in zip(order, taken(server), strict=True):
        assert message_id in message
    assert {one.attempts for one in night.entries()} == {1}
