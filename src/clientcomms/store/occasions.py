"""[occasions]: whoever wants to write to someone leaves a row here; planning alone takes it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update

from clientcomms.domain.flow import NewOccasion, Occasion
from clientcomms.domain.states import OccasionState
from clientcomms.store.engine import Tx
from clientcomms.store.journal import JournalLine, note_all
from clientcomms.store.rows import as_indexed, insert
from clientcomms.store.schema.outbound import occasions


def add_occasions(tx: Tx, new: Sequence[NewOccasion], now: datetime) -> int:
    """Insert the occasions whose key is not there yet; return how many were new."""
    if not new:
        return 0
    rows = tx.execute(
        insert(tx, occasions)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(occasions.c.id, occasions.c.key),
        [_values(one, now) for one in new],
    )
    asked = {one.key: one for one in reversed(new)}
    added = [
        JournalLine(
            now,
            "occasions",
            str(row.id),
            None,
            "open",
            asked[row.key].asked_by or "planning",
            asked[row.key].kind,
        )
        for row in rows
    ]
    note_all(tx, added)
    return len(added)


def _values(one: NewOccasion, now: datetime) -> dict[str, object]:
    return {
        "kind": one.kind,
        "key": one.key,
        "audience": one.audience,
        "wanted_at": one.wanted_at,
        "project_code": one.project_code,
        "matter": dict(one.matter),
        "thread_key": one.thread_key or one.key,
        "urgent": one.urgent,
        "asked_by": one.asked_by,
        "state": OccasionState.OPEN.value,
        "created_at": now,
    }


def open_occasions(tx: Tx, until: datetime, limit: int) -> list[Occasion]:
    """Return occasions that no plan stands for and that are wanted before `until`."""
    found = tx.execute(
        select(occasions)
        .where(as_indexed(occasions.c.state, OccasionState.OPEN), occasions.c.wanted_at <= until)
        .order_by(occasions.c.wanted_at, occasions.c.id)
        .limit(limit)
    )
    return [_occasion(row) for row in found]


def mark_planned(tx: Tx, ids: Iterable[int]) -> None:
    """Say that plans stand for these occasions."""
    listed = list(ids)
    if listed:
        tx.execute(
            update(occasions)
            .where(occasions.c.id.in_(listed))
            .values(state=OccasionState.PLANNED.value)
        )


def mark_urgent(tx: Tx, occasion_id: int) -> None:
    """Say that what is written upon this occasion cannot wait."""
    tx.execute(update(occasions).where(occasions.c.id == occasion_id).values(urgent=True))


def edit_matter(tx: Tx, occasion: Occasion, said: Mapping[str, object]) -> None:
    """Add to what an occasion is about, or replace it, by its keys."""
    matter = {**occasion.matter, **said}
    tx.execute(update(occasions).where(occasions.c.id == occasion.id).values(matter=matter))


def occasion_by_id(tx: Tx, occasion_id: int) -> Occasion | None:
    """Return one occasion."""
    row = tx.execute(select(occasions).where(occasions.c.id == occasion_id)).first()
    return None if row is None else _occasion(row)


def occasions_by_ids(tx: Tx, ids: Iterable[int]) -> dict[int, Occasion]:
    """Return several occasions by their numbers."""
    listed = list(ids)
    if not listed:
        return {}
    found = tx.execute(select(occasions).where(occasions.c.id.in_(listed)))
    return {row.id: _occasion(row) for row in found}


def matters_of(tx: Tx, kind: str, project: str) -> list[Mapping[str, object]]:
    """Return what earlier occasions of a kind were about, oldest first."""
    found = tx.execute(
        select(occasions.c.matter)
        .where(occasions.c.kind == kind, occasions.c.project_code == project)
        .order_by(occasions.c.id)
    )
    return list(found.scalars())


def later_by_rule(tx: Tx, occasion: Occasion) -> Occasion | None:
    """Return the next occasion of the same rule; its key is the same but for the day."""
    rule = occasion.key.rpartition(":")[0]
    row = tx.execute(
        select(occasions)
        .where(
            occasions.c.kind == occasion.kind,
            occasions.c.project_code == occasion.project_code,
            occasions.c.wanted_at > occasion.wanted_at,
            occasions.c.key.startswith(f"{rule}:", autoescape=True),
        )
        .order_by(occasions.c.wanted_at, occasions.c.id)
    ).first()
    return None if row is None else _occasion(row)


def occasion_exists(tx: Tx, key: str) -> bool:
    """Return whether this reason to write was already recorded."""
    return tx.execute(select(occasions.c.id).where(occasions.c.key == key)).first() is not None


def matter_with_key(tx: Tx, key: str) -> Mapping[str, object]:
    """Return what the occasion with this key is about; empty where there is none."""
    found = tx.execute(select(occasions.c.matter).where(occasions.c.key == key)).scalar()
    return found or {}


def _occasion(row: Row[Any]) -> Occasion:
    return Occasion(
        id=row.id,
        kind=row.kind,
        key=row.key,
        audience=row.audience,
        wanted_at=row.wanted_at,
        project_code=row.project_code,
        matter=row.matter,
        thread_key=row.thread_key,
        urgent=row.urgent,
        asked_by=row.asked_by,
    )


def begin_period_at(tx: Tx, occasion: Occasion, begins: tuple[date, date], weeks: int) -> None:
    """Let a report cover an earlier one's period too: the first day it names, and speaks about."""
    first_on, since_on = (day.isoformat() for day in begins)
    matter = {**occasion.matter, "first_on": first_on, "since_on": since_on, "weeks": weeks}
    tx.execute(update(occasions).where(occasions.c.id == occasion.id).values(matter=matter))
