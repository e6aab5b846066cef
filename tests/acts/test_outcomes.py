"""You said, we did: what was resolved is told once, in the next report that leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from tests.fakes.post import Post, at_header, mail
from tests.fakes.world import (
    DAY,
    LI,
    LIN,
    SARAH,
    WANG,
    World,
    a_book,
    in_new_york,
    in_shanghai,
    weekly,
)

from clientcomms.domain.projects import ItemState
from clientcomms.outbound.operating import approve_draft
from clientcomms.store.drafts import awaiting_drafts
from clientcomms.tracking import operating

MONDAY = in_shanghai("2026-10-19", "10:00")
FAST = "10万行由 48 秒降到 6 秒"
SLOW = "报表导出太慢了，10万行要等 48 秒，麻烦改一下。"
FAST_EN = "100,000 rows now take 6 seconds instead of 48"
SLOW_EN = "The export is slow: 100,000 rows take 48 seconds. Please fix it."


def text_of(raw: bytes) -> str:
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    body = parsed.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def says(post: Post, sender: str, text: str, at: datetime) -> int:
    """Let a client write; the number of the item that comes of it."""
    world = post.world
    world.now = at
    header = at_header(at)
    post.arrives(mail(sender, "导出", text, message_id=f"<{header[5:22]}@c>", date=header))
    return post.items()[-1].id


def resolve(post: Post, item: int, words: str, at: datetime) -> None:
    day = at.date()
    operating.resolve(post.world.store, item, words, LIN.address, at, resolved_on=day)


def approve_all(world: World) -> None:
    with world.store.read() as tx:
        waiting = [draft.id for draft in awaiting_drafts(tx)]
    for number in waiting:
        approve_draft(world.store, number, LIN.address, world.now)


def calm(world: World) -> World:
    """Nothing is overdue for months: no report has to explain a green."""
    book = a_book()
    later = date(2027, 2, 26)
    quiet = replace(
        book,
        week_items=tuple(replace(one, state=ItemState.DONE) for one in book.week_items),
        milestones=tuple(replace(s, baseline_on=later, forecast_on=later) for s in book.milestones),
    )
    world.take_in(quiet)
    world.turn(MONDAY)
    return world


@pytest.fixture
def weeks(told: Callable[..., World]) -> Post:
    """Reports every Friday at 16:00, without a word of the manager."""
    return Post(calm(told(weekly())))


def reports(world: World, reader: str) -> list[str]:
    return [text_of(raw) for raw in world.letters_to(reader)]


@pytest.mark.parametrize(
    ("reader", "said", "did", "at"),
    [
        (WANG, SLOW, FAST, in_shanghai),
        (SARAH, SLOW_EN, FAST_EN, in_new_york),
    ],
)
def test_what_was_done_stands_in_the_next_report_and_is_gone_the_week_after(
    weeks: Post, reader: str, said: str, did: str, at: Callable[[str, str], datetime]
) -> None:
    sender = LI if reader == WANG else SARAH
    item = says(weeks, sender, said, at("2026-10-20", "10:00"))
    resolve(weeks, item, did, at("2026-10-22", "18:00"))
    weeks.world.turn(at("2026-10-23", "16:00"))
    weeks.world.turn(at("2026-10-30", "16:00"))
    first, second = reports(weeks.world, reader)
    assert did in first
    assert did not in second


def test_what_is_done_after_the_report_left_is_told_by_the_next(weeks: Post) -> None:
    item = says(weeks, LI, SLOW, in_shanghai("2026-10-20", "10:00"))
    weeks.world.turn(in_shanghai("2026-10-23", "16:00"))
    resolve(weeks, item, FAST, in_shanghai("2026-10-23", "18:30"))
    weeks.world.turn(in_shanghai("2026-10-30", "16:00"))
    weeks.world.turn(in_shanghai("2026-11-06", "16:00"))
    assert [FAST in text for text in reports(weeks.world, WANG)] == [False, True, False]


def test_what_is_done_after_the_draft_was_shown_is_told_by_the_next(
    told: Callable[..., World],
) -> None:
    post = Post(calm(told(weekly("draft"))))
    item = says(post, LI, SLOW, in_shanghai("2026-10-20", "10:00"))
    post.world.turn(in_shanghai("2026-10-23", "15:00"))
    approve_all(post.world)
    resolve(post, item, FAST, in_shanghai("2026-10-23", "15:30"))
    post.world.turn(in_shanghai("2026-10-23", "16:00"))
    post.world.turn(in_shanghai("2026-10-30", "15:00"))
    approve_all(post.world)
    post.world.turn(in_shanghai("2026-10-30", "16:00"))
    assert [FAST in text for text in reports(post.world, WANG)] == [False, True]


def test_a_closed_item_is_not_told_again_because_it_was_closed(weeks: Post) -> None:
    item = says(weeks, LI, SLOW, in_shanghai("2026-10-20", "10:00"))
    resolve(weeks, item, FAST, in_shanghai("2026-10-22", "18:00"))
    weeks.world.turn(in_shanghai("2026-10-23", "16:00"))
    operating.close(weeks.world.store, item, LIN.address, in_shanghai("2026-10-27", "10:00"))
    weeks.world.turn(in_shanghai("2026-10-30", "16:00"))
    assert [FAST in text for text in reports(weeks.world, WANG)] == [True, False]


def test_after_three_weeks_without_a_report_all_that_was_done_is_told(weeks: Post) -> None:
    weeks.world.turn(in_shanghai("2026-10-23", "16:00"))
    item = says(weeks, LI, SLOW, in_shanghai("2026-10-26", "10:00"))
    resolve(weeks, item, FAST, in_shanghai("2026-10-27", "10:00"))
    weeks.world.turn(in_shanghai("2026-11-16", "10:00"))
    assert [FAST in text for text in reports(weeks.world, WANG)] == [False, True]


def test_what_only_the_manager_saw_was_not_told(told: Callable[..., World]) -> None:
    post = Post(calm(told(weekly())))
    item = says(post, LI, SLOW, in_shanghai("2026-10-20", "10:00"))
    resolve(post, item, FAST, in_shanghai("2026-10-22", "18:00"))
    live = post.world.settings
    trial = live.sending.model_copy(update={"mode": "redirect", "redirect_to": LIN.address})
    post.world.press = replace(
        post.world.press, settings=live.model_copy(update={"sending": trial})
    )
    post.world.turn(in_shanghai("2026-10-23", "16:00"))
    post.world.press = replace(post.world.press, settings=live)
    post.world.turn(in_shanghai("2026-10-30", "16:00"))
    assert [FAST in text for text in reports(post.world, WANG)] == [True]


def test_a_bare_thank_you_is_never_acknowledged(weeks: Post) -> None:
    for at, text in (("09:00", "收到，谢谢！"), ("09:10", "Thanks, got it."), ("09:20", "好的")):
        weeks.world.now = in_shanghai("2026-10-20", at)
        header = at_header(weeks.world.now)
        weeks.arrives(mail(LI, "周报", text, message_id=f"<{at}@c>", date=header))
    assert weeks.acknowledge(weeks.world.now + DAY) == 0
    assert weeks.items() == []
