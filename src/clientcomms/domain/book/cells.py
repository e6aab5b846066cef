"""Cells as people fill them, read into values: text, numbers, yes and no, words of a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache

from clientcomms.domain.book.choices import LIGHT, NO, YES
from clientcomms.domain.book.raw import Cell
from clientcomms.domain.book.said import Said, UnreadableError
from clientcomms.domain.book.spec import Choice, plain
from clientcomms.domain.projects import Light, Status

_SPACES = re.compile(r"[ \t\u00a0\u3000\u200b\ufeff]+")
_PEOPLE = re.compile(
    r"[、,;/\n&\uff0c\uff1b]|\s+(?:and|und)\s+|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])"
)

_NOTHING = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "待定", "未定", "tbd", "n/a", "na", "none"}
)
_ODD = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u00a0\u2028\u2029\u3000\u200b\ufeff]|  ")
_UNITS = re.compile(r"人天|人日|person-?days?|days?|天|元|[¥¥$€\s]")
_TOO_MUCH = Decimal(10) ** 12
_AROUND_NAME = " \uff08\uff09()"
_AFTER_LIGHT = " \t:,;-–—·()。\uff1a\uff0c\uff1b\uff08\uff09"


def read_text(cell: Cell) -> str:
    """The text of a cell: whole numbers without ".0", trimmed, spaces and line ends made plain."""
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case float():
            return f"{cell:.10g}"
        case date() | time():
            return _clock_text(cell)
        case str() if not _ODD.search(cell):
            return cell.strip(" ")
        case _:
            lines = (_SPACES.sub(" ", line).strip() for line in str(cell).splitlines())
            return "\n".join(line for line in lines if line)


def _clock_text(cell: date | time) -> str:
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, datetime) and cell.time() != time():
        return f"{cell:%Y-%m-%d %H:%M}"
    return f"{cell:%Y-%m-%d}"


def is_blank(cell: Cell) -> bool:
    """Whether nothing was written there."""
    return cell is None or (
        isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0\u3000\u200b\ufeff")
    )


def says_nothing(cell: Cell) -> bool:
    """Whether a date, number or choice was left open: blank, a dash, 待定, TBD."""
    return is_blank(cell) or (isinstance(cell, str) and _narrow(cell).casefold() in _NOTHING)


def _narrow(text: str) -> str:
    """Full-width letters, digits and spaces made plain."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def read_number(cell: Cell) -> Decimal:
    """A decimal: 12, "12.5 人天", "¥1,200.00". Raises `UnreadableError`."""
    if isinstance(cell, (bool, date, time)):
        raise _no_number(read_text(cell))
    bare = str(cell)
    if not isinstance(cell, (int, float, Decimal)):
        bare = re.sub(_UNITS, "", _narrow(bare).casefold())
        bare = re.sub(r",(?=\d{3}(\D|$))", "", bare)
    try:
        number = Decimal(bare)
    except InvalidOperation as error:
        raise _no_number(read_text(cell)) from error
    if not number.is_finite() or abs(number) >= _TOO_MUCH:
        raise _no_number(read_text(cell))
    return number.normalize() + 0


def read_whole(cell: Cell) -> int:
    """A whole number from 0 to 9999. Raises `UnreadableError`."""
    number = read_number(cell)
    if number != int(number) or not 0 <= number <= 9999:
        raise _no_number(read_text(cell))
    return int(number)


def read_percent(cell: Cell) -> int:
    """Percent from 0 to 100: 80, "80%", 0.8. A bare 1 is a cell that shows 100%.

    Raises `UnreadableError`.
    """
    if isinstance(cell, str) and _narrow(cell).endswith("%"):
        percent = read_number(_narrow(cell)[:-1])
    else:
        number = read_number(cell)
        percent = number * 100 if 0 <= number <= 1 else number
    if not 0 <= percent <= 100:
        raise UnreadableError(
            Said(
                f"“{read_text(cell)}”不是 0 到 100 的百分数",
                f"“{read_text(cell)}” is not a percentage from 0 to 100",
            ),
            Said("请写成 80 或 80%", "write 80 or 80%"),
        )
    return round(percent)


def read_yes_no(cell: Cell) -> bool:
    """是, √, Y, yes, 1 and their opposites. Raises `UnreadableError`."""
    if isinstance(cell, bool):
        return cell
    word = _narrow(read_text(cell)).casefold()
    if word in YES or word in NO:
        return word in YES
    raise UnreadableError(
        Said(f"“{read_text(cell)}”看不出是还是否", f"“{read_text(cell)}” is neither yes nor no"),
        Said("请写 是 或 否", "write yes or no"),
    )


def find_choice(cell: Cell, choices: Iterable[Choice]) -> Choice | None:
    """The choice a cell names in any of its words, else None."""
    return _by_word(tuple(choices)).get(plain(read_text(cell)))


@cache
def _by_word(choices: tuple[Choice, ...]) -> Mapping[str, Choice]:
    """The choices by each of their words; the earlier choice keeps a word two of them claim."""
    return {plain(word): choice for choice in reversed(choices) for word in choice.words()}


def read_choice(cell: Cell, choices: tuple[Choice, ...]) -> str:
    """The value of the choice a cell names. Raises `UnreadableError` listing the words."""
    found = find_choice(cell, choices)
    if found is None:
        raise UnreadableError(
            Said(f"不认识“{read_text(cell)}”", f"“{read_text(cell)}” is not in the list"),
            Said(
                "可选：" + "、".join(choice.zh for choice in choices),
                "choose from: " + ", ".join(choice.en for choice in choices),
            ),
        )
    return found.value


def read_people(cell: Cell) -> tuple[str, ...]:
    """The names in one cell: "张三、李四", "Anna and Tom", one per line."""
    names = (part.strip(_AROUND_NAME) for part in _PEOPLE.split(read_text(cell)) if part)
    return tuple(dict.fromkeys(name for name in names if name))


def read_status(cell: Cell) -> Status:
    """A light and the sentence after it: "黄 移动端晚两天", "amber: two days late".

    Raises `UnreadableError`.
    """
    text = read_text(cell)
    words = sorted(((word, c) for c in LIGHT for word in c.words()), key=lambda pair: -len(pair[0]))
    for word, choice in words:
        if text.casefold().startswith(word.casefold()):
            rest = text[len(word) :]
            if rest and word.isascii() and rest[0].isalnum():
                continue
            return Status(Light(choice.value), rest.strip(_AFTER_LIGHT))
    raise UnreadableError(
        Said(f"“{text}”开头不是绿、黄或红", f"“{text}” does not begin with green, amber or red"),
        Said("例如：黄 移动端晚两天", "e.g. amber, mobile is two days late"),
    )


def _no_number(shown: str) -> UnreadableError:
    return UnreadableError(
        Said(f"“{shown}”不是数字", f"“{shown}” is not a number"),
        Said("请只写数字，例如 12.5", "write a number only, e.g. 12.5"),
    )
