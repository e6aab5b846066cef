"""What is wished on which holiday: a subject and one sentence, in Chinese and in English.

`{names}` in a subject is filled with the reader's salutation. A wish names no gift and no food, and
nothing that would have to be known about the reader; Christmas is for who asked for it. The keys
are those of `clientcomms.domain.greetings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clientcomms.domain.people import Language

_ZODIAC_ZH = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
_ZODIAC_EN = (
    *("Rat", "Ox", "Tiger", "Rabbit", "Dragon", "Snake"),
    *("Horse", "Goat", "Monkey", "Rooster", "Dog", "Pig"),
)


@dataclass(frozen=True, slots=True)
class Greeting:
    """The words of one holiday for one day of sending."""

    subject: str
    wish: str


@dataclass(frozen=True, slots=True)
class _Words:
    early: str
    """The subject before the day."""
    due: str
    """The subject on the day and after."""
    wish: str


_ZH = {
    "new_year": _Words(
        "{names}，提前祝您新年好", "{names}，新年好", "祝您和家人{year}年平平安安，事事顺心。"
    ),
    "year_end": _Words(
        "{names}，年底问候您一声",
        "{names}，年底问候您一声",
        "天冷了，请多保重。祝您{next}年一切顺利。",
    ),
    "spring_festival": _Words(
        "{names}，给您拜个早年", "{names}，给您拜年了", "祝您和家人新春团圆，{zodiac}年平安顺遂！"
    ),
    "lantern_festival": _Words(
        "{names}，元宵节好", "{names}，元宵节好", "祝您和家人元宵节团团圆圆。"
    ),
    "labour_day": _Words(
        "{names}，五一前问候您一声", "{names}，五一好", "祝您五一假期轻松愉快，好好歇歇。"
    ),
    "dragon_boat": _Words("{names}，端午安康", "{names}，端午安康", "祝您和家人端午安康。"),
    "mid_autumn": _Words(
        "{names}，中秋前问候您一声", "{names}，中秋好", "祝您和家人中秋团圆，人月两圆。"
    ),
    "national_day": _Words(
        "{names}，国庆前问候您一声", "{names}，国庆好", "祝您国庆假期愉快，出门在外一路平安。"
    ),
    "christmas": _Words(
        "{names}，圣诞快乐", "{names}，圣诞快乐", "祝您和家人圣诞快乐，{next}年一切顺利。"
    ),
    "thanksgiving": _Words("{names}，感恩节好", "{names}，感恩节好", "祝您和家人感恩节团聚愉快。"),
}
_EN = {
    "new_year": _Words(
        "A good start to {year}, {names}",
        "Happy New Year, {names}",
        "I wish you a healthy and happy {year}.",
    ),
    "year_end": _Words(
        "Before the year ends, {names}",
        "Before the year ends, {names}",
        "I wish you restful days and a good start to {next}.",
    ),
    "spring_festival": _Words(
        "Good wishes for the Lunar New Year, {names}",
        "Happy Lunar New Year, {names}",
        "I wish you and your family a happy and healthy Year of the {zodiac}.",
    ),
    "lantern_festival": _Words(
        "Happy Lantern Festival, {names}",
        "Happy Lantern Festival, {names}",
        "I wish you and your family a bright Lantern Festival.",
    ),
    "labour_day": _Words(
        "Before the May holiday, {names}",
        "Before the May holiday, {names}",
        "I wish you a restful May holiday.",
    ),
    "dragon_boat": _Words(
        "Good wishes for the Dragon Boat Festival, {names}",
        "Good wishes for the Dragon Boat Festival, {names}",
        "I wish you and your family health and peace at the Dragon Boat Festival.",
    ),
    "mid_autumn": _Words(
        "Good wishes for Mid-Autumn, {names}",
        "Good wishes for Mid-Autumn, {names}",
        "I wish you and your family a happy Mid-Autumn Festival together.",
    ),
    "national_day": _Words(
        "Before the National Day holiday, {names}",
        "Before the National Day holiday, {names}",
        "I wish you a restful National Day holiday and safe travels.",
    ),
    "christmas": _Words(
        "Merry Christmas, {names}",
        "Merry Christmas, {names}",
        "I wish you and your family a merry Christmas and a good start to {next}.",
    ),
    "thanksgiving": _Words(
        "Happy Thanksgiving, {names}",
        "Happy Thanksgiving, {names}",
        "I wish you and your family a happy Thanksgiving.",
    ),
}


def greeting_for(
    holiday: str, holiday_on: date, today: date, language: Language
) -> Greeting | None:
    """Return the words for a holiday by its key, or None where there are none."""
    words = (_ZH if language is Language.ZH else _EN).get(holiday)
    if words is None:
        return None
    subject = words.early if today < holiday_on else words.due
    facts = {
        "year": str(holiday_on.year),
        "next": str(holiday_on.year + 1 if holiday_on.month > 6 else holiday_on.year),
        "zodiac": zodiac(holiday_on.year, language),
    }
    return Greeting(
        subject=subject.format(**facts, names="{names}"), wish=words.wish.format(**facts)
    )


def zodiac(lunar_year: int, language: Language) -> str:
    """Return the animal of the lunar year that begins in a Gregorian year: 2027 is 羊, Goat."""
    place = (lunar_year - 4) % 12
    return _ZODIAC_ZH[place] if language is Language.ZH else _ZODIAC_EN[place]
