"""Dates, lists and numbers in the words of a Chinese or an English reader.

Never digits that can be read two ways (10/11): a Chinese date is `10月16日(周五)`, an English one
`Fri 16 Oct`. Whole sentences stand in the templates; here are only their smallest parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from clientcomms.domain.people import Language

_WEEKDAYS = {
    Language.ZH: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    Language.EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_FULL_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FULL_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_FAR_DAYS = 180
_ENDS = " \t。.;,、:\uff1b\uff0c\uff1a"
_CLOSED = ("。", ".", "!", "?", "\uff01", "\uff1f", "…", "”", "’")


def weekday(on: date, language: Language) -> str:
    """`周五` or `Friday`."""
    if language is Language.ZH:
        return _WEEKDAYS[language][on.weekday()]
    return _FULL_WEEKDAYS[on.weekday()]


def short_day(on: date, language: Language, near: date | None = None) -> str:
    """`10月16日` or `16 Oct`; with its year when that is not plain from `near`."""
    far = near is not None and on.year != near.year and abs((on - near).days) > _FAR_DAYS
    if language is Language.ZH:
        year = f"{on.year}年" if far else ""
        return f"{year}{on.month}月{on.day}日"
    year = f" {on.year}" if far else ""
    return f"{on.day} {_MONTHS[on.month - 1]}{year}"


def day(on: date, language: Language, near: date | None = None) -> str:
    """`10月16日(周五)` or `Fri 16 Oct`; with its year when that is not plain from `near`."""
    name = _WEEKDAYS[language][on.weekday()]
    text = short_day(on, language, near)
    return f"{text}({name})" if language is Language.ZH else f"{name} {text}"


def month(on: date, language: Language) -> str:
    """`10月` or `October`."""
    return f"{on.month}月" if language is Language.ZH else _FULL_MONTHS[on.month - 1]


def span(first: date, last: date, language: Language) -> str:
    """`10.12–10.16` or `Mon 12 – Fri 16 Oct`; one day is written once."""
    if language is Language.ZH:
        start, end = f"{first.month}.{first.day}", f"{last.month}.{last.day}"
        return start if first == last else f"{start}–{end}"
    if first == last:
        return day(first, language)
    names = _WEEKDAYS[language]
    start = f"{names[first.weekday()]} {first.day}"
    if (first.year, first.month) != (last.year, last.month):
        start = f"{start} {_MONTHS[first.month - 1]}"
    return f"{start} – {day(last, language)}"


def clock(at: datetime) -> str:
    """`14:00`."""
    return f"{at.hour:02d}:{at.minute:02d}"


def moment(at: datetime, language: Language) -> str:
    """`10月29日(周四)14:00` or `Thu 29 Oct, 14:00`, in the zone the value carries."""
    joint = "" if language is Language.ZH else ", "
    return f"{day(at.date(), language)}{joint}{clock(at)}"


def hours(starts: datetime, ends: datetime, language: Language) -> str:
    """`10月29日(周四)14:00–14:45` or `Thu 29 Oct, 14:00–14:45`."""
    if starts.date() != ends.date():
        return f"{moment(starts, language)} – {moment(ends, language)}"
    return f"{moment(starts, language)}–{clock(ends)}"


def names(people: Iterable[str], language: Language) -> str:
    """`王总、李工` or `David, Lena and Tom`; blanks and repetitions are left out."""
    known = list(dict.fromkeys(name.strip() for name in people if name.strip()))
    if language is Language.ZH:
        return "、".join(known)
    if len(known) <= 1:
        return "".join(known)
    return f"{', '.join(known[:-1])} and {known[-1]}"


def count(number: int, one: str, many: str = "") -> str:
    """`1 item`, `2 items`; for a measure word `2项` give it as both."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def percent(value: Decimal | float) -> str:
    """`68%`, without decimals that say nothing."""
    return f"{Decimal(value).quantize(Decimal(1)):f}%"


def number(value: Decimal | float) -> str:
    """A plain number without trailing zeros: `12.5`, `40`."""
    exact = Decimal(str(value))
    whole = exact.to_integral_value()
    return f"{whole:f}" if exact == whole else f"{exact.normalize():f}"


def person_days(value: Decimal | float, language: Language) -> str:
    """`12.5 人天` or `12.5 person-days`."""
    text = number(value)
    if language is Language.ZH:
        return f"{text} 人天"
    return f"{text} person-day" if text == "1" else f"{text} person-days"


def one_line(text: str) -> str:
    """The text with every run of blanks and line breaks made one blank."""
    return " ".join(text.split())


def clause(text: str) -> str:
    """One line without a closing mark, to be built into a sentence."""
    return one_line(text).strip(_ENDS)


def capital(text: str) -> str:
    """The text with its first letter large; the rest, and Chinese, as it is."""
    return text[:1].upper() + text[1:]


def sentence(text: str, language: Language) -> str:
    """One line that ends as a sentence does; nothing stays nothing."""
    line = one_line(text)
    bare = line.strip(_ENDS)
    if not bare or line.endswith(_CLOSED):
        return line if bare else ""
    return f"{line.rstrip(_ENDS)}{'。' if language is Language.ZH else '.'}"


def sentences(parts: Sequence[str], language: Language) -> str:
    """Several sentences in a row; Chinese ones touch, English ones stand a blank apart."""
    joint = "" if language is Language.ZH else " "
    return joint.join(text for part in parts if (text := sentence(part, language)))


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines a person wrote, each cleaned; empty ones are left out."""
    return tuple(line for part in text.splitlines() if (line := one_line(part)))
