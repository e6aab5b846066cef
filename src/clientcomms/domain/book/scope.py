"""What the rows of a book refer to: the projects they belong to, our own people, the first of a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from clientcomms.domain.book.findings import Findings, NoticeKind
from clientcomms.domain.book.line_reader import LineReader
from clientcomms.domain.book.roster import Roster
from clientcomms.domain.book.said import Said
from clientcomms.domain.book.spec import plain
from clientcomms.domain.book.tables import Table
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Project


@dataclass(slots=True)
class Scope:
    """Shared by all sheets of one reading; projects are added as their sheet is read."""

    findings: Findings
    today: date
    roster: Roster
    projects: dict[str, Project] = field(default_factory=dict)

    def readers(self, table: Table) -> Iterator[LineReader]:
        """One reader per line."""
        for line in table.lines:
            yield LineReader(table, line, self.findings, self.today)

    def add(self, project: Project) -> None:
        """Make a project known to the other sheets."""
        self.projects[plain(project.code)] = project

    def project_of(self, reader: LineReader) -> Project:
        """The project a line belongs to.

        An unknown code becomes a problem and a stand-in is returned, so that the rest of the line
        is still read and its other problems are named with it.
        """
        code = reader.one_line("project_code")
        found = self.projects.get(plain(code))
        if found is not None:
            return found
        if code:
            known = "、".join(project.code for project in self.projects.values())
            reader.stop(
                "project_code",
                Said(f"没有代号为“{code}”的项目", f"there is no project “{code}”"),
                Said(f"已有：{known or '（无）'}", f"there are: {known or 'none'}"),
            )
        return stand_in(code)


def stand_in(code: str, name: str = "", client: str = "") -> Project:
    """A project in place of one that cannot be read; a book with one is never taken in."""
    return Project(code, name, client, country="", language=Language.ZH, manager="")


@dataclass(slots=True)
class Firsts:
    """Remembers where each key was first seen, so that a duplicate names both places."""

    findings: Findings
    seen: dict[tuple[str, ...], LineReader] = field(default_factory=dict)

    def is_new(self, key: tuple[str, ...], reader: LineReader, named: str) -> bool:
        """Whether the key is new; otherwise a problem, or a notice if the rows are the same."""
        first = self.seen.setdefault(key, reader)
        if first is reader:
            return True
        if first.texts() == reader.texts():
            reader.tell(
                NoticeKind.SKIPPED,
                named,
                Said(
                    f"与第{first.line.number}行完全相同", f"is the same as row {first.line.number}"
                ),
                Said("只导入一次", "it is taken in once"),
            )
        else:
            shown = reader.one_line(named)
            reader.stop(
                named,
                Said(
                    f"“{shown}”与第{first.line.number}行重复",
                    f"“{shown}” is already in row {first.line.number}",
                ),
                Said("请改成不同的，或删掉一行", "make them differ, or delete one"),
            )
        return False
