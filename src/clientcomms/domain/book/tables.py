"""A raw sheet turned into lines of named cells: titles, blanks, examples and repeats are gone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clientcomms.domain.book.cells import is_blank, read_text
from clientcomms.domain.book.examples import is_shipped
from clientcomms.domain.book.findings import Findings, NoticeKind
from clientcomms.domain.book.headers import Header, find_header, is_header_again
from clientcomms.domain.book.raw import Cell, RawRow, RawSheet, column_letter
from clientcomms.domain.book.said import Said
from clientcomms.domain.book.spec import Column, SheetSpec, plain

_EXAMPLE = ("示例", "样例", "example")
_SUM = frozenset({"合计", "小计", "总计", "total", "sum", "subtotal"})
_REMARK = re.compile(r"^(注|备注|说明|填表说明|note|notes)\s*[:：]", re.IGNORECASE)
_WEEK_TITLE = re.compile(
    r"^(?:.{0,20}(?:第?\s*\d{1,2}\s*周|week\s*\d{1,2}|\bW\d{1,2}\b|[本上下]周).{0,30}"
    r"|\d{1,2}[./月]\d{1,2}日?\s*[-–—~～至到]\s*\d{1,2}[./月]?\d{0,2}日?.{0,12})$",
    re.IGNORECASE,
)
_MOST_CARRIED = 200_000
"""Cells that merged ranges may fill; a hostile file could ask for billions."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of data: cells by field. `block` counts the weeks that share a sheet."""

    number: int
    cells: Mapping[str, Cell]
    block: int = 0
    block_title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that was understood."""

    spec: SheetSpec
    sheet: RawSheet
    header: Header
    lines: tuple[Line, ...]


def read_table(sheet: RawSheet, spec: SheetSpec, findings: Findings) -> Table | None:
    """The lines of one sheet; None (and a problem, unless it is empty) without a usable header."""
    header = find_header(sheet, spec)
    if header is None:
        if spec.required or any(not is_blank(c) for row in sheet.rows for c in row.cells):
            _no_header(sheet, spec, findings)
        return None
    missing = [c for c in spec.columns if c.required and c.field not in header.headings]
    for column in missing:
        _no_column(sheet, header, column, findings)
    if missing:
        return None
    return Table(spec, sheet, header, tuple(_lines(sheet, spec, header, findings)))


def ignored_columns(table: Table, findings: Findings) -> Iterator[str]:
    """The columns that were seen and left alone, in words."""
    for heading in table.header.unknown:
        where = findings.at_sheet(table.sheet)
        letter = column_letter(heading.column)
        yield Said(
            f"{where} {letter}列（{heading.text}）", f"{where}, column {letter} ({heading.text})"
        ).to(findings.language)


def _lines(sheet: RawSheet, spec: SheetSpec, header: Header, findings: Findings) -> Iterator[Line]:
    carried = _carried(sheet)
    block, title = 0, ""
    for row in sheet.rows:
        if row.number <= header.row_number or all(is_blank(cell) for cell in row.cells):
            continue
        if is_header_again(row, header, spec):
            block += 1
            continue
        if (words := _title_in(row, sheet)) is not None:
            block, title = block + 1, words
            continue
        line = _line(row, header, carried.get(row.number, {}), block, title)
        if not line.cells or _is_sum(line):
            continue
        if not _is_example(line, spec, sheet, findings):
            yield line


def _line(row: RawRow, header: Header, carried: Mapping[int, Cell], block: int, title: str) -> Line:
    cells: dict[str, Cell] = {}
    for name, heading in header.headings.items():
        cell = row.cells[heading.column] if heading.column < len(row.cells) else None
        if is_blank(cell):
            cell = carried.get(heading.column)
        if not is_blank(cell):
            cells[name] = cell
    return Line(row.number, cells, block, title)


def _carried(sheet: RawSheet) -> dict[int, dict[int, Cell]]:
    """What merged ranges say in the rows below their first, by row and column."""
    tops = {merged.first_row for merged in sheet.merged}
    first = {row.number: row.cells for row in sheet.rows if row.number in tops}
    below: dict[int, dict[int, Cell]] = {}
    left = _MOST_CARRIED
    end = sheet.rows[-1].number if sheet.rows else 0
    for merged in sheet.merged:
        cells = first.get(merged.first_row, ())
        if merged.first_column >= len(cells):
            continue
        for number in range(
            merged.first_row + 1, min(merged.last_row, end, merged.first_row + left) + 1
        ):
            below.setdefault(number, {})[merged.first_column] = cells[merged.first_column]
            left -= 1
    return below


def _title_in(row: RawRow, sheet: RawSheet) -> str | None:
    """The words of a row that is a heading of its block or a remark, not data."""
    written = [(i, cell) for i, cell in enumerate(row.cells) if not is_blank(cell)]
    if len(written) != 1 or not isinstance(written[0][1], str):
        return None
    column, text = written[0][0], read_text(written[0][1])
    spans = any(
        m.first_row <= row.number <= m.last_row
        and m.first_column == column
        and m.last_column >= m.first_column + 2
        for m in sheet.merged
    )
    return text if spans or _REMARK.match(text) or _WEEK_TITLE.match(text) else None


def _is_sum(line: Line) -> bool:
    return any(plain(read_text(cell)) in _SUM for cell in list(line.cells.values())[:3])


def _is_example(line: Line, spec: SheetSpec, sheet: RawSheet, findings: Findings) -> bool:
    """Whether its project code marks it as an example; one that was written over is told."""
    name = "code" if any(column.field == "code" for column in spec.columns) else "project_code"
    code = plain(read_text(line.cells.get(name)))
    if not code.startswith(_EXAMPLE):
        return False
    if not code.endswith(_EXAMPLE) or not is_shipped(spec.kind, line.cells):
        findings.tell(
            NoticeKind.SKIPPED,
            findings.at_row(sheet, line.number),
            Said("这一行标着“示例”，没有导入", "this row is marked as an example and was left out"),
            Said("若是真数据，请改项目代号", "if it is real, give it its project's code"),
        )
    return True


def _no_header(sheet: RawSheet, spec: SheetSpec, findings: Findings) -> None:
    zh = "、".join(column.zh for column in spec.columns if column.required)
    en = ", ".join(column.en for column in spec.columns if column.required)
    findings.stop(
        findings.at_sheet(sheet),
        Said("前40行里找不到表头", "no header row among the first 40 rows"),
        Said(f"表头至少要有：{zh}", f"the header needs at least: {en}"),
    )


def _no_column(sheet: RawSheet, header: Header, column: Column, findings: Findings) -> None:
    findings.stop(
        findings.at_row(sheet, header.row_number),
        Said(f"表头缺少“{column.zh}”这一列", f"the header has no column “{column.en}”"),
        Said(
            f"请加上“{column.zh}”，或用 clientcomms workbook --lang zh 生成的表",
            f"add “{column.en}”, or start from clientcomms workbook --lang en",
        ),
    )
