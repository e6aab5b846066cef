"""What a person says of rows that may be old ones under new words, and what a diff becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from clientcomms.domain.book.changes_found import BookDiff, FieldChange, Rename, RowChange, RowName
from clientcomms.domain.book.row_keys import DERIVED
from clientcomms.domain.book.spec import SheetKind
from clientcomms.errors import IntakeError, Problem


class Others(StrEnum):
    """What holds for the questions that no pair answers."""

    ASK = "ask"
    SAME = "same"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person said beforehand about taking a source in."""

    allow_removals: bool = False
    same: tuple[tuple[str, str], ...] = ()
    """Pairs of handles (`handle_of`) that name one row, in either order."""
    others: Others = Others.ASK
    new: tuple[tuple[str, str], ...] = ()
    """Pairs of handles that name two rows."""
    settled_ones_pass: bool = False
    """A pair whose question was settled in the meantime is let go instead of refused."""


def handle_of(row: RowName) -> str:
    """The name under which a row is answered for; safe to type in any shell."""
    return row.key.removeprefix(DERIVED)


def answered(diff: BookDiff, terms: Terms) -> BookDiff:
    """`diff` with its questions answered: the same rows become changes, new ones additions.

    Raises:
        IntakeError: a pair of handles fits no question; every such pair is named.

    """
    wanted = {frozenset(_folded(pair)): "=".join(pair) for pair in terms.same}
    apart = {frozenset(_folded(pair)) for pair in terms.new}
    met = {_pair(rename) for rename in diff.questions}
    strays = [words for pair, words in wanted.items() if pair not in met]
    if strays and not terms.settled_ones_pass:
        raise IntakeError([_stray(words) for words in strays])
    same, new = [], []
    for asked in diff.questions:
        pair = _pair(asked)
        if pair in wanted or (terms.others is Others.SAME and pair not in apart):
            same.append(asked)
        elif pair in apart or terms.others is Others.NEW:
            new.append(asked)
    return replace(
        diff,
        added=(*diff.added, *(rename.new for rename in new)),
        vanished=(*diff.vanished, *(rename.old for rename in new)),
        changed=(*diff.changed, *(_change(rename) for rename in same)),
        renames=tuple(
            replace(rename, certain=rename.certain or rename in same)
            for rename in diff.renames
            if rename not in new
        ),
    )


def _pair(rename: Rename) -> frozenset[str]:
    return frozenset(_folded((handle_of(rename.new), handle_of(rename.old))))


def _folded(handles: Iterable[str]) -> Iterable[str]:
    return (handle.strip().removeprefix(DERIVED).casefold() for handle in handles)


def _change(rename: Rename) -> RowChange:
    field = "name" if rename.old.kind is SheetKind.MILESTONES else "item"
    return RowChange(rename.old, (FieldChange(field, rename.old.text, rename.new.text),))


def _stray(words: str) -> Problem:
    return Problem(
        f"--same {words}",
        "没有这样的问题 / no question is about these two rows",
        "照 --dry-run 打印的写法 / copy one of the lines that --dry-run prints",
    )
