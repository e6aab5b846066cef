"""All sheets of the project book, in the order of the file."""

from __future__ import annotations

from clientcomms.domain.book.sheets import (
    contacts,
    effort,
    headline,
    milestones,
    projects,
    records,
    week,
)
from clientcomms.domain.book.spec import SheetKind, SheetSpec

SHEETS: tuple[SheetSpec, ...] = (
    projects.PROJECTS,
    contacts.CONTACTS,
    milestones.MILESTONES,
    week.WEEK,
    headline.HEADLINES,
    records.DOCUMENTS,
    records.CHANGES,
    records.MINUTES,
    effort.COVER,
    effort.HOURS,
)
LISTS_ZH, LISTS_EN = "字典", "Lists"
"""The tab that holds the values of the drop-downs; never read."""


def spec_of(kind: SheetKind) -> SheetSpec:
    """The sheet that fills one field of a `Book`."""
    return next(spec for spec in SHEETS if spec.kind is kind)
