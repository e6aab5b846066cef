"""Takes in a source that somebody names, and the files of the watched folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clientcomms.domain.book.answers import Terms
from clientcomms.domain.states import BookState
from clientcomms.errors import IntakeError
from clientcomms.intake.importing.comparing import (
    ImportReport,
    apply,
    compare_with_store,
    source_of,
)
from clientcomms.ports.project_source import OpenAttachment, ProjectSource
from clientcomms.store import books
from clientcomms.store.engine import Store
from clientcomms.store.journal import Stamp

WATCHED = "watched folder"
_ASKING = Terms()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file found in the watched folder."""

    name: str
    raw: bytes


def import_source(
    store: Store,
    source: ProjectSource,
    stamp: Stamp,
    *,
    origin: str = "",
    terms: Terms = _ASKING,
    dry_run: bool = False,
) -> ImportReport:
    """Take a source in, or say what taking it in would change.

    `origin` (folder, sender) tells sources of one name apart when they are remembered.

    Raises:
        IntakeError: every problem of the source or of the terms; nothing was applied.
        DeferredError: the source cannot be read just now.

    """
    raw = source.read()
    with store.read() as tx:
        found = source_of(tx, raw, origin, stamp)
    with store.begin() as tx:
        compared = compare_with_store(tx, found, terms)
        if dry_run or compared.report.stops:
            return compared.report
        apply(tx, compared, stamp)
    return replace(compared.report, applied=True)


def import_dropped(
    store: Store, dropped: Sequence[Dropped], open_attachment: OpenAttachment, now: datetime
) -> list[ImportReport | IntakeError]:
    """Take in files of the watched folder that were not seen before; one report or error each.

    A file with problems stays where it is and is told of once; it is read again when it changes.
    """
    results: list[ImportReport | IntakeError] = []
    for one in dropped:
        stamp = Stamp(now, WATCHED)
        with store.begin() as tx:
            number = books.add_book(tx, one.name, one.raw, stamp)
        if number is None:
            continue
        became = BookState.REFUSED
        try:
            source = open_attachment(one.name, one.raw)
            report = import_source(store, source, stamp, origin=WATCHED)
            results.append(report)
            became = BookState.APPLIED if report.applied else BookState.REFUSED
        except IntakeError as error:
            results.append(error)
        with store.begin() as tx:
            books.change_book(tx, number, became, Stamp(now, "importing"))
    return results
