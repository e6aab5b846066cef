"""How rows of the project's state become values and go back: by position, in the order of the fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Column, Row, Select, Table, select

from clientcomms.domain import people, projects
from clientcomms.domain.projects import Dimension, Headline, Light, Status
from clientcomms.store.schema import state as tables

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Value = TypeVar("_Value", bound="DataclassInstance")
_Turn = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Shape(Generic[_Value]):
    """One table as one kind of value. A look-up by name for each cell costs more than the query."""

    kind: Callable[..., _Value]
    table: Table
    columns: tuple[Column[Any], ...]
    turns: tuple[tuple[int, _Turn], ...]
    """Positions of the cells that are kept in another form than the value has."""

    def select(self) -> Select[Any]:
        """Return the query of all rows; they must come back through `values`."""
        return select(*self.columns)

    def values(self, rows: Iterable[Row[Any]]) -> list[_Value]:
        """Return rows of `select` as values, in their order."""
        return [self.value(row) for row in rows]

    def value(self, row: Row[Any]) -> _Value:
        """Return one row of `select` as a value."""
        if not self.turns:
            return self.kind(*row)
        cells = list(row)
        for place, turn in self.turns:
            cells[place] = turn(cells[place])
        return self.kind(*cells)


def _shape(kind: type[_Value], table: Table, /, **turned: _Turn) -> Shape[_Value]:
    names = [field.name for field in fields(kind)]
    turns = tuple((names.index(name), turn) for name, turn in turned.items())
    return Shape(kind, table, tuple(table.c[name] for name in names), turns)


def _member_of(states: type[StrEnum]) -> _Turn:
    return {one.value: one for one in states}.__getitem__


def _member_or_none(states: type[StrEnum]) -> _Turn:
    members: dict[str | None, StrEnum | None] = {one.value: one for one in states}
    return (members | {None: None, "": None}).__getitem__


def _lights(stored: Mapping[str, Mapping[str, str]]) -> dict[Dimension, Status]:
    return {
        Dimension(name): Status(Light(one["light"]), one["reason"]) for name, one in stored.items()
    }


MEMBERS = _shape(people.Member, tables.members, language=_member_of(people.Language), aliases=tuple)
CLIENTS = _shape(people.Client, tables.clients)
PROJECTS = _shape(
    projects.Project,
    tables.projects,
    language=_member_of(people.Language),
    commercial=_member_of(projects.Commercial),
    status=_member_of(projects.ProjectStatus),
)
CONTACTS = _shape(
    people.Contact,
    tables.contacts,
    role=_member_of(people.Role),
    report=_member_of(people.Place),
    formality=_member_of(people.Formality),
    language=_member_or_none(people.Language),
)
MILESTONES = _shape(
    projects.Milestone,
    tables.milestones,
    cause=_member_or_none(projects.Cause),
    acceptance=_member_or_none(projects.Acceptance),
)
WEEK_ITEMS = _shape(
    projects.WeekItem,
    tables.week_items,
    kind=_member_of(projects.ItemKind),
    state=_member_of(projects.ItemState),
)
HEADLINES = _shape(Headline, tables.headlines, status=_lights)
COVERS = _shape(projects.Cover, tables.covers)
HOURS = _shape(projects.Hours, tables.hours)
DOCUMENTS = _shape(projects.Document, tables.documents)
CHANGES = _shape(projects.Change, tables.changes)
MINUTES = _shape(projects.MinuteLine, tables.minutes)

KEYS: Mapping[str, tuple[Table, tuple[str, ...]]] = {
    "clients": (tables.clients, ("name",)),
    "projects": (tables.projects, ("code",)),
    "contacts": (tables.contacts, ("project_code", "address")),
    "milestones": (tables.milestones, ("project_code", "key")),
    "week_items": (tables.week_items, ("project_code", "key")),
    "headlines": (tables.headlines, ("project_code", "week")),
    "covers": (tables.covers, ("project_code", "key")),
    "hours": (tables.hours, ("project_code", "week")),
    "documents": (tables.documents, ("project_code", "key")),
    "changes": (tables.changes, ("project_code", "key")),
    "minutes": (tables.minutes, ("project_code", "key")),
}
"""The parts of a `Book` with their tables and keys, parents first."""


def stored_rows(values: Sequence[DataclassInstance]) -> list[dict[str, object]]:
    """Return values of one kind as the rows that keep them."""
    return [_stored(value) for value in values]


def _stored(value: DataclassInstance) -> dict[str, object]:
    if isinstance(value, Headline):
        status = {
            dimension.value: {"light": one.light.value, "reason": one.reason}
            for dimension, one in value.status.items()
        }
        return {
            "project_code": value.project_code,
            "week": value.week,
            "headline": value.headline,
            "status": status,
        }
    return asdict(value)
