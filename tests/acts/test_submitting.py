from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.fakes.world import (
    COLD,
    DAY,
    FRIDAY,
    HOUR,
    LI,
    LIN,
    MINUTE,
    WANG,
    World,
    a_book,
    in_new_york,
)
from typing_extensions import override

from clientcomms.domain.heard import Task
from clientcomms.domain.people import Member
from clientcomms.domain.states import OutboxState
from clientcomms.errors import IllegalTransitionError
from clientcomms.outbound import dispatching, sweeping, switching
from clientcomms.ports.errors import (
    DeferredError,
    DoubtfulError,
    Extent,
    RefusedError,
    UnauthorizedError,
)
from clientcomms.ports.transport import Envelope, Receipt
from clientcomms.providers.memory_mail import MemoryTransport
from clientcomms.settings import AccountSection, SendingSection
from clientcomms.store import feedback, outbox_looks, overall
from clientcomms.store.journal import history

Told = Callable[..., World]
SECOND = timedelta(seconds=1)
BUSY = DeferredError("4.3.2 too busy", code="421", extent=Extent.ACCOUNT)
GREY = DeferredError("4.7.1 greylisted", code="450")


def ready(world: World, *keys: str, **changed: Any) -> None:
    """Make letters that are ready to leave now."""
    for key in keys or ("k",):
        world.report(key=key, **changed)
    world.plan()
    world.render()


def states(world: World) -> list[OutboxState]:
    return [entry.state for entry in world.entries()]


def recipients(world: World) -> dict[str, tuple[str, str]]:
    with world.store.read() as tx:
        found = outbox_looks.recipients_of(tx, world.one_entry().id)
    return {one.address: (one.state, one.code) for one in found}


def tasks(world: World) -> list[Task]:
    with world.store.read() as tx:
        return feedback.open_tasks(tx)


class Stage(MemoryTransport):
    """Does something while a letter is being submitted."""

    def __init__(self, meanwhile: Callable[[int], object]) -> None:
        super().__init__()
        self.meanwhile = meanwhile
        self.begun = 0

    @override
    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        self.begun += 1
        self.meanwhile(self.begun)
        return super().submit(envelope, message)


# ---- what servers say -----------------------------------------------------------------------------


def test_one_letter_reaches_to_and_cc_in_one_envelope(world: World) -> None:
    ready(world)
    assert world.submit() == 1
    (sent,) = world.transport.submitted
    assert sent.envelope == Envelope(LIN.address, (WANG, LI))
    entry = world.one_entry()
    assert (entry.state, entry.submitted_at, entry.reply_code) == (
        OutboxState.SUBMITTED,
        FRIDAY,
        "250",
    )
    assert recipients(world) == {WANG: ("accepted", "250"), LI: ("accepted", "250")}
    assert world.story("outbox", entry.id) == [
        (None, "ready"),
        (None, "claimed"),
        ("claimed", "submitted"),
    ]
    assert world.submit() == 0


def test_one_refused_of_several_is_recorded_and_the_others_have_the_letter(world: World) -> None:
    world.transport.refuse(LI, "550", "5.1.1 no such user")
    ready(world)
    world.submit()
    assert states(world) == [OutboxState.SUBMITTED]
    assert recipients(world) == {WANG: ("accepted", "250"), LI: ("refused", "550")}
    world.now += DAY
    assert world.submit() == 0
    assert len(world.transport.submitted) == 1


def test_a_dead_address_is_written_to_no_more_and_its_manager_is_told_once(world: World) -> None:
    world.transport.refuse(LI, "550", "5.1.1 no such user")
    ready(world, "a", "b")
    world.submit()
    with world.store.read() as tx:
        found = overall.suppressed(tx, [LI])
    assert found[LI].scope == "all"
    (task,) = tasks(world)
    assert (task.kind, task.owner, "李娜" in task.title_zh) == (
        "bounced_address",
        LIN.address,
        True,
    )
    ready(world, "c")
    assert world.entries()[-1].cc == ()


@pytest.mark.parametrize(("code", "text"), [("550", "5.7.1 looks like spam"), ("552", "too big")])
def test_a_disliked_letter_does_not_kill_the_address(world: World, code: str, text: str) -> None:
    world.transport.refuse(LI, code, text)
    ready(world)
    world.submit()
    with world.store.read() as tx:
        assert overall.suppressed(tx, [LI]) == {}


def test_one_greylisted_of_several_gets_the_same_bytes_later_and_the_others_no_second_copy(
    world: World,
) -> None:
    world.transport.refuse(LI, "450", "4.7.1 greylisted")
    ready(world)
    world.submit()
    entry = world.one_entry()
    assert (entry.state, entry.next_at) == (OutboxState.DEFERRED, FRIDAY + 30 * MINUTE)
    world.transport._refusals.clear()
    world.now += 29 * MINUTE
    assert world.submit() == 0
    world.now += MINUTE
    world.submit()
    first, second = world.transport.submitted
    assert (second.envelope.forward_paths, second.message) == ((LI,), first.message)
    assert recipients(world) == {WANG: ("accepted", "250"), LI: ("accepted", "250")}


def test_greylisting_is_waited_out_with_the_same_message_id(world: World) -> None:
    ready(world)
    world.transport.fail_next(GREY)
    world.submit()
    entry = world.one_entry()
    assert (entry.state, entry.reply_code, entry.attempts) == (OutboxState.DEFERRED, "450", 1)
    world.now += 30 * MINUTE
    world.submit()
    assert states(world) == [OutboxState.SUBMITTED]
    assert world.one_entry().message_id.encode() in world.transport.submitted[0].message


def test_attempts_grow_apart_and_end_among_the_dead(world: World) -> None:
    ready(world, urgent=True)
    waits: list[timedelta] = []
    entry = world.one_entry()
    while entry.state is not OutboxState.DEAD:
        world.transport.fail_next(GREY)
        world.submit()
        entry = world.one_entry()
        if entry.next_at is not None:
            waits.append(entry.next_at - world.now)
            world.now = entry.next_at
    minutes = [int(wait.total_seconds() // 60) for wait in waits]
    assert minutes == [30, 60, 120, 240, 240, 240, 240]
    assert (entry.state, entry.attempts, entry.reply_code) == (OutboxState.DEAD, 8, "450")
    assert entry.reason is not None
    world.now += 9 * DAY
    assert world.submit() == 0


def test_a_dead_letter_can_be_tried_again_by_a_person_with_the_same_bytes(world: World) -> None:
    ready(world)
    world.transport.fail_next(GREY)
    world.submit(attempts=1)
    entry = world.one_entry()
    assert entry.state is OutboxState.DEAD
    dispatching.retry_entry(world.store, entry.id, LIN.address, world.now)
    world.submit()
    assert states(world) == [OutboxState.SUBMITTED]


def test_a_pause_the_server_asked_for_is_kept(world: World) -> None:
    ready(world)
    world.transport.fail_next(DeferredError("slow down", code="429", wait=3 * HOUR))
    world.submit()
    assert world.one_entry().next_at == FRIDAY + 3 * HOUR


def test_a_letter_refused_for_good_is_not_tried_again(world: World) -> None:
    ready(world)
    world.transport.fail_next(RefusedError("5.3.4 too big", code="552"))
    world.submit()
    entry = world.one_entry()
    assert (entry.state, entry.reply_code, entry.reply_text) == (
        OutboxState.REFUSED,
        "552",
        "5.3.4 too big",
    )
    world.now += DAY
    assert world.submit() == 0


def test_all_recipients_refused_refuses_the_letter_with_each_reply(world: World) -> None:
    world.transport.refuse(WANG)
    world.transport.refuse(LI, "554", "5.7.1 no")
    ready(world)
    world.submit()
    assert states(world) == [OutboxState.REFUSED]
    assert recipients(world) == {WANG: ("refused", "550"), LI: ("refused", "554")}


# ---- accounts -------------------------------------------------------------------------------------


def test_a_refused_login_rests_the_account_once_and_charges_no_letter(world: World) -> None:
    ready(world, *"abc")
    world.transport.fail_next(UnauthorizedError("5.7.8 bad credentials", code="535"))
    world.submit()
    assert states(world) == [OutboxState.READY] * 3
    assert [entry.attempts for entry in world.entries()] == [0, 0, 0]
    (task,) = tasks(world)
    assert (task.kind, "535" in task.title_zh) == ("account", True)
    world.now += 14 * MINUTE
    assert world.submit() == 0
    world.now += 2 * MINUTE
    assert world.submit() == 3
    assert tasks(world) == []  # it works again: nobody need look


def test_an_account_that_is_down_lets_the_others_go_on(told: Told) -> None:
    chen = Member("chen@qinghe.example", "陈工", "Chen")
    main = AccountSection(name="main", address=LIN.address)
    second = AccountSection(name="second", address=chen.address)
    world = told(accounts=(main, second))
    world.team = (LIN, chen)
    book = a_book()
    shop = replace(book.projects[1], manager=chen.address)
    world.take_in(replace(book, projects=(book.projects[0], shop)))
    world.now = in_new_york("2026-10-16", "10:00")
    world.report("shop")
    ready(world, urgent=True)
    world.transport.fail_next(UnauthorizedError("no", code="535"))
    world.submit()
    assert world.submit(account="second") == 1
    assert {entry.account: entry.state for entry in world.entries()} == {
        "main": OutboxState.READY,
        "second": OutboxState.SUBMITTED,
    }


def test_a_busy_server_is_left_alone_for_a_while_and_the_rest_of_the_batch_keeps_its_attempts(
    world: World,
) -> None:
    ready(world, *"abc")
    world.transport.fail_next(BUSY)
    world.submit()
    assert states(world) == [OutboxState.DEFERRED, OutboxState.READY, OutboxState.READY]
    assert [entry.attempts for entry in world.entries()] == [1, 0, 0]
    world.now += 30 * SECOND
    assert world.submit() == 0
    world.now += 31 * SECOND
    assert world.submit() == 2
    assert tasks(world) == []


def test_a_rate_per_minute_is_kept(world: World) -> None:
    world.per_minute = 2
    ready(world, *"abcde")
    assert world.submit() == 2
    world.now += 59 * SECOND
    assert world.submit() == 0
    world.now += 2 * SECOND
    assert world.submit() == 2
    world.now -= HOUR  # a clock that was set back does not stop the account
    assert world.submit() == 0
    world.now += HOUR + 2 * MINUTE
    assert world.submit() == 1


def test_two_workers_of_one_account_keep_its_rate_together(world: World) -> None:
    world.per_minute = 3
    ready(world, *"abcde")

    def meanwhile(begun: int) -> None:
        if begun == 1:
            assert world.submit(holder="second", transport=MemoryTransport()) == 0

    assert world.submit(transport=Stage(meanwhile)) == 3


# ---- doubts ---------------------------------------------------------------------------------------


def in_doubt(world: World) -> None:
    ready(world)
    world.transport.fail_next(DoubtfulError("connection lost after the final dot"))
    world.submit()
    entry = world.one_entry()
    assert (entry.state, entry.doubted_at) == (OutboxState.DOUBTFUL, world.now)
    world.now += MINUTE


def test_a_doubt_that_is_found_by_its_message_id_is_settled(world: World) -> None:
    in_doubt(world)
    assert world.sweep() == 1
    entry = world.one_entry()
    assert (entry.state, entry.submitted_at) == (OutboxState.SUBMITTED, FRIDAY)
    assert recipients(world)[WANG][0] == "accepted"
    world.submit()
    assert len(world.transport.submitted) == 1


def test_a_doubt_that_is_surely_unfounded_sends_the_same_bytes_again(world: World) -> None:
    in_doubt(world)
    lost = world.transport.submitted.pop()
    world.sweep()
    world.submit()
    (again,) = world.transport.submitted
    assert (again.message, again.envelope) == (lost.message, lost.envelope)
    (_, doubt), *_ = [line for line in world.story("outbox", 1) if line[1] == "doubtful"]
    assert doubt == "doubtful"


def test_a_doubt_that_cannot_be_looked_up_asks_a_person_once(world: World) -> None:
    in_doubt(world)
    world.transport.keeps_sent = False
    for _ in range(3):
        world.sweep("ask")
    assert states(world) == [OutboxState.DOUBTFUL]
    (task,) = tasks(world)
    assert (task.kind, task.owner) == ("doubtful", LIN.address)
    world.submit()
    assert len(world.transport.submitted) == 1


def test_another_doubt_about_the_same_letter_opens_its_task_again(world: World) -> None:
    in_doubt(world)
    world.transport.keeps_sent = False
    world.sweep("ask")
    (first,) = tasks(world)
    world.now += HOUR
    dispatching.retry_entry(world.store, 1, LIN.address, world.now)
    assert tasks(world) == []
    world.now += HOUR
    world.transport.fail_next(DoubtfulError("gone after the dot"))
    world.submit()
    world.sweep("ask")
    world.sweep("ask")
    (again,) = tasks(world)
    assert again.id == first.id


def test_a_doubt_that_is_found_later_ticks_off_its_task(world: World) -> None:
    in_doubt(world)
    world.transport.keeps_sent = False
    world.sweep("ask")
    world.transport.keeps_sent = True
    world.sweep("ask")
    assert states(world) == [OutboxState.SUBMITTED]
    assert tasks(world) == []


def test_a_doubt_that_cannot_be_looked_up_is_sent_again_where_policy_says_so(
    world: World,
) -> None:
    in_doubt(world)
    world.transport.keeps_sent = False
    world.sweep("resend")
    world.submit()
    first, second = world.transport.submitted
    assert first.message == second.message
    assert ("claimed", "doubtful") in world.story("outbox", 1)


def test_without_a_lookup_the_policy_decides(world: World) -> None:
    in_doubt(world)
    sweeping.sweep(world.store, {}, "ask", world.now)
    assert states(world) == [OutboxState.DOUBTFUL]
    sweeping.sweep(world.store, {}, "resend", world.now)
    assert states(world) == [OutboxState.READY]


def test_a_lookup_that_fails_leaves_the_doubt(world: World) -> None:
    in_doubt(world)

    class Down(MemoryTransport):
        @override
        def find_submitted(self, message_id: str) -> bool | None:
            raise DeferredError("down", code="421", extent=Extent.ACCOUNT)

    world.transport = Down()
    assert world.sweep("resend") == 0
    assert states(world) == [OutboxState.DOUBTFUL]


def test_a_letter_that_ends_in_doubt_each_time_is_given_up(world: World) -> None:
    class Poisoned(MemoryTransport):
        @override
        def submit(self, envelope: Envelope, message: bytes) -> Receipt:
            if b"cold" in message.partition(b"\r\n\r\n")[0]:
                raise ZeroDivisionError
            return super().submit(envelope, message)

    world.transport = Poisoned()
    ready(world, urgent=True)
    tries = 0
    while world.entries()[0].state is not OutboxState.DEAD:
        world.submit()
        world.sweep()
        world.now += 5 * HOUR
        tries += 1
        assert tries < 30
    entry = world.one_entry()
    assert entry.attempts == 8
    assert "ZeroDivisionError" in str([line.note for line in _lines(world, entry.id)])


def _lines(world: World, entry: int) -> list[Any]:
    with world.store.read() as tx:
        return list(history(tx, "outbox", entry))


def test_a_poisoned_letter_stops_no_other(world: World) -> None:
    ready(world, *"abc")
    second = world.entries()[1].message_id.encode()

    class Poisoned(MemoryTransport):
        @override
        def submit(self, envelope: Envelope, message: bytes) -> Receipt:
            if second in message:
                raise RecursionError
            return super().submit(envelope, message)

    assert world.submit(transport=Poisoned()) == 3
    assert states(world) == [
        OutboxState.SUBMITTED,
        OutboxState.DOUBTFUL,
        OutboxState.SUBMITTED,
    ]


# ---- crashes, leases, stops -----------------------------------------------------------------------


class KilledError(BaseException):
    """The process died here."""


def killed_after(number: int) -> Callable[[int], None]:
    def meanwhile(begun: int) -> None:
        if begun == number:
            raise KilledError

    return meanwhile


def test_a_claim_whose_holder_died_lapses_into_doubt_and_is_sent_once(world: World) -> None:
    ready(world, "a", "b")
    with pytest.raises(KilledError):
        world.submit(transport=Stage(killed_after(1)))
    assert states(world) == [OutboxState.CLAIMED] * 2
    world.now += MINUTE
    assert world.sweep() == 0
    world.now += 2 * MINUTE
    world.sweep()
    assert states(world) == [OutboxState.READY] * 2
    assert all(("claimed", "doubtful") in world.story("outbox", e.id) for e in world.entries())
    world.submit()
    assert len(world.letters_to(WANG)) == 2


def test_a_restarted_holder_of_the_same_name_does_not_take_its_predecessors_claims_for_its_own(
    world: World,
) -> None:
    ready(world, *"abc")
    dying = Stage(killed_after(3))
    with pytest.raises(KilledError):
        world.submit(transport=dying, settle_every=99)
    assert len(dying.submitted) == 2
    ready(world, "d")
    stops = iter([False, True, True, True])
    world.submit(stopping=lambda: next(stops))
    assert states(world)[:3] == [OutboxState.CLAIMED] * 3
    world.submit()
    assert len(world.transport.submitted) == 1


def test_between_the_answer_and_the_commit_lies_a_doubt_not_a_second_copy(world: World) -> None:
    ready(world)
    taken = MemoryTransport()

    class Dying(MemoryTransport):
        @override
        def submit(self, envelope: Envelope, message: bytes) -> Receipt:
            taken.submit(envelope, message)
            raise KilledError

    with pytest.raises(KilledError):
        world.submit(transport=Dying())
    world.transport = taken
    world.now += 3 * MINUTE
    world.sweep()
    assert states(world) == [OutboxState.SUBMITTED]
    world.submit()
    assert len(taken.submitted) == 1


def test_an_orderly_stop_finishes_the_present_letter_and_gives_back_the_rest(
    world: World,
) -> None:
    ready(world, *"abcd")
    stage = Stage(lambda _n: None)
    assert world.submit(transport=stage, stopping=lambda: stage.begun >= 2) == 2
    assert states(world) == [OutboxState.SUBMITTED] * 2 + [OutboxState.READY] * 2
    assert [entry.attempts for entry in world.entries()] == [1, 1, 0, 0]
    assert world.submit() == 2


def test_nothing_is_begun_when_the_lease_runs_short(world: World) -> None:
    ready(world, *"abc")

    def slow(_begun: int) -> None:
        world.now += 61 * SECOND

    stage = Stage(slow)
    assert world.submit(transport=stage, batch=3) == 3
    assert [entry.attempts for entry in world.entries()] == [1, 1, 1]
    assert [line for line in world.story("outbox", 3) if line == ("claimed", "ready")]


def test_a_holder_whose_lease_lapsed_meanwhile_settles_nothing(world: World) -> None:
    ready(world)

    def asleep(_begun: int) -> None:
        world.now += 5 * MINUTE
        sweeping.sweep(world.store, {}, "ask", world.now)

    stage = Stage(asleep)
    assert world.submit(transport=stage) == 0
    assert states(world) == [OutboxState.DOUBTFUL]
    world.transport = stage
    world.sweep()
    assert states(world) == [OutboxState.SUBMITTED]


def test_answers_are_settled_in_small_portions(world: World) -> None:
    ready(world, *"abcdef")
    with pytest.raises(KilledError):
        world.submit(transport=Stage(killed_after(5)), settle_every=2)
    assert states(world).count(OutboxState.SUBMITTED) == 4


def test_the_answers_of_a_slow_server_are_settled_as_they_come(world: World) -> None:
    ready(world, *"abcdef")

    def slow(begun: int) -> None:
        world.now += SECOND / 4
        killed_after(5)(begun)

    with pytest.raises(KilledError):
        world.submit(transport=Stage(slow), settle_every=99)
    assert states(world).count(OutboxState.SUBMITTED) >= 3


def test_a_store_that_fails_at_the_commit_leaves_no_half_state(world: World) -> None:
    ready(world, "a", "b")
    real = world.store.begin
    begun = 0

    def failing() -> Any:
        nonlocal begun
        begun += 1
        if begun == 2:
            raise OSError(28, "no space left on device")
        return real()

    world.store.begin = failing  # type: ignore[method-assign]  # the disk is full at the second commit
    with pytest.raises(OSError, match="no space"):
        world.submit()
    world.store.begin = real  # type: ignore[method-assign]  # there is room again
    assert states(world) == [OutboxState.CLAIMED] * 2
    world.now += 3 * MINUTE
    world.sweep()
    world.submit()
    assert states(world) == [OutboxState.SUBMITTED] * 2
    assert len(world.transport.submitted) == 2


# ---- looked at once more before a letter leaves ---------------------------------------------------


def test_a_pause_after_rendering_still_holds_and_its_end_lets_go_on(world: World) -> None:
    ready(world)
    switching.pause(world.store, "lin", world.now, COLD)
    world.submit()
    entry = world.one_entry()
    assert (entry.state, entry.reason, entry.attempts) == (OutboxState.HELD, f"paused: {COLD}", 0)
    world.sweep()
    assert states(world) == [OutboxState.HELD]
    switching.resume(world.store, "lin", world.now, COLD)
    world.sweep()
    world.submit()
    assert states(world) == [OutboxState.SUBMITTED]


def test_a_letter_that_grew_stale_during_a_pause_is_taken_back(world: World) -> None:
    ready(world)
    switching.pause(world.store, "lin", world.now)
    world.submit()
    world.now += 4 * DAY
    switching.resume(world.store, "lin", world.now)
    world.sweep()
    entry = world.one_entry()
    assert (entry.state, "no longer worth sending" in (entry.reason or "")) == (
        OutboxState.WITHDRAWN,
        True,
    )


def test_a_letter_that_a_person_held_outlives_the_end_of_a_pause(world: World) -> None:
    ready(world)
    dispatching.hold_entry(world.store, world.one_entry().id, LIN.address, world.now)
    world.sweep()
    assert states(world) == [OutboxState.HELD]


@pytest.mark.parametrize("mode", ["redirect", "rehearse"])
def test_a_live_letter_does_not_leave_once_the_mode_is_narrower(world: World, mode: str) -> None:
    ready(world)
    if mode == "redirect":
        switching.redirect(world.store, LIN.address, "lin", world.now)
    else:
        switching.rehearse(world.store, "lin", world.now)
    world.submit()
    assert states(world) == [OutboxState.HELD]
    assert world.transport.submitted == []


def test_a_rehearsed_letter_that_was_released_reaches_no_client_under_redirect(
    told: Told,
) -> None:
    world = told(sending=SendingSection(mode="rehearse"))
    ready(world)
    switching.redirect(world.store, LIN.address, "lin", world.now)
    dispatching.release_entry(world.store, world.one_entry().id, LIN.address, world.now)
    world.submit()
    assert world.transport.submitted == []
    assert states(world) == [OutboxState.HELD]


def test_an_address_that_died_meanwhile_is_left_out(world: World) -> None:
    ready(world)
    with world.store.begin() as tx:
        overall.suppress(tx, overall.Suppression(LI, "all", "550 5.1.1"), world.stamp())
    world.submit()
    assert world.transport.submitted[0].envelope.forward_paths == (WANG,)
    assert recipients(world)[LI][0] == "refused"


def test_a_letter_without_a_living_reader_is_held(world: World) -> None:
    ready(world)
    with world.store.begin() as tx:
        for address in (LI, WANG):
            overall.suppress(tx, overall.Suppression(address, "all", "550 5.1.1"), world.stamp())
    world.submit()
    assert states(world) == [OutboxState.HELD]


def test_a_withdrawn_letter_never_leaves(world: World) -> None:
    ready(world)
    number = world.one_entry().id
    dispatching.withdraw_entry(world.store, number, LIN.address, world.now)
    assert world.submit() == 0
    with pytest.raises(IllegalTransitionError):
        dispatching.retry_entry(world.store, number, LIN.address, world.now)


def test_a_letter_in_its_holders_hands_is_not_taken_back(world: World) -> None:
    ready(world)

    def meanwhile(_begun: int) -> None:
        with pytest.raises(IllegalTransitionError):
            dispatching.hold_entry(world.store, 1, LIN.address, world.now)

    assert world.submit(transport=Stage(meanwhile)) == 1


def test_two_daemons_on_one_store_send_each_letter_once(world: World) -> None:
    book = a_book()
    world.take_in(replace(book, contacts=book.contacts))
    ready(world, *(f"k{n}" for n in range(12)))
    second = MemoryTransport()

    def other_goes_on(_begun: int) -> None:
        world.submit(holder="second", transport=second, batch=2)

    stage = Stage(other_goes_on)
    world.submit(transport=stage, batch=3)
    sent = [one.message for one in (*stage.submitted, *second.submitted)]
    assert len(sent) == len(set(sent)) == 12
    assert set(states(world)) == {OutboxState.SUBMITTED}


def test_a_letter_before_its_hour_waits(world: World) -> None:
    moments: list[datetime] = []
    ready(world)
    world.now -= HOUR
    assert world.submit() == 0
    world.now += HOUR
    world.submit(transport=Stage(lambda _n: moments.append(world.now)))
    assert moments == [FRIDAY]
