"""What comes late out of a pause, a hold or an outage leaves at a civil hour, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy
from functools import partial
from typing import Any

import pytest
from tests.fakes.world import (
    COLD,
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
    rules_of,
    weekly,
)

from clientcomms.domain.flow import Draft, OutboxRow, contact_audience
from clientcomms.domain.people import Language
from clientcomms.domain.states import OutboxState
from clientcomms.outbound import dispatching, expediting, operating, switching
from clientcomms.ports.errors import DeferredError, DoubtfulError
from clientcomms.settings import PlanningSection, Rule
from clientcomms.store import departures, drafts, state
from clientcomms.store.journal import history

AFTERNOON = in_shanghai("2026-10-14", "16:00")
"""Wednesday."""


def frozen(world: World, at: datetime, **changed: Any) -> OutboxRow:
    """A report in the outbox whose hour has come."""
    world.now = at
    world.report(wanted_at=at, **changed)
    world.plan()
    world.render()
    return world.entries()[-1]


def local(entry: OutboxRow) -> str:
    assert entry.next_at is not None
    return entry.next_at.astimezone(SHANGHAI).isoformat()[:16]


@pytest.mark.parametrize("client", [None, COLD])
def test_a_pause_that_ends_at_night_lets_letters_leave_in_the_morning(
    world: World, client: str | None
) -> None:
    frozen(world, AFTERNOON)
    switching.pause(world.store, "lin", world.now, client)
    world.submit()
    assert world.one_entry().state is OutboxState.HELD
    world.now = in_shanghai("2026-10-14", "22:15")
    switching.resume(world.store, "lin", world.now, client)
    world.sweep()
    world.submit()
    entry = world.one_entry()
    assert (entry.state, local(entry)) == (OutboxState.READY, "2026-10-15T09:00")
    assert entry.attempts == 0
    assert "outside the recipient's hours (09:00-18:00)" in (entry.reason or "")
    assert "Thu 15 Oct 09:00 Asia/Shanghai" in (entry.reason or "")
    with world.store.read() as tx:
        assert any("it leaves Thu 15 Oct" in (line.note or "") for line in history(tx, "outbox", 1))
    world.turn(in_shanghai("2026-10-15", "08:59"))
    assert world.letters_to(WANG) == []
    world.turn(in_shanghai("2026-10-15", "09:00"))
    assert len(world.letters_to(WANG)) == 1


def test_a_pause_over_a_holiday_of_the_client_lets_letters_leave_after_it(world: World) -> None:
    """Thanksgiving in New York: the letter of Wednesday waits until Friday."""
    at = in_new_york("2026-11-25", "16:00")
    world.now = at
    world.take_in(a_book(date(2026, 11, 25)))
    world.report("shop", wanted_at=at)
    world.plan()
    world.render()
    switching.pause(world.store, "lin", world.now)
    world.submit()
    world.now = in_new_york("2026-11-26", "11:00")
    switching.resume(world.store, "lin", world.now)
    world.sweep()
    world.submit()
    (entry,) = [one for one in world.entries() if one.project_code == "shop"]
    assert entry.next_at == in_new_york("2026-11-27", "09:00")
    assert "Thanksgiving" in (entry.reason or "")
    world.turn(in_new_york("2026-11-27", "09:00"))
    assert len(world.letters_to(SARAH)) == 1


def test_a_letter_released_by_hand_at_night_leaves_in_the_morning(world: World) -> None:
    entry = frozen(world, AFTERNOON)
    dispatching.hold_entry(world.store, entry.id, LIN.address, world.now)
    world.now = in_shanghai("2026-10-14", "21:00")
    dispatching.release_entry(world.store, entry.id, LIN.address, world.now)
    world.submit()
    assert local(world.one_entry()) == "2026-10-15T09:00"


def test_what_an_outage_kept_back_leaves_in_the_morning_and_nothing_is_charged(
    world: World,
) -> None:
    frozen(world, AFTERNOON)
    world.now = in_shanghai("2026-10-15", "03:00")  # the machine was off
    world.submit()
    entry = world.one_entry()
    assert (local(entry), entry.attempts) == ("2026-10-15T09:00", 0)


def test_what_a_server_put_off_leaves_within_the_evening(world: World) -> None:
    frozen(world, in_shanghai("2026-10-14", "17:50"))
    world.transport.fail_next(DeferredError("greylisted", code="451"))
    world.submit()
    assert world.one_entry().state is OutboxState.DEFERRED
    world.now = in_shanghai("2026-10-14", "18:25")
    world.submit()
    assert len(world.letters_to(WANG)) == 1


def test_what_a_server_put_off_for_hours_waits_for_the_morning(world: World) -> None:
    frozen(world, in_shanghai("2026-10-14", "17:50"))
    for clock in ("17:50", "18:25", "19:30"):
        world.transport.fail_next(DeferredError("greylisted", code="451"))
        world.now = in_shanghai("2026-10-14", clock)
        world.submit()
    world.now = in_shanghai("2026-10-14", "23:40")
    world.submit()
    assert world.letters_to(WANG) == []
    assert local(world.one_entry()) == "2026-10-15T09:00"


def test_a_letter_that_would_be_worth_nothing_in_the_morning_is_withdrawn(world: World) -> None:
    world.now = in_shanghai("2026-09-30", "17:00")
    entry = frozen(world, world.now)
    dispatching.hold_entry(world.store, entry.id, LIN.address, world.now)
    world.now = in_shanghai("2026-10-01", "12:00")
    dispatching.release_entry(world.store, entry.id, LIN.address, world.now)
    world.submit()
    # The next civil hour is on 8 October; the report was worth sending until the 3rd.
    after = world.one_entry()
    assert (after.state, after.attempts) == (OutboxState.WITHDRAWN, 0)
    assert "no longer worth sending" in (after.reason or "")
    world.turn(in_shanghai("2026-10-08", "09:00"))
    assert world.letters_to(WANG) == []


def test_a_greeting_never_comes_late(world: World) -> None:
    world.now = in_shanghai("2026-09-24", "10:00")
    greeting = {
        "holiday": "mid_autumn",
        "on": "2026-09-25",
        "not_after": "2026-09-25",
        "approval": "without_me",
    }
    world.ask("holiday_greeting", contact_audience(WANG), matter=greeting)
    world.plan()
    world.render()
    (entry,) = world.entries()
    dispatching.hold_entry(world.store, entry.id, LIN.address, world.now)
    world.now = in_shanghai("2026-09-24", "20:00")
    dispatching.release_entry(world.store, entry.id, LIN.address, world.now)
    world.submit()
    after = world.one_entry()
    assert after.state is OutboxState.WITHDRAWN
    assert "comes too late" in (after.reason or "")


def test_fridays_report_is_written_anew_for_monday(world: World) -> None:
    frozen(world, in_shanghai("2026-10-16", "16:00"))
    switching.pause(world.store, "lin", world.now)
    world.submit()
    world.now = in_shanghai("2026-10-16", "20:00")
    switching.resume(world.store, "lin", world.now)
    world.sweep()
    world.submit()
    old = world.one_entry()
    assert old.state is OutboxState.WITHDRAWN
    assert "another week; written anew for Mon 19 Oct 09:00" in (old.reason or "")
    world.turn()
    world.turn(in_shanghai("2026-10-19", "09:00"))
    world.turn(world.now + MINUTE)
    (letter,) = world.letters_to(WANG)
    said = words(letter)
    assert ("周末愉快" in said, "上周完成情况" in said) == (False, True)


def test_a_pause_that_ends_in_another_week_lets_no_old_words_out(world: World) -> None:
    frozen(world, in_shanghai("2026-10-16", "16:00"))
    switching.pause(world.store, "lin", world.now)
    world.submit()
    world.now = in_shanghai("2026-10-19", "10:30")
    switching.resume(world.store, "lin", world.now)
    world.sweep()
    world.submit()
    assert world.one_entry().state is OutboxState.WITHDRAWN
    world.turn()
    world.turn(in_shanghai("2026-10-20", "09:00"))
    world.turn(world.now + MINUTE)
    (letter,) = world.letters_to(WANG)
    assert "周末愉快" not in words(letter)


@pytest.mark.parametrize("clock", ["10:30", "21:00"])
def test_a_person_who_lets_a_letter_go_in_another_week_stands_by_its_words(
    world: World, clock: str
) -> None:
    entry = frozen(world, in_shanghai("2026-10-16", "16:00"))
    dispatching.hold_entry(world.store, entry.id, LIN.address, world.now)
    world.now = in_shanghai("2026-10-19", clock)
    dispatching.release_entry(world.store, entry.id, LIN.address, world.now)
    world.submit()
    world.turn(in_shanghai("2026-10-20", "09:00"))
    (letter,) = world.letters_to(WANG)
    assert "周末愉快" in words(letter)


def words(raw: bytes) -> str:
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_what_one_reader_has_already_is_not_written_anew(world: World) -> None:
    entry = frozen(world, in_shanghai("2026-10-16", "17:50"))
    world.transport.fail_next(DoubtfulError("the line went dead"))
    world.submit()
    assert world.one_entry().state is OutboxState.DOUBTFUL
    world.now = in_shanghai("2026-10-17", "11:00")
    dispatching.retry_entry(world.store, entry.id, LIN.address, world.now)
    world.submit()
    after = world.one_entry()
    assert (after.state, local(after)) == (OutboxState.READY, "2026-10-19T09:00")


def test_an_urgent_letter_and_our_own_mail_leave_at_night(world: World) -> None:
    entry = frozen(world, AFTERNOON, urgent=True)
    dispatching.hold_entry(world.store, entry.id, LIN.address, world.now)
    world.now = in_shanghai("2026-10-14", "23:00")
    dispatching.release_entry(world.store, entry.id, LIN.address, world.now)
    world.submit()
    assert len(world.letters_to(WANG)) == 1


def test_late_within_the_readers_day_leaves_at_once(world: World) -> None:
    entry = frozen(world, in_shanghai("2026-10-14", "10:00"))
    dispatching.hold_entry(world.store, entry.id, LIN.address, world.now)
    world.now += 5 * HOUR
    dispatching.release_entry(world.store, entry.id, LIN.address, world.now)
    world.submit()
    assert len(world.letters_to(WANG)) == 1


def test_redirected_letters_reach_our_manager_at_any_hour(world: World) -> None:
    switching.redirect(world.store, LIN.address, "lin", world.now)
    entry = frozen(world, AFTERNOON)
    dispatching.hold_entry(world.store, entry.id, LIN.address, world.now)
    world.now += 6 * HOUR
    dispatching.release_entry(world.store, entry.id, LIN.address, world.now)
    world.submit()
    assert world.one_entry().state is OutboxState.SUBMITTED


# ---- what is written anew -------------------------------------------------------------------------


def newest_draft(world: World) -> Draft:
    with world.store.read() as tx:
        found = drafts.newest_draft(tx, world.plans("progress_report")[-1].id)
    assert found is not None
    return found


def taken_back(told: Callable[..., World], project: str, *at: datetime, own: str | None) -> World:
    """Approve Friday's report, pause at its hour, and let the pause end after the day."""
    shown, leaves, ends = at
    world = told(weekly(approval="draft", projects=(project,)))
    world.turn(leaves - 24 * HOUR)
    world.turn(shown)
    draft = newest_draft(world)
    operating.approve_draft(world.store, draft.id, LIN.address, world.now, own)
    world.now = leaves
    world.plan()
    world.render()
    switching.pause(world.store, "lin", world.now)
    world.submit()
    world.now = ends
    switching.resume(world.store, "lin", world.now)
    for _ in range(2):
        world.turn()
    return world


FRIDAY_CN = (
    in_shanghai("2026-10-16", "15:00"),
    in_shanghai("2026-10-16", "16:00"),
    in_shanghai("2026-10-16", "20:00"),
)
FRIDAY_US = (
    in_shanghai("2026-10-16", "17:30"),
    in_new_york("2026-10-16", "16:00"),
    in_new_york("2026-10-16", "20:00"),
)


@pytest.mark.parametrize("language", [Language.ZH, Language.EN])
def test_ones_own_words_are_shown_again_when_their_letter_is_written_anew(
    told: Callable[..., World], language: Language
) -> None:
    own = "王总：\n您好！\n\n这周一切顺利，接口都通了。\n\n周末愉快！\n林晓"
    world = taken_back(partial(told_in, told, language), "cold", *FRIDAY_CN, own=own)
    world.turn(in_shanghai("2026-10-19", "09:00"))
    world.turn(world.now + MINUTE)
    draft = newest_draft(world)
    assert draft.text.startswith(own)
    assert draft.marker in draft.text
    asked = words(world.letters_to(LIN.address)[-1])
    note = (
        "正文是您上次改过的原话"
        if language is Language.ZH
        else "the text is yours, as you wrote it"
    )
    assert note in asked
    assert "接口都通了" in asked
    assert world.letters_to(WANG) == []  # no answer means hold
    operating.approve_draft(world.store, draft.id, LIN.address, world.now)
    world.turn(in_shanghai("2026-10-19", "10:30"))
    (letter,) = world.letters_to(WANG)
    assert "接口都通了" in words(letter)


def told_in(told: Callable[..., World], language: Language, *rules: Rule) -> World:
    """A world whose manager reads that language."""
    world = told(*rules)
    world.team = (replace(LIN, language=language),)
    world.take_in(a_book())
    return world


def test_own_words_for_an_english_reader_are_kept_too(told: Callable[..., World]) -> None:
    own = "Hi Sarah,\n\nAll went well this week.\n\nHave a good weekend,\nXiao Lin"
    world = taken_back(told, "shop", *FRIDAY_US, own=own)
    world.turn(in_shanghai("2026-10-19", "17:00"))
    world.turn(in_new_york("2026-10-19", "09:00"))
    assert newest_draft(world).text.startswith(own)


def test_own_words_stay_when_the_facts_change_and_through_another_week(
    told: Callable[..., World],
) -> None:
    own = "王总：\n您好！\n\n这周一切顺利，接口都通了。\n林晓"
    world = taken_back(told, "cold", *FRIDAY_CN, own=own)
    world.turn(in_shanghai("2026-10-19", "09:00"))
    world.now += MINUTE
    book = a_book()
    world.take_in(
        replace(book, headlines=tuple(replace(h, headline="变了") for h in book.headlines))
    )
    world.turn()
    draft = newest_draft(world)
    assert (draft.revision, draft.text.startswith(own)) == (1, True)
    # Approved as it is, put off once more: still the same words.
    operating.approve_draft(world.store, draft.id, LIN.address, world.now)
    world.plan()
    world.render()
    switching.pause(world.store, "lin", world.now)
    world.submit()
    with world.store.begin() as tx:
        state.mark_changed(tx, ["cold"], world.stamp())
        anew = departures.asked_anew(tx, world.entries()[-1].id)
        found = departures.words_before(tx, anew.key)
    assert found is not None
    assert found.text.startswith(own)
    assert anew.key.count("+") == 1
    assert anew.matter["approval"] == "draft"


def test_words_that_nobody_edited_are_written_afresh(told: Callable[..., World]) -> None:
    world = taken_back(told, "cold", *FRIDAY_CN, own=None)
    world.turn(in_shanghai("2026-10-19", "09:00"))
    world.turn(world.now + MINUTE)
    assert "上周完成情况" in newest_draft(world).text
    assert "own_words_again" not in rules_of(world.plans("progress_report")[-1])


def test_a_survey_that_is_asked_for_anew_does_not_count_twice(
    told: Callable[..., World],
) -> None:
    world = told(planning=PlanningSection(first_letter_by_person=False, contact_budget=1))
    world.now = in_shanghai("2026-10-16", "17:00")
    world.ask("satisfaction_survey", contact_audience(WANG), matter={"approval": "without_me"})
    world.plan()
    world.render()
    switching.pause(world.store, "lin", world.now)
    world.submit()
    world.now = in_shanghai("2026-10-17", "12:00")
    switching.resume(world.store, "lin", world.now)
    world.turn()
    world.turn()
    world.turn(in_shanghai("2026-10-19", "09:00"))
    assert len(world.letters_to(WANG)) == 1


# ---- urgent by a person's word --------------------------------------------------------------------


@pytest.mark.parametrize("given_back", [False, True])
def test_a_queued_letter_that_is_marked_urgent_leaves_at_night(
    world: World, given_back: bool
) -> None:
    entry = frozen(world, AFTERNOON)
    dispatching.hold_entry(world.store, entry.id, LIN.address, world.now)
    world.now = in_shanghai("2026-10-14", "23:00")
    dispatching.release_entry(world.store, entry.id, LIN.address, world.now)
    if given_back:
        world.submit()
        assert local(world.one_entry()) == "2026-10-15T09:00"
    assert expediting.expedite_entry(world.store, entry.id, LIN.address, world.now)
    world.submit()
    assert len(world.letters_to(WANG)) == 1


def test_an_urgent_word_sends_the_words_of_another_week_as_they_are(world: World) -> None:
    entry = frozen(world, in_shanghai("2026-10-16", "16:00"))
    switching.pause(world.store, "lin", world.now)
    world.submit()
    expediting.expedite_entry(world.store, entry.id, LIN.address, world.now)
    world.now = in_shanghai("2026-10-17", "22:00")
    switching.resume(world.store, "lin", world.now)
    world.sweep()
    world.submit()
    assert len(world.letters_to(WANG)) == 1
