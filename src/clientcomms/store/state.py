"""The project's state: read for a decision or a letter, written by an import as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Row, Table, delete, func, or_, select

from clientcomms.domain import people, projects
from clientcomms.domain.people import Client, Contact, Language, Member
from clientcomms.domain.projects import (
    Book,
    Dimension,
    Headline,
    Light,
    Project,
    Status,
)
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.rows import upsert
from clientcomms.store.schema import state as tables
from clientcomms.store.schema.overall import switches

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Value = TypeVar("_Value")

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


def apply_book(tx: Tx, book: Book) -> None:
    """Write every row of a book; rows it does not name stay as they are."""
    for part, (table, keys) in KEYS.items():
        rows = [_stored(value) for value in getattr(book, part)]
        for start in range(0, len(rows), 200):
            upsert(tx, table, rows[start : start + 200], keys)


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


def load_book(tx: Tx, codes: Sequence[str]) -> Book:
    """Return all that the store knows of some projects, as an import compares it."""
    listed = list(codes)
    found = projects_by_codes(tx, listed)
    names = {project.client for project in found}
    return Book(
        clients=tuple(clients_by_names(tx, names)),
        projects=tuple(found),
        contacts=tuple(_of(tx, tables.contacts, listed, _contact)),
        milestones=tuple(_of(tx, tables.milestones, listed, _milestone)),
        week_items=tuple(_of(tx, tables.week_items, listed, _week_item)),
        headlines=tuple(_of(tx, tables.headlines, listed, _headline)),
        covers=tuple(_of(tx, tables.covers, ["", *listed], _plain(projects.Cover))),
        hours=tuple(_of(tx, tables.hours, listed, _plain(projects.Hours))),
        documents=tuple(_of(tx, tables.documents, listed, _plain(projects.Document))),
        changes=tuple(_of(tx, tables.changes, listed, _plain(projects.Change))),
        minutes=tuple(_of(tx, tables.minutes, listed, _plain(projects.MinuteLine))),
    )


def mark_changed(tx: Tx, codes: Iterable[str], stamp: Stamp) -> None:
    """Remember that the state of projects changed now; awaiting drafts are held against it."""
    upsert(
        tx,
        switches,
        [
            {
                "name": f"changed:{code}",
                "value": stamp.at.isoformat(),
                "set_at": stamp.at,
                "set_by": stamp.by,
            }
            for code in codes
        ],
        ["name"],
    )


def changed_at(tx: Tx, code: str) -> datetime | None:
    """Return when the state of a project last changed."""
    return tx.execute(
        select(switches.c.set_at).where(switches.c.name == f"changed:{code}")
    ).scalar()


def last_reached_milestone(tx: Tx, code: str) -> str:
    """Return the name of the milestone reached last; empty when none was."""
    stones = tables.milestones
    return (
        tx.execute(
            select(stones.c.name)
            .where(stones.c.project_code == code, stones.c.actual_on.is_not(None))
            .order_by(stones.c.actual_on.desc())
            .limit(1)
        ).scalar()
        or ""
    )


def all_projects(tx: Tx) -> list[Project]:
    """Return every project, by code."""
    found = tx.execute(select(tables.projects).order_by(tables.projects.c.code))
    return [_project(row) for row in found]


def projects_by_codes(tx: Tx, codes: Sequence[str]) -> list[Project]:
    """Return some projects, by code."""
    found = tx.execute(
        select(tables.projects)
        .where(tables.projects.c.code.in_(list(codes)))
        .order_by(tables.projects.c.code)
    )
    return [_project(row) for row in found]


def clients_by_names(tx: Tx, names: Iterable[str]) -> list[Client]:
    """Return some clients, by name."""
    found = tx.execute(
        select(tables.clients)
        .where(tables.clients.c.name.in_(list(names)))
        .order_by(tables.clients.c.name)
    )
    return [Client(row.name, row.country) for row in found]


def covers_of(tx: Tx, codes: Sequence[str]) -> list[projects.Cover]:
    """Return who answers while we are away, for some projects and for all of them."""
    return _of(tx, tables.covers, ["", *codes], _plain(projects.Cover))


def project_by_code(tx: Tx, code: str) -> Project | None:
    """Return one project."""
    row = tx.execute(select(tables.projects).where(tables.projects.c.code == code)).first()
    return None if row is None else _project(row)


def all_clients(tx: Tx) -> list[Client]:
    """Return every client, by name."""
    found = tx.execute(select(tables.clients).order_by(tables.clients.c.name))
    return [Client(row.name, row.country) for row in found]


def contacts_of(tx: Tx, code: str) -> list[Contact]:
    """Return a project's contacts by rank."""
    found = tx.execute(
        select(tables.contacts)
        .where(tables.contacts.c.project_code == code)
        .order_by(tables.contacts.c.rank, tables.contacts.c.address)
    )
    return [_contact(row) for row in found]


def contacts_at(tx: Tx, code: str, addresses: Sequence[str]) -> dict[str, Contact]:
    """Return some contacts of a project by address."""
    found = tx.execute(
        select(tables.contacts).where(
            tables.contacts.c.project_code == code, tables.contacts.c.address.in_(list(addresses))
        )
    )
    return {row.address: _contact(row) for row in found}


def report_contacts(tx: Tx, codes: Collection[str]) -> dict[str, list[Contact]]:
    """Return the contacts who get some projects' reports, in To or Cc, by project and rank."""
    found = tx.execute(
        select(tables.contacts)
        .where(
            tables.contacts.c.project_code.in_(sorted(codes)), tables.contacts.c.report != "none"
        )
        .order_by(tables.contacts.c.rank, tables.contacts.c.address)
    )
    contacts: dict[str, list[Contact]] = {code: [] for code in codes}
    for row in found:
        contacts[row.project_code].append(_contact(row))
    return contacts


def contact_pages(tx: Tx, code: str, size: int) -> Iterator[list[Contact]]:
    """Yield all contacts of a project page by page, so that memory does not grow with their number."""
    after = ""
    while True:
        found = tx.execute(
            select(tables.contacts)
            .where(tables.contacts.c.project_code == code, tables.contacts.c.address > after)
            .order_by(tables.contacts.c.address)
            .limit(size)
        ).all()
        if not found:
            return
        yield [_contact(row) for row in found]
        after = found[-1].address


def newest_updates(tx: Tx, codes: Collection[str]) -> dict[str, date | None]:
    """Return the newest day on which a weekly line was updated, by project."""
    lines = tables.week_items.c
    found = tx.execute(
        select(lines.project_code, func.max(lines.updated_on))
        .where(lines.project_code.in_(sorted(codes)))
        .group_by(lines.project_code)
    )
    return {row[0]: row[1] for row in found}


def contacts_with_address(tx: Tx, address: str) -> list[Contact]:
    """Return the contacts (of any project) that have this address."""
    wanted = tables.contacts.c.address
    found = tx.execute(
        select(tables.contacts).where(or_(wanted == address, wanted == address.lower()))
    )
    return [_contact(row) for row in found]


def all_members(tx: Tx) -> list[Member]:
    """Return our own people, by address."""
    found = tx.execute(select(tables.members).order_by(tables.members.c.address))
    return [_member(row) for row in found]


def member_with_address(tx: Tx, address: str) -> Member | None:
    """Return the member who writes from this address or one of its aliases."""
    wanted = address.casefold()
    for member in all_members(tx):
        if wanted in {member.address.casefold(), *(alias.casefold() for alias in member.aliases)}:
            return member
    return None


def replace_members(tx: Tx, members: Sequence[Member]) -> None:
    """Make the team exactly what the configuration says."""
    tx.execute(delete(tables.members))
    upsert(
        tx,
        tables.members,
        [{**asdict(m), "aliases": list(m.aliases)} for m in members],
        ["address"],
    )


def _of(
    tx: Tx, table: Table, codes: Sequence[str], value: Callable[[Row[Any]], _Value]
) -> list[_Value]:
    order = [table.c.position] if "position" in table.c else list(table.primary_key.columns)
    found = tx.execute(select(table).where(table.c.project_code.in_(list(codes))).order_by(*order))
    return [value(row) for row in found]


def _plain(kind: Callable[..., _Value]) -> Callable[[Row[Any]], _Value]:
    return lambda row: kind(**row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row's mapping


def _project(row: Row[Any]) -> Project:
    values = dict(row._mapping)  # noqa: SLF001  # as above
    return Project(
        **values
        | {
            "language": Language(row.language),
            "commercial": projects.Commercial(row.commercial),
            "status": projects.ProjectStatus(row.status),
        }
    )


def _contact(row: Row[Any]) -> Contact:
    values = dict(row._mapping)  # noqa: SLF001  # as above
    return Contact(
        **values
        | {
            "role": people.Role(row.role),
            "report": people.Place(row.report),
            "formality": people.Formality(row.formality),
            "language": None if row.language is None else Language(row.language),
        }
    )


def _member(row: Row[Any]) -> Member:
    values = dict(row._mapping)  # noqa: SLF001  # as above
    return Member(**values | {"language": Language(row.language), "aliases": tuple(row.aliases)})


def _milestone(row: Row[Any]) -> projects.Milestone:
    values = dict(row._mapping)  # noqa: SLF001  # as above
    return projects.Milestone(
        **values
        | {
            "cause": projects.Cause(row.cause) if row.cause else None,
            "acceptance": projects.Acceptance(row.acceptance) if row.acceptance else None,
        }
    )


def _week_item(row: Row[Any]) -> projects.WeekItem:
    values = dict(row._mapping)  # noqa: SLF001  # as above
    kind, state = projects.ItemKind(row.kind), projects.ItemState(row.state)
    return projects.WeekItem(**values | {"kind": kind, "state": state})


def _headline(row: Row[Any]) -> Headline:
    status = {
        Dimension(name): Status(Light(one["light"]), one["reason"])
        for name, one in row.status.items()
    }
    return Headline(row.project_code, row.week, row.headline, status)
