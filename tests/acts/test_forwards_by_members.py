from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from tests.fakes.post import Post, mail
from tests.fakes.world import LI, LIN, SARAH, WANG, World

from clientcomms.domain.people import Member
from clientcomms.domain.states import ReplyState
from clientcomms.inbound.placing import place_reply
from clientcomms.store.feedback import human_answered
from clientcomms.store.state import replace_members

CHEN = Member("chen@qinghe.example", "陈工", "Chen")

ZH = f"""客户刚才催了

------------------ 原始邮件 ------------------
发件人: "李娜" <{LI}>;
发送时间: 2026年10月15日(星期四) 上午10:00
收件人: "陈工"<chen@qinghe.example>;
主题: 扫码

二号库扫码偶尔要扫两次，麻烦下周二前修好。
"""
EN = f"""fyi

---------- Forwarded message ---------
From: Sarah Miller <{SARAH}>
Date: Thu, Oct 15, 2026 at 10:00 AM
Subject: Export
To: Chen <chen@qinghe.example>


The export of the March report stops at row 500. Please fix it by 20 October.

--
Sarah
"""


@pytest.fixture
def post(world: World) -> Post:
    with world.store.begin() as tx:
        replace_members(tx, [LIN, CHEN])
    world.now = datetime(2026, 10, 16, 2, 0, tzinfo=UTC)
    return Post(world)


def forwards(post: Post, text: str, subject: str = "转发：扫码", **headers: str) -> None:
    post.arrives(mail(CHEN.address, subject, text, **headers))


def told(post: Post) -> list[str]:
    """What our own people were told: the subjects of letters that really left to Chen."""
    post.world.turn()
    raws = post.world.letters_to(CHEN.address)
    return [str(message_from_bytes(raw, policy=default)["Subject"]) for raw in raws]


def test_chinese_words_a_member_forwards_are_the_clients_feedback(post: Post) -> None:
    forwards(post, ZH)
    (item,) = post.items()
    assert item.text == "二号库扫码偶尔要扫两次，麻烦下周二前修好"
    assert (item.project_code, item.contact_address) == ("cold", LI)
    assert (item.channel, item.category) == ("forwarded", "change_request")
    assert item.due_on == date(2026, 10, 20)
    assert post.reply().member_address == CHEN.address
    (subject,) = told(post)
    assert "李工" in subject
    assert "f1" in subject


def test_english_words_a_member_forwards_are_the_clients_feedback(post: Post) -> None:
    forwards(post, EN, "Fwd: Export")
    assert " ".join(item.text for item in post.items()).startswith(
        "The export of the March report stops at row 500"
    )
    assert {item.contact_address for item in post.items()} == {SARAH}
    assert {item.channel for item in post.items()} == {"forwarded"}
    assert date(2026, 10, 20) in {item.due_on for item in post.items()}


def test_no_machine_acknowledges_what_was_forwarded(post: Post) -> None:
    forwards(post, ZH)
    assert post.acknowledge(datetime(2026, 10, 19, 8, 0, tzinfo=UTC)) == 0
    post.world.turn()
    assert post.world.letters_to(LI) == []


def test_a_forwarded_complaint_asks_for_a_call(post: Post) -> None:
    forwards(post, ZH.replace("二号库扫码偶尔要扫两次", "这已经是第三次延期了，我们非常不满意"))
    assert "call" in post.kinds_of_tasks()


def test_words_that_came_by_mail_before_are_not_doubled(post: Post) -> None:
    words = "二号库扫码偶尔要扫两次，麻烦下周二前修好。"
    post.arrives(mail(f"李娜 <{LI}>", "扫码", words, message_id="<1@cold.example>"))
    forwards(post, ZH)
    forwards(post, ZH, message_id="<again@qinghe.example>")
    assert len(post.items()) == 1
    assert all("先前已经登记" in subject for subject in told(post))


def test_a_contact_shown_by_name_alone_is_known_by_the_name(post: Post) -> None:
    forwards(post, ZH.replace(f'"李娜" <{LI}>', "李娜"))
    assert [item.contact_address for item in post.items()] == [LI]


def test_a_stranger_is_asked_about_and_then_placed_by_a_person(post: Post) -> None:
    forwards(post, ZH.replace(LI, "new@elsewhere.example"))
    assert post.items() == []
    (task,) = post.tasks()
    assert (task.kind, task.owner) == ("unmatched", CHEN.address)
    assert "new@elsewhere.example" in task.title_zh
    reply = post.reply()
    assert reply.state is ReplyState.UNMATCHED
    place_reply(post.world.store, reply.id, ("cold", WANG), LIN.address, post.world.now)
    post.take_in()
    (item,) = post.items()
    assert (item.contact_address, item.channel) == (WANG, "forwarded")
    assert item.text.startswith("二号库")
    assert post.tasks() == []


def test_a_forward_between_colleagues_is_theirs_and_no_answer_to_the_client(post: Post) -> None:
    post.arrives(mail(LI, "扫码", "导出报表报错，麻烦尽快修好。", message_id="<1@cold.example>"))
    forwards(
        post,
        ZH.replace("二号库", "三号库"),
        to="mei@qinghe.example",
        in_reply_to="<1@cold.example>",
    )
    assert len(post.items()) == 1
    with post.world.store.read() as tx:
        assert not human_answered(tx, "<1@cold.example>", LI, datetime(2026, 10, 1, tzinfo=UTC))


def test_our_own_words_passed_on_are_no_feedback(post: Post) -> None:
    forwards(post, ZH.replace(f'"李娜" <{LI}>', f'"林晓" <{LIN.address}>'))
    assert post.items() == []
    assert post.tasks() == []


def test_an_answer_in_outlooks_form_is_not_taken_for_a_forward(post: Post) -> None:
    forwards(post, ZH, "答复: 扫码")
    assert post.items() == []
