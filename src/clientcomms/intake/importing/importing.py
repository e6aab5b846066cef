"""Takes in a source that somebody names, and the files of the watched folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clientcomms.domain.book.answers import Terms
from clientcomms.domain.book.diff_lines import question_lines
from clientcomms.domain.heard import NewTask
from clientcomms.domain.states import BookState
from clientcomms.errors import IntakeError
from clientcomms.intake.importing.comparing import (
    ImportReport,
    apply,
    compare_with_store,
    source_of,
)
from clientcomms.ports.project_source import OpenAttachment, ProjectSource
from clientcomms.store import books, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp

BY = "importing"
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

    A file that was not taken in, or not wholly, stays where it is and makes a task for a person;
    it is read again when it changes.
    """
    results: list[ImportReport | IntakeError] = []
    for one in dropped:
        with store.begin() as tx:
            number = books.add_book(tx, one.name, one.raw, Stamp(now, WATCHED))
        if number is None:
            continue
        result = _take_in(store, one, open_attachment, now)
        results.append(result)
        taken = isinstance(result, ImportReport) and result.applied
        with store.begin() as tx:
            became = BookState.APPLIED if taken else BookState.REFUSED
            books.change_book(tx, number, became, Stamp(now, BY))
            if why := _trouble(result):
                add_task(tx, _task(tx, one.name, number, result, why), Stamp(now, BY))
    return results


def _take_in(
    store: Store, dropped: Dropped, open_attachment: OpenAttachment, now: datetime
) -> ImportReport | IntakeError:
    try:
        source = open_attachment(dropped.name, dropped.raw)
        return import_source(store, source, Stamp(now, WATCHED), origin=WATCHED)
    except IntakeError as error:
        return error


def _trouble(result: ImportReport | IntakeError) -> str:
    """Say why a file needs a person; empty where it was taken in as a whole."""
    if isinstance(result, IntakeError):
        more = len(result.problems) - 1
        return f"{result.problems[0]}" + (f" (+{more})" if more else "")
    return " ".join((*result.stops, *question_lines(result.questions, result.language)))


def _task(tx: Tx, name: str, number: int, result: ImportReport | IntakeError, why: str) -> NewTask:
    codes = result.projects if isinstance(result, ImportReport) else ()
    known = state.projects_by_codes(tx, codes)[:1]
    members = state.all_members(tx)[:1]
    owner = known[0].manager if known else members[0].address if members else ""
    return NewTask(
        key=f"dropped:{number}",
        kind="import",
        owner=owner,
        title_zh=f"监听文件夹里的“{name}”没有（全部）导入：{why}",
        title_en=f"{name!r} in the watched folder was not (wholly) taken in: {why}",
        project_code=known[0].code if known else None,
    )
