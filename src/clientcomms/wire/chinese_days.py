"""The days that a Chinese text names: 10月8日, 十月八日, 至7日, 下周一, 月底."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from clientcomms.wire.named_days import (
    DayMention,
    ahead_of,
    day,
    edge,
    mention,
    month_from,
    weekdays,
)

_ZH_DIGITS = "一二三四五六七八九十"
NUMBER = rf"\d{{1,2}}|[{_ZH_DIGITS}]{{1,3}}"
"""One or two figures, or a number up to 99 in characters."""

_RANGE = 60  # characters in which the beginning of "…至7日" is looked for
_ZH = re.compile(
    rf"(?:(20\d\d)\s?年|明年|今年)?\s?({NUMBER})\s?月\s?({NUMBER})(?![\d{_ZH_DIGITS}])\s?[日号號]?"
)
_ZH_DAY = re.compile(
    rf"(?:(?P<next>下个?月|下個月)|(?P<this>本月|这个月|這個月|当月)|(?P<range>[-–—~～至到]\s?)|(?<![\d月.]))"
    rf"(?P<day>{NUMBER})\s?[日号號](?!之?[后後内內])"
)
_EDGE_ZH = re.compile(rf"(?:({NUMBER})\s?|(本|这个|下|下个)?)月份?(底|末|初)")
_ZH_WEEKDAY = re.compile(r"(下下|下|本|这|這)?个?(?:周|週|星期|礼拜|禮拜)([一二三四五六日天])?")


def _chinese(text: str, sent_on: date) -> Iterator[DayMention]:
    for match in _ZH.finditer(text):
        month, number = chinese_number(match[2]), chinese_number(match[3])
        year = int(match[1]) if match[1] else None
        if year is None and match[0].startswith(("明年", "今年")):
            year = sent_on.year + match[0].startswith("明年")
        yield from mention(match, ahead_of(sent_on, month, number, year))


def _chinese_day(text: str, sent_on: date) -> Iterator[DayMention]:
    """A day without its month: that of the day named before it, else the one meant on `sent_on`."""
    for match in _ZH_DAY.finditer(text):
        number, since = chinese_number(match["day"]), sent_on
        if not (match["next"] or match["this"]):
            nearby = text[max(0, match.start() - _RANGE) : match.start()]
            earlier = list(_chinese(nearby, sent_on))[-1:]
            since = earlier[0].day if earlier else sent_on
        later = bool(match["next"]) or (not match["this"] and number < since.day)
        month = since.month % 12 + 1 if later else since.month
        named = day(since.year + (later and since.month == 12), month, number)
        yield from mention(match, named, skip=len(match["range"] or ""))


def _chinese_weekday(text: str, sent_on: date) -> Iterator[DayMention]:
    monday = sent_on - timedelta(days=sent_on.weekday())
    for match in _ZH_WEEKDAY.finditer(text):
        weeks = {"下": 1, "下下": 2}.get(match[1] or "", 0)
        if match[2] is None and not weeks:
            continue
        named = monday + timedelta(days=7 * weeks + (weekdays()[match[2]] if match[2] else 0))
        if match[1] is None and named <= sent_on:
            named += timedelta(days=7)
        yield DayMention(match.start(), match.end(), named)


def _edge_of_month(text: str, sent_on: date) -> Iterator[DayMention]:
    """The last day for 11月底, the first for 月初."""
    for match in _EDGE_ZH.finditer(text):
        month = chinese_number(match[1]) if match[1] else month_from(sent_on, match[2] or "")
        yield from mention(match, edge(sent_on, month, last=match[3] in {"底", "末"}))


def chinese_number(written: str) -> int:
    """1 to 99, in figures or as 十二, 二十, 三十一."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.partition("十")
    if not ten:
        return _ZH_DIGITS.index(written[-1]) + 1
    value = 10 * (_ZH_DIGITS.index(tens[0]) + 1 if tens else 1)
    return value + (_ZH_DIGITS.index(ones[0]) + 1 if ones else 0)


CHINESE: tuple[Callable[[str, date], Iterator[DayMention]], ...] = (
    _chinese,
    _chinese_day,
    _edge_of_month,
    _chinese_weekday,
)
"""The readers, each for one form, the surest first."""
