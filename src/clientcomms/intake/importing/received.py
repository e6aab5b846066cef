"""Workbooks that came by mail: their senders are told what would change, and say yes or no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from clientcomms.domain.book.answers import Terms, handle_of
from clientcomms.domain.book.changes_found import Rename
from clientcomms.domain.book.diff_lines import question_line
from clientcomms.domain.flow import NewOccasion, member_audience
from clientcomms.domain.people import Language
from clientcomms.domain.states import BookState
from clientcomms.errors import ClientCommsError, IntakeError, Problem
from clientcomms.intake.importing.comparing import (
    ImportReport,
    apply,
    compare_with_store,
    source_of,
)
from clientcomms.intake.importing.importing import import_source
from clientcomms.ports.errors import DeferredError
from clientcomms.ports.project_source import OpenAttachment
from clientcomms.store import books, occasions, state
from clientcomms.store.books import ReceivedBook
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp

DraftOf = Callable[[Tx, str, datetime], tuple[str, str]]
"""Project code → subject and text of its next report as it would read within this transaction."""


def _terms(received: ReceivedBook) -> Terms:
    """The sender saw the difference and said yes, missing rows included: they stay as they are."""
    said = received.answers
    return Terms(allow_removals=True, same=said.same, new=said.new, settled_ones_pass=True)


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
    received: ReceivedBook,
    draft_of: DraftOf,
    now: datetime,
) -> int:
    """Answer a mailed workbook with its difference and the report as it would read."""
    stamp = Stamp(now, "importing")
    try:
        report, drafted = _rehearsed(store, open_attachment, received, draft_of, stamp)
    except DeferredError:
        return 0
    except ClientCommsError as error:
        problems = error.problems if isinstance(error, IntakeError) else (Problem("", str(error)),)
        told = [str(one) for one in problems]
        with store.begin() as tx:
            books.change_book(tx, received.id, BookState.REFUSED, stamp)
            occasions.add_occasions(
                tx, [_receipt(received, _refused(received, told), None, now)], now
            )
        return 1
    notices = [f"! {notice.problem}" for notice in report.notices]
    matter: dict[str, object] = {
        "source": received.name,
        "lines": list(report.lines) + (notices if report.lines else []),
        "problems": list(report.stops),
        "questions": [_question(one, report.language) for one in report.questions],
        "draft_subject": drafted[0],
        "draft_text": drafted[1],
    }
    with store.begin() as tx:
        known = [code for code in report.projects if state.project_by_code(tx, code)]
        books.change_book(tx, received.id, BookState.COMPARED, stamp)
        project = known[0] if known else None
        occasions.add_occasions(tx, [_receipt(received, matter, project, now)], now)
    return 1


def _question(rename: Rename, language: Language) -> dict[str, str]:
    """One question as the letter words it, with the rows that its answer is about."""
    new, old = handle_of(rename.new), handle_of(rename.old)
    return {"text": question_line(rename, language), "new": new, "old": old}


def _refused(received: ReceivedBook, problems: list[str]) -> dict[str, object]:
    return {"source": received.name, "lines": [], "problems": problems}


def _rehearsed(
    store: Store,
    open_attachment: OpenAttachment,
    received: ReceivedBook,
    draft_of: DraftOf,
    stamp: Stamp,
) -> tuple[ImportReport, tuple[str, str]]:
    """Apply a source, see what the report would say, and leave no trace."""
    raw = open_attachment(received.name, received.raw).read()
    with store.trying() as tx:
        source = source_of(tx, raw, received.sender, stamp)
        compared = compare_with_store(tx, source, Terms())
        report = compared.report
        if report.stops or not report.projects:
            return report, ("", "")
        apply(tx, compared, stamp)
        return report, draft_of(tx, report.projects[0], stamp.at)


def _receipt(
    received: ReceivedBook, matter: Mapping[str, object], project: str | None, now: datetime
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
    store: Store, open_attachment: OpenAttachment, received: ReceivedBook, now: datetime
) -> int:
    stamp = Stamp(now, received.sender, received.name)
    became = BookState.APPLIED
    try:
        source = open_attachment(received.name, received.raw)
        import_source(store, source, stamp, origin=received.sender, terms=_terms(received))
    except DeferredError:
        return 0
    except IntakeError:
        became = BookState.REFUSED
    with store.begin() as tx:
        books.change_book(tx, received.id, became, Stamp(now, "importing"))
    return 1
