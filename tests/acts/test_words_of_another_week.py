"""Approved words stay as approved, unless they name a week that is over when the letter leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
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

from clientcomms.domain.flow import Draft
from clientcomms.domain.states import PlanState
from clientcomms.outbound import operating
from clientcomms.settings import Rule
from clientcomms.store import drafts

Told = Callable[..., World]
FRIDAY_NIGHT = in_shanghai("2026-10-16", "22:40")
MONDAY = in_shanghai("2026-10-19", "09:00")


def newest(world: World, kind: str = "progress_report") -> Draft:
    with world.store.read() as tx:
        found = drafts.newest_draft(tx, world.plans(kind)[-1].id)
    assert found is not None
    return found


def approved_late(world: World, at: datetime, text: str | None = None) -> Draft:
    """Approve what is shown long after its hour."""
    draft = newest(world)
    world.now = at
    operating.approve_draft(world.store, draft.id, LIN.address, at, text)
    world.turn()
    return draft


def shown_on_friday(told: Told, project: str = "cold") -> World:
    world = told(weekly(approval="draft", projects=(project,)))
    world.turn()
    for moment in (in_shanghai("2026-10-16", "15:00"), in_shanghai("2026-10-16", "17:00")):
        world.turn(moment)
    return world


def words(raw: bytes) -> str:
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_friday_report_that_leaves_on_monday_is_shown_again_without_its_weekend(
    told: Told,
) -> None:
    world = shown_on_friday(told)
    old = approved_late(world, FRIDAY_NIGHT)
    assert "周末愉快" in old.text
    again = newest(world)
    assert (again.revision, again.asked_at) == (2, FRIDAY_NIGHT)
    assert "周末愉快" not in again.text
    assert ("本周完成情况" in old.text, "上周完成情况" in again.text) == (True, True)
    world.turn()
    asked = world.letters_to(LIN.address)[-1]
    assert "改到另一周发" in words(asked)
    world.turn(MONDAY)
    assert world.letters_to(WANG) == []  # no answer means hold
    operating.approve_draft(world.store, again.id, LIN.address, world.now)
    world.turn(MONDAY + MINUTE)
    (letter,) = world.letters_to(WANG)
    assert words(letter).strip() == again.text.strip()


def test_the_same_holds_in_english(told: Told) -> None:
    world = shown_on_friday(told, "shop")
    old = approved_late(world, in_new_york("2026-10-17", "09:00"))
    assert "Have a good weekend" in old.text
    assert "weekend" not in newest(world).text
    assert world.letters_to(SARAH) == []


def test_ones_own_words_are_kept_and_shown_again(told: Told) -> None:
    world = shown_on_friday(told)
    own = "王总：\n您好！\n\n这周一切顺利。\n\n周末愉快！\n林晓"
    approved_late(world, FRIDAY_NIGHT, own)
    again = newest(world)
    assert again.revision == 2
    assert again.text.startswith(own)
    assert again.marker in again.text


def test_words_that_hold_on_the_new_day_leave_without_another_question(told: Told) -> None:
    surveys = Rule(
        name="score", kind="satisfaction_survey", rule="weekly thu 17:00", approval="draft"
    )
    world = told(surveys)
    world.turn(in_shanghai("2026-10-21", "20:00"))
    world.turn(in_shanghai("2026-10-22", "16:00"))
    plan = next(one for one in world.plans("satisfaction_survey") if one.to == (WANG,))
    with world.store.read() as tx:
        draft = drafts.newest_draft(tx, plan.id)
    assert draft is not None
    world.now = in_shanghai("2026-10-23", "23:00")
    operating.approve_draft(world.store, draft.id, LIN.address, world.now)
    world.turn()
    world.turn(in_shanghai("2026-10-26", "09:00"))
    (letter,) = world.letters_to(WANG)
    assert words(letter).strip() == draft.text.strip()
    moved = next(one for one in world.plans("satisfaction_survey") if one.to == (WANG,))
    assert (moved.state, moved.reasons[-1].rule) == (PlanState.RENDERED, "words_hold")


@pytest.mark.parametrize("clock", ["16:30", "17:59"])
def test_a_short_delay_asks_nobody_again(told: Told, clock: str) -> None:
    world = shown_on_friday(told)
    old = approved_late(world, in_shanghai("2026-10-16", clock))
    (letter,) = world.letters_to(WANG)
    assert words(letter).strip() == old.text.strip()


def test_a_delay_within_the_week_keeps_the_approved_words(told: Told) -> None:
    rule = weekly(approval="draft", projects=("cold",), rule="weekly wed 16:00")
    world = told(rule)
    book = a_book()
    world.take_in(replace(book, headlines=tuple(replace(h, status={}) for h in book.headlines)))
    world.turn(in_shanghai("2026-10-20", "20:00"))
    world.turn(in_shanghai("2026-10-21", "15:00"))
    old = approved_late(world, in_shanghai("2026-10-21", "22:00"))
    world.turn(in_shanghai("2026-10-22", "09:00"))
    (letter,) = world.letters_to(WANG)
    assert words(letter).strip() == old.text.strip()
