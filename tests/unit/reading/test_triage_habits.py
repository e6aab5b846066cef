"""Habits of language, each with its own small case, in Chinese wherever in English."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from clientcomms.domain.reading import Attendance, Sentiment, Triage, Urgency
from clientcomms.domain.triage import triage_text

THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=timezone(timedelta(hours=8)))


def triage(text: str, in_reply_to: str | None = None, *, subject: str = "") -> Triage:
    return triage_text(text, sent_at=THURSDAY, in_reply_to=in_reply_to, subject=subject)


def categories(text: str, in_reply_to: str | None = None) -> list[str]:
    return [item.category.value for item in triage(text, in_reply_to).items]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("这个方案我们不满意。", ["complaint"]),
        ("We are not happy with the handover.", ["complaint"]),
        ("沟通不够专业。", ["complaint"]),
        ("The trainer was not very helpful.", ["complaint"]),
        ("没有再出现报错。", []),
        ("No more errors since then.", []),
        ("不是投诉，就是随口说一句。", []),
        ("This is not a complaint.", []),
        ("我们没有同意这个方案。", ["rejection"]),
    ],
)
def test_a_not_in_front_turns_what_is_said(text: str, found: list[str]) -> None:
    assert categories(text, "progress_report") == found


@pytest.mark.parametrize(
    "text",
    [
        "效果不太理想，希望重视一下。",
        "说实话有点失望，再这样下去没法跟领导交代。",
        "每次提的问题都要跟好几遍。",
        "这已经是第三次延期了。",
        "With respect, this is not what we discussed.",
        "Not ideal, to put it mildly.",
        "I have now explained this three times.",
        "We keep finding out about delays from other people.",
    ],
)
def test_a_complaint_may_be_indirect(text: str) -> None:
    found = triage(text, "progress_report")
    assert [item.category.value for item in found.items] == ["complaint"]
    assert found.needs_reply


@pytest.mark.parametrize(
    "text",
    [
        "同意，前提是第3条按我们的改。",
        "可以签，但审批流要支持会签。",
        "Approved subject to the audit trail being kept for seven years.",
        "Fine by us, as long as the old system stays up until January.",
        "Happy with all of it except item 9.",
    ],
)
def test_a_yes_with_a_condition_is_a_yes_and_a_wish(text: str) -> None:
    found = triage(text, "requirement_confirmation")
    assert [item.category.value for item in found.items] == ["approval", "change_request"]
    assert found.needs_reply


@pytest.mark.parametrize(
    "text",
    ["补齐之前我们不签。", "还不行。", "验收单我们签不了。", "Not yet.", "We can't go along with this.", "We won't sign until the export works."],
)  # fmt: skip
def test_a_no_where_a_sign_off_was_asked_for_is_a_rejection(text: str) -> None:
    assert categories(text, "delivery_acceptance") == ["rejection"]


@pytest.mark.parametrize("text", ["没意见。", "没有问题了，谢谢。", "No objections."])
def test_the_same_words_sign_off_or_are_a_receipt(text: str) -> None:
    assert categories(text, "change_notice") == ["approval"]
    assert categories(text, "progress_report") == []


@pytest.mark.parametrize(
    "text",
    ["扫码枪扫不出来。", "账关不了。", "页面一直转圈。", "打印没反应。", "I can't log in.", "The report won't open.", "Totals are off by 312.", "The filter isn't working."],
)  # fmt: skip
def test_what_cannot_be_done_is_a_defect(text: str) -> None:
    assert categories(text) == ["defect"]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("把名称改成“仓储平台”，再加一列供应商。", "change_request"),
        ("发一份最新的接口文档给我们。", "question"),
        ("请说明一下原因。", "question"),
        ("Add Priya to the distribution list.", "change_request"),
        ("Send me the minutes.", "question"),
        ("I'd like an explanation.", "question"),
        ("She'll need a login with the same rights.", "change_request"),
    ],
)
def test_an_order_is_a_change_or_asks_for_word(text: str, category: str) -> None:
    assert categories(text) == [category]


def test_words_that_ask_do_so_only_where_they_can() -> None:
    assert categories("The product does what it should and we know when to stop.") == []
    assert categories("What does amber mean") == ["question"]


@pytest.mark.parametrize(
    ("text", "letter", "category"),
    [
        ("域名资料昨天传网盘了。", "action_request", "information"),
        ("The firewall rule goes to our board next week.", "action_request", "information"),
        ("Getting hold of anyone takes days.", "progress_report", None),
        ("6. It does its job, but getting hold of anyone takes days.", "satisfaction_survey", "complaint"),
        ("6分。东西能用，但是找个人真费劲。", "satisfaction_survey", "complaint"),
        ("August is still 12 too high here.", "feedback_resolved", "defect"),
        ("8月的还是多12。", "feedback_resolved", "defect"),
        ("What a treat, the cakes were lovely!", "holiday_greeting", None),
        ("月饼收到了，太客气了！", "holiday_greeting", None),
    ],
)  # fmt: skip
def test_the_letter_that_is_answered_says_what_is_meant(
    text: str, letter: str, category: str | None
) -> None:
    assert categories(text, letter) == ([category] if category else [])


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("导出很慢，不急。", Urgency.LOW),
        ("导出很慢，不是很着急。", Urgency.LOW),
        ("The export is slow, not urgent.", Urgency.LOW),
        ("导出打不开，很急。", Urgency.HIGH),
        ("门店收银全部停了，赶紧派人！", Urgency.URGENT),
        ("Customers see other customers' addresses.", Urgency.URGENT),
        ("加急费怎么算？", Urgency.NORMAL),
        ("The emergency contact is wrong.", Urgency.NORMAL),
    ],
)
def test_a_word_of_haste_may_be_taken_back(text: str, urgency: Urgency) -> None:
    assert triage(text).items[0].urgency is urgency


@pytest.mark.parametrize(
    "text",
    [
        "发票金额不对，什么时候能重开？",
        "The invoice is wrong, when can we have a new one?",
        "尾款的专票还没收到，麻烦查一下。",
    ],
)
def test_money_wins_over_the_question_about_it(text: str) -> None:
    assert categories(text) == ["billing"]


@pytest.mark.parametrize(
    "text", ["价格字段显示不出来。", "The price list is wrong on page 2.", "发票模块打不开。"]
)
def test_money_as_a_name_in_the_product_is_no_money(text: str) -> None:
    assert categories(text) == ["defect"]


@pytest.mark.parametrize(
    ("text", "attendance"),
    [
        ("我在外地，让副总代我参加。", Attendance.DECLINED),
        ("My colleague Petra will join instead.", Attendance.DECLINED),
        ("I'm away that week.", Attendance.DECLINED),
    ],
)
def test_who_sends_somebody_else_does_not_come(text: str, attendance: Attendance) -> None:
    assert triage(text, "review_invitation").attendance is attendance


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("Nothing but trouble, the worst release so far.", Sentiment.NEGATIVE),
        ("太离谱了，浪费我们时间。", Sentiment.NEGATIVE),
        ("Not bad at all!", Sentiment.POSITIVE),
        ("非常用心，超出预期！", Sentiment.POSITIVE),
        ("不好意思，打扰一下，请问几点开会？", Sentiment.NEUTRAL),
    ],
)
def test_attitude_is_read_with_its_nots(text: str, sentiment: Sentiment) -> None:
    assert triage(text).sentiment is sentiment


@pytest.mark.parametrize(
    "text",
    [
        "一、导出报错\n二、移动端什么时候给？\n三、首页轮播图去掉",
        "① 导出报错\n② 移动端什么时候给？\n③ 首页轮播图去掉",
        "- the export fails\n- when do we get the mobile app?\n- please remove the carousel",
        "(1) the export fails\n(2) when do we get the mobile app?\n(3) remove the carousel",
    ],
)
def test_each_numbered_point_is_one_item(text: str) -> None:
    assert categories(text) == ["defect", "question", "change_request"]


def test_reasons_say_what_each_rule_saw() -> None:
    (item,) = triage("Please send us the plan by tomorrow.").items
    assert item.reasons == (
        "question: please send, send us, send",
        "high: due within one working day",
        "due 2026-11-20: tomorrow",
    )
    (item,) = triage("导出打不开，很急。").items
    assert item.reasons[0].startswith("defect: 打不开")
    assert item.reasons[1] == "high: 很急"
    assert triage("我们很失望，又延期。").reasons[0].startswith("negative: ")


@pytest.mark.parametrize(
    "text",
    [
        "The export stops at row 500. Please fix it by Tuesday.",
        "导出到500行就报错。麻烦周二前修好。",
    ],
)
def test_an_order_to_mend_it_gives_the_defect_its_date(text: str) -> None:
    (item,) = triage(text).items
    assert item.category.value == "defect"
    assert item.due is not None
    assert item.due.isoformat() == "2026-11-24"
