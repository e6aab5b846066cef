"""Finds rows that only changed their words: what is asked, so that nothing stands there twice."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from clientcomms.domain.book.changes_found import Rename, RowName
from clientcomms.domain.book.row_keys import is_derived, sameness
from clientcomms.domain.book.rows import Row
from clientcomms.domain.projects import ItemKind, ItemState, Milestone, WeekItem

Entry = tuple[RowName, Row]

_ALIKE = 0.6
_MOST_PAIRS = 20_000
"""A source that changed everything is not searched for renames; it is suspicious instead."""
_FINISHED = frozenset({ItemState.DONE, ItemState.CLOSED, ItemState.CANCELLED})
_WORK = frozenset({ItemKind.DONE, ItemKind.DOING, ItemKind.NEXT})
"""One piece of work passes through these kinds: planned, under way, done."""


def find_renames(gone: Sequence[Entry], fresh: Sequence[Entry]) -> tuple[Rename, ...]:
    """The best pairs of a vanished and a new row, each row used once.

    Rows that both carry a number of their own are never paired: the numbers say they differ.
    """
    if len(gone) * len(fresh) > _MOST_PAIRS:
        return ()
    pairs = [(_likeness(old, new), old, new) for old in gone for new in fresh]
    likely = sorted((p for p in pairs if p[0] >= _ALIKE), key=lambda pair: -pair[0])
    used: set[RowName] = set()
    renames: list[Rename] = []
    for likeness, (old, _), (new, _) in likely:
        if old in used or new in used:
            continue
        used |= {old, new}
        renames.append(Rename(old, new, certain=likeness >= 1))
    return tuple(renames)


def _likeness(old: Entry, new: Entry) -> float:
    """From 0 (other rows) to 1 (the same words)."""
    if not _comparable(old, new):
        return 0
    (before, row), (after, other) = old, new
    one, two = sameness(before.text), sameness(after.text)
    if is_finished(row):
        # Last week's finished report is not this week's; it is the same only if both are done.
        return float(one == two and is_finished(other))
    if one == two:
        return 1
    if isinstance(row, WeekItem) and isinstance(other, WeekItem) and row.kind is not other.kind:
        return 0
    return _share(one, two)


def _share(one: str, two: str) -> float:
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0
    return min(matcher.ratio(), 0.99)


def _comparable(old: Entry, new: Entry) -> bool:
    (before, row), (after, other) = old, new
    derived = is_derived(before.key) or is_derived(after.key)
    return derived and before.project_code == after.project_code and _same_sort(row, other)


def is_finished(row: Row) -> bool:
    """Whether a line of the week is done with."""
    return isinstance(row, WeekItem) and row.state in _FINISHED


def _same_sort(row: Row, other: Row) -> bool:
    match row, other:
        case WeekItem(), WeekItem():
            return row.kind is other.kind or {row.kind, other.kind} <= _WORK
        case Milestone(), Milestone():
            return True
        case _:
            return False
