"""Schedule rules in Chinese (spaces are taken out before)."""

from __future__ import annotations

import re

from clientcomms.domain.schedule_build import (
    DATE,
    Forms,
    month_day,
    once,
    rule_of,
    weeks,
    year_day,
)
from clientcomms.domain.schedule_values import (
    AnyDay,
    Every,
    MonthDay,
    NthWeekday,
    ScheduleRule,
    WorkingDay,
)

_ZH_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6} | {
    str(number): number - 1 for number in range(1, 8)
}
_ZH_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "首": 1, "末": 3}
_ZH_WEEK = "(?:周|星期|礼拜)"
_ZH_NTH = "第[一二三四五1-5]个?|最后的?一?个?"


def _zh_weeks(found: re.Match[str], text: str) -> ScheduleRule:
    days = tuple(_ZH_DAYS[char] for char in re.findall(r"[一二三四五六日天1-7]", found["days"]))
    words = found["rhythm"]
    number = re.search(r"\d+", words)
    if number:
        return weeks(days, int(number[0]), text)
    spoken = next((_ZH_NUMBERS[char] for char in words if char in "两二三四"), 1)
    return weeks(days, 2 if words.startswith(("双", "隔")) else spoken, text)


def _zh_span(found: re.Match[str], text: str) -> ScheduleRule:
    every = Every.MONTH if "月" in found["span"] else Every.QUARTER
    month = _zh_month(found["month"])
    what = found["what"]
    if "工作日" in what:
        return rule_of(every, WorkingDay(not what.startswith(("第", "首"))))
    if re.search(rf"{_ZH_WEEK}[一二三四五六日天]$", what):
        nth = -1 if what.startswith("最") else _zh_number(what[1])
        month = month or (3 if nth == -1 and every is Every.QUARTER else 1)
        return rule_of(every, NthWeekday(nth, _ZH_DAYS[what[-1]]), month_of_quarter=month)
    if number := re.match(r"\d+", what):
        return rule_of(every, month_day(number[0], text), month_of_quarter=month or 1)
    return rule_of(
        every, MonthDay(-1), month_of_quarter=month or (3 if every is Every.QUARTER else 1)
    )


def _zh_month(words: str | None) -> int | None:
    return next((_zh_number(c) for c in words or "" if c.isdigit() or c in _ZH_NUMBERS), None)


def _zh_number(char: str) -> int:
    return int(char) if char.isdigit() else _ZH_NUMBERS[char]


_ZH_WEEKLY = (
    f"(?P<rhythm>每隔?(?:[两二三四]|\\d{{1,3}})个?|双|隔|每|)(?:{_ZH_WEEK}的?)?{_ZH_WEEK}?"
    f"(?P<days>[一二三四五六日天](?:[、,和及]?{_ZH_WEEK}?[一二三四五六日天])*)"
)
_ZH_FIRST = "第[一1]个?|首个?"
_ZH_LAST = "最后的?一?个?|末个?"
_ZH_SPAN = (
    "(?P<span>每?个?月|每?个?季度?)的?(?P<month>首月|末月|第[一二三1-3]个?月)?的?"
    f"(?P<what>\\d{{1,2}}[日号]|最后一?[天日]|末日|月?末|月?底|(?:{_ZH_NTH}){_ZH_WEEK}"
    f"[一二三四五六日天]|(?:{_ZH_FIRST}|{_ZH_LAST})工作日)"
)
CHINESE: Forms = (
    ("每天|每日", lambda _found, _text: rule_of(Every.DAY, AnyDay(working=False))),
    ("每个?工作日", lambda _found, _text: rule_of(Every.DAY, AnyDay(working=True))),
    (_ZH_WEEKLY, _zh_weeks),
    (
        f"每?个?{_ZH_WEEK}的?(?:{_ZH_LAST})工作日",
        lambda _found, _text: rule_of(Every.WEEK, WorkingDay(last=True)),
    ),
    (
        f"每?个?{_ZH_WEEK}的?(?:{_ZH_FIRST})工作日",
        lambda _found, _text: rule_of(Every.WEEK, WorkingDay(last=False)),
    ),
    (_ZH_SPAN, _zh_span),
    (r"每年(\d{1,2})[月\-/](\d{1,2})[日号]?", year_day),
    (rf"(?:一次|单次|仅一次)?{DATE}", once),
)
