"""Sheets 5 to 10 as values."""

from __future__ import annotations

from decimal import Decimal

from clientcomms.domain.book import cells
from clientcomms.domain.book.line_reader import LineReader
from clientcomms.domain.book.row_keys import derived_key
from clientcomms.domain.book.said import Said, UnreadableError
from clientcomms.domain.book.scope import Firsts, Scope
from clientcomms.domain.book.tables import Table
from clientcomms.domain.book.weeks import iso_week, read_week
from clientcomms.domain.projects import (
    Change,
    Cover,
    Dimension,
    Document,
    Headline,
    Hours,
    MinuteLine,
    Project,
    Status,
)


def read_headlines(table: Table, scope: Scope) -> tuple[Headline, ...]:
    """The sentence and the lights of each project and week."""
    firsts = Firsts(scope.findings)
    headlines: list[Headline] = []
    for reader in scope.readers(table):
        complete = reader.complete()
        project = scope.project_of(reader)
        status = _lights(reader)
        week = _week(reader, project)
        if complete and firsts.is_new((project.code, week), reader, "headline"):
            headlines.append(Headline(project.code, week, reader.text("headline"), status))
    return tuple(headlines)


def _lights(reader: LineReader) -> dict[Dimension, Status]:
    lights: dict[Dimension, Status] = {}
    for dimension in Dimension:
        cell = reader.line.cells.get(dimension.value)
        if cells.says_nothing(cell):
            continue
        try:
            lights[dimension] = cells.read_status(cell)
        except UnreadableError as error:
            reader.stop(dimension.value, error.what, error.mend)
    return lights


def _week(reader: LineReader, project: Project) -> str:
    """The ISO week of a row; this week where the cell is empty."""
    cell = reader.line.cells.get("week")
    if cells.is_blank(cell):
        return iso_week(reader.today)
    own = project.started_on if project.week_numbering == "project" else None
    try:
        return read_week(
            cell, today=reader.today, language=reader.findings.language, project_started_on=own
        )
    except UnreadableError as error:
        reader.stop("week", error.what, error.mend)
        return ""


def read_documents(table: Table, scope: Scope) -> tuple[Document, ...]:
    """The documents handed over."""
    firsts = Firsts(scope.findings)
    documents: list[Document] = []
    for reader in scope.readers(table):
        complete = reader.complete()
        project = scope.project_of(reader)
        name, version = reader.one_line("name"), reader.one_line("version")
        document = Document(
            project_code=project.code,
            key=reader.one_line("key") or derived_key(project.code, name, version),
            name=name,
            version=version,
            path=reader.one_line("path"),
            delivered_on=reader.day("delivered_on"),
            sign_off=reader.yes("sign_off", default=False),
            sign_off_state=reader.word("sign_off_state"),
        )
        if complete and firsts.is_new((project.code, document.key), reader, "name"):
            documents.append(document)
    return tuple(documents)


def read_changes(table: Table, scope: Scope) -> tuple[Change, ...]:
    """The changes asked for or agreed."""
    firsts = Firsts(scope.findings)
    changes: list[Change] = []
    for reader in scope.readers(table):
        complete = reader.complete()
        project = scope.project_of(reader)
        content = reader.text("content")
        change = Change(
            project_code=project.code,
            key=reader.one_line("key") or derived_key(project.code, content),
            content=content,
            asked_by=reader.one_line("asked_by"),
            scope_effect=reader.text("scope_effect"),
            time_effect=reader.text("time_effect"),
            cost_effect=reader.text("cost_effect"),
            state=reader.word("state"),
            approved_by=reader.one_line("approved_by"),
            approved_on=reader.day("approved_on"),
        )
        if complete and firsts.is_new((project.code, change.key), reader, "content"):
            changes.append(change)
    return tuple(changes)


def read_minutes(table: Table, scope: Scope) -> tuple[MinuteLine, ...]:
    """What was decided and promised in meetings."""
    firsts = Firsts(scope.findings)
    minutes: list[MinuteLine] = []
    for reader in scope.readers(table):
        complete = reader.complete()
        project = scope.project_of(reader)
        held_on, due_on = reader.day("held_on"), reader.day("due_on")
        if not complete or held_on is None:
            continue
        decision, action = reader.text("decision"), reader.text("action")
        key = derived_key(project.code, held_on.isoformat(), decision, action)
        line = MinuteLine(
            project_code=project.code,
            key=key,
            held_on=held_on,
            present="、".join(reader.people("present")),
            decision=decision,
            action=action,
            owner="、".join(reader.people("owner")),
            due_on=due_on,
        )
        if firsts.is_new((project.code, key), reader, "decision"):
            minutes.append(line)
    return tuple(minutes)


def read_covers(table: Table, scope: Scope) -> tuple[Cover, ...]:
    """Who answers while we are away; an empty project code covers all."""
    firsts = Firsts(scope.findings)
    covers: list[Cover] = []
    for reader in scope.readers(table):
        complete = reader.complete()
        project = scope.project_of(reader)
        first_on, last_on = reader.day("first_on"), reader.day("last_on")
        if not complete or first_on is None or last_on is None:
            continue
        if last_on < first_on:
            reader.stop(
                "last_on",
                Said(f"{last_on} 早于起始 {first_on}", f"{last_on} is before {first_on}"),
                Said("请核对年份", "check the year"),
            )
        code, name = project.code, reader.one_line("name")
        key = derived_key(code, first_on.isoformat(), last_on.isoformat(), name)
        cover = Cover(
            code, key, first_on, last_on, name, reader.one_line("phone"), reader.text("scope")
        )
        if firsts.is_new((code, key), reader, "name"):
            covers.append(cover)
    return tuple(covers)


def read_hours(table: Table, scope: Scope) -> tuple[Hours, ...]:
    """The effort of each project and week, in person-days."""
    firsts = Firsts(scope.findings)
    hours: list[Hours] = []
    for reader in scope.readers(table):
        complete = reader.complete()
        project = scope.project_of(reader)
        person_days = reader.number("person_days")
        row = Hours(
            project_code=project.code,
            week=_week(reader, project),
            person_days=person_days or Decimal(0),
            cumulative=reader.number("cumulative"),
            contracted=reader.number("contracted"),
            client_visible=reader.yes("client_visible", default=False),
        )
        if complete and firsts.is_new((project.code, row.week), reader, "week"):
            hours.append(row)
    return tuple(hours)
