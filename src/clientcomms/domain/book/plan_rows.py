"""Sheets 3 and 4 as values: milestones, and the lines of the week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clientcomms.domain.book.line_reader import LineReader
from clientcomms.domain.book.row_keys import derived_key
from clientcomms.domain.book.said import Said
from clientcomms.domain.book.scope import Firsts, Scope
from clientcomms.domain.book.tables import Table
from clientcomms.domain.projects import (
    Acceptance,
    Cause,
    ItemKind,
    ItemState,
    Milestone,
    Project,
    WeekItem,
)


def read_milestones(table: Table, scope: Scope) -> tuple[Milestone, ...]:
    """The milestones of the sheet, in its order."""
    firsts = Firsts(scope.findings)
    milestones: list[Milestone] = []
    for reader in scope.readers(table):
        complete = reader.complete(except_for=("forecast_on",))
        project = scope.project_of(reader)
        milestone = _milestone(reader, project, len(milestones))
        if not complete or milestone is None:
            continue
        if firsts.is_new((milestone.project_code, milestone.key), reader, "name"):
            milestones.append(milestone)
    return tuple(milestones)


def _milestone(reader: LineReader, project: Project, position: int) -> Milestone | None:
    baseline_on, actual_on = reader.day("baseline_on"), reader.day("actual_on")
    forecast_on = reader.day("forecast_on") or actual_on
    cause = reader.choice("cause", Cause)
    acceptance = reader.choice("acceptance", Acceptance)
    if forecast_on is None and not reader.text("forecast_on"):
        reader.stop(
            "forecast_on",
            Said("是空的", "is empty"),
            Said("没有变动就写原计划的日期", "repeat the baseline where nothing moved"),
        )
    if baseline_on is None or forecast_on is None:
        return None
    name = reader.one_line("name")
    return Milestone(
        project_code=project.code,
        key=reader.one_line("key") or derived_key(project.code, name),
        name=name,
        baseline_on=baseline_on,
        forecast_on=forecast_on,
        actual_on=actual_on,
        cause=cause,
        reason_external=reader.text("reason_external"),
        payment=reader.one_line("payment"),
        acceptance=acceptance,
        position=position,
    )


def read_week(table: Table, scope: Scope) -> tuple[WeekItem, ...]:
    """The lines of the week. Where a sheet holds several weeks, the newest line of a key counts."""
    blocks = sorted({line.block for line in table.lines})
    firsts = {block: Firsts(scope.findings) for block in blocks}
    newest: dict[tuple[str, str], tuple[tuple[int, int], WeekItem]] = {}
    for position, reader in enumerate(scope.readers(table)):
        complete = reader.complete()
        project = scope.project_of(reader)
        item = _item(reader, project, position)
        if not complete or item is None:
            continue
        key = (item.project_code, item.key)
        if not firsts[reader.line.block].is_new(key, reader, "item"):
            continue
        age = (item.updated_on.toordinal() if item.updated_on else 0, reader.line.block)
        if key not in newest or newest[key][0] <= age:
            newest[key] = (age, item)
    return _numbered(item for _, item in newest.values())


def newest_of(sheets: Iterable[tuple[WeekItem, ...]]) -> tuple[WeekItem, ...]:
    """The lines of several weekly sheets (one per week) as one: the last sheet counts."""
    newest: dict[tuple[str, str], WeekItem] = {}
    for number, items in enumerate(sheets):
        for item in items:
            placed = replace(item, position=number * 1_000_000 + item.position)
            newest[item.project_code, item.key] = placed
    return _numbered(newest.values())


def _numbered(items: Iterable[WeekItem]) -> tuple[WeekItem, ...]:
    ordered = sorted(items, key=lambda item: item.position)
    return tuple(replace(item, position=position) for position, item in enumerate(ordered))


def _item(reader: LineReader, project: Project, position: int) -> WeekItem | None:
    kind = reader.choice("kind", ItemKind)
    percent = reader.percent("percent")
    done_on = reader.day("done_on")
    due_on, updated_on = reader.day("due_on"), reader.day("updated_on")
    state = _state(reader, kind, percent, done=done_on is not None)
    visible = reader.yes("client_visible", default=False)
    if kind is None:
        return None
    item = reader.one_line("item")
    return WeekItem(
        project_code=project.code,
        key=reader.one_line("key") or derived_key(project.code, kind.value, item),
        kind=kind,
        item=item,
        client_wording=reader.text("client_wording"),
        client_visible=visible,
        owner="、".join(reader.people("owner")),
        ask_of="、".join(reader.people("ask_of")),
        due_on=due_on,
        done_on=done_on,
        percent=percent,
        solution=reader.text("solution"),
        if_late=reader.text("if_late"),
        state=state,
        source=reader.word("source"),
        severity=reader.word("severity"),
        updated_on=updated_on,
        position=position,
    )


def _state(
    reader: LineReader, kind: ItemKind | None, percent: int | None, *, done: bool
) -> ItemState:
    """The state as written; else what date, percent and kind say."""
    if reader.text("state").endswith(("%", "％")):
        return _state_by_progress(kind, reader.percent("state"), done=done)
    written = reader.choice("state", ItemState)
    return written or _state_by_progress(kind, percent, done=done)


def _state_by_progress(kind: ItemKind | None, percent: int | None, *, done: bool) -> ItemState:
    if done or percent == 100:
        return ItemState.DONE
    if kind is ItemKind.DONE and percent is None:
        return ItemState.DONE
    if kind is ItemKind.DOING or percent:
        return ItemState.IN_PROGRESS
    return ItemState.OPEN
