"""Ways of naming a day in zh and en; `day_rules` says which day each means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from clientcomms.domain.triage.day_rules import (
    Resolve,
    before_holiday,
    before_lunar_new_year,
    coming,
    day_of_month,
    day_of_next_month,
    dotted,
    en_date,
    en_weekday,
    end_of_month,
    end_of_quarter,
    end_of_week,
    end_of_year,
    figures,
    full,
    in_days,
    middle_of_month,
    month_end,
    numeral,
    part_of_week,
    relative_day,
    zh_day,
    zh_week,
    zh_weekday,
)

_N = r"(?P<n>\d{1,3}|[一两二三四五六七八九十]{1,3}|one|two|three|four|five|six|seven|eight|ten|an?)"
_ZN = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_WEEKDAY = r"(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs)?"
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"


@dataclass(frozen=True, slots=True)
class Named:
    """A day that is named, where, and whether its words make it a deadline."""

    on: date
    start: int
    end: int


def named_days(folded: str, sent_on: date, *, month_first: bool) -> Iterator[Named]:
    """Every day named in `folded`, in the order of the text; past ones too."""
    found: list[Named] = []
    for pattern, resolve in (*_RECOGNISERS, (_FIGURES, figures(month_first=month_first))):
        for match in pattern.finditer(folded[:2000]):
            if not any(match.start() < day.end and day.start < match.end() for day in found):
                resolved = _tried(resolve, match, sent_on)
                if resolved:
                    found.append(Named(resolved, match.start(), match.end()))
    if not found:  # "by 5pm", "三点前" are of the same day only where no other is named
        found = [
            Named(sent_on, time.start(), time.end()) for time in _TIMES.finditer(folded[:2000])
        ]
    yield from sorted(found, key=lambda day: day.start)


def _tried(resolve: Resolve, match: re.Match[str], sent_on: date) -> date | None:
    try:
        return resolve(match, sent_on)
    except (ValueError, OverflowError):
        return None


_FIGURES = re.compile(r"(?<![\d./-])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/]|\s?(?:分|stars?|out))")

_TIMES = re.compile(
    r"\bby (?:noon|midday|lunch(?:time)?|midnight|\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|o'clock))\b"
    r"|(?:上午|中午|下午|傍晚|晚上)?(?:\d{1,2}|[一二两三四五六七八九十]{1,2})(?:点半?|[:：]\d\d)(?:钟|左右)?(?:之?前|以前)"
    r"|中午(?:之?前|以前)"
)

_RECOGNISERS: tuple[tuple[re.Pattern[str], Resolve], ...] = (
    (
        re.compile(r"(?P<y>20\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})[日号]?"),
        full,
    ),
    (re.compile(rf"(?P<m>{_ZN})\s?月\s?(?P<d>{_ZN})\s?[日号]"), zh_day),
    (re.compile(r"(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})"), zh_day),
    (re.compile(rf"(?P<next>下)?(?:个|本|这个?|当)?月(?P<d>{_ZN})\s?[日号]"), day_of_next_month),
    (
        re.compile(r"(?<![\d.])(?P<m>\d{1,2})[.-](?P<d>\d{1,2})(?=\s?(?:[日号]|之?前|以前|截止))"),
        zh_day,
    ),
    (re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>20\d\d)"), dotted),
    (
        re.compile(
            r"(?:(?<=\bby )|(?<=\bon )|(?<=\buntil )|(?<=\bbefore ))(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>)(?!\d)"
        ),
        dotted,
    ),
    (
        re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}\b(?:,?\s(?P<y>20\d\d))?"),
        en_date,
    ),
    (
        re.compile(rf"\b{_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<y>20\d\d))?"),
        en_date,
    ),
    (re.compile(r"\b(?P<part>early|mid|late)[ -](?:in )?next week"), part_of_week),
    (re.compile(r"下个?(?:周|星期|礼拜)(?P<part>初|中(?!旬))"), part_of_week),
    (re.compile(rf"(?:(?P<m>{_ZN})\s?)?月中旬?(?!间)"), middle_of_month),
    (
        re.compile(r"\bmid[- ](?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"),
        middle_of_month,
    ),
    (
        re.compile(rf"{_N}\s(?P<unit>days?|weeks?)\s(?:from (?:now|today)|today)"),
        in_days,
    ),
    (
        re.compile(
            r"(?:the )?day after tomorrow|大后天|后天|明(?:天|日|早|晚|儿)|(?<![到都])今(?:天|日|晚|儿)|当天下班前|下班前|\b(?:today|tonight|tomorrow|eod|end of (?:the )?day|end of play|this (?:morning|afternoon|evening))\b"
        ),
        relative_day,
    ),
    (
        re.compile(
            r"(?P<lead>上上|上|下下|下|本|这)?个?(?<![每两几\d])(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])(?!次)"
        ),
        zh_weekday,
    ),
    (re.compile(r"(?P<lead>下下|下|本|这)个?(?:周|星期|礼拜)(?=内|之内|底|前|之前)"), zh_week),
    (
        re.compile(
            rf"(?P<before>a week on )?(?:(?P<next>next)|(?P<last>last|past|since)|this|coming)?\s?\b{_WEEKDAY}\b(?P<later> week\b)?"
        ),
        en_weekday,
    ),
    (
        re.compile(
            rf"(?<!前){_N}\s?(?P<unit>个?工作日|个?(?:周|星期|礼拜)|天|日|个月|个?小时|分钟)(?:之内|以内|内)"
        ),
        in_days,
    ),
    (
        re.compile(
            rf"(?:within|in)\s(?:the next\s)?{_N}[\s-](?P<unit>working days?|business days?|days?|weeks?|months?|hours?|minutes?|mins?)"
        ),
        in_days,
    ),
    (
        re.compile(r"(?:a|one) fortnight from (?:now|today)|in a fortnight"),
        lambda _, sent_on: sent_on + timedelta(weeks=2),
    ),
    (re.compile(r"下(?:个)?月(?:底|末)"), lambda _, sent_on: month_end(sent_on, 1)),
    (
        re.compile(rf"(?P<m>{_ZN})\s?月(?:底|末)"),
        lambda match, sent_on: month_end(coming(None, numeral(match["m"]), 28, sent_on)),
    ),
    (re.compile(r"(?:本|这个?)?月(?:底|末)"), lambda _, sent_on: month_end(sent_on)),
    (
        re.compile(
            rf"(?:by |before )?(?:month[\s-]end|(?:the )?end of (?:the |this )?(?P<next>next )?(?:{_MONTH}|month))"
        ),
        end_of_month,
    ),
    (
        re.compile(
            r"(?:the )?end of (?:the |this )?(?P<next>next )?week|(?:by|before) (?:the )?weekend|\bthis week\b"
        ),
        end_of_week,
    ),
    (
        re.compile(
            r"q([1-4])\s?(?:末|底|end)|(?:end of|by) q([1-4])|本季度?末|季度末|end of (?:the |this )?quarter|quarter[\s-]end"
        ),
        end_of_quarter,
    ),
    (re.compile(r"年底|年末|end of (?:the |this )?year|year[\s-]end"), end_of_year),
    (re.compile(r"(?:年|春节|过年|除夕)(?:之?前)"), before_lunar_new_year),
    (
        re.compile(
            r"(?:国庆|十一|元旦|五一|圣诞)(?:节|假期)?(?:之?前)|(?:before|by) (?:christmas|new year)"
        ),
        before_holiday,
    ),
    (
        re.compile(
            rf"(?<![\d.月/-])(?P<d>{_ZN})\s?(?:号|日(?!三餐|元|期|程|志|常))(?!线|楼|机|店|库)"
        ),
        day_of_month,
    ),
    (re.compile(r"\bthe (?P<d>\d{1,2})(?:st|nd|rd|th)\b"), day_of_month),
)
