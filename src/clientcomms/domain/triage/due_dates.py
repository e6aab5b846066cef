"""The date a client asks for, from the words of one item, against the day it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from clientcomms.domain.triage.named_days import Named, named_days


def due_date(folded: str, sent_on: date, *, month_first: bool = False) -> date | None:
    """The day asked for in `folded`, None when none is named or it is past.

    "Before X" is X itself. Of several, the first that a word makes a deadline or a wish ("by", "前", "改到"), else the
    first. `month_first`: 10/11 is the 11th of October (American senders; Chinese text always).
    """
    day = due_day(folded, sent_on, month_first=month_first)
    return day.on if day else None


def due_day(folded: str, sent_on: date, *, month_first: bool = False) -> Named | None:
    """As `due_date`, with the place of the words that name the day."""
    month_first = month_first or bool(re.search(r"[\u4e00-\u9fff]", folded))
    named = [
        day
        for day in _closer(folded, named_days(folded, sent_on, month_first=month_first))
        if day.on >= sent_on
    ]
    named = [day for day in named if not _is_refused(folded, day)] or named
    wished = [day for day in named if _is_wish(folded, day)]
    return next(iter(wished or named), None)


_BETWEEN = re.compile(r"[\s,，(（]*(?:the|on)?\s?")


def _closer(folded: str, named: Iterable[Named]) -> list[Named]:
    """Of a weekday and the date beside it, the date alone: "Tues 1 Dec", "周三（25号）"."""
    closer: list[Named] = []
    for day in named:
        if closer and _BETWEEN.fullmatch(folded[closer[-1].end : day.start]):
            closer.pop()
        closer.append(day)
    return closer


_WISH_BEFORE = re.compile(
    r"(?:by|before|until|till|no later than|latest|due|deadline|within|for|propose|suggest|to|改到|改为|改成|定在|约在|最迟|最晚|务必在|截止到?)\s?(?:on |the |close of business |cob |eod |end of (?:day|business|play) (?:on )?)?$"
)
_WISH_AFTER = re.compile(
    r"^\s?(?:\d{1,2}[点:：]\d{0,2}\s?)?(?:上午|下午|晚上|中午|下班)?(?:\d{0,2}点?半?)?(?:之?前|以前|内|可以|都?行|方便|有空|截止|would|works|is (?:better|fine|ok)|instead|at \d)"
)


_REFUSED_AFTER = re.compile(
    r"^(?:'s|s)?\s?(?:is |are |was )?(?:no good|no use|not|out\b|bad\b|full|impossible|a (?:public |bank )?holiday|won't|doesn't|clashes|"
    r"都?(?:不行|不可以|没空|没时间|有事|有会|出差|不在|在外|请假|休假|放假|当天主管))"
)
_REFUSED_BEFORE = re.compile(
    r"(?:can't|cannot|not|won't) (?:do|make|manage|be there|on)(?: it)?(?: on)?\s?$"
)


def _is_refused(folded: str, day: Named) -> bool:
    return bool(
        _REFUSED_AFTER.match(folded[day.end : day.end + 30])
        or _REFUSED_BEFORE.search(folded[max(0, day.start - 24) : day.start])
    )


def _is_wish(folded: str, day: Named) -> bool:
    return bool(
        _WISH_BEFORE.search(folded[max(0, day.start - 40) : day.start])
        or _WISH_AFTER.match(folded[day.end : day.end + 30])
    )
