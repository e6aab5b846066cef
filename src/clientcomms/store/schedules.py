"""[schedules]: standing rules with the instant of their next occasion; what is due is one index look-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, text, update

from clientcomms.store.engine import Tx
from clientcomms.store.rows import upsert
from clientcomms.store.schema.outbound import schedules


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """A rule for one project (or one contact of it), in the recipient's zone."""

    key: str
    kind: str
    project_code: str | None
    rule: str
    zone: str
    country: str
    audience: str
    matter: Mapping[str, object]
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule as the store keeps it."""

    id: int
    key: str
    kind: str
    project_code: str | None
    rule: str
    zone: str
    country: str
    audience: str
    matter: Mapping[str, object]
    next_at: datetime | None
    last_at: datetime | None
    active: bool


def due_schedules(tx: Tx, until: datetime, limit: int) -> list[Schedule]:
    """Return the schedules whose next occasion lies before `until`, the earliest first."""
    found = tx.execute(
        select(schedules)
        # The bare column, as the partial index has it: SQLite does not take "active = 1" for it.
        .where(text("schedules.active"), schedules.c.next_at <= until)
        .order_by(schedules.c.next_at)
        .limit(limit)
    )
    return [_schedule(row) for row in found]


def schedules_by_keys(tx: Tx, keys: Iterable[str]) -> dict[str, Schedule]:
    """Return those of some schedules that are in use, by their keys."""
    listed = sorted(set(keys))
    if not listed:
        return {}
    wanted = select(schedules).where(schedules.c.key.in_(listed), text("schedules.active"))
    return {row.key: _schedule(row) for row in tx.execute(wanted)}


def all_schedules(tx: Tx) -> list[Schedule]:
    """Return every schedule, those out of use too."""
    return [_schedule(row) for row in tx.execute(select(schedules).order_by(schedules.c.key))]


def put_schedules(tx: Tx, new: Sequence[NewSchedule]) -> None:
    """Insert schedules or change those with the same key; `last_at` is kept."""
    rows: list[dict[str, object]] = [
        {
            "key": one.key,
            "kind": one.kind,
            "project_code": one.project_code,
            "rule": one.rule,
            "zone": one.zone,
            "country": one.country,
            "audience": one.audience,
            "matter": dict(one.matter),
            "next_at": one.next_at,
            "active": True,
        }
        for one in new
    ]
    for start in range(0, len(rows), 500):
        upsert(tx, schedules, rows[start : start + 500], ["key"])


def retire_schedules(tx: Tx, keys: Sequence[str]) -> None:
    """Take schedules out of use whose rule or project is gone."""
    if keys:
        tx.execute(update(schedules).where(schedules.c.key.in_(list(keys))).values(active=False))


def advance(tx: Tx, moves: Sequence[tuple[int, datetime, datetime | None]]) -> None:
    """Write for each (number, last, next) when it was due and when it is due again."""
    if moves:
        tx.execute(
            update(schedules)
            .where(schedules.c.id == bindparam("number"))
            .values(last_at=bindparam("last"), next_at=bindparam("next")),
            [
                {"number": number, "last": last, "next": following}
                for number, last, following in moves
            ],
        )


def _schedule(row: Row[Any]) -> Schedule:
    return Schedule(
        id=row.id,
        key=row.key,
        kind=row.kind,
        project_code=row.project_code,
        rule=row.rule,
        zone=row.zone,
        country=row.country,
        audience=row.audience,
        matter=row.matter,
        next_at=row.next_at,
        last_at=row.last_at,
        active=row.active,
    )
