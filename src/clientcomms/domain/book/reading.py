"""A raw workbook read into a `Book`: every problem is named at once, or the whole is taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from clientcomms.domain.book.contact_rows import read_contacts
from clientcomms.domain.book.findings import Findings, Notice, NoticeKind
from clientcomms.domain.book.headers import is_lists, spec_by_header, spec_by_name
from clientcomms.domain.book.plan_rows import newest_of, read_milestones, read_week
from clientcomms.domain.book.project_rows import read_projects
from clientcomms.domain.book.raw import RawSheet, RawWorkbook
from clientcomms.domain.book.record_rows import (
    read_changes,
    read_covers,
    read_documents,
    read_headlines,
    read_hours,
    read_minutes,
)
from clientcomms.domain.book.roster import Roster
from clientcomms.domain.book.said import Said
from clientcomms.domain.book.salutations import is_chinese
from clientcomms.domain.book.scope import Scope
from clientcomms.domain.book.sheets import SHEETS
from clientcomms.domain.book.spec import SheetKind, SheetSpec
from clientcomms.domain.book.tables import Table, ignored_columns, read_table
from clientcomms.domain.people import Language, Member
from clientcomms.domain.projects import Book, Project
from clientcomms.errors import IntakeError

R = TypeVar("R")
_OPEN = Said(
    "文件正在 Excel 里打开，读到的是上次保存的内容", "is open in Excel: what was last saved is read"
)
_SAVE_FIRST = Said("有改动请先保存，再导入一次", "save your changes and import again")


@dataclass(frozen=True, slots=True)
class BookReading:
    """A book that can be taken in, what should be told about it, and which sheets it had."""

    book: Book
    notices: tuple[Notice, ...]
    sheets: frozenset[SheetKind]
    language: Language


@dataclass(slots=True)
class _Tables:
    by_kind: dict[SheetKind, list[Table]] = field(default_factory=dict)
    tried: set[SheetKind] = field(default_factory=set)
    ignored: list[str] = field(default_factory=list)


def read_book(
    raw: RawWorkbook,
    *,
    members: Iterable[Member],
    today: date,
    known: Iterable[Project] = (),
) -> BookReading:
    """The book that a source's sheets hold; missing years are inferred from `today`.

    `known` are the projects taken in before: a source that only brings the weekly sheet may refer
    to them. Without any, the first four sheets are required.

    Raises `IntakeError` with every problem: file, sheet, row, column, what was read, how to mend
    it, in the language of the sheet's headers.
    """
    findings = Findings(raw.name, language_of(raw))
    if raw.open_elsewhere:
        findings.tell(NoticeKind.INFERRED, raw.name, _OPEN, _SAVE_FIRST)
    scope = Scope(findings, today, Roster(members))
    for project in known:
        scope.add(project)
    tables = _understand(raw, findings)
    _require(tables, findings, complete=not scope.projects)
    if not scope.projects and SheetKind.PROJECTS not in tables.by_kind:
        # Without a project every other row would only repeat that it is missing.
        raise IntakeError(findings.shown_problems())
    book = _fill(tables, scope)
    if findings.problems:
        raise IntakeError(findings.shown_problems())
    return BookReading(book, tuple(findings.notices), frozenset(tables.by_kind), findings.language)


def language_of(raw: RawWorkbook) -> Language:
    """The language in which its keeper is answered: Chinese if tabs or first rows are."""
    words = [sheet.name for sheet in raw.sheets]
    words += [str(c) for sheet in raw.sheets for row in sheet.rows[:3] for c in row.cells if c]
    chinese = sum(is_chinese(word) for word in words)
    return Language.ZH if chinese * 3 >= len(words) else Language.EN


def _understand(raw: RawWorkbook, findings: Findings) -> _Tables:
    """Each sheet by its name, else by its header; only the weekly sheet may come several times."""
    tables = _Tables()
    named = {sheet.name: spec_by_name(sheet) for sheet in raw.sheets}
    tables.tried.update(spec.kind for spec in named.values() if spec)
    for sheet in raw.sheets:
        spec = named[sheet.name] or _by_header(sheet, tables)
        if spec is None:
            if not is_lists(sheet) and sheet.rows:
                tables.ignored.append(findings.at_sheet(sheet))
            continue
        tables.tried.add(spec.kind)
        table = read_table(sheet, spec, findings)
        if table is not None:
            tables.by_kind.setdefault(spec.kind, []).append(table)
            tables.ignored.extend(ignored_columns(table, findings))
    return tables


def _by_header(sheet: RawSheet, tables: _Tables) -> SheetSpec | None:
    spec = None if is_lists(sheet) else spec_by_header(sheet)
    free = spec is not None and (spec.kind not in tables.tried or spec.kind is SheetKind.WEEK)
    return spec if free else None


def _require(tables: _Tables, findings: Findings, *, complete: bool) -> None:
    """Note the sheets that must be there and are not."""
    required = [spec for spec in SHEETS if spec.required]
    if complete:
        for spec in required:
            if spec.kind not in tables.tried:
                _missing(spec, findings)
    elif not tables.tried:
        _missing(required[-1], findings)


def _missing(spec: SheetSpec, findings: Findings) -> None:
    findings.stop(
        findings.source,
        Said(f"缺少“{spec.zh}”表", f"there is no sheet “{spec.en}”"),
        Said(
            "空白的表可用 clientcomms workbook --lang zh 生成",
            "clientcomms workbook --lang en writes an empty one",
        ),
    )


def _fill(tables: _Tables, scope: Scope) -> Book:
    """Read each sheet; projects first, because all others refer to them."""
    found = [read_projects(table, scope) for table in tables.by_kind.get(SheetKind.PROJECTS, [])]

    def rows(kind: SheetKind, read: Callable[[Table, Scope], tuple[R, ...]]) -> tuple[R, ...]:
        return tuple(row for table in tables.by_kind.get(kind, []) for row in read(table, scope))

    return Book(
        projects=tuple(project for projects, _ in found for project in projects),
        clients=tuple(client for _, clients in found for client in clients),
        contacts=rows(SheetKind.CONTACTS, read_contacts),
        milestones=rows(SheetKind.MILESTONES, read_milestones),
        week_items=newest_of(
            read_week(table, scope) for table in tables.by_kind.get(SheetKind.WEEK, [])
        ),
        headlines=rows(SheetKind.HEADLINES, read_headlines),
        documents=rows(SheetKind.DOCUMENTS, read_documents),
        changes=rows(SheetKind.CHANGES, read_changes),
        minutes=rows(SheetKind.MINUTES, read_minutes),
        covers=rows(SheetKind.COVER, read_covers),
        hours=rows(SheetKind.HOURS, read_hours),
        ignored=tuple(tables.ignored),
    )
