"""Writes the workbook that people fill in: drop-downs, notes, examples, a header that stays."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from clientcomms.domain.book.examples import examples
from clientcomms.domain.book.raw import Cell, column_letter
from clientcomms.domain.book.sheets import LISTS_EN, LISTS_ZH, SHEETS
from clientcomms.domain.book.spec import CellKind, Column, SheetKind, SheetSpec
from clientcomms.domain.book.to_rows import only, rows_of, yes_no
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Book
from clientcomms.providers.workbook import style

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_HEADER_ROW = 2
_FIRST_ROW = 3
_LAST_ROW = 1000
"""Drop-downs and formats reach down to here."""
_WRAPS = 20
"""Columns this wide hold sentences."""
_DATES = frozenset({CellKind.DATE, CellKind.PAST_DATE})


def write_workbook(
    path: Path,
    *,
    language: Language,
    today: date,
    book: Book | None = None,
    project: str | None = None,
) -> None:
    """Write the project workbook, replacing what was at `path` in one step.

    With `book` its rows are written (only those of `project`, if given); a sheet without rows
    shows two grey example rows. Raises `OSError` where it cannot be written.
    """
    from openpyxl import Workbook

    rows = book or Book()
    if project is not None:
        rows = only(rows, project)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    lists = _Lists(workbook, language)
    for number, spec in enumerate(SHEETS):
        sheet = workbook.create_sheet(spec.called(language), number)
        _write_sheet(sheet, spec, _rows(rows, spec, language, project), language)
        if not rows_of(rows, spec, language):
            _write_examples(sheet, spec, language, today)
        _add_drop_downs(sheet, spec, lists, language)
    lists.finish()
    workbook.active = 3 if rows.projects else 0
    _save(workbook, path)


def _rows(
    book: Book, spec: SheetSpec, language: Language, project: str | None
) -> tuple[tuple[Cell, ...], ...]:
    rows = rows_of(book, spec, language)
    if rows or project is None or spec.kind is not SheetKind.PROJECTS:
        return rows
    return ((project, *[None] * (len(spec.columns) - 1)),)


def _write_sheet(
    sheet: Worksheet, spec: SheetSpec, rows: tuple[tuple[Cell, ...], ...], language: Language
) -> None:
    style.title(sheet, spec.called(language), spec.purpose(language), required=spec.required)
    for index, column in enumerate(spec.columns):
        star = "*" if column.required else ""
        style.header(
            sheet.cell(_HEADER_ROW, index + 1),
            column.called(language)[:1].upper() + column.called(language)[1:] + star,
            column.note(language),
            required=column.required,
        )
        sheet.column_dimensions[column_letter(index)].width = column.width
    for offset, row in enumerate(rows):
        _write_row(sheet, _FIRST_ROW + offset, row, spec)
    sheet.freeze_panes = f"{column_letter(_frozen(spec))}{_FIRST_ROW}"
    last = column_letter(len(spec.columns) - 1)
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{last}{max(_HEADER_ROW + 1, _FIRST_ROW + len(rows))}"
    style.page(sheet, _HEADER_ROW)


def _frozen(spec: SheetSpec) -> int:
    """So many columns stay in sight: those up to the project's code."""
    fields = [column.field for column in spec.columns]
    return fields.index("code" if "code" in fields else "project_code") + 1


def _write_row(
    sheet: Worksheet, number: int, row: tuple[Cell, ...], spec: SheetSpec, *, example: bool = False
) -> None:
    for index, (column, cell) in enumerate(zip(spec.columns, row, strict=True)):
        target = sheet.cell(number, index + 1)
        if isinstance(cell, str) and cell.startswith("="):
            target.value, target.data_type = cell, "s"
        else:
            target.value = float(cell) if isinstance(cell, Decimal) else cell
        style.body(target, _format_of(column), wrap=column.width >= _WRAPS, example=example)
    wrapped = [
        (cell, column.width)
        for column, cell in zip(spec.columns, row, strict=True)
        if isinstance(cell, str) and column.width >= _WRAPS
    ]
    sheet.row_dimensions[number].height = style.height_of(wrapped)


def _format_of(column: Column) -> str:
    if column.kind in _DATES:
        return "yyyy-mm-dd"
    return "0%" if column.kind is CellKind.PERCENT else "General"


def _write_examples(sheet: Worksheet, spec: SheetSpec, language: Language, today: date) -> None:
    first = max(sheet.max_row + 1, _FIRST_ROW)
    for offset, example in enumerate(examples(spec.kind, language, today)):
        row = tuple(example.get(column.field) for column in spec.columns)
        _write_row(sheet, first + offset, row, spec, example=True)
    for number in range(first + 2, first + 12):
        _write_row(sheet, number, (None,) * len(spec.columns), spec)


class _Lists:
    """The tab with the values of the drop-downs, one list per column."""

    def __init__(self, workbook: Workbook, language: Language) -> None:
        self._language = language
        self.name = LISTS_ZH if language is Language.ZH else LISTS_EN
        self._sheet = workbook.create_sheet(self.name)
        self._made: dict[tuple[str, ...], str] = {}

    def formula(self, header: str, words: tuple[str, ...]) -> str:
        """The range that holds these words; the same words are written once."""
        if words not in self._made:
            letter = column_letter(len(self._made))
            for offset, word in enumerate((header, *words)):
                self._sheet[f"{letter}{offset + 1}"] = word
            self._sheet.column_dimensions[letter].width = 18
            self._made[words] = f"'{self.name}'!${letter}$2:${letter}${len(words) + 1}"
        return self._made[words]

    def finish(self) -> None:
        """Dress the tab."""
        for cell in self._sheet[1]:
            style.header(cell, str(cell.value), "", required=False)
        self._sheet.sheet_properties.tabColor = style.QUIET


def _add_drop_downs(sheet: Worksheet, spec: SheetSpec, lists: _Lists, language: Language) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    codes = SHEETS[0].called(language)
    for index, column in enumerate(spec.columns):
        words = _words(column, language)
        if words:
            formula = lists.formula(column.called(language), words)
        elif column.field == "project_code":
            formula = f"'{codes}'!$A${_FIRST_ROW}:$A$200"
        else:
            continue
        # Other words may be typed: the reader knows their synonyms and names what it does not know.
        validation = DataValidation(
            "list", formula1=formula, allow_blank=True, showErrorMessage=False
        )
        letter = column_letter(index)
        validation.add(f"{letter}{_FIRST_ROW}:{letter}{_LAST_ROW}")
        sheet.add_data_validation(validation)


def _words(column: Column, language: Language) -> tuple[str, ...]:
    if column.kind is CellKind.YES_NO:
        return (yes_no(True, language), yes_no(False, language))
    return tuple(choice.called(language) for choice in column.choices)


def _save(workbook: Workbook, path: Path) -> None:
    """Write beside the target and rename, so that nobody ever reads half a workbook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".workbook-") as folder:
        made = Path(folder) / "book.xlsx"
        workbook.save(made)
        made.replace(path)
