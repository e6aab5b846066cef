"""How the workbook looks: quiet colours, required columns darker, examples grey."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.styles import Border
    from openpyxl.worksheet.worksheet import Worksheet

STRONG, SOFT, QUIET = "1F4E5F", "5B7F8C", "B8C4C9"
_LINE, _EXAMPLE_TEXT, _EXAMPLE_FILL, _PAPER = "D5DCDF", "8A9499", "F2F4F5", "EEF3F5"
_FONT = "Microsoft YaHei"
"""On every Windows that writes Chinese; others fall back on their own sans."""


def title(sheet: Worksheet, name: str, purpose: str, *, required: bool) -> None:
    """The line above the header: what the sheet is for."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.styles.colors import Color

    cell = sheet["A1"]
    heading = InlineFont(rFont=_FONT, b=True, sz=13, color=Color(STRONG))
    words = InlineFont(rFont=_FONT, sz=10, color=Color(SOFT))
    cell.value = CellRichText(TextBlock(heading, name), TextBlock(words, f"   {purpose}"))
    cell.alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 28
    for index in range(1, 21):
        sheet.cell(1, index).fill = PatternFill("solid", fgColor=_PAPER)
    sheet.sheet_properties.tabColor = STRONG if required else QUIET


def header(cell: Cell | MergedCell, text: str, note: str, *, required: bool) -> None:
    """One cell of the header with its note."""
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.value = text
    cell.font = Font(name=_FONT, bold=True, size=10, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=STRONG if required else SOFT)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = _border()
    if note:
        cell.comment = Comment(note, "clientcomms", height=90, width=260)


def body(cell: Cell | MergedCell, number_format: str, *, wrap: bool, example: bool) -> None:
    """One cell below the header."""
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.number_format = number_format
    cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=wrap)
    cell.border = _border()
    cell.font = Font(name=_FONT, size=10, color=_EXAMPLE_TEXT if example else "222222")
    if example:
        cell.fill = PatternFill("solid", fgColor=_EXAMPLE_FILL)


def height_of(texts: Iterable[tuple[str, int]]) -> float:
    """The height of a row in points that shows all wrapped texts; each with its column's width.

    Written down because programs disagree on whether they fit rows by themselves when they open.
    """
    lines = 1
    for text, width in texts:
        parts = (ceil(_columns_of(part) / (width - 1)) or 1 for part in text.split("\n"))
        lines = max(lines, sum(parts))
    return min(6 + 14 * lines, 300)


def _columns_of(text: str) -> float:
    """The width of a text in digits; Chinese signs and full-width punctuation take two."""
    return sum(2 if east_asian_width(sign) in "WFA" else 0.95 for sign in text)


def page(sheet: Worksheet, header_row: int) -> None:
    """Landscape, one page wide, the header on every page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.row_dimensions[header_row].height = 24
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100


def _border() -> Border:
    from openpyxl.styles import Border, Side

    side = Side("thin", color=_LINE)
    return Border(left=side, right=side, top=side, bottom=side)
