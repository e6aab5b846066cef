"""The days that a short text names, in the forms of zh, en and their neighbours.

In charge of the calendar only; what a day is said to be is `clientcomms.wire.return_dates`' business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from clientcomms.wire.word_lists import texts


@dataclass(frozen=True, slots=True)
class DayMention:
    """`text[start:end]` names `day`."""

    start: int
    end: int
    day: date


_ZH_DIGITS = "一二三四五六七八九十"
_NUMBER = rf"\d{{1,2}}|[{_ZH_DIGITS}]{{1,3}}"
_Y_FIRST = re.compile(
    r"(?<!\d)(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)\s?[日号號]?"
)
_Y_LAST = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(20\d\d|\d\d)(?![\d/])")
_ZH = re.compile(
    rf"(?:(20\d\d)\s?年|明年|今年)?\s?({_NUMBER})\s?月\s?({_NUMBER})(?![\d{_ZH_DIGITS}])\s?[日号號]?"
)
_ZH_DAY = re.compile(
    rf"(?:(?P<next>下个?月|下個月)|(?P<this>本月|这个月|這個月|当月)|(?P<range>[-–—~～至到]\s?))({_NUMBER})\s?[日号號]"
)
_SHORT = re.compile(r"(?<![\d/.:-])(\d{1,2})[/.-](\d{1,2})(?![\d/.:-]*\d)")
_WORD = r"([a-zäáéèêíóúûüöçřčžýěа-я]{3,10})"
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s(?:of\s|de\s|d')?{_WORD}\b\.?(?:,?\s(?:de\s)?(20\d\d))?"
)
_MONTH_DAY = re.compile(
    rf"\b{_WORD}\.?\s(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,?\s(20\d\d))?"
    r"(?:\s?(?:-|–|—|to|through|thru|until)\s?(\d{1,2})(?:st|nd|rd|th)?(?![\d:/]|\.\d))?"
)
_WEEKDAY = re.compile(r"\b([a-zäéèìûç]{3,10})\b")
_ZH_WEEKDAY = re.compile(r"(下下|下|本|这|這)?个?(?:周|週|星期|礼拜|禮拜)([一二三四五六日天])?")
_AHEAD = re.compile(rf"({_NUMBER}|两)\s?(天|日|周|週|个?星期)(?:之后|以后|后|後|之後)")
_AHEAD_EN = re.compile(r"\bin (\d{1,2}|a|one|two|three|four) (days?|weeks?)\b")
_RELATIVE = {"the day after tomorrow": 2, "tomorrow": 1, "明天": 1, "明日": 1, "后天": 2, "後天": 2}
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "两": 2}

_Find = Callable[[str, date], Iterator[DayMention]]


def day_mentions(text: str, sent_on: date) -> tuple[DayMention, ...]:
    """Every day that `text` (lower case) names, in order, as somebody means it on `sent_on`.

    Days without a year are those nearest ahead, up to 60 days back.
    """
    found: list[DayMention] = []
    for find in _FINDERS:
        for one in find(text, sent_on):
            if not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
    return tuple(_without_doubles(sorted(found, key=lambda one: one.start), text))


def _without_doubles(found: list[DayMention], text: str) -> Iterator[DayMention]:
    """Without the weekday of "Monday, 30 November" and "12月3日（周四）"."""
    for before, one, after in zip([None, *found], found, [*found[1:], None], strict=False):
        named = any(char.isdigit() for char in text[one.start : one.end])
        follows = before is not None and one.start - before.end <= 2
        precedes = after is not None and after.start - one.end <= 6
        if named or not (follows or precedes):
            yield one


def _with_year(text: str, sent_on: date) -> Iterator[DayMention]:
    del sent_on
    for match in _Y_FIRST.finditer(text):
        yield from _mention(match, _day(int(match[1]), int(match[2]), int(match[3])))


def _year_last(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _Y_LAST.finditer(text):
        year = int(match[4]) % 100 + 2000
        one, two = int(match[1]), int(match[3])
        day_first = _day(year, two, one)
        month_first = None if match[2] == "." else _day(year, one, two)
        yield from _mention(match, _nearest(day_first, month_first, sent_on))


def _nearest(one: date | None, other: date | None, sent_on: date) -> date | None:
    """The nearer one ahead: 05/12 is May or December by who writes it."""
    ahead = [day for day in (one, other) if day and day >= sent_on]
    return min(ahead) if ahead else one or other


def _chinese(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _ZH.finditer(text):
        month, day = _number(match[2]), _number(match[3])
        year = int(match[1]) if match[1] else None
        if year is None and match[0].startswith(("明年", "今年")):
            year = sent_on.year + match[0].startswith("明年")
        yield from _mention(match, _ahead_of(sent_on, month, day, year))


def _chinese_day(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _ZH_DAY.finditer(text):
        since = sent_on
        if match["range"]:  # "10月1日至7日": the month is the one named before
            earlier = list(_chinese(text[: match.start()], sent_on))[-1:]
            since = earlier[0].day if earlier else sent_on
        month = since.month % 12 + 1 if match["next"] else since.month
        year = since.year + (1 if match["next"] and since.month == 12 else 0)
        named = _day(year, month, _number(match[4]))
        yield from _mention(match, named, skip=len(match["range"] or ""))


def _day_month(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _DAY_MONTH.finditer(text):
        month = _months().get(match[2])
        if month:
            year = int(match[3]) if match[3] else None
            yield from _mention(match, _ahead_of(sent_on, month, int(match[1]), year))


def _month_day(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _MONTH_DAY.finditer(text):
        month = _months().get(match[1])
        if not month:
            continue
        year = int(match[3]) if match[3] else None
        first = _ahead_of(sent_on, month, int(match[2]), year)
        if not match[4]:
            yield from _mention(match, first)
        elif first:
            end = match.start(4)
            until = _ahead_of(sent_on, month, int(match[4]), year)
            yield DayMention(match.start(), match.end(2), first)
            yield from () if until is None else (DayMention(end, match.end(), until),)


def _short(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _SHORT.finditer(text):
        one, two = int(match[1]), int(match[2])
        month_first = _ahead_of(sent_on, one, two, None)
        day_first = _ahead_of(sent_on, two, one, None)
        dotted = "." in match[0] and text.isascii()
        chosen = month_first or day_first
        if text.isascii() and month_first and day_first:
            chosen = day_first if dotted else _nearest(month_first, day_first, sent_on)
        yield from _mention(match, chosen)


def _weekday(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _WEEKDAY.finditer(text):
        number = _weekdays().get(match[1])
        if number is not None:
            ahead = (number - sent_on.weekday() - 1) % 7 + 1
            yield DayMention(match.start(), match.end(), sent_on + timedelta(days=ahead))


def _chinese_weekday(text: str, sent_on: date) -> Iterator[DayMention]:
    monday = sent_on - timedelta(days=sent_on.weekday())
    for match in _ZH_WEEKDAY.finditer(text):
        weeks = {"下": 1, "下下": 2}.get(match[1] or "", 0)
        if match[2] is None and not weeks:
            continue
        day = monday + timedelta(days=7 * weeks + (_weekdays()[match[2]] if match[2] else 0))
        if match[1] is None and day <= sent_on:
            day += timedelta(days=7)
        yield DayMention(match.start(), match.end(), day)


def _relative(text: str, sent_on: date) -> Iterator[DayMention]:
    for word, days in _RELATIVE.items():
        at = text.find(word)
        if at >= 0:
            yield DayMention(at, at + len(word), sent_on + timedelta(days=days))
    at = text.find("next week")
    if at >= 0:
        monday = sent_on + timedelta(days=7 - sent_on.weekday())
        yield DayMention(at, at + len("next week"), monday)
    for match in (*_AHEAD.finditer(text), *_AHEAD_EN.finditer(text)):
        count = _COUNTS.get(match[1]) or _number(match[1])
        days = count * (1 if match[2] in {"天", "日", "day", "days"} else 7)
        yield DayMention(match.start(), match.end(), sent_on + timedelta(days=days))


_FINDERS: tuple[_Find, ...] = (
    _with_year, _year_last, _chinese, _chinese_day, _day_month, _month_day, _relative, _short, _chinese_weekday, _weekday,
)  # fmt: skip


def _mention(match: re.Match[str], day: date | None, skip: int = 0) -> Iterator[DayMention]:
    if day:
        yield DayMention(match.start() + skip, match.end(), day)


def _ahead_of(sent_on: date, month: int, day: int, year: int | None) -> date | None:
    named = _day(year or sent_on.year, month, day)
    # A note of December that names January means the coming one.
    if named and year is None and named < sent_on - timedelta(days=60):
        return _day(sent_on.year + 1, month, day)
    return named


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(written: str) -> int:
    """1 to 99, in figures or as 十二, 二十, 三十一."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.partition("十")
    if not ten:
        return _ZH_DIGITS.index(written[-1]) + 1
    value = 10 * (_ZH_DIGITS.index(tens[0]) + 1 if tens else 1)
    return value + (_ZH_DIGITS.index(ones[0]) + 1 if ones else 0)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    named = enumerate(texts("absences", "months"), start=1)
    return {word: number for number, words in named for word in words.split()}


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, int]:
    named = enumerate(texts("absences", "weekdays"))
    return {word: number for number, words in named for word in words.split()}
