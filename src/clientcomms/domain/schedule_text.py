"""Schedule rules as people write them, in Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time
from functools import lru_cache

from clientcomms.domain.schedule_values import (
    AnyDay,
    Days,
    Every,
    MonthDay,
    NthWeekday,
    OnDate,
    RuleError,
    ScheduleRule,
    Weekdays,
    WorkingDay,
    YearDay,
)

DEFAULT_TIME = time(10)
"""Of a rule that names no time."""

_DATE = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_CLOCK = re.compile(
    r"(?P<half>上午|早上|下午|晚上|中午)?\s*(?:\bat )?(?<![\d-])"
    r"(?P<hour>\d{1,2})(?:(?::(?P<minute>\d{2})(?!\d))|点(?:(?P<half_past>半)|(?P<zh_minute>\d{1,2})分?)?)"
)
_FROM = re.compile(rf"(?:\bfrom|自|从)\s*{_DATE}\s*(?:起|开始)?")
_UNTIL = re.compile(rf"(?:\buntil|至|到)\s*{_DATE}\s*(?:止|为止)?")

_EN_DAYS = {
    name[:3]: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
_EN_DAY = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs?|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
_EN_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1} | {
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
_ZH_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6} | {
    str(number): number - 1 for number in range(1, 8)
}
_ZH_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "首": 1, "末": 3}
_ZH_WEEK = "(?:周|星期|礼拜)"
_NTH = "|".join(_EN_NTH)
_ZH_NTH = "第[一二三四五1-5]个?|最后的?一?个?"


@lru_cache(maxsize=1024)
def parse_rule(text: str, *, default_time: time = DEFAULT_TIME) -> ScheduleRule:
    """Read a rule in either language; full-width digits and colons are understood.

    Raises:
        RuleError: what part is not understood, with examples in both languages.

    """
    rest = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    rest, start = _cut_date(_FROM, rest, text)
    rest, until = _cut_date(_UNTIL, rest, text)
    rest, at = _cut_time(rest, text, default_time)
    rule = _head(rest.strip(" ,、。."), text)
    if start and until and until < start:
        raise RuleError(text, f"it ends on {until}, before it starts on {start}")
    return ScheduleRule(
        rule.every, rule.days, at, rule.interval, rule.month_of_quarter, start or rule.start, until
    )


def _cut_date(pattern: re.Pattern[str], rest: str, text: str) -> tuple[str, date | None]:
    found = pattern.search(rest)
    if found is None:
        return rest, None
    return rest[: found.start()] + " " + rest[found.end() :], _date(found.groups(), text)


def _cut_time(rest: str, text: str, default_time: time) -> tuple[str, time]:
    found = _CLOCK.search(rest)
    if found is None:
        return rest, default_time
    hour, minute = int(found["hour"]), int(found["minute"] or found["zh_minute"] or 0)
    minute = 30 if found["half_past"] else minute
    if found["half"] in {"下午", "晚上"} and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise RuleError(text, f"{found[0].strip()!r} is no time of day")
    return rest[: found.start()] + " " + rest[found.end() :], time(hour, minute)


def _date(parts: tuple[str, ...], text: str) -> date:
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        raise RuleError(text, f"{'-'.join(parts)} is no date") from None


def _head(head: str, text: str) -> ScheduleRule:
    head = " ".join(head.split())
    packed = head.replace(" ", "")
    for pattern, build in _ENGLISH:
        if found := re.fullmatch(pattern, head):
            return build(found, text)
    for pattern, build in _CHINESE:
        if found := re.fullmatch(pattern, packed):
            return build(found, text)
    raise RuleError(text, f"{head!r} is not understood" if head else "it names no day")


_Build = Callable[[re.Match[str], str], ScheduleRule]


def _rule(
    every: Every, days: Days, *, interval: int = 1, month_of_quarter: int = 1
) -> ScheduleRule:
    return ScheduleRule(every, days, DEFAULT_TIME, interval, month_of_quarter)


def _month_day(number: str, text: str) -> MonthDay:
    day = int(number)
    if not 1 <= day <= 31:
        raise RuleError(text, f"no month has a day {day}")
    return MonthDay(day)


def _weeks(days: tuple[int, ...], interval: int, text: str) -> ScheduleRule:
    if not 1 <= interval <= 52:
        raise RuleError(text, f"every {interval} weeks is not possible (1 to 52)")
    return _rule(Every.WEEK, Weekdays(tuple(sorted(set(days)))), interval=interval)


def _en_weeks(found: re.Match[str], text: str) -> ScheduleRule:
    days = tuple(_EN_DAYS[name[:3]] for name in re.findall(_EN_DAY, found["days"]))
    words = found["rhythm"] or ""
    number = re.search(r"\d+", words)
    twice = words.startswith(("biweekly", "fortnightly", "every other", "every second"))
    return _weeks(days, int(number[0]) if number else 2 if twice else 1, text)


def _en_span(found: re.Match[str], text: str) -> ScheduleRule:
    every = Every.MONTH if found["span"] == "monthly" else Every.QUARTER
    month = int(found["month"] or 1)
    what = found["what"]
    if "working" in what:
        return _rule(every, WorkingDay(what.startswith("last")))
    if what.startswith("last") and what in {"last", "last day"}:
        return _rule(every, MonthDay(-1), month_of_quarter=_end_month(every, found["month"]))
    if what[0].isdigit() and " " not in what:
        number = re.sub(r"\D", "", what)
        return _rule(every, _month_day(number, text), month_of_quarter=month)
    nth, name = what.split(" ", 1)
    days = NthWeekday(_EN_NTH[nth], _EN_DAYS[name[:3]])
    month = _end_month(every, found["month"]) if days.nth == -1 else month
    return _rule(every, days, month_of_quarter=month)


def _end_month(every: Every, month: str | None) -> int:
    """The last of a quarter lies in its third month, unless another month is named."""
    return int(month) if month else 3 if every is Every.QUARTER else 1


def _year_day(found: re.Match[str], text: str) -> ScheduleRule:
    month, day = int(found[1]), int(found[2])
    _date(("2000", str(month), str(day)), text)
    return _rule(Every.YEAR, YearDay(month, day))


def _once(found: re.Match[str], text: str) -> ScheduleRule:
    return _rule(Every.ONCE, OnDate(_date(found.groups()[-3:], text)))


def _working_day(found: re.Match[str], _text: str) -> ScheduleRule:
    return _rule(Every(found["span"]), WorkingDay(found["end"] == "last"))


def _zh_weeks(found: re.Match[str], text: str) -> ScheduleRule:
    days = tuple(_ZH_DAYS[char] for char in re.findall(r"[一二三四五六日天1-7]", found["days"]))
    words = found["rhythm"]
    number = re.search(r"\d+", words)
    if number:
        return _weeks(days, int(number[0]), text)
    spoken = next((_ZH_NUMBERS[char] for char in words if char in "两二三四"), 1)
    return _weeks(days, 2 if words.startswith(("双", "隔")) else spoken, text)


def _zh_span(found: re.Match[str], text: str) -> ScheduleRule:
    every = Every.MONTH if "月" in found["span"] else Every.QUARTER
    month = _zh_month(found["month"])
    what = found["what"]
    if "工作日" in what:
        return _rule(every, WorkingDay(not what.startswith(("第", "首"))))
    if re.search(rf"{_ZH_WEEK}[一二三四五六日天]$", what):
        nth = -1 if what.startswith("最") else _zh_number(what[1])
        month = month or (3 if nth == -1 and every is Every.QUARTER else 1)
        return _rule(every, NthWeekday(nth, _ZH_DAYS[what[-1]]), month_of_quarter=month)
    if number := re.match(r"\d+", what):
        return _rule(every, _month_day(number[0], text), month_of_quarter=month or 1)
    return _rule(
        every, MonthDay(-1), month_of_quarter=month or (3 if every is Every.QUARTER else 1)
    )


def _zh_month(words: str | None) -> int | None:
    return next((_zh_number(c) for c in words or "" if c.isdigit() or c in _ZH_NUMBERS), None)


def _zh_number(char: str) -> int:
    return int(char) if char.isdigit() else _ZH_NUMBERS[char]


_EN_WEEKLY = (
    r"(?:(?P<rhythm>weekly|biweekly|fortnightly|every|every week|every (?:other|second) week"
    rf"|every \d{{1,3}} weeks?) )?(?:on )?(?P<days>{_EN_DAY}(?:(?:, ?| and | ){_EN_DAY})*)"
)
_EN_WORKING = (
    r"(?P<end>first|last)[ _]working[ _]day[ _]of[ _](?:the |each |every )?"
    r"(?P<span>week|month|quarter)"
)
_EN_SPAN = (
    r"(?P<span>monthly|quarterly)(?: month (?P<month>[123]))? (?:on )?(?:the )?(?:day )?"
    rf"(?P<what>\d{{1,2}}(?:st|nd|rd|th)?|last(?: day)?|(?:{_NTH}) {_EN_DAY}"
    r"|(?:first|last)[ _]working[ _]day)"
)
_ENGLISH: tuple[tuple[str, _Build], ...] = (
    (r"daily|every day", lambda _found, _text: _rule(Every.DAY, AnyDay(working=False))),
    (
        r"workdays|weekdays|every[ _]working[ _]day",
        lambda _found, _text: _rule(Every.DAY, AnyDay(working=True)),
    ),
    (_EN_WEEKLY, _en_weeks),
    (_EN_WORKING, _working_day),
    (_EN_SPAN, _en_span),
    (r"(?:yearly|annually) (\d{1,2})[-/](\d{1,2})", _year_day),
    (rf"(?:once )?{_DATE}", _once),
)

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
_CHINESE: tuple[tuple[str, _Build], ...] = (
    ("每天|每日", lambda _found, _text: _rule(Every.DAY, AnyDay(working=False))),
    ("每个?工作日", lambda _found, _text: _rule(Every.DAY, AnyDay(working=True))),
    (_ZH_WEEKLY, _zh_weeks),
    (
        f"每?个?{_ZH_WEEK}的?(?:{_ZH_LAST})工作日",
        lambda _found, _text: _rule(Every.WEEK, WorkingDay(last=True)),
    ),
    (
        f"每?个?{_ZH_WEEK}的?(?:{_ZH_FIRST})工作日",
        lambda _found, _text: _rule(Every.WEEK, WorkingDay(last=False)),
    ),
    (_ZH_SPAN, _zh_span),
    (r"每年(\d{1,2})[月\-/](\d{1,2})[日号]?", _year_day),
    (rf"(?:一次|单次|仅一次)?{_DATE}", _once),
)
