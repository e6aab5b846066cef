"""What a report speaks about: all since the client was last told, over missed weeks and holidays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy

import pytest
from tests.fakes.world import (
    LIN,
    MINUTE,
    SARAH,
    WANG,
    World,
    a_book,
    in_new_york,
    in_shanghai,
    weekly,
)

from clientcomms.domain.projects import ItemKind, ItemState, WeekItem
from clientcomms.domain.states import OutboxState, PlanState
from clientcomms.outbound import dispatching, operating
from clientcomms.store import drafts, occasions

Told = Callable[..., World]
FRIDAYS = ("2026-10-16", "2026-10-23", "2026-10-30", "2026-11-06")


def told_of(world: World, project: str = "cold") -> dict[str, object]:
    """The period of the newest report."""
    with world.store.read() as tx:
        matter = occasions.matters_of(tx, "progress_report", project)[-1]
    return {key: matter[key] for key in ("first_on", "since_on", "last_on", "weeks")}


def a_week(world: World, friday: str, *, answered: bool) -> None:
    """Live through a working week; the manager answers the draft, or lets it lie."""
    world.turn(in_shanghai(friday, "09:00"))
    world.turn(in_shanghai(friday, "15:00"))
    if answered:
        with world.store.read() as tx:
            shown = [one.id for one in drafts.awaiting_drafts(tx)]
        for draft in shown:
            operating.approve_draft(world.store, draft, LIN.address, world.now)
    world.turn(in_shanghai(friday, "16:00"))
    world.turn(world.now + 80 * 60 * MINUTE)


def subject(raw: bytes) -> str:
    return str(message_from_bytes(raw, policy=policy.default)["Subject"])


@pytest.mark.parametrize(("missed", "weeks"), [(1, 2), (2, 3), (3, 4)])
def test_what_reports_that_expired_would_have_told_is_told_by_the_next(
    told: Told, missed: int, weeks: int
) -> None:
    world = told(weekly(approval="draft", projects=("cold",)))
    calm(world)
    for friday in FRIDAYS[:missed]:
        a_week(world, friday, answered=False)
    assert {plan.state for plan in world.plans("progress_report")} == {PlanState.DROPPED}
    a_week(world, FRIDAYS[missed], answered=True)
    period = told_of(world)
    assert (period["first_on"], period["last_on"]) == ("2026-10-12", FRIDAYS[missed])
    assert period["weeks"] == weeks
    (letter,) = world.letters_to(WANG)
    assert f"第42–{42 + missed}周" in subject(letter)


def test_a_period_that_was_told_is_not_told_again(told: Told) -> None:
    world = told(weekly(approval="draft", projects=("cold",)))
    calm(world)
    a_week(world, FRIDAYS[0], answered=False)
    a_week(world, FRIDAYS[1], answered=True)
    a_week(world, FRIDAYS[2], answered=True)
    assert told_of(world) == {
        "first_on": "2026-10-26",
        "since_on": "2026-10-24",
        "last_on": "2026-10-30",
        "weeks": 1,
    }


def test_what_a_person_chose_not_to_send_is_not_brought_up_again(told: Told) -> None:
    world = told(weekly(approval="draft", projects=("cold",)))
    world.turn(in_shanghai(FRIDAYS[0], "15:00"))
    with world.store.read() as tx:
        (draft,) = drafts.awaiting_drafts(tx)
    operating.skip_draft(world.store, draft.id, LIN.address, world.now)
    a_week(world, FRIDAYS[1], answered=True)
    assert (told_of(world)["first_on"], told_of(world)["weeks"]) == ("2026-10-19", 1)


def test_what_was_withdrawn_from_the_outbox_is_told_by_the_next(told: Told) -> None:
    world = told(weekly(projects=("cold",)))
    world.turn(in_shanghai(FRIDAYS[0], "09:00"))
    world.now = in_shanghai(FRIDAYS[0], "16:00")
    world.plan()
    world.render()
    dispatching.withdraw_entry(world.store, world.one_entry().id, LIN.address, world.now)
    world.turn()
    assert world.one_entry().state is OutboxState.WITHDRAWN
    a_week(world, FRIDAYS[1], answered=True)
    assert (told_of(world)["first_on"], told_of(world)["weeks"]) == ("2026-10-12", 2)


def test_a_daily_report_that_expires_after_the_next_was_asked_for_is_told_by_it(told: Told) -> None:
    world = told(weekly(approval="draft", projects=("cold",), rule="every thursday 16:00"))
    world.turn(in_shanghai("2026-10-21", "20:00"))
    world.turn(in_shanghai("2026-10-22", "15:00"))
    world.turn(in_shanghai("2026-10-22", "16:00"))
    # The machine is off while the draft lapses; the next one is asked for in the same minute.
    world.turn(in_shanghai("2026-10-29", "09:00"))
    world.turn(world.now + MINUTE)
    assert (told_of(world)["first_on"], told_of(world)["weeks"]) == ("2026-10-19", 2)


def test_a_draft_that_is_shown_already_is_renewed_when_an_earlier_period_is_passed_on_to_it(
    told: Told,
) -> None:
    # The first one outlives its Wednesday until the second one is with the manager.
    world = told(weekly(approval="draft", projects=("cold",), rule="weekly wed,fri 16:00"))
    calm(world)
    world.turn(in_shanghai("2026-10-13", "20:00"))
    world.turn(in_shanghai("2026-10-14", "15:00"))
    world.turn(in_shanghai("2026-10-16", "15:00"))
    (earlier, later) = world.plans("progress_report")
    assert (earlier.state, later.state) == (PlanState.HELD, PlanState.HELD)
    with world.store.read() as tx:
        shown = drafts.newest_draft(tx, later.id)
    world.turn(in_shanghai("2026-10-17", "16:01"))
    with world.store.read() as tx:
        renewed = drafts.newest_draft(tx, later.id)
    assert shown is not None
    assert renewed is not None
    assert (shown.revision, renewed.revision) == (1, 2)
    assert told_of(world)["weeks"] == 2
    assert shown.text != renewed.text
    asked = message_from_bytes(world.letters_to(LIN.address)[-1], policy=policy.default)
    body = asked.get_body(("plain",))
    assert body is not None
    assert "上次给您看过之后内容有变动" in body.get_content()
    world.turn(world.now + MINUTE)
    with world.store.read() as tx:
        same = drafts.newest_draft(tx, later.id)
    assert same is not None
    assert same.revision == 2


DONE_ON_A_DAY_OFF = "夜里切换了网关"


def calm(world: World) -> None:
    """Nothing is late, and no light is given: no report is held for its own reasons."""
    with_work_done_on(world, "cold", date(2026, 10, 1))


def with_work_done_on(world: World, code: str, on: date) -> None:
    """Something was finished on a day on which nobody wrote reports."""
    book = a_book()
    extra = replace(
        WeekItem(code, "w9", ItemKind.DONE, DONE_ON_A_DAY_OFF, client_visible=True),
        done_on=on,
        updated_on=on,
        state=ItemState.DONE,
    )
    lights = tuple(replace(one, status={}) for one in book.headlines)
    stones = tuple(replace(one, forecast_on=date(2027, 6, 1)) for one in book.milestones)
    world.take_in(
        replace(book, week_items=(book.week_items[0], extra), milestones=stones, headlines=lights)
    )


@pytest.mark.parametrize(
    ("project", "turns", "done_on", "first_on", "said"),
    [
        # National Day 2026: the last report on 30 September, the next one on 9 October.
        (
            "cold",
            [in_shanghai("2026-09-29", "14:30"), in_shanghai("2026-10-08", "14:30")],
            date(2026, 10, 4),
            "2026-10-01",
            "第40–41周(10.1–10.9)",
        ),
        # An ordinary weekend: the heading begins on Monday, the work of Saturday is told.
        (
            "cold",
            [in_shanghai("2026-10-15", "14:30"), in_shanghai("2026-10-22", "14:30")],
            date(2026, 10, 17),
            "2026-10-19",
            "第43周(10.19–10.23)",
        ),
    ],
)
def test_the_first_report_after_days_off_covers_them(
    told: Told, project: str, turns: list[datetime], done_on: date, first_on: str, said: str
) -> None:
    world = told(weekly(projects=(project,), rule="last_working_day_of_week 16:00"))
    world.now = turns[0]
    with_work_done_on(world, project, done_on)
    for moment in turns:
        world.turn(moment)
        world.turn(moment + 26 * 60 * MINUTE)
    assert told_of(world, project)["first_on"] == first_on
    before, after = world.letters_to(WANG)
    assert said in subject(after)
    assert (DONE_ON_A_DAY_OFF in words(before), DONE_ON_A_DAY_OFF in words(after)) == (False, True)


def words(raw: bytes) -> str:
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_spring_festival_and_christmas_are_headed_from_the_last_day_that_was_told(
    told: Told,
) -> None:
    notice = {"CN": {f"2027-02-{day:02}": "off" for day in range(5, 13)}}
    world = told(weekly(rule="last_working_day_of_week 16:00"), holidays=notice)
    world.now = in_new_york("2026-12-23", "10:00")
    with_work_done_on(world, "shop", date(2026, 12, 26))
    for moment in (
        in_new_york("2026-12-23", "16:00"),
        in_new_york("2026-12-24", "16:00"),
        in_new_york("2026-12-30", "16:00"),
        in_new_york("2026-12-31", "16:00"),
    ):
        world.turn(moment)
    period = told_of(world, "shop")
    # Christmas Day is a Friday: with its weekend three days, which a reader takes for a weekend.
    assert (period["first_on"], period["since_on"]) == ("2026-12-28", "2026-12-25")
    assert DONE_ON_A_DAY_OFF in words(world.letters_to(SARAH)[-1])
    with_work_done_on(world, "cold", date(2027, 2, 8))
    for day in ("2027-02-03", "2027-02-04", "2027-02-18", "2027-02-19"):
        world.turn(in_shanghai(day, "16:00"))
    period = told_of(world)
    assert (period["first_on"], period["last_on"]) == ("2027-02-05", "2027-02-19")
    assert "第5–7周(2.5–2.19)" in subject(world.letters_to(WANG)[-1])


# ---- reports that days off push together ----------------------------------------------------------


def lived(world: World, start: datetime, days: int) -> None:
    """Turn the clock from hour to hour of Chinese and American working days."""
    for hour in range(0, days * 24, 4):
        world.turn(start + hour * 60 * MINUTE)


@pytest.mark.parametrize("rule", ["weekly thu 16:00", "weekly thu 08:30", "every friday 16:00"])
def test_a_report_that_the_golden_week_moves_beside_the_next_one_is_told_by_it(
    told: Told, rule: str
) -> None:
    world = told(weekly(projects=("cold",), rule=rule))
    world.take_in(a_book(date(2026, 9, 28)))
    calm(world)
    lived(world, in_shanghai("2026-09-28", "01:00"), 16)
    (before, after) = world.plans("progress_report")[-2:]
    assert before.state is PlanState.DROPPED
    assert before.reasons[-1].rule == "overtaken"
    assert "10月8日" in before.reasons[-1].text_zh or "10月9日" in before.reasons[-1].text_zh
    assert before.draft_at is None
    assert after.state is PlanState.RENDERED
    assert told_of(world)["weeks"] == 2
    last = subject(world.letters_to(WANG)[-1])
    assert "第40–41周" in last


def test_daily_reports_of_a_break_become_one_on_the_first_working_day(told: Told) -> None:
    """Those of the break are asked for at once, before it begins: none of their days is lost."""
    world = told(weekly(projects=("cold",), rule="daily 16:00"))
    world.take_in(a_book(date(2026, 9, 28)))
    calm(world)
    lived(world, in_shanghai("2026-09-29", "01:00"), 11)
    left = [plan for plan in world.plans("progress_report") if plan.state is PlanState.RENDERED]
    days = [plan.local[:10] for plan in left]
    assert days == ["2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09"]
    with world.store.read() as tx:
        first_back = occasions.occasion_by_id(tx, left[2].occasion_id)
    assert first_back is not None
    assert first_back.matter["since_on"] == "2026-10-01"
    assert first_back.matter["last_on"] == "2026-10-08"


def test_a_report_that_thanksgiving_moves_leaves_since_the_next_is_days_away(told: Told) -> None:
    world = told(weekly(projects=("shop",), rule="weekly thu 16:00"))
    world.take_in(a_book(date(2026, 11, 23)))
    lived(world, in_new_york("2026-11-23", "01:00"), 12)
    first, second = world.plans("progress_report")[-2:]
    assert (first.local[:10], second.local[:10]) == ("2026-11-27", "2026-12-03")
    assert [one.state for one in (first, second)] == [PlanState.RENDERED] * 2


def test_two_reports_a_week_become_one_over_thanksgiving(told: Told) -> None:
    world = told(weekly(projects=("shop",), rule="weekly thu,fri 16:00"))
    world.take_in(a_book(date(2026, 11, 23)))
    lived(world, in_new_york("2026-11-23", "01:00"), 7)
    first, second = world.plans("progress_report")[-2:]
    assert (first.state, second.state) == (PlanState.DROPPED, PlanState.RENDERED)
    assert "27 Nov" in first.reasons[-1].text_en
    assert len(world.letters_to(SARAH)) == 1
