"""Drafts reach their manager at work, wherever the client is and whatever day it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.fakes.world import (
    HOUR,
    LIN,
    MINUTE,
    SARAH,
    SHANGHAI,
    WANG,
    World,
    a_book,
    in_new_york,
    in_shanghai,
    weekly,
)

from clientcomms.outbound import operating
from clientcomms.settings import MemberSection, Rule
from clientcomms.store import drafts

Told = Callable[..., World]
BERLIN = ZoneInfo("Europe/Berlin")


def shown_at(world: World, first: datetime, last: datetime) -> list[datetime]:
    """Run every half hour; return when each letter was first shown to its manager."""
    world.now = first
    world.take_in(a_book(first.date()))
    seen: dict[int, datetime] = {}
    while world.now <= last:
        world.turn()
        with world.store.read() as tx:
            for draft in drafts.awaiting_drafts(tx):
                seen.setdefault(draft.plan_id, world.now)
        world.now += 30 * MINUTE
    return list(seen.values())


def managed_from(told: Told, zone: str, *rules: Rule, country: str = "") -> World:
    """A world whose manager lives by another clock."""
    member = MemberSection(
        address=LIN.address, name=LIN.name, name_en=LIN.name_en, zone=zone, country=country
    )
    world = told(*rules, team=(member,))
    world.team = (replace(LIN, zone=zone),)
    world.take_in(a_book())
    return world


def test_a_manager_in_shanghai_sees_the_friday_report_to_new_york_before_closing(
    told: Told,
) -> None:
    world = told(weekly(approval="draft", projects=("shop",)))
    (shown,) = shown_at(
        world, in_shanghai("2026-10-16", "09:00"), in_new_york("2026-10-16", "15:30")
    )
    assert shown == in_shanghai("2026-10-16", "17:00")
    with world.store.read() as tx:
        (draft,) = drafts.awaiting_drafts(tx)
    operating.approve_draft(world.store, draft.id, LIN.address, world.now)
    world.turn(in_new_york("2026-10-16", "16:00"))
    assert len(world.letters_to(SARAH)) == 1


def test_the_draft_for_monday_morning_is_shown_on_friday(told: Told) -> None:
    world = told(weekly(approval="draft", projects=("cold",), rule="weekly mon 09:00"))
    shown = shown_at(world, in_shanghai("2026-10-16", "12:00"), in_shanghai("2026-10-18", "12:00"))
    assert shown == [in_shanghai("2026-10-16", "17:00")]


def test_the_draft_for_the_morning_after_national_day_is_shown_before_it(world: World) -> None:
    asked = report_of("2026-10-05")
    world.report(wanted_at=in_shanghai("2026-10-08", "09:30"), matter=asked)
    shown = shown_at(world, in_shanghai("2026-09-28", "09:00"), in_shanghai("2026-10-08", "08:00"))
    assert shown == [in_shanghai("2026-09-30", "17:30")]


def test_a_manager_in_berlin_keeps_german_days_off(told: Told) -> None:
    world = managed_from(told, "Europe/Berlin", weekly(approval="draft", projects=("cold",)))
    # Friday 16:00 in Shanghai is 10:00 in Berlin: nine o'clock there has the hour to answer.
    (shown,) = shown_at(
        world, in_shanghai("2026-10-15", "09:00"), in_shanghai("2026-10-16", "15:30")
    )
    assert shown.astimezone(BERLIN).isoformat()[:16] == "2026-10-16T09:00"


def test_good_friday_of_the_manager_moves_the_draft_before_it(told: Told) -> None:
    world = managed_from(told, "Europe/Berlin", weekly(approval="draft", projects=("cold",)))
    first = datetime(2026, 4, 1, 6, tzinfo=BERLIN)
    shown = shown_at(world, first, datetime(2026, 4, 3, 9, tzinfo=BERLIN))
    assert [one.astimezone(BERLIN).isoformat()[:16] for one in shown] == ["2026-04-02T17:00"]


def test_a_country_of_ones_own_goes_before_the_zones(told: Told) -> None:
    world = managed_from(told, "Asia/Shanghai", country="US")
    asked = report_of("2026-11-23")
    world.report(wanted_at=in_shanghai("2026-11-26", "16:00"), matter=asked)
    shown = shown_at(world, in_shanghai("2026-11-24", "09:00"), in_shanghai("2026-11-26", "15:30"))
    assert shown == [in_shanghai("2026-11-25", "17:00")]  # the 26th is Thanksgiving


def report_of(monday: str) -> dict[str, object]:
    """What a report on a week speaks about, for the manager to see first."""
    first = date.fromisoformat(monday)
    last = first + timedelta(days=4)
    return {"first_on": monday, "last_on": last.isoformat(), "approval": "draft"}


def test_a_letter_asked_for_at_night_is_shown_in_the_morning(world: World) -> None:
    world.now = in_shanghai("2026-10-14", "23:10")
    world.report(matter=report_of("2026-10-12"))
    shown = shown_at(world, world.now, in_shanghai("2026-10-15", "12:00"))
    assert [one.astimezone(SHANGHAI).isoformat()[:16] for one in shown] == ["2026-10-15T09:10"]


def test_an_urgent_letter_is_shown_at_night(world: World) -> None:
    world.now = in_shanghai("2026-10-14", "23:10")
    world.report(matter=report_of("2026-10-12"), urgent=True)
    assert shown_at(world, world.now, world.now) == [world.now - 30 * MINUTE]


def test_after_a_standstill_a_draft_waits_until_the_manager_works(told: Told) -> None:
    world = told(weekly(approval="draft", projects=("cold",)))
    world.turn(in_shanghai("2026-10-16", "12:00"))
    shown = shown_at(world, in_shanghai("2026-10-16", "23:00"), in_shanghai("2026-10-19", "09:30"))
    assert shown == [in_shanghai("2026-10-19", "09:00")]
    assert world.letters_to(WANG) == []


def test_what_a_person_released_at_night_is_shown_at_once(told: Told) -> None:
    world = told(weekly(approval="draft", projects=("cold",)))
    world.turn(in_shanghai("2026-10-16", "12:00"))
    plan = world.one_plan()
    operating.hold_plan(world.store, plan.id, LIN.address, world.now)
    world.now = in_shanghai("2026-10-16", "22:00")
    operating.release_plan(world.store, plan.id, LIN.address, world.now)
    world.turn()
    with world.store.read() as tx:
        (draft,) = drafts.awaiting_drafts(tx)
    assert draft.asked_at - world.now < HOUR
