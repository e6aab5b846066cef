"""What comes in between a plan and its hour still counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.fakes.world import LI, LIN, SARAH, WANG, World, a_book, in_shanghai, rules_of

from clientcomms.domain.heard import NewFeedback
from clientcomms.domain.states import PlanState
from clientcomms.store import overall
from clientcomms.store.feedback import add_feedback
from clientcomms.store.journal import Stamp
from clientcomms.wire.mime import parse_mail

HOUR_OF_LETTERS = in_shanghai("2026-10-16", "16:00")
BACK = date(2026, 10, 20)


@pytest.fixture
def planned(world: World) -> World:
    """A survey and a report stand for this afternoon; nobody's word is missing."""
    world.now = in_shanghai("2026-10-16", "10:00")
    for kind, audience in (("satisfaction_survey", f"contact:{LI}"), ("progress_report", "report")):
        matter = {"approval": "without_me", "first_on": "2026-10-12", "last_on": "2026-10-16"}
        world.ask(kind, audience, wanted_at=HOUR_OF_LETTERS, matter=matter)
    world.turn()
    return world


def complain(world: World, project: str = "cold", contact: str = WANG) -> None:
    new = NewFeedback(
        key=f"c:{project}",
        project_code=project,
        contact_address=contact,
        channel="phone",
        category="complaint",
        urgency="high",
        due_on=None,
        owner=LIN.address,
        text="第三次延期了",
        rung="",
    )
    with world.store.begin() as tx:
        add_feedback(tx, new, Stamp(world.now, "test"))


def leave(world: World) -> None:
    with world.store.begin() as tx:
        overall.keep_absence(tx, LI, BACK, Stamp(world.now, "test", "<ooo@c>"))


def unsubscribe(world: World) -> None:
    with world.store.begin() as tx:
        one = overall.Suppression(LI, "optional", "asked so")
        overall.suppress(tx, one, Stamp(world.now, "test"))


def letters(world: World) -> list[str]:
    return [entry.kind for entry in world.entries()]


def test_a_complaint_of_this_hour_stops_the_survey_of_this_afternoon(planned: World) -> None:
    complain(planned)
    planned.turn(HOUR_OF_LETTERS)
    survey = planned.one_plan("satisfaction_survey")
    assert (survey.state, rules_of(survey)[-1]) == (PlanState.DROPPED, "open_complaint")
    assert letters(planned) == ["progress_report"]


def test_a_complaint_of_another_client_stops_nothing(planned: World) -> None:
    complain(planned, "shop", SARAH)
    planned.turn(HOUR_OF_LETTERS)
    assert sorted(letters(planned)) == ["progress_report", "satisfaction_survey"]


def test_who_unsubscribed_an_hour_ago_gets_what_is_owed_and_no_survey(planned: World) -> None:
    unsubscribe(planned)
    planned.turn(HOUR_OF_LETTERS)
    survey = planned.one_plan("satisfaction_survey")
    assert (survey.state, rules_of(survey)[-1]) == (PlanState.DROPPED, "suppressed")
    assert len(planned.letters_to(LI)) == 1


def test_who_left_since_is_waited_for_and_a_letter_to_several_is_not(planned: World) -> None:
    leave(planned)
    planned.turn(HOUR_OF_LETTERS)
    survey = planned.one_plan("satisfaction_survey")
    assert (survey.state, rules_of(survey)[-1]) == (PlanState.PLANNED, "out_of_office")
    assert survey.at == in_shanghai("2026-10-20", "09:00")
    assert letters(planned) == ["progress_report"]
    planned.turn(survey.at)
    assert letters(planned) == ["progress_report", "satisfaction_survey"]


def test_a_greeting_that_would_wait_too_long_is_dropped(world: World) -> None:
    world.now = in_shanghai("2026-09-30", "08:00")
    matter = {
        "holiday": "national_day",
        "on": "2026-10-01",
        "gazetted": False,
        "not_after": "2026-10-01",
        "approval": "without_me",
    }
    wanted = in_shanghai("2026-09-30", "09:30")
    world.ask("holiday_greeting", f"contact:{LI}", wanted_at=wanted, matter=matter)
    world.turn()
    assert world.one_plan("holiday_greeting").state is PlanState.PLANNED
    leave(world)
    world.turn(wanted)
    greeting = world.one_plan("holiday_greeting")
    assert (greeting.state, rules_of(greeting)[-1]) == (PlanState.DROPPED, "too_late")


def test_a_letter_approved_after_closing_waits_for_the_morning(planned: World) -> None:
    planned.ask(
        "action_request",
        key="asks",
        wanted_at=in_shanghai("2026-10-16", "17:30"),
        matter={"items": ["w2"], "approval": "without_me"},
    )
    planned.plan()
    planned.now = in_shanghai("2026-10-16", "18:20")
    planned.turn()
    plan = planned.one_plan("action_request")
    assert plan.state is PlanState.PLANNED
    assert plan.at == in_shanghai("2026-10-19", "09:00")
    assert plan.at - planned.now > timedelta(days=2)


@pytest.mark.parametrize("mended", [False, True])
def test_the_manager_hears_at_once_and_once_why_a_letter_is_held(
    world: World, mended: bool
) -> None:
    world.now = in_shanghai("2026-10-16", "15:00")
    book = a_book()
    overdue = tuple(
        replace(one, due_on=date(2026, 10, 12)) if one.key == "w2" else one
        for one in book.week_items
    )
    world.take_in(replace(book, week_items=overdue))
    world.report()
    world.turn()
    (notice,) = world.letters_to(LIN.address)
    said = parse_mail(notice).body_text()
    assert "进度报告先没有发" in said
    assert "温度报警是否加 30 分钟延时" in said
    if mended:
        world.now += timedelta(minutes=5)
        world.take_in(book)
    world.turn(world.now + timedelta(minutes=5))
    assert len(world.letters_to(LIN.address)) == 1
    assert len(world.letters_to(WANG)) == int(mended)
