"""Plain answers to an invitation, as clients write them."""

from __future__ import annotations

import pytest

from clientcomms.wire.calendar_event import PartStat
from clientcomms.wire.itip_text import read_text_answer, text_answer

YES, NO, MAYBE = PartStat.ACCEPTED, PartStat.DECLINED, PartStat.TENTATIVE

CHINESE = [
    ("好的,准时参加", YES),
    ("好的,准时参加", YES),
    ("好的", YES),
    ("好的,谢谢!", YES),
    ("好的收到", YES),
    ("可以", YES),
    ("可以的。", YES),
    ("林经理:\n可以,没问题。\n谢谢", YES),
    ("没问题", YES),
    ("收到,我会准时参加。", YES),
    ("时间合适,届时参加", YES),
    ("这个时间我可以", YES),
    ("行", YES),
    ("OK,到时见", YES),
    ("确认参加", YES),
    ("我和李工都可以,没有冲突。", YES),
    ("不冲突,可以参加", YES),
    ("没有问题,周四见", YES),
    ("同意", YES),
    ("我们能参加。材料什么时候发?", YES),
    ("好的 👍", YES),
    ("我方无异议", YES),
    ("好的,準時參加", YES),
    ("沒問題,我會參加", YES),
    ("抱歉,時間衝突,無法參加", NO),
    ("還不確定", MAYBE),
    ("没意见", YES),
    ("没有时间上的问题", None),
    ("不好意思,那天参加不了。", NO),
    ("抱歉,我不能参加", NO),
    ("29号没空", NO),
    ("这个时间不行", NO),
    ("时间冲突,去不了", NO),
    ("当天在外地出差,赶不回来", NO),
    ("不方便", NO),
    ("不可以", NO),
    ("好的,但是那天我来不了", NO),
    ("可能参加", MAYBE),
    ("不一定能来,尽量参加", MAYBE),
    ("应该可以", MAYBE),
    ("待定", MAYBE),
    ("可能来不了", MAYBE),
    ("收到", None),
    ("收到,谢谢", None),
    ("谢谢", None),
    ("", None),
    ("可以吗?", None),
    ("周五可以", None),
    ("周四不行,周五可以", None),
    ("可以,但我只能待半小时", None),
    ("如果材料齐了就可以", None),
    ("好的,我问一下王总再回复您", None),
    ("我不能不参加", None),
    ("我参加不了,让李工参加", None),
    ("可以发一下材料吗", None),
    ("可以把上次的接口问题也列进议程。", None),
    ("上周的报表还是打不开,请尽快处理。", None),
    ("已加日历,谢谢", YES),
    ("那就不见不散", YES),
    ("没有时间写报告,会议照常参加", None),
    ("我那天休假", NO),
    ("我请个假", NO),
    ("不克出席", NO),
    ("我出差,但可以线上参加", None),
]

ENGLISH = [
    ("yes, works", YES),
    ("Yes", YES),
    ("Works for me. Thanks, David", YES),
    ("That works, see you then!", YES),
    ("OK thanks", YES),
    ("Sounds good.", YES),
    ("I'll be there.", YES),
    ("Hi Xiao,\n\nFine with me.\n\nBest,\nLena", YES),
    ("No problem, count me in", YES),
    ("Not a problem", YES),
    ("Confirmed", YES),
    ("We can both attend. When will the papers arrive?", YES),
    ("Happy to join", YES),
    ("Perfect, thank you", YES),
    ("Accepted with thanks.", YES),
    ("I will not be able to join before 14:15", None),
    ("I'm afraid I can't", NO),
    ("can't make it Thursday", NO),
    ("Sorry, I can’t make it.", NO),
    ("I won't be able to attend", NO),
    ("Unfortunately I have a conflict", NO),
    ("That doesn't work for me", NO),
    ("No", NO),
    ("No, sorry.", NO),
    ("I will not be attending", NO),
    ("I'm out of office that week.", NO),
    ("maybe", MAYBE),
    ("Not sure yet", MAYBE),
    ("I'll try to join", MAYBE),
    ("Should be able to make it", MAYBE),
    ("Let me check and get back to you", None),
    ("Thanks", None),
    ("Received, thanks.", None),
    ("Does that work for you?", None),
    ("Yes, if the papers are ready", None),
    ("I can't do Tuesday but Thursday works", None),
    ("I can't open the attachment", None),
    ("Yes but only for half an hour", None),
    ("I can't come, my colleague will join", None),
    ("That is not fine with me", None),
    ("The export still fails. Is the fix confirmed?", None),
    ("Will attend, thank you", YES),
    ("I will be travelling that day", NO),
    ("Please excuse me from this one", NO),
    ("I'm travelling, but can join by phone", None),
]


@pytest.mark.parametrize(("text", "expected"), CHINESE)
def test_a_plain_chinese_answer_is_read(text: str, expected: PartStat | None) -> None:
    assert text_answer(text, "zh") is expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_a_plain_english_answer_is_read(text: str, expected: PartStat | None) -> None:
    assert text_answer(text, "en") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不方便,能改到周四吗", NO),
        ("周四可以吗?", None),
        ("週四可以嗎?", None),
        ("能不能推迟一天", None),
        ("可以,不过能换到下午吗", None),
        ("那天不行,换个时间吧", NO),
        ("Can't make it, how about Friday?", NO),
        ("Could we move it to Friday?", None),
        ("Yes, but could we start at three?", None),
        ("Would Thursday at 10 work?", None),
        ("I'd prefer another day", None),
    ],
)
def test_who_asks_for_another_time_has_not_accepted(text: str, expected: PartStat | None) -> None:
    read = read_text_answer(text, "zh" if text[0] > "z" else "en")
    assert (read.partstat, read.wants_other_time) == (expected, True)


@pytest.mark.parametrize("text", ["可以,我会提前5分钟到", "Yes, works. Talk to you later"])
def test_early_and_late_are_no_wish_for_another_time(text: str) -> None:
    assert not read_text_answer(text, "zh").wants_other_time


def test_a_long_letter_is_left_to_a_person() -> None:
    assert text_answer("好的。" + "接口联调的进度我们内部讨论过了。" * 6, "zh") is None
    assert text_answer("Yes. " + "We have discussed the interface at length. " * 8, "en") is None


def test_other_languages_are_left_to_a_person() -> None:
    assert text_answer("No", "it") is None
