"""What differs between what we know and what a source says now, row by row."""

from __future__ import annotations

from dataclasses import dataclass

from clientcomms.domain.book.spec import SheetKind


@dataclass(frozen=True, slots=True)
class RowName:
    """A row in words: its sheet, project, key, and the text by which people know it."""

    kind: SheetKind
    project_code: str
    key: str
    """What tells it from the sheet's other rows in its project (number, address, week)."""
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One cell: what we knew and what the source says now, as a sheet would show it."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row of which cells differ."""

    row: RowName
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Rename:
    """A row that vanished and one that appeared, which are likely the same.

    `certain` when only the kind moved on (doing → done) or a number was added; otherwise a person
    is asked, and until then the new row is left out, so that nothing stands there twice.
    """

    old: RowName
    new: RowName
    certain: bool


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A sheet that lost too many of the rows its source had."""

    kind: SheetKind
    had: int
    gone: int


@dataclass(frozen=True, slots=True)
class BookDiff:
    """All differences. Vanished rows are never deletions; a suspicious source is asked about."""

    added: tuple[RowName, ...] = ()
    changed: tuple[RowChange, ...] = ()
    vanished: tuple[RowName, ...] = ()
    renames: tuple[Rename, ...] = ()
    suspicious: tuple[Suspicion, ...] = ()

    @property
    def changes_something(self) -> bool:
        """Whether applying the book would change the store."""
        return bool(self.added or self.changed or self.renames)

    @property
    def questions(self) -> tuple[Rename, ...]:
        """The renames a person has to decide."""
        return tuple(rename for rename in self.renames if not rename.certain)
