"""The day an absent person says to be back, from the words of a vacation note (words/absences.toml)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import Enum, auto

from clientcomms.wire.day_mentions import day_mentions
from clientcomms.wire.named_days import DayMention
from clientcomms.wire.word_lists import texts, word_list

_LAST_YEAR = 9000  # a Date header may name a year in which no day can be added
_READ = 6000  # characters of a note
_BEFORE, _AFTER = 80, 40  # characters of context
_BRACKETED = re.compile(r"^\s?[(（][^)）]{0,8}[)）]")  # the weekday behind a day
_CLAUSE_ENDS = "。；;！!？?\n"


class _Said(Enum):
    """What a day is said to be."""

    BACK = auto()
    BACK_THE_DAY_AFTER = auto()
    LAST_AWAY = auto()
    NOTHING = auto()


def find_return_date(text: str, sent_on: date) -> date | None:
    """The first day of work named in `text`, not before `sent_on`; None if unsaid.

    "Back on 4 May", "5月4日返岗" give that day; "away until 3 May", "10月1日至7日休假" the day after.
    """
    if sent_on.year >= _LAST_YEAR:
        return None
    text = text[:_READ].lower().replace("’", "'")
    last_away: date | None = None
    for mention in day_mentions(text, sent_on):
        match _said(text, mention):
            case _Said.BACK if mention.day >= sent_on:
                return mention.day
            case _Said.BACK_THE_DAY_AFTER if mention.day >= sent_on:
                return mention.day + timedelta(days=1)
            case _Said.LAST_AWAY:
                last_away = max(mention.day, last_away or mention.day)
            case _:
                pass
    if last_away is None or last_away < sent_on:
        return None
    return last_away + timedelta(days=1)


def _said(text: str, mention: DayMention) -> _Said:
    before = _clause_before(text[max(0, mention.start - _BEFORE) : mention.start])
    after = _clause_after(text[mention.end : mention.end + _AFTER])
    if _ends(before, ("after",)) and not _ends(before, ("day after",)):
        return _Said.BACK_THE_DAY_AFTER
    if _is_back(before, after):
        return _Said.BACK
    is_weekday = not any(char.isdigit() for char in text[mention.start : mention.end])
    if _is_until(before, "until_weekday" if is_weekday else "until_before"):
        return _Said.LAST_AWAY
    tail = after.lstrip(" 日号號)）(（")
    return _Said.LAST_AWAY if tail.startswith(texts("absences", "until_after")) else _Said.NOTHING


def _is_back(before: str, after: str) -> bool:
    if _ends(_strip_connectors(before), texts("absences", "back_before")):
        return True
    if _is_back_after(after) or _is_back_until(before):
        return True
    # "Unable to answer before 1 December", "12月1日前无法回复": away until the day before.
    bounded = after.startswith(texts("absences", "before_after")) or _ends(before, ("before",))
    return bounded and word_list("absences", "away").occur(before + after)


def _is_back_until(before: str) -> bool:
    """Whether it is "will not return until", "not available till"."""
    words = before.rstrip().removesuffix(" the").removesuffix(" on")
    head, last = words[:-5].rstrip(), words.rpartition(" ")[2]
    return last in {"until", "till"} and _ends(head, texts("absences", "back_before"))


def _is_until(before: str, key: str) -> bool:
    bare = _without_weekday(before.rstrip(" (（,"))
    for article in (" the", " le", " el", " den", " dem"):
        bare = bare.removesuffix(article)
    return _ends(bare, texts("absences", key))


def _is_back_after(after: str) -> bool:
    rest = after
    for _ in range(8):
        if rest.startswith(texts("absences", "back_after")):
            return True
        filler = next((one for one in _fillers() if rest.startswith(one)), None)
        if filler is None:
            return False
        rest = rest[len(filler) :]
    return False


def _fillers() -> tuple[str, ...]:
    return tuple(sorted(texts("absences", "fillers"), key=len, reverse=True))


def _strip_connectors(before: str) -> str:
    bare = before
    for _ in range(8):
        shorter = _without_weekday(bare.rstrip(" \t"))
        for connector in texts("absences", "connectors"):
            if _ends(shorter, (connector,)):
                shorter = shorter[: -len(connector)].rstrip()
                break
        if shorter == bare:
            return bare
        bare = shorter
        if _ends(bare, texts("absences", "back_before")):
            return bare
    return bare


def _without_weekday(text: str) -> str:
    """`text` without "Monday," or "(周一)" at its end."""
    bare = text.rstrip(" ,.)）")
    head, _, last = bare.rpartition(" ")
    if any(last in words.split() for words in texts("absences", "weekdays")) and last.isascii():
        return head.rstrip()
    return text


def _ends(text: str, endings: tuple[str, ...]) -> bool:
    """Whether `text` ends with one of `endings`; Latin ones as whole words."""
    bare = text.rstrip()
    return any(
        bare.endswith(ending)
        and not (
            ending[0].isascii() and ending[0].isalnum() and _is_word(bare[: -len(ending)][-1:])
        )
        for ending in endings
    )


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _clause_before(text: str) -> str:
    cut = max((text.rfind(char) for char in _CLAUSE_ENDS), default=-1)
    return text[cut + 1 :]


def _clause_after(text: str) -> str:
    cuts = [at for at in (text.find(char) for char in _CLAUSE_ENDS) if at >= 0]
    clause = text[: min(cuts)] if cuts else text
    return _BRACKETED.sub("", clause, count=1)
