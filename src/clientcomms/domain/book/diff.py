"""Compares what we know with what a source says now: what an import prints, asks and applies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from clientcomms.domain.book.changes_found import (
    BookDiff,
    FieldChange,
    Rename,
    RowChange,
    RowName,
    Suspicion,
)
from clientcomms.domain.book.renames import find_renames, is_finished
from clientcomms.domain.book.rows import Identity, Row, cells_of, identity_of, name_of, named_rows
from clientcomms.domain.book.spec import SheetKind
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Book, Milestone, WeekItem

_GUARDED = frozenset(
    {
        SheetKind.PROJECTS,
        SheetKind.CONTACTS,
        SheetKind.MILESTONES,
        SheetKind.WEEK,
        SheetKind.DOCUMENTS,
        SheetKind.CHANGES,
    }
)
"""Headlines, hours, minutes and cover are replaced week by week: their loss says nothing."""
_FEWEST_GONE = 3
_MOST_GONE_PERCENT = 30

R = TypeVar("R", Milestone, WeekItem)
Rows = Mapping[Identity, tuple[RowName, Row]]


def compare(
    old: Book,
    new: Book,
    *,
    had: Collection[Identity] | None = None,
    language: Language = Language.ZH,
) -> BookDiff:
    """What applying `new` would change in `old`; values are worded in `language`.

    `had` names the rows that the same source brought last time (None: all of `old` are its own):
    only those can vanish. What is finished, and what is replaced week by week, may go untold. A
    source that lost more than 30 % and at least three of the rows it had on a sheet is suspicious.
    Renames are looked for among all rows of `old`, so that a source under a new name doubles none.
    """
    known, said = _by_identity(old), _by_identity(new)
    before = known if had is None else {key: known[key] for key in known if key in had}
    fresh = [said[key] for key in said if key not in known]
    renames = find_renames([known[key] for key in known if key not in said], fresh)
    renamed = {identity_of(rename.old) for rename in renames}
    arrived = {identity_of(rename.new) for rename in renames}
    gone = [before[key] for key in before if key not in said and key not in renamed]
    vanished = [entry for entry in gone if _is_missed(*entry)]
    return BookDiff(
        added=tuple(name for name, _ in fresh if identity_of(name) not in arrived),
        changed=tuple(_changes(known, said, renames, language)),
        vanished=tuple(name for name, _ in vanished),
        renames=renames,
        suspicious=tuple(_suspicions(before, vanished)),
    )


def settle(
    new: Book, diff: BookDiff, *, same: Iterable[Rename] = (), distinct: Iterable[Rename] = ()
) -> Book:
    """`new` as it may be applied: rows that are the same take over the key they had.

    Certain renames and those in `same` count as the same row, those in `distinct` as a new one;
    a question that nobody answered leaves its new row out.
    """
    same, distinct = set(same), set(distinct)
    keys: dict[Identity, str | None] = {}
    for rename in diff.renames:
        if rename.certain or rename in same:
            keys[identity_of(rename.new)] = rename.old.key
        elif rename not in distinct:
            keys[identity_of(rename.new)] = None
    return replace(
        new,
        week_items=tuple(_rekeyed(SheetKind.WEEK, new.week_items, keys)),
        milestones=tuple(_rekeyed(SheetKind.MILESTONES, new.milestones, keys)),
    )


def _rekeyed(
    kind: SheetKind, rows: tuple[R, ...], keys: Mapping[Identity, str | None]
) -> Iterable[R]:
    for row in rows:
        identity = identity_of(name_of(kind, row))
        key = keys.get(identity, row.key)
        if key is not None:
            yield replace(row, key=key)


def _by_identity(book: Book) -> Rows:
    return {identity_of(name): (name, row) for name, row in named_rows(book)}


def _changes(
    known: Rows, said: Rows, renames: tuple[Rename, ...], language: Language
) -> Iterable[RowChange]:
    pairs = [(known[key], said[key]) for key in said if key in known]
    pairs += [
        (known[identity_of(r.old)], (r.old, _under(r.old.key, said[identity_of(r.new)][1])))
        for r in renames
        if r.certain
    ]
    for (name, before), (_, after) in pairs:
        if before == after:
            continue
        fields = _field_changes(name.kind, before, after, language)
        if fields:
            yield RowChange(name, fields)


def _under(key: str, row: Row) -> Row:
    """The row as it will be kept: under the key that it had."""
    return replace(row, key=key) if isinstance(row, WeekItem | Milestone) else row


def _field_changes(
    kind: SheetKind, before: Row, after: Row, language: Language
) -> tuple[FieldChange, ...]:
    old, new = cells_of(kind, before, language), cells_of(kind, after, language)
    return tuple(
        FieldChange(field, old[field], new[field]) for field in new if old[field] != new[field]
    )


def _suspicions(before: Rows, vanished: list[tuple[RowName, Row]]) -> Iterable[Suspicion]:
    had = Counter(name.kind for name, row in before.values() if _is_missed(name, row))
    gone = Counter(name.kind for name, _ in vanished)
    for kind, lost in gone.items():
        if lost >= _FEWEST_GONE and lost * 100 > had[kind] * _MOST_GONE_PERCENT:
            yield Suspicion(kind, had[kind], lost)


def _is_missed(name: RowName, row: Row) -> bool:
    """Whether the loss of a row means something: finished lines leave the week by themselves."""
    return name.kind in _GUARDED and not is_finished(row)
