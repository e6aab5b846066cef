from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from clientcomms.domain.reading import Attendance, Category, Sentiment, Triage, Urgency
from clientcomms.domain.triage import triage_text

SHANGHAI = timezone(timedelta(hours=8))
THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=SHANGHAI)


def triage(text: str, in_reply_to: str | None = None, *, subject: str = "") -> Triage:
    return triage_text(text, sent_at=THURSDAY, in_reply_to=in_reply_to, subject=subject)


def categories(text: str, in_reply_to: str | None = None) -> list[str]:
    return [item.category.value for item in triage(text, in_reply_to).items]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("库存页面一点查询就报错。", "defect"),
        ("The stock page crashes when I press search.", "defect"),
        ("把登录页的标题改成“仓储平台”。", "change_request"),
        ("Please add a column for the batch number.", "change_request"),
        ("移动端什么时候能上线?", "question"),
        ("When will the mobile app be available?", "question"),
        ("上个月的发票金额不对,请重开。", "billing"),
        ("The invoice for October shows the wrong amount, please reissue it.", "billing"),
        ("一个多星期了没人回我消息,我们很失望。", "complaint"),
        ("We are disappointed, nobody answered us for a week.", "complaint"),
        ("这个方案我们不同意。", "rejection"),
        ("We cannot accept this version.", "rejection"),
        ("同意验收。", "approval"),
        ("We approve the requirements.", "approval"),
        ("建议首页多放一张图。", "suggestion"),
        ("It would be nice to have a dark theme.", "suggestion"),
        ("这次培训做得很好,讲得很细致。", "praise"),
        ("Great job on the training.", "praise"),
        ("周四的会能不能改到周五下午?", "schedule"),
        ("Could we move the meeting to another slot?", "schedule"),
        ("新的门店清单见附件。", "information"),
        ("The store list is attached.", "information"),
        ("请把我从邮件列表移除,不要再发了。", "unsubscribe"),
        ("Please unsubscribe me.", "unsubscribe"),
        ("請把聯絡電話改成 02-0000-0000。", "change_request"),
        ("登入頁面打不開,顯示錯誤。", "defect"),
    ],
)
def test_an_item_has_its_category(text: str, category: str) -> None:
    assert categories(text) == [category]


@pytest.mark.parametrize(
    "text",
    ["收到", "好的,谢谢!", "收到,辛苦了。", "谢谢,新年快乐!", "Noted, thanks.", "Thank you!", "Got it.", "Happy New Year!", "王总:\n您好!\n收到。", "", "👍"],
)  # fmt: skip
def test_a_receipt_or_greeting_has_no_items(text: str) -> None:
    found = triage(text, "progress_report")
    assert found.items == ()
    assert not found.needs_reply


@pytest.mark.parametrize("text", ["OK", "同意", "LGTM", "没问题", "可以", "+1"])
@pytest.mark.parametrize(
    "kind", ["requirement_confirmation", "change_notice", "delivery_acceptance"]
)
def test_a_short_yes_signs_off_only_where_sign_off_was_asked(text: str, kind: str) -> None:
    assert categories(text, kind) == ["approval"]


@pytest.mark.parametrize("text", ["OK", "没问题", "可以"])
def test_the_same_yes_after_a_report_is_a_receipt(text: str) -> None:
    assert categories(text, "progress_report") == []


def test_one_reply_holds_several_items_in_the_client_s_exact_words() -> None:
    text = "李工您好:\n1. 报表导出还是报错;\n2. 移动端什么时候能给测试版?\n3. 首页的轮播图去掉。\n以上,辛苦。"
    found = triage(text, "progress_report")
    assert [item.category for item in found.items] == [
        Category.DEFECT,
        Category.QUESTION,
        Category.CHANGE_REQUEST,
    ]
    assert [item.text for item in found.items][2] == "首页的轮播图去掉"
    for item in found.items:
        assert text[item.start : item.end] == item.text


def test_offsets_hold_in_traditional_script_and_with_odd_letters() -> None:
    text = "İstanbul 🎉\n登入頁面打不開，請處理。\n"
    (item,) = triage(text).items
    assert text[item.start : item.end] == item.text == "登入頁面打不開，請處理"


def test_praise_and_a_wish_in_one_sentence_are_two_items() -> None:
    assert categories("整体做得很好，但是导出的文件名改成日期。") == ["praise", "change_request"]
    assert categories("Great work on the demo, but please add the batch number.") == [
        "praise",
        "change_request",
    ]


def test_a_hard_wrapped_sentence_is_one_item() -> None:
    text = "Could you please tell us when the new version of the mobile\napp will be available for our drivers?"
    assert categories(text) == ["question"]


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("生产环境宕机了,请立即处理!", Urgency.URGENT),
        ("Production is down, please fix it immediately.", Urgency.URGENT),
        ("请今天下班前发我一份清单。", Urgency.URGENT),
        ("请明天中午前发我一份清单。", Urgency.HIGH),
        ("Please send us the list by tomorrow.", Urgency.HIGH),
        ("不着急,有空把字号调大一点。", Urgency.LOW),
        ("No rush, but please rename the button.", Urgency.LOW),
        ("请把标题改成“仓储平台”。", Urgency.NORMAL),
        ("这次培训做得很好。", Urgency.LOW),
    ],
)
def test_urgency_comes_from_the_date_then_the_words(text: str, urgency: Urgency) -> None:
    assert triage(text).items[0].urgency is urgency


def test_the_due_date_belongs_to_the_ask() -> None:
    (item,) = triage("请在下周三之前给出一个方案。").items
    assert item.due == date(2026, 11, 25)
    (item,) = triage("Please send the plan by 27 November.").items
    assert item.due == date(2026, 11, 27)


def test_the_due_date_is_resolved_in_the_sender_s_own_zone() -> None:
    late_in_new_york = datetime(2026, 11, 19, 22, 0, tzinfo=timezone(timedelta(hours=-5)))
    (item,) = triage_text("Please send it by tomorrow.", sent_at=late_in_new_york).items
    assert item.due == date(2026, 11, 20)
    (item,) = triage_text("Please send it by 12/3.", sent_at=late_in_new_york).items
    assert item.due == date(2026, 12, 3)
    london = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)
    (item,) = triage_text("Please send it by 3/12.", sent_at=london).items
    assert item.due == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("非常满意,合作愉快!", Sentiment.POSITIVE),
        ("Excellent work, we are delighted!", Sentiment.POSITIVE),
        ("很失望,又延期,没人通知我们。", Sentiment.NEGATIVE),
        ("We are fed up, this is the third time.", Sentiment.NEGATIVE),
        ("请把标题改成“仓储平台”。", Sentiment.NEUTRAL),
        ("When is the next release?", Sentiment.NEUTRAL),
        ("No concerns from us.", Sentiment.NEUTRAL),
        ("没有不满,就是问一下进度。", Sentiment.NEUTRAL),
    ],
)
def test_sentiment_is_the_attitude_to_us(text: str, sentiment: Sentiment) -> None:
    assert triage(text).sentiment is sentiment


@pytest.mark.parametrize(
    ("text", "attendance", "waits"),
    [
        ("好的,准时参加。", Attendance.ACCEPTED, False),
        ("可以", Attendance.ACCEPTED, False),
        ("See you there.", Attendance.ACCEPTED, False),
        ("不好意思,那天我无法参加。", Attendance.DECLINED, False),
        ("Sorry, I can't make it.", Attendance.DECLINED, False),
        ("能否改到周五下午?", Attendance.TENTATIVE, True),
        ("Friday would suit me better, can we reschedule?", Attendance.TENTATIVE, True),
    ],
)
def test_a_plain_answer_to_an_invitation_is_read(
    text: str, attendance: Attendance, *, waits: bool
) -> None:
    found = triage(text, "review_invitation")
    assert found.attendance is attendance
    assert found.needs_reply is waits


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("As agreed last week, the training is on Monday.", None),
        ("The price list is wrong on page 2.", "defect"),
        ("We will pay the invoice next week.", "information"),
        ("我们下周会付款。", "information"),
        ("目前不具备验收条件。", "rejection"),
        ("进度怎么又慢了?说好月底上线的。", "complaint"),
        ("已收到会议邀请。", None),
        ("帮我把测试环境的密码重置一下", "change_request"),
    ],
)
def test_a_word_that_only_looks_like_a_sign_does_not_decide(
    text: str, category: str | None
) -> None:
    assert categories(text) == ([category] if category else [])


def test_a_question_with_a_no_to_an_invitation_still_waits() -> None:
    found = triage("我那天请假,让小李代我参加可以吗?", "review_invitation")
    assert found.attendance is Attendance.DECLINED
    assert found.needs_reply


def test_please_fix_it_belongs_to_the_defect_before_it() -> None:
    assert categories("首页打不开。请尽快处理。") == ["defect"]
    assert categories("The start page crashes. Please have a look.") == ["defect"]


def test_a_rush_is_taken_back_in_a_sentence_of_its_own() -> None:
    (item,) = triage("Can you add Sarah to the weekly distribution? No hurry.").items
    assert item.urgency is Urgency.LOW


def test_attendance_is_read_only_in_answers_to_invitations() -> None:
    assert triage("好的,准时参加。", "progress_report").attendance is None


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("移动端什么时候上线?", True),
        ("同意验收。", False),
        ("做得很好!", False),
        ("新的清单见附件。", False),
    ],
)
def test_needs_reply_says_whether_a_person_waits(text: str, *, waits: bool) -> None:
    assert triage(text, "delivery_acceptance").needs_reply is waits


@pytest.mark.parametrize(
    ("text", "category", "due"),
    [
        ("The export fails, can you fix it by 4 December?", "defect", date(2026, 12, 4)),
        ("The export fails. Could you please fix this before 4 December?", "defect", date(2026, 12, 4)),
        ("导出报错，12月4日前能修好吗？", "defect", date(2026, 12, 4)),
        ("二号库扫码经常报错，麻烦周五前看一下。", "defect", date(2026, 11, 20)),
        ("登录页打不开了，请尽快处理。", "defect", None),
        ("导出报错。12月4日之前可以解决吗？", "defect", date(2026, 12, 4)),
        ("登录页打不开，什么时候能恢复？", "defect", None),
        ("The login page is down, when will it be back?", "defect", None),
        ("发票金额不对，12月4日前能改好吗？", "billing", date(2026, 12, 4)),
    ],
)  # fmt: skip
def test_a_question_when_it_is_mended_belongs_to_what_is_broken(
    text: str, category: str, due: date | None
) -> None:
    (item,) = triage(text).items
    assert (item.category.value, item.due) == (category, due)
    assert item.text == text.removesuffix("。")


@pytest.mark.parametrize(
    "text",
    [
        "导出报错，培训什么时候能恢复？",
        "导出报错，另外培训什么时候开始？",
        "The export fails, and when will the training take place?",
        "The export fails, can you fix the login page by 4 December?",
    ],
)
def test_a_question_about_something_else_stays_a_thing_of_its_own(text: str) -> None:
    assert categories(text) == ["defect", "question"]


@pytest.mark.parametrize("text", ["12月4日前能修好吗？", "Can you fix it by 4 December?"])
def test_such_a_question_alone_is_a_question(text: str) -> None:
    assert categories(text) == ["question"]
