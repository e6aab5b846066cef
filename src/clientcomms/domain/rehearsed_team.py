"""What a team does to its book while a rehearsal's clock runs: it keeps its dates and its sheet.

Without it a rehearsed year would be one week's state growing stale, and every report would be held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from clientcomms.domain.client_view import CLOSED_STATES
from clientcomms.domain.projects import (
    Book,
    Dimension,
    Headline,
    ItemKind,
    ItemState,
    Milestone,
    Status,
    WeekItem,
)

CLIENT_IS_LATE = timedelta(days=10)
"""So long after its day a rehearsed client answers what it was asked: a reminder has its turn."""
WAITING = "等贵方答复，日期不变 / your answer is awaited, the dates stand"
"""Why it is green all the same."""
NEXT_ASK = timedelta(days=21)
"""So far ahead lies the day of the ask that follows an answered one."""


def day_gone(book: Book, today: date) -> Book:
    """Return the rows of a book that change on a day; nothing else is in it.

    What is due is done, an answered ask is followed by another one, and every line of the sheet
    is looked at once a week.
    """
    stones = [_reached(stone, today) for stone in book.milestones]
    items = [row for item in book.week_items for row in _looked_at(item, today)]
    return Book(
        milestones=tuple(
            new for new, old in zip(stones, book.milestones, strict=True) if new != old
        ),
        week_items=tuple(item for item in items if item not in book.week_items),
        headlines=tuple(_headlines(book, today)),
    )


def _reached(stone: Milestone, today: date) -> Milestone:
    is_due = stone.actual_on is None and stone.forecast_on <= today
    return replace(stone, actual_on=stone.forecast_on) if is_due else stone


def _looked_at(item: WeekItem, today: date) -> Iterator[WeekItem]:
    if item.state in CLOSED_STATES:
        yield item
        return
    monday = today - timedelta(days=today.weekday())
    patience = CLIENT_IS_LATE if item.kind is ItemKind.ASK else timedelta(0)
    if item.due_on is None or item.due_on + patience > today:
        seen = item.updated_on is not None and item.updated_on >= monday
        yield item if seen else replace(item, updated_on=monday)
        return
    yield replace(item, state=ItemState.DONE, done_on=today, updated_on=today)
    if item.kind is ItemKind.ASK:
        root = item.key.partition("~")[0]
        yield replace(
            item, key=f"{root}~{today.isoformat()}", due_on=today + NEXT_ASK, updated_on=today
        )


def _headlines(book: Book, today: date) -> Iterator[Headline]:
    """Yield this week's headline of each project where it is missing or no longer true."""
    year, number, _ = today.isocalendar()
    week = f"{year}-W{number:02}"
    newest: dict[str, Headline] = {}
    for one in book.headlines:
        held = newest.get(one.project_code)
        if held is None or held.week < one.week:
            newest[one.project_code] = one
    late = {item.project_code for item in book.week_items if _is_late(item, today)}
    for code, held in newest.items():
        said = replace(held, week=week, status=_status(held, late=code in late))
        if held.week <= week and said != held:
            yield said


def _is_late(item: WeekItem, today: date) -> bool:
    is_open = item.kind is ItemKind.ASK and item.state not in CLOSED_STATES
    return is_open and item.due_on is not None and item.due_on <= today


def _status(headline: Headline, *, late: bool) -> dict[Dimension, Status]:
    """Return the lights: a manager says why it is green while the client's answer is overdue."""
    overall = headline.status.get(Dimension.OVERALL)
    if overall is None or overall.reason not in {"", WAITING}:
        return headline.status
    return {**headline.status, Dimension.OVERALL: Status(overall.light, WAITING if late else "")}
