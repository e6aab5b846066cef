from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.world import LIN, MINUTE, WANG, World, a_book, in_shanghai, rules_of

from clientcomms.domain.flow import Draft
from clientcomms.domain.states import DraftState, PlanState
from clientcomms.errors import IllegalTransitionError, NotFoundError
from clientcomms.outbound import operating
from clientcomms.outbound.personalising import (
    UnusableLineError,
    first_sentence,
    set_personal_line,
)
from clientcomms.store.drafts import awaiting_drafts, draft_by_id
from clientcomms.wire.mime import parse_mail

LINE = "三月割接那晚，您陪我们在机房守到两点，一句催的话也没有。"
MATTER = {"holiday": "new_year", "on": "2027-01-01"}


@pytest.fixture
def greeted(world: World) -> World:
    """A new-year greeting to Wang is planned and passes the manager first."""
    world.now = in_shanghai("2026-12-30", "10:00")
    wanted = in_shanghai("2026-12-31", "09:30")
    world.ask("holiday_greeting", f"contact:{WANG}", wanted_at=wanted, matter=MATTER)
    world.plan()
    return world


def number(world: World) -> int:
    return world.one_plan("holiday_greeting").id


def the_draft(world: World) -> Draft:
    with world.store.read() as tx:
        (draft,) = awaiting_drafts(tx)
    return draft


def shown(world: World) -> Draft:
    plan = world.one_plan("holiday_greeting")
    world.turn(max(world.now, plan.draft_at or world.now))
    return the_draft(world)


def test_a_greeting_begins_with_the_line_that_a_person_wrote(greeted: World) -> None:
    assert set_personal_line(
        greeted.store, number(greeted), f"  {LINE}\n", LIN.address, greeted.now
    )
    assert LINE in shown(greeted).text
    assert "personal_line" in rules_of(greeted.one_plan("holiday_greeting"))


def test_without_a_line_the_paragraph_is_left_out(greeted: World) -> None:
    assert LINE not in shown(greeted).text


def test_a_draft_that_was_shown_is_shown_anew_with_the_line(greeted: World) -> None:
    first = shown(greeted)
    greeted.now += MINUTE
    assert set_personal_line(greeted.store, number(greeted), LINE, LIN.address, greeted.now)
    greeted.turn()
    with greeted.store.read() as tx:
        before = draft_by_id(tx, first.id)
    assert before is not None
    assert before.state is DraftState.SUPERSEDED
    assert LINE in the_draft(greeted).text


def test_saying_it_twice_changes_nothing_and_an_empty_line_takes_it_back(greeted: World) -> None:
    store, plan = greeted.store, number(greeted)
    assert set_personal_line(store, plan, LINE, LIN.address, greeted.now)
    assert not set_personal_line(store, plan, LINE, LIN.address, greeted.now)
    assert set_personal_line(store, plan, "", LIN.address, greeted.now)
    assert LINE not in shown(greeted).text


def test_what_was_agreed_to_is_not_changed_behind_the_yes(greeted: World) -> None:
    operating.approve_draft(greeted.store, shown(greeted).id, LIN.address, greeted.now)
    assert greeted.one_plan("holiday_greeting").state is PlanState.APPROVED
    with pytest.raises(IllegalTransitionError):
        set_personal_line(greeted.store, number(greeted), LINE, LIN.address, greeted.now)


def of_sheet(world: World, line: str) -> None:
    """The contacts sheet has a line for Wang."""
    book = a_book()
    contacts = [
        replace(one, personal_line=line) if one.address == WANG else one for one in book.contacts
    ]
    world.take_in(replace(book, contacts=tuple(contacts)))


def test_the_line_of_the_contacts_sheet_is_said_where_nobody_wrote_one(greeted: World) -> None:
    of_sheet(greeted, LINE)
    with greeted.store.read() as tx:
        assert first_sentence(tx, greeted.one_plan("holiday_greeting")) == LINE
    assert LINE in shown(greeted).text


@pytest.mark.parametrize("own", ["谢谢您这一年的包容。", ""])
def test_what_a_person_wrote_or_took_out_stands_before_the_sheet(greeted: World, own: str) -> None:
    of_sheet(greeted, LINE)
    assert set_personal_line(greeted.store, number(greeted), own, LIN.address, greeted.now)
    with greeted.store.read() as tx:
        assert first_sentence(tx, greeted.one_plan("holiday_greeting")) == own
    text = shown(greeted).text
    assert LINE not in text
    assert own in text


def test_a_line_of_the_sheet_is_said_once_and_a_new_one_the_next_time(greeted: World) -> None:
    of_sheet(greeted, LINE)
    operating.approve_draft(greeted.store, shown(greeted).id, LIN.address, greeted.now)
    first = greeted.one_plan("holiday_greeting")
    greeted.turn(max(first.at, greeted.now))
    assert LINE in parse_mail(greeted.letters_to(WANG)[-1]).body_text()

    greeted.now = in_shanghai("2027-02-04", "10:00")
    matter = {"holiday": "spring_festival", "on": "2027-02-06"}
    wanted = in_shanghai("2027-02-05", "09:30")
    greeted.ask(
        "holiday_greeting", f"contact:{WANG}", wanted_at=wanted, matter=matter, key="spring"
    )
    greeted.plan()
    plan = next(one for one in greeted.plans("holiday_greeting") if one.id != first.id)
    with greeted.store.read() as tx:
        assert first_sentence(tx, plan) == ""
    of_sheet(greeted, "谢谢您春节前还替我们盯着二号库。")
    with greeted.store.read() as tx:
        assert first_sentence(tx, plan) == "谢谢您春节前还替我们盯着二号库。"


def test_only_a_greeting_has_a_place_for_it(world: World) -> None:
    world.report()
    world.plan()
    with pytest.raises(UnusableLineError, match="progress_report"):
        set_personal_line(world.store, world.one_plan().id, LINE, LIN.address, world.now)
    with pytest.raises(NotFoundError):
        set_personal_line(world.store, 99, LINE, LIN.address, world.now)
    with pytest.raises(UnusableLineError, match="at most 500"):
        set_personal_line(world.store, 1, "长" * 501, LIN.address, world.now)
