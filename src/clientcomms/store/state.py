"""The project's state: read for a decision or a letter, written by an import as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import delete, func, or_, select

from clientcomms.domain.people import Client, Contact, Member
from clientcomms.domain.projects import Book, Cover, Project
from clientcomms.store import state_rows
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.rows import upsert
from clientcomms.store.schema import state as tables
from clientcomms.store.schema.overall import switches
from clientcomms.store.state_rows import KEYS, Shape, stored_rows

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Value = TypeVar("_Value", bound="DataclassInstance")


def apply_book(tx: Tx, book: Book) -> None:
    """Write every row of a book; rows it does not name stay as they are."""
    for part, (table, keys) in KEYS.items():
        rows = stored_rows(getattr(book, part))
        for start in range(0, len(rows), 200):
            upsert(tx, table, rows[start : start + 200], keys)


def load_book(tx: Tx, codes: Sequence[str]) -> Book:
    """Return all that the store knows of some projects, as an import compares it."""
    listed = list(codes)
    found = projects_by_codes(tx, listed)
    names = {project.client for project in found}
    return Book(
        clients=tuple(clients_by_names(tx, names)),
        projects=tuple(found),
        contacts=tuple(_of(tx, state_rows.CONTACTS, listed)),
        milestones=tuple(_of(tx, state_rows.MILESTONES, listed)),
        week_items=tuple(_of(tx, state_rows.WEEK_ITEMS, listed)),
        headlines=tuple(_of(tx, state_rows.HEADLINES, listed)),
        covers=tuple(_of(tx, state_rows.COVERS, ["", *listed])),
        hours=tuple(_of(tx, state_rows.HOURS, listed)),
        documents=tuple(_of(tx, state_rows.DOCUMENTS, listed)),
        changes=tuple(_of(tx, state_rows.CHANGES, listed)),
        minutes=tuple(_of(tx, state_rows.MINUTES, listed)),
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
    found = tx.execute(state_rows.PROJECTS.select().order_by(tables.projects.c.code))
    return state_rows.PROJECTS.values(found.all())


def projects_by_codes(tx: Tx, codes: Sequence[str]) -> list[Project]:
    """Return some projects, by code."""
    found = tx.execute(
        state_rows.PROJECTS.select()
        .where(tables.projects.c.code.in_(list(codes)))
        .order_by(tables.projects.c.code)
    )
    return state_rows.PROJECTS.values(found.all())


def clients_by_names(tx: Tx, names: Iterable[str]) -> list[Client]:
    """Return some clients, by name."""
    found = tx.execute(
        state_rows.CLIENTS.select()
        .where(tables.clients.c.name.in_(list(names)))
        .order_by(tables.clients.c.name)
    )
    return state_rows.CLIENTS.values(found.all())


def covers_of(tx: Tx, codes: Sequence[str]) -> list[Cover]:
    """Return who answers while we are away, for some projects and for all of them."""
    return _of(tx, state_rows.COVERS, ["", *codes])


def project_by_code(tx: Tx, code: str) -> Project | None:
    """Return one project."""
    row = tx.execute(state_rows.PROJECTS.select().where(tables.projects.c.code == code)).first()
    return None if row is None else state_rows.PROJECTS.value(row)


def all_clients(tx: Tx) -> list[Client]:
    """Return every client, by name."""
    found = tx.execute(state_rows.CLIENTS.select().order_by(tables.clients.c.name))
    return state_rows.CLIENTS.values(found.all())


def contacts_of(tx: Tx, code: str) -> list[Contact]:
    """Return a project's contacts by rank."""
    found = tx.execute(
        state_rows.CONTACTS.select()
        .where(tables.contacts.c.project_code == code)
        .order_by(tables.contacts.c.rank, tables.contacts.c.address)
    )
    return state_rows.CONTACTS.values(found.all())


def contacts_at(tx: Tx, code: str, addresses: Sequence[str]) -> dict[str, Contact]:
    """Return some contacts of a project by address."""
    found = tx.execute(
        state_rows.CONTACTS.select().where(
            tables.contacts.c.project_code == code, tables.contacts.c.address.in_(list(addresses))
        )
    )
    return {row.address: state_rows.CONTACTS.value(row) for row in found}


def report_contacts(tx: Tx, codes: Collection[str]) -> dict[str, list[Contact]]:
    """Return the contacts who get some projects' reports, in To or Cc, by project and rank."""
    found = tx.execute(
        state_rows.CONTACTS.select()
        .where(
            tables.contacts.c.project_code.in_(sorted(codes)), tables.contacts.c.report != "none"
        )
        .order_by(tables.contacts.c.rank, tables.contacts.c.address)
    )
    contacts: dict[str, list[Contact]] = {code: [] for code in codes}
    for row in found:
        contacts[row.project_code].append(state_rows.CONTACTS.value(row))
    return contacts


def contact_pages(tx: Tx, code: str, size: int) -> Iterator[list[Contact]]:
    """Yield all contacts of a project page by page, so that memory does not grow with their number."""
    after = ""
    while True:
        found = tx.execute(
            state_rows.CONTACTS.select()
            .where(tables.contacts.c.project_code == code, tables.contacts.c.address > after)
            .order_by(tables.contacts.c.address)
            .limit(size)
        ).all()
        if not found:
            return
        yield state_rows.CONTACTS.values(found)
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
        state_rows.CONTACTS.select().where(or_(wanted == address, wanted == address.lower()))
    )
    return state_rows.CONTACTS.values(found.all())


def all_members(tx: Tx) -> list[Member]:
    """Return our own people, by address."""
    found = tx.execute(state_rows.MEMBERS.select().order_by(tables.members.c.address))
    return state_rows.MEMBERS.values(found.all())


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


def _of(tx: Tx, shape: Shape[_Value], codes: Sequence[str]) -> list[_Value]:
    table = shape.table
    order = [table.c.position] if "position" in table.c else list(table.primary_key.columns)
    wanted = shape.select().where(table.c.project_code.in_(list(codes))).order_by(*order)
    return shape.values(tx.execute(wanted).all())
