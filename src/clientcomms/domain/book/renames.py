"""Finds rows that only changed their words: what is asked, so that nothing stands there twice."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from clientcomms.domain.book.changes_found import Rename, RowName
from clientcomms.domain.book.row_keys import is_derived, sameness
from clientcomms.domain.book.rows import Row
from clientcomms.domain.projects import ItemKind, Milestone, WeekItem

Entry = tuple[RowName, Row]

_ALIKE = 0.6
_MOST_PAIRS = 20_000
"""A source that changed everything is not searched for renames; it is suspicious instead."""
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
    (before, row), (after, other) = old, new
    if before.project_code != after.project_code or not _same_sort(row, other):
        return 0
    if not is_derived(before.key) and not is_derived(after.key):
        return 0
    one, two = sameness(before.text), sameness(after.text)
    if one == two:
        return 1
    if isinstance(row, WeekItem) and isinstance(other, WeekItem) and row.kind is not other.kind:
        return 0
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0
    return min(matcher.ratio(), 0.99)


def _same_sort(row: Row, other: Row) -> bool:
    match row, other:
        case WeekItem(), WeekItem():
            return row.kind is other.kind or {row.kind, other.kind} <= _WORK
        case Milestone(), Milestone():
            return True
        case _:
            return False
