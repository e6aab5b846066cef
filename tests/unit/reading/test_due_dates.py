from __future__ import annotations

from datetime import date

import pytest

from clientcomms.domain.triage.due_dates import due_date
from clientcomms.domain.triage.lexicon import fold

THURSDAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("请在2026年12月1日前完成", date(2026, 12, 1)),
        ("12月1日前", date(2026, 12, 1)),
        ("1月5号之前给我", date(2027, 1, 5)),
        ("12/1前发我", date(2026, 12, 1)),
        ("25号前", date(2026, 11, 25)),
        ("3号之前", date(2026, 12, 3)),
        ("今天下班前", THURSDAY),
        ("明天上午十点前", date(2026, 11, 20)),
        ("后天之前", date(2026, 11, 21)),
        ("周五前", date(2026, 11, 20)),
        ("周二之前", date(2026, 11, 24)),
        ("本周五前", date(2026, 11, 20)),
        ("下周一前", date(2026, 11, 23)),
        ("下下周五展会要用", date(2026, 12, 4)),
        ("本周内给方案", date(2026, 11, 20)),
        ("下周内给方案", date(2026, 11, 27)),
        ("月底前", date(2026, 11, 30)),
        ("下月底前", date(2026, 12, 31)),
        ("年底前上线", date(2026, 12, 31)),
        ("年前给我", date(2027, 2, 5)),
        ("春节前", date(2027, 2, 5)),
        ("元旦前", date(2026, 12, 31)),
        ("Q1末之前", date(2027, 3, 31)),
        ("3个工作日内", date(2026, 11, 24)),
        ("五天内答复", date(2026, 11, 24)),
        ("两周内", date(2026, 12, 3)),
        ("能改到12月10日吗，12月8日我出差", date(2026, 12, 10)),
        ("by 27 November", date(2026, 11, 27)),
        ("before November 27th", date(2026, 11, 27)),
        ("by the 27th", date(2026, 11, 27)),
        ("by the 3rd", date(2026, 12, 3)),
        ("by Friday", date(2026, 11, 20)),
        ("by next Friday", date(2026, 11, 27)),
        ("Friday week", date(2026, 11, 27)),
        ("a week on Monday", date(2026, 11, 30)),
        ("by close of business Monday", date(2026, 11, 23)),
        ("by end of day", THURSDAY),
        ("tomorrow please", date(2026, 11, 20)),
        ("before month end", date(2026, 11, 30)),
        ("by the end of December", date(2026, 12, 31)),
        ("by the end of next week", date(2026, 11, 27)),
        ("this week", date(2026, 11, 20)),
        ("within 3 working days", date(2026, 11, 24)),
        ("within 30 days", date(2026, 12, 19)),
        ("in the next 15 minutes", THURSDAY),
        ("a fortnight from now", date(2026, 12, 3)),
        ("by 2026-12-01", date(2026, 12, 1)),
        ("by year end", date(2026, 12, 31)),
        ("十五号之前给我", date(2026, 12, 15)),
        ("二十五号前", date(2026, 11, 25)),
        ("本月25日前", date(2026, 11, 25)),
        ("下个月10号前", date(2026, 12, 10)),
        ("十二月一日之前", date(2026, 12, 1)),
        ("十二月底", date(2026, 12, 31)),
        ("12月中旬", date(2026, 12, 15)),
        ("月中之前", date(2026, 12, 15)),
        ("11.25前", date(2026, 11, 25)),
        ("二十四小时内", date(2026, 11, 20)),
        ("三个月内", date(2027, 2, 19)),
        ("下周初", date(2026, 11, 23)),
        ("圣诞前", date(2026, 12, 24)),
        ("周三（25号）", date(2026, 11, 25)),
        ("下午三点前", THURSDAY),
        ("周二没空，周四下午可以", THURSDAY),
        ("early next week", date(2026, 11, 23)),
        ("mid-December", date(2026, 12, 15)),
        ("the day after tomorrow", date(2026, 11, 21)),
        ("a week from today", date(2026, 11, 26)),
        ("two weeks from now", date(2026, 12, 3)),
        ("Tues 1 Dec", date(2026, 12, 1)),
        ("Tuesday the 24th at 3pm", date(2026, 11, 24)),
        ("by 5pm", THURSDAY),
        ("by 5pm Friday", date(2026, 11, 20)),
        ("by 30.11.", date(2026, 11, 30)),
        ("30.11.2026", date(2026, 11, 30)),
        ("Friday's no good for me, how about Tuesday", date(2026, 11, 24)),
        ("version 1.2.", None),
        ("一日三餐", None),
        ("每月十号", None),
        ("改为每两周一次", None),
        ("尽快", None),
        ("ASAP", None),
        ("上周五说过", None),
        ("昨天又报错", None),
        ("2026年10月1日的报表", None),
        ("版本 3.1.2", None),
        ("31月45日", None),
        ("订单 20261119 有误", None),
        ("in may we could", None),
    ],
)
def test_a_day_is_read_as_people_name_it(text: str, day: date | None) -> None:
    assert due_date(fold(text), THURSDAY) == day


def test_figures_are_month_first_for_senders_who_write_so() -> None:
    assert due_date("by 12/3", THURSDAY, month_first=True) == date(2026, 12, 3)
    assert due_date("by 12/3", THURSDAY) is not None
    assert due_date("by 3/12", THURSDAY) == date(2026, 12, 3)
