"""One source against what we know: what it would change, why it stops, and applying it whole."""

from __future__ import annotations

from dataclasses import dataclass

from clientcomms.domain.book.answers import Terms, answered
from clientcomms.domain.book.changes_found import BookDiff, Rename
from clientcomms.domain.book.diff import compare, settle
from clientcomms.domain.book.diff_lines import diff_lines, emptied_line, suspicion_line
from clientcomms.domain.book.findings import Notice
from clientcomms.domain.book.raw import RawWorkbook
from clientcomms.domain.book.reading import BookReading, read_book
from clientcomms.domain.book.rows import Identity, identity_of, named_rows
from clientcomms.domain.book.source_names import source_key
from clientcomms.domain.book.spec import SheetKind
from clientcomms.domain.civil import as_zone
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Book
from clientcomms.store import sources, state
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp, note


@dataclass(frozen=True, slots=True)
class Source:
    """What a source says now, and the name under which it is remembered."""

    name: str
    key: str
    reading: BookReading


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a source would change or has changed."""

    source: str
    language: Language
    lines: tuple[str, ...]
    """The difference, a line a row."""
    questions: tuple[Rename, ...]
    """Rows that are left out until somebody says whether they are old ones under new words."""
    notices: tuple[Notice, ...]
    stops: tuple[str, ...]
    """Why it was not applied although it can be read: it lost too many rows, or all."""
    ignored: tuple[str, ...]
    rows: int
    projects: tuple[str, ...]
    applied: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A report, and the rows that may be applied."""

    report: ImportReport
    book: Book
    source: Source


def source_of(tx: Tx, raw: RawWorkbook, origin: str, stamp: Stamp) -> Source:
    """Make sense of what a source says. Raises `IntakeError` with every problem."""
    team = state.all_members(tx)
    zone = as_zone(team[0].zone if team else "UTC")
    reading = read_book(
        raw,
        members=team,
        today=stamp.at.astimezone(zone).date(),
        known=state.all_projects(tx),
    )
    return Source(raw.name, source_key(origin, raw.name), reading)


def compare_with_store(tx: Tx, source: Source, terms: Terms) -> Comparison:
    """What a source would change. Raises `IntakeError` where an answer fits no question."""
    reading = source.reading
    had = sources.rows_brought(tx, source.key)
    codes = _codes(reading.book)
    lost = {project for _, project, _ in had if project} - set(codes)
    known = state.load_book(tx, (*codes, *sorted(lost)))
    found = answered(compare(known, reading.book, had=had, language=reading.language), terms)
    rows = sum(len(getattr(reading.book, kind.value)) for kind in SheetKind)
    report = ImportReport(
        source=source.name,
        language=reading.language,
        lines=diff_lines(found, reading.language),
        questions=found.questions,
        notices=reading.notices,
        stops=() if terms.allow_removals else _stops(found, source, had, rows),
        ignored=reading.book.ignored,
        rows=rows,
        projects=codes,
        applied=False,
    )
    return Comparison(report, settle(reading.book, found), source)


def apply(tx: Tx, compared: Comparison, stamp: Stamp) -> None:
    """Write the rows of a source, and remember which ones it brought."""
    report = compared.report
    state.apply_book(tx, compared.book)
    brought = (identity_of(name) for name, _ in named_rows(compared.book))
    sources.keep_rows_brought(tx, compared.source.key, brought, stamp)
    if report.lines:
        state.mark_changed(tx, report.projects, stamp)
    why = f"{report.source}: {report.rows} rows, {len(report.lines)} differences"
    for code in report.projects:
        note(tx, "projects", code, Stamp(stamp.at, stamp.by, why), became="imported")


def _codes(book: Book) -> tuple[str, ...]:
    named: list[str] = [project.code for project in book.projects]
    for kind in SheetKind:
        if kind is not SheetKind.PROJECTS:
            named += [row.project_code for row in getattr(book, kind.value) if row.project_code]
    return tuple(dict.fromkeys(named))


def _stops(diff: BookDiff, source: Source, had: frozenset[Identity], rows: int) -> tuple[str, ...]:
    language = source.reading.language
    if had and not rows:
        return (emptied_line(source.name, len(had), language),)
    return tuple(suspicion_line(one, language) for one in diff.suspicious)
