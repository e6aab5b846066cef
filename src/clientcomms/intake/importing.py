"""Sources → [projects …]: compares what a source says with what we know, and applies it as a whole.

Nothing is half-applied: every problem is named at once, or all rows are written in one
transaction. Rows that vanished are never deletions, and a source that lost most of its rows stops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clientcomms.domain.book.changes_found import BookDiff
from clientcomms.domain.book.diff import compare, settle
from clientcomms.domain.book.diff_lines import diff_lines, suspicion_line
from clientcomms.domain.book.findings import Notice
from clientcomms.domain.book.raw import RawWorkbook
from clientcomms.domain.book.reading import BookReading, read_book
from clientcomms.domain.book.spec import SheetKind
from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import NewOccasion, member_audience
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Book
from clientcomms.domain.states import BookState
from clientcomms.errors import ClientCommsError, IntakeError, Problem
from clientcomms.ports.errors import DeferredError
from clientcomms.ports.project_source import OpenAttachment, ProjectSource
from clientcomms.store import books, occasions, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp, note

DraftOf = Callable[[Tx, str, datetime], tuple[str, str]]
"""Project code → subject and text of its next report as it would read within this transaction."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a source would change or has changed."""

    source: str
    language: Language
    lines: tuple[str, ...]
    """The difference, a line a row."""
    notices: tuple[Notice, ...]
    stops: tuple[str, ...]
    """Why it was not applied although it can be read: it lost too many rows."""
    ignored: tuple[str, ...]
    rows: int
    projects: tuple[str, ...]
    applied: bool


def import_source(
    store: Store,
    source: ProjectSource,
    stamp: Stamp,
    *,
    dry_run: bool = False,
    allow_removals: bool = False,
) -> ImportReport:
    """Take a source in, or say what taking it in would change.

    Raises:
        IntakeError: every problem of the source; nothing was applied.
        DeferredError: the source cannot be read just now.

    """
    raw = source.read()
    with store.read() as tx:
        reading = _read(tx, raw, stamp.at)
    with store.begin() as tx:
        report, book = _compare(tx, reading, source.name, allow_removals=allow_removals)
        if dry_run or report.stops:
            return report
        _apply(tx, book, report, stamp)
    return replace(report, applied=True)


def _read(tx: Tx, raw: RawWorkbook, now: datetime) -> BookReading:
    team = state.all_members(tx)
    zone = as_zone(team[0].zone if team else "UTC")
    return read_book(
        raw,
        members=team,
        today=now.astimezone(zone).date(),
        known=state.all_projects(tx),
    )


def _compare(
    tx: Tx, reading: BookReading, name: str, *, allow_removals: bool
) -> tuple[ImportReport, Book]:
    codes = _codes(reading.book)
    known = _only(state.load_book(tx, codes), reading.sheets)
    diff = compare(known, reading.book, language=reading.language)
    stops = () if allow_removals else _stops(diff, reading.language)
    report = ImportReport(
        source=name,
        language=reading.language,
        lines=diff_lines(diff, reading.language),
        notices=reading.notices,
        stops=stops,
        ignored=reading.book.ignored,
        rows=sum(len(getattr(reading.book, kind.value)) for kind in SheetKind),
        projects=codes,
        applied=False,
    )
    return report, settle(reading.book, diff)


def _codes(book: Book) -> tuple[str, ...]:
    named: list[str] = [project.code for project in book.projects]
    for kind in SheetKind:
        if kind is not SheetKind.PROJECTS:
            named += [row.project_code for row in getattr(book, kind.value) if row.project_code]
    return tuple(dict.fromkeys(named))


def _only(book: Book, sheets: Iterable[SheetKind]) -> Book:
    """Return what we know of the sheets that the source has: a missing sheet takes nothing away."""
    absent = {kind.value: () for kind in set(SheetKind) - set(sheets)}
    return replace(book, **absent)


def _stops(diff: BookDiff, language: Language) -> tuple[str, ...]:
    return tuple(suspicion_line(one, language) for one in diff.suspicious)


def _apply(tx: Tx, book: Book, report: ImportReport, stamp: Stamp) -> None:
    state.apply_book(tx, book)
    if report.lines:
        state.mark_changed(tx, report.projects, stamp)
    why = f"{report.source}: {report.rows} rows, {len(report.lines)} differences"
    for code in report.projects:
        note(tx, "projects", code, Stamp(stamp.at, stamp.by, why), became="imported")


# ---- workbooks that came by mail ---------------------------------------------------------------------


def import_received(
    store: Store, open_attachment: OpenAttachment, draft_of: DraftOf, now: datetime
) -> int:
    """Compare new workbooks and tell their senders; apply those that were agreed to."""
    moved = 0
    with store.read() as tx:
        fresh = books.books_in(tx, BookState.RECEIVED)
        agreed = books.books_in(tx, BookState.APPROVED)
    for book in fresh:
        moved += _tell(store, open_attachment, book, draft_of, now)
    for book in agreed:
        moved += _take_in(store, open_attachment, book, now)
    return moved


def _tell(
    store: Store,
    open_attachment: OpenAttachment,
    received: books.ReceivedBook,
    draft_of: DraftOf,
    now: datetime,
) -> int:
    """Answer a mailed workbook with its difference and the report as it would read."""
    stamp = Stamp(now, "importing")
    try:
        report, drafted = _rehearsed(
            store, open_attachment(received.name, received.raw), draft_of, now
        )
    except DeferredError:
        return 0
    except ClientCommsError as error:
        problems = error.problems if isinstance(error, IntakeError) else (Problem("", str(error)),)
        matter = {"source": received.name, "lines": [], "problems": [str(one) for one in problems]}
        with store.begin() as tx:
            books.change_book(tx, received.id, BookState.REFUSED, stamp)
            occasions.add_occasions(tx, [_receipt(received, matter, None, now)], now)
        return 1
    matter = {
        "source": received.name,
        "lines": list(report.lines),
        "problems": [*report.stops, *(str(notice.problem) for notice in report.notices)],
        "draft_subject": drafted[0],
        "draft_text": drafted[1],
    }
    with store.begin() as tx:
        known = [code for code in report.projects if state.project_by_code(tx, code)]
        books.change_book(tx, received.id, BookState.COMPARED, stamp)
        project = known[0] if known else None
        occasions.add_occasions(tx, [_receipt(received, matter, project, now)], now)
    return 1


def _rehearsed(
    store: Store, source: ProjectSource, draft_of: DraftOf, now: datetime
) -> tuple[ImportReport, tuple[str, str]]:
    """Apply a source, see what the report would say, and leave no trace."""
    raw = source.read()
    with store.trying() as tx:
        report, book = _compare(tx, _read(tx, raw, now), source.name, allow_removals=False)
        if report.stops or not report.projects:
            return report, ("", "")
        state.apply_book(tx, book)
        return report, draft_of(tx, report.projects[0], now)


def _receipt(
    received: books.ReceivedBook, matter: Mapping[str, object], project: str | None, now: datetime
) -> NewOccasion:
    return NewOccasion(
        kind="import_receipt",
        key=f"import:{received.id}",
        audience=member_audience(received.sender),
        wanted_at=now,
        project_code=project,
        matter={**matter, "book": received.id, "reply": received.reply_id},
        asked_by="importing",
    )


def _take_in(
    store: Store, open_attachment: OpenAttachment, received: books.ReceivedBook, now: datetime
) -> int:
    stamp = Stamp(now, received.sender, received.name)
    source = open_attachment(received.name, received.raw)
    became = BookState.APPLIED
    try:
        # The sender saw the difference and said yes, missing rows included: they stay as they are.
        import_source(store, source, stamp, allow_removals=True)
    except DeferredError:
        return 0
    except IntakeError:
        became = BookState.REFUSED
    with store.begin() as tx:
        books.change_book(tx, received.id, became, Stamp(now, "importing"))
    return 1


# ---- the watched folder --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file found in the watched folder."""

    name: str
    raw: bytes


def import_dropped(
    store: Store, dropped: Sequence[Dropped], open_attachment: OpenAttachment, now: datetime
) -> list[ImportReport | IntakeError]:
    """Take in files of the watched folder that were not seen before; one report or error each.

    A file with problems stays where it is and is told of once; it is read again when it changes.
    """
    results: list[ImportReport | IntakeError] = []
    for one in dropped:
        stamp = Stamp(now, "watched folder")
        with store.begin() as tx:
            number = books.add_book(tx, one.name, one.raw, stamp)
        if number is None:
            continue
        became = BookState.APPLIED
        try:
            report = import_source(store, open_attachment(one.name, one.raw), stamp)
            results.append(report)
            became = BookState.APPLIED if report.applied else BookState.REFUSED
        except IntakeError as error:
            results.append(error)
            became = BookState.REFUSED
        with store.begin() as tx:
            books.change_book(tx, number, became, Stamp(now, "importing"))
    return results
