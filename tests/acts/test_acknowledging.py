from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from tests.fakes.post import Post, mail
from tests.fakes.world import LI, LIN, SARAH, WANG, World, in_shanghai

from clientcomms.domain.heard import NewFeedback, NewTask
from clientcomms.domain.people import Member
from clientcomms.domain.states import FeedbackState
from clientcomms.store.feedback import add_feedback, add_task, feedback_by_id, finish_task
from clientcomms.store.schema.outbound import occasions
from clientcomms.store.state import replace_members
from clientcomms.tracking.acknowledging import acknowledge_due
from clientcomms.tracking.escalating import escalate_due

MONDAY = in_shanghai("2026-10-19", "10:00")
AFTER = in_shanghai("2026-10-19", "14:00")
"""Four working hours later."""
ZH = "二号库扫码偶尔要扫两次，麻烦看一下。"
EN = "The export of the March report is broken: it stops at row 500."
MEI = Member("mei@qinghe.example", "周梅", "Mei Zhou")


@pytest.fixture
def post(world: World) -> Post:
    world.now = MONDAY
    return Post(world)


def told(post: Post, kind: str = "feedback_acknowledgement") -> list[dict[str, object]]:
    with post.world.store.read() as tx:
        found = tx.execute(
            select(occasions).where(occasions.c.kind == kind).order_by(occasions.c.id)
        )
        return [dict(row._mapping) for row in found]


def states(post: Post) -> list[FeedbackState]:
    return [one.state for one in post.items()]


@pytest.mark.parametrize(("sender", "text"), [(LI, ZH), (SARAH, EN)])
def test_what_nobody_answered_in_time_is_acknowledged_with_our_next_word(
    post: Post, sender: str, text: str
) -> None:
    post.arrives(mail(sender, "x", text, message_id="<1@c.example>"))
    assert post.acknowledge(AFTER - timedelta(minutes=1)) == 0
    assert post.acknowledge(AFTER) == 1
    (occasion,) = told(post)
    assert (occasion["audience"], occasion["thread_key"]) == (
        f"contact:{sender}",
        "reply:<1@c.example>",
    )
    matter = occasion["matter"]
    assert isinstance(matter, dict)
    assert matter["items"] == [post.items()[0].id]
    assert datetime.fromisoformat(matter["next_word_at"]) == in_shanghai("2026-10-20", "18:00")
    assert states(post) == [FeedbackState.ACKNOWLEDGED]
    assert post.acknowledge(AFTER + timedelta(days=9)) == 0


def test_the_acknowledgement_reaches_the_client_in_the_thread_of_the_clients_mail(
    post: Post,
) -> None:
    post.arrives(mail(LI, "扫码", ZH, message_id="<1@c.example>"))
    post.acknowledge(AFTER)
    post.world.turn()
    (raw,) = post.world.letters_to(LI)
    assert b"In-Reply-To: <1@c.example>" in raw
    assert b"Auto-Submitted" in raw


def test_hours_run_only_while_people_work(post: Post) -> None:
    post.world.now = in_shanghai("2026-09-30", "17:00")  # an hour before the national holiday
    post.arrives(mail(LI, "x", ZH, date="Wed, 30 Sep 2026 17:00:00 +0800"))
    assert post.acknowledge(in_shanghai("2026-10-07", "12:00")) == 0
    assert post.acknowledge(in_shanghai("2026-10-08", "12:00")) == 1


def test_a_persons_answer_silences_the_machine_and_counts_as_acknowledged(post: Post) -> None:
    post.arrives(mail(LI, "x", ZH, message_id="<1@c.example>"))
    seen = mail(LIN.address, "Re: x", "我来看", to=LI, in_reply_to="<1@c.example>")
    post.world.now += timedelta(hours=1)
    post.arrives(seen)
    assert post.acknowledge(AFTER) == 1
    assert told(post) == []
    assert states(post) == [FeedbackState.ACKNOWLEDGED]


def test_an_answer_before_the_clients_mail_silences_nothing(post: Post) -> None:
    before = "Mon, 12 Oct 2026 10:00:00 +0800"
    post.arrives(mail(LIN.address, "周报", "附上", to=LI, date=before))
    now = "Mon, 19 Oct 2026 10:00:00 +0800"
    post.arrives(mail(LI, "x", ZH, message_id="<1@c.example>", date=now))
    post.acknowledge(AFTER)
    assert len(told(post)) == 1


def test_one_acknowledgement_per_thread_and_day(post: Post) -> None:
    post.arrives(mail(LI, "x", ZH, message_id="<1@c.example>"))
    post.arrives(
        mail(LI, "x", "导出也报错了。", message_id="<2@c.example>", references="<1@c.example>")
    )
    assert post.acknowledge(AFTER) == len(post.items())
    (occasion,) = told(post)
    matter = occasion["matter"]
    assert isinstance(matter, dict)
    assert matter["items"] == [one.id for one in post.items()]
    post.arrives(
        mail(LI, "x", "报表也打不开。", message_id="<3@c.example>", references="<1@c.example>")
    )
    post.acknowledge(AFTER + timedelta(hours=4))
    assert len(told(post)) == 1
    assert states(post)[-1] is FeedbackState.NEW


def test_while_a_complaint_is_open_no_machine_answers_this_contact(post: Post) -> None:
    post.arrives(mail(LI, "投诉", "这已经是第三次延期了，我非常不满意！"))
    post.arrives(mail(LI, "x", ZH, message_id="<1@c.example>"))
    post.arrives(mail(WANG, "y", ZH, message_id="<2@c.example>"))
    post.acknowledge(AFTER)
    assert [one["audience"] for one in told(post)] == [f"contact:{WANG}"]


def test_who_is_no_contact_yet_is_left_to_a_person(post: Post) -> None:
    post.arrives(mail("zhao@cold.example", "【冷链追溯平台】", ZH))
    assert post.items()
    post.acknowledge(AFTER)
    assert told(post) == []


def test_a_word_that_did_not_come_by_mail_is_never_acknowledged_by_mail(post: Post) -> None:
    with post.world.store.begin() as tx:
        new = NewFeedback(
            *("k", "cold", LI, "wechat", "question", "normal", None, LIN.address, ZH, "by_hand"),
            acknowledge_at=MONDAY,
        )
        add_feedback(tx, new, post.world.stamp())
    assert post.acknowledge(AFTER) == 1
    assert (told(post), states(post)) == ([], [FeedbackState.NEW])


def test_acknowledging_twice_at_once_says_it_once(post: Post) -> None:
    post.arrives(mail(LI, "x", ZH, message_id="<1@c.example>"))
    first = post.acknowledge(AFTER)
    second = acknowledge_due(post.world.store, post.world.settings, AFTER)
    assert (first, second, len(told(post))) == (1, 0, 1)


class TestEscalating:
    def late_call(self, post: Post) -> int:
        with post.world.store.begin() as tx:
            replace_members(tx, [replace(LIN, deputy=MEI.address), MEI])
            new = NewTask("call:1", "call", LIN.address, "给李工打电话", "call Lena", "cold")
            number = add_task(tx, replace(new, due_at=MONDAY), post.world.stamp())
        assert number is not None
        return number

    def escalate(self, post: Post, now: datetime) -> list[object]:
        before = len(told(post, "escalation_notice"))
        escalate_due(post.world.store, post.world.settings, now)
        return [one["audience"] for one in told(post, "escalation_notice")[before:]]

    def test_an_overdue_call_is_told_to_its_owner_once_a_day_then_to_the_deputy(
        self, post: Post
    ) -> None:
        self.late_call(post)
        lin, mei = f"member:{LIN.address}", f"member:{MEI.address}"
        assert self.escalate(post, MONDAY) == []
        assert self.escalate(post, MONDAY + timedelta(hours=1)) == [lin]
        assert self.escalate(post, MONDAY + timedelta(hours=2)) == []
        assert self.escalate(post, MONDAY + timedelta(days=1, hours=1)) == [lin, mei]

    def test_nobody_is_reminded_on_a_day_off(self, post: Post) -> None:
        self.late_call(post)
        assert self.escalate(post, in_shanghai("2026-10-24", "10:00")) == []

    def test_what_is_done_is_not_told_of(self, post: Post) -> None:
        number = self.late_call(post)
        with post.world.store.begin() as tx:
            finish_task(tx, number, post.world.stamp())
        assert self.escalate(post, MONDAY + timedelta(days=1)) == []

    def test_an_item_past_the_clients_date_is_told_to_its_owner_never_to_the_client(
        self, post: Post
    ) -> None:
        with post.world.store.begin() as tx:
            due = date(2026, 10, 20)
            new = NewFeedback(
                *("k", "cold", LI, "mail", "defect", "high", due, LIN.address, ZH, "reference")
            )
            number = add_feedback(tx, new, post.world.stamp())
            assert number is not None
            assert feedback_by_id(tx, number) is not None
        assert self.escalate(post, in_shanghai("2026-10-20", "17:00")) == []
        assert self.escalate(post, in_shanghai("2026-10-21", "09:30")) == [f"member:{LIN.address}"]
        (notice,) = told(post, "escalation_notice")
        assert ZH in str(notice["matter"])
        assert MONDAY.tzinfo is UTC
