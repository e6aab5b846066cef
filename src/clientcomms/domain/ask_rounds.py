"""Which asks of the client deserve a letter of their own, and which one reminder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from clientcomms.domain.client_view import CLOSED_STATES
from clientcomms.domain.projects import ItemKind, WeekItem

SOON = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class AskRound:
    """The keys of the asks for one letter, and whether it reminds."""

    keys: tuple[str, ...] = ()
    reminder: bool = False


def ask_round(
    items: Iterable[WeekItem], asked: Iterable[Mapping[str, object]], today: date, soon_days: int
) -> AskRound:
    """Return what to ask for today.

    An ask is written about once when its day is near, and once more (politely) when it has
    passed. New asks come first; a reminder waits for a round without new ones.
    """
    first, second = _counts(asked)
    soon = today + min(SOON, timedelta(days=soon_days))
    open_asks = [
        item
        for item in items
        if item.kind is ItemKind.ASK and item.client_visible and item.state not in CLOSED_STATES
    ]
    new = tuple(i.key for i in open_asks if i.key not in first and i.due_on and i.due_on <= soon)
    if new:
        return AskRound(new)
    late = tuple(
        i.key
        for i in open_asks
        if i.key in first and i.key not in second and i.due_on and i.due_on < today
    )
    return AskRound(late, reminder=bool(late))


def _counts(asked: Iterable[Mapping[str, object]]) -> tuple[set[str], set[str]]:
    first: set[str] = set()
    second: set[str] = set()
    for matter in asked:
        keys = matter.get("items")
        if isinstance(keys, list):
            (second if matter.get("reminder") else first).update(str(key) for key in keys)
    return first, second
