from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes

import pytest
from tests.fakes.world import HOUR, LIN, WANG, World, in_shanghai, rules_of, weekly

from clientcomms.domain.states import OutboxState, PlanState
from clientcomms.errors import IllegalTransitionError, NotFoundError
from clientcomms.outbound import dispatching, operating
from clientcomms.outbound.expediting import NeverUrgentError, expedite_entry, expedite_plan
from clientcomms.ports.errors import DoubtfulError
from clientcomms.store.feedback import open_tasks

NIGHT = in_shanghai("2026-10-16", "23:00")
"""Friday night: nothing but what is urgent reaches Wang before Monday."""
BY = LIN.address


@pytest.fixture
def late(world: World) -> World:
    """A report that was asked for at night and waits for Monday."""
    world.now = NIGHT
    world.report()
    world.turn()
    assert world.one_plan().at > NIGHT + 24 * HOUR
    assert world.entries() == []
    return world


def test_an_urgent_plan_leaves_at_once_whatever_the_hour_is(late: World) -> None:
    assert expedite_plan(late.store, late.one_plan().id, BY, late.now)
    late.turn()
    assert len(late.letters_to(WANG)) == 1
    plan = late.one_plan()
    assert "urgent" in rules_of(plan)
    assert plan.at == NIGHT
    assert plan.local == "2026-10-16T23:00"


def test_saying_it_twice_changes_nothing(late: World) -> None:
    number = late.one_plan().id
    assert expedite_plan(late.store, number, BY, late.now)
    assert not expedite_plan(late.store, number, BY, late.now)
    assert rules_of(late.one_plan()).count("urgent") == 1


def test_an_urgent_letter_still_waits_for_its_release(late: World) -> None:
    number = late.one_plan().id
    operating.hold_plan(late.store, number, BY, late.now)
    assert expedite_plan(late.store, number, BY, late.now)
    late.turn()
    assert late.one_plan().state is PlanState.HELD
    assert late.letters_to(WANG) == []
    operating.release_plan(late.store, number, BY, late.now)
    late.turn()
    assert len(late.letters_to(WANG)) == 1


def test_an_urgent_draft_is_shown_at_once_and_leaves_with_the_yes(
    told: Callable[..., World],
) -> None:
    world = told(weekly(approval="draft", projects=("cold",)))
    world.turn(in_shanghai("2026-10-15", "15:30"))
    plan = world.one_plan()
    assert plan.draft_at is not None
    assert plan.draft_at > world.now
    world.now = in_shanghai("2026-10-15", "21:00")
    expedite_plan(world.store, plan.id, BY, world.now)
    world.turn()
    assert len(world.letters_to(LIN.address)) == 1
    assert world.letters_to(WANG) == []
    operating.approve_draft(world.store, 1, BY, world.now)
    world.turn(world.now + HOUR)
    assert len(world.letters_to(WANG)) == 1


def test_a_greeting_is_never_urgent(world: World) -> None:
    world.ask("holiday_greeting", f"contact:{WANG}", matter={"occasion": "cn_spring_festival"})
    world.plan()
    with pytest.raises(NeverUrgentError, match="holiday_greeting"):
        expedite_plan(world.store, world.one_plan("holiday_greeting").id, BY, world.now)


def test_a_dropped_plan_and_one_that_is_not_there_say_so(late: World) -> None:
    number = late.one_plan().id
    operating.drop_plan(late.store, number, BY, late.now)
    with pytest.raises(IllegalTransitionError):
        expedite_plan(late.store, number, BY, late.now)
    with pytest.raises(NotFoundError):
        expedite_plan(late.store, 999, BY, late.now)
    with pytest.raises(NotFoundError):
        expedite_entry(late.store, 999, BY, late.now)


@pytest.fixture
def queued(world: World) -> World:
    """Two letters to Lin wait in the outbox, one behind the other."""
    for title in ("first", "second"):
        matter = {"title_zh": title, "title_en": title, "body_zh": "", "body_en": ""}
        world.ask("escalation_notice", f"member:{LIN.address}", key=title, matter=matter)
    world.plan()
    world.render()
    assert [one.state for one in world.entries()] == [OutboxState.READY, OutboxState.READY]
    world.now += HOUR
    return world


def left(world: World) -> list[int]:
    """The numbers of the letters that left, in their order."""
    numbers = {one.message_id: one.id for one in world.entries()}
    raws = (one.message for one in world.transport.submitted)
    return [numbers[str(message_from_bytes(raw)["Message-ID"])] for raw in raws]


def test_an_urgent_letter_of_the_outbox_goes_first(queued: World) -> None:
    second = queued.entries()[1]
    assert expedite_entry(queued.store, second.id, BY, queued.now)
    assert not expedite_entry(queued.store, second.id, BY, queued.now)
    queued.submit()
    assert left(queued) == [2, 1]


def test_a_held_letter_goes_first_once_it_is_released(queued: World) -> None:
    second = queued.entries()[1]
    dispatching.hold_entry(queued.store, second.id, BY, queued.now)
    assert expedite_entry(queued.store, second.id, BY, queued.now)
    assert queued.entries()[1].state is OutboxState.HELD
    dispatching.release_entry(queued.store, second.id, BY, queued.now)
    queued.submit()
    assert left(queued) == [2, 1]


def test_a_letter_that_has_left_is_no_longer_urgent(queued: World) -> None:
    queued.submit()
    with pytest.raises(IllegalTransitionError):
        expedite_entry(queued.store, 1, BY, queued.now)


def test_a_person_who_says_that_it_did_not_leave_has_the_same_bytes_sent(queued: World) -> None:
    queued.transport.keeps_sent = False
    queued.transport.fail_next(DoubtfulError("gone after the dot"))
    queued.submit()
    (doubtful,) = [one for one in queued.entries() if one.state is OutboxState.DOUBTFUL]
    queued.sweep("ask")
    before = len(queued.transport.submitted)
    assert dispatching.deny_submitted(queued.store, doubtful.id, BY, queued.now)
    assert not dispatching.deny_submitted(queued.store, doubtful.id, BY, queued.now)
    with queued.store.read() as tx:
        assert open_tasks(tx) == []
    queued.submit()
    assert len(queued.transport.submitted) == before + 1
    with pytest.raises(IllegalTransitionError):
        dispatching.deny_submitted(queued.store, doubtful.id, BY, queued.now)
