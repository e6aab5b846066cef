"""What the readers of days in a text share: a day with its place, months, weekdays, the year meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


def mention(match: re.Match[str], named: date | None, skip: int = 0) -> Iterator[DayMention]:
    """The day that `match` names, its first `skip` characters left out; nothing for no day."""
    if named:
        yield DayMention(match.start() + skip, match.end(), named)


def ahead_of(sent_on: date, month: int, number: int, year: int | None) -> date | None:
    """The day of a month, in the year meant on `sent_on` where none is said; None if there is none."""
    named = day(year or sent_on.year, month, number)
    # A note of December that names January means the coming one.
    if named and year is None and named < sent_on - timedelta(days=60):
        return day(sent_on.year + 1, month, number)
    return named


def day(year: int, month: int, number: int) -> date | None:
    """The date, None where the calendar has none."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def month_from(sent_on: date, word: str) -> int:
    """The month that "this", "next" or 本, 下 names."""
    return sent_on.month % 12 + 1 if word.startswith(("下", "next")) else sent_on.month


def edge(sent_on: date, month: int, *, last: bool) -> date | None:
    """The first or the last day of a month."""
    first = ahead_of(sent_on, month, 1, None)
    if first is None or not last:
        return first
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Names of months to their numbers."""
    named = enumerate(texts("absences", "months"), start=1)
    return {word: number for number, words in named for word in words.split()}


@lru_cache(maxsize=1)
def weekdays() -> dict[str, int]:
    """Names of weekdays to their numbers, Monday 0."""
    named = enumerate(texts("absences", "weekdays"))
    return {word: number for number, words in named for word in words.split()}
