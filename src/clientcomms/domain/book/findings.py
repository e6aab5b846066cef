"""What was found wrong (the import stops) or worth telling (it goes on), with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from clientcomms.domain.book.raw import RawSheet, column_letter
from clientcomms.domain.book.said import Said
from clientcomms.domain.people import Language
from clientcomms.errors import Problem

_SHOWN = 500
"""So many problems are worth reading; a sheet of 100,000 bad rows says one thing."""


class NoticeKind(StrEnum):
    """Why something is told although the import goes on."""

    PROPOSAL = "proposal"
    """Something a person must settle: the letter will be held until then."""
    INFERRED = "inferred"
    """We filled something in."""
    SKIPPED = "skipped"
    """Rows that were seen and left out."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell. `proposal` is the value we would write, where we have one."""

    kind: NoticeKind
    problem: Problem
    proposal: str = ""


@dataclass(slots=True)
class Findings:
    """Collects problems and notices in the language of the workbook."""

    source: str
    language: Language
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def stop(self, where: str, what: Said, mend: Said) -> None:
        """Note a problem: nothing will be taken in."""
        self.problems.append(Problem(where, what.to(self.language), mend.to(self.language)))

    def tell(
        self, kind: NoticeKind, where: str, what: Said, mend: Said, *, proposal: str = ""
    ) -> None:
        """Note something the import can live with."""
        problem = Problem(where, what.to(self.language), mend.to(self.language))
        self.notices.append(Notice(kind, problem, proposal))

    def at_sheet(self, sheet: RawSheet) -> str:
        """The place of a whole sheet, in words."""
        if sheet.file:
            return sheet.file
        if self.language is Language.ZH:
            return f"{self.source}「{sheet.name}」"
        return f"{self.source}, sheet {sheet.name}"

    def at_row(self, sheet: RawSheet, number: int) -> str:
        """The place of a row, numbered as the person sees it."""
        if self.language is Language.ZH:
            return f"{self.at_sheet(sheet)}第{number}行"
        return f"{self.at_sheet(sheet)}, row {number}"

    def at_cell(self, sheet: RawSheet, number: int, column: int, header: str) -> str:
        """The place of a cell: row number, column letter and header."""
        letter = column_letter(column)
        if self.language is Language.ZH:
            return f"{self.at_row(sheet, number)} {letter}列（{header}）"
        return f"{self.at_row(sheet, number)}, column {letter} ({header})"

    def shown_problems(self) -> tuple[Problem, ...]:
        """All problems, or the first 500 and how many more there are."""
        if len(self.problems) <= _SHOWN:
            return tuple(self.problems)
        more = len(self.problems) - _SHOWN
        rest = Said(f"还有 {more} 处同样的问题没有列出", f"{more} more problems are not listed")
        mend = Said("先改上面这些，再导入一次", "mend these first, then import again")
        last = Problem(self.source, rest.to(self.language), mend.to(self.language))
        return (*self.problems[:_SHOWN], last)
