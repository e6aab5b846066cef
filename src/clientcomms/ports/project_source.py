"""The need for the state of projects, from wherever a team keeps it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Protocol

from clientcomms.domain.book.raw import RawWorkbook
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Book


class ProjectSource(Protocol):
    """One file, folder or service that says how projects stand."""

    @property
    def name(self) -> str:
        """What its keeper calls it; the same at every reading."""
        ...

    def read(self) -> RawWorkbook:
        """The sheets as they are now, cells untouched.

        Raises:
            IntakeError: it cannot be read at all (wrapped by encryption software, protected by a
                password, not a workbook, too big); the problems say how to mend it.
            DeferredError: not now (a file being written or locked, a service that is down).

        """
        ...


class WorkbookWriter(Protocol):
    """Writes the workbook that people fill in."""

    def __call__(
        self,
        path: Path,
        *,
        language: Language,
        today: date,
        book: Book | None = None,
        project: str | None = None,
    ) -> None:
        """Write it to `path`, replacing what was there in one step.

        Raises:
            OSError: the file cannot be written.

        """
        ...


OpenSource = Callable[[Path], ProjectSource]
"""Chooses the source for a path: workbook, folder, single CSV or YAML file."""
OpenAttachment = Callable[[str, bytes], ProjectSource]
"""The source for a workbook that came by mail or upload: its name and bytes."""
