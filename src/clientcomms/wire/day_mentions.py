"""The days that a short text names, in the forms of zh, en and their neighbours.

In charge of the calendar only; what a day is said to be is `clientcomms.wire.return_dates`' business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from clientcomms.wire.chinese_days import CHINESE, NUMBER, chinese_number
from clientcomms.wire.named_days import (
    DayMention,
    ahead_of,
    day,
    edge,
    mention,
    month_from,
    months,
    weekdays,
)

_Y_FIRST = re.compile(
    r"(?<!\d)(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)\s?[日号號]?"
)
_Y_LAST = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(20\d\d|\d\d)(?![\d/])")
_SHORT_RANGE = re.compile(
    r"(?<![\d/.:-])(\d{1,2})[/.](\d{1,2})\s?[-–—~～至到]\s?(\d{1,2})[/.](\d{1,2})(?![\d/:]|\.\d)"
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
_EDGE = re.compile(rf"\b(end|beginning|start) of (?:{_WORD}|(the|this|next) month)")
_WEEKDAY = re.compile(r"\b([a-zäéèìûç]{3,10})\b")
_AHEAD = re.compile(rf"({NUMBER}|两)\s?(天|日|周|週|个?星期)(?:之后|以后|后|後|之後)")
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
        yield from mention(match, day(int(match[1]), int(match[2]), int(match[3])))


def _year_last(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _Y_LAST.finditer(text):
        year = int(match[4]) % 100 + 2000
        one, two = int(match[1]), int(match[3])
        day_first = day(year, two, one)
        month_first = None if match[2] == "." else day(year, one, two)
        yield from mention(match, _nearest(day_first, month_first, sent_on))


def _nearest(one: date | None, other: date | None, sent_on: date) -> date | None:
    """The nearer one ahead: 05/12 is May or December by who writes it."""
    ahead = [day for day in (one, other) if day and day >= sent_on]
    return min(ahead) if ahead else one or other


def _day_month(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _DAY_MONTH.finditer(text):
        month = months().get(match[2])
        if month:
            year = int(match[3]) if match[3] else None
            yield from mention(match, ahead_of(sent_on, month, int(match[1]), year))


def _month_day(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _MONTH_DAY.finditer(text):
        month = months().get(match[1])
        if not month:
            continue
        year = int(match[3]) if match[3] else None
        first = ahead_of(sent_on, month, int(match[2]), year)
        if not match[4]:
            yield from mention(match, first)
        elif first:
            end = match.start(4)
            until = ahead_of(sent_on, month, int(match[4]), year)
            yield DayMention(match.start(), match.end(2), first)
            yield from () if until is None else (DayMention(end, match.end(), until),)


def _short(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _SHORT.finditer(text):
        one, two = int(match[1]), int(match[2])
        month_first = ahead_of(sent_on, one, two, None)
        day_first = ahead_of(sent_on, two, one, None)
        dotted = "." in match[0] and text.isascii()
        chosen = month_first or day_first
        if text.isascii() and month_first and day_first:
            chosen = day_first if dotted else _nearest(month_first, day_first, sent_on)
        yield from mention(match, chosen)


def _short_range(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _SHORT_RANGE.finditer(text):
        one, two, three, four = (int(match[group]) for group in (1, 2, 3, 4))
        month_first = max(two, four) > 12 or not (
            max(one, three) > 12 or ("." in match[0] and text.isascii())
        )
        first = ahead_of(sent_on, *((one, two) if month_first else (two, one)), None)
        last = ahead_of(sent_on, *((three, four) if month_first else (four, three)), None)
        if first and last:
            yield DayMention(match.start(), match.end(2), first)
            yield DayMention(match.start(3), match.end(), last)


def _edge_of_month(text: str, sent_on: date) -> Iterator[DayMention]:
    """The last day for "the end of November", the first for "the beginning of"."""
    for match in _EDGE.finditer(text):
        named = months().get(match[2]) if match[2] else month_from(sent_on, match[3] or "")
        if named:
            yield from mention(match, edge(sent_on, named, last=match[1] == "end"))


def _weekday(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _WEEKDAY.finditer(text):
        number = weekdays().get(match[1])
        if number is not None:
            ahead = (number - sent_on.weekday() - 1) % 7 + 1
            yield DayMention(match.start(), match.end(), sent_on + timedelta(days=ahead))


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
        count = _COUNTS.get(match[1]) or chinese_number(match[1])
        days = count * (1 if match[2] in {"天", "日", "day", "days"} else 7)
        yield DayMention(match.start(), match.end(), sent_on + timedelta(days=days))


_FINDERS: tuple[_Find, ...] = (
    _with_year, _year_last, *CHINESE[:2], _day_month, _month_day, _relative, _short_range, _edge_of_month, CHINESE[2], _short, CHINESE[3], _weekday,
)  # fmt: skip
