"""How every place writes: insert-or-ignore on both databases, and moves that the state table allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from clientcomms.domain.reasons import Reason
from clientcomms.errors import IllegalTransitionError, NotFoundError
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp, note

Upsert = SqliteInsert | PostgresqlInsert


def insert(tx: Tx, table: Table) -> Upsert:
    """Return the dialect's INSERT, which knows ON CONFLICT."""
    if tx.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def as_indexed(column: Column[str], *states: StrEnum) -> ColumnElement[bool]:
    """Return the condition that a partial index on these states was made with, word for word.

    SQLite uses such an index only where the statement itself names the states, not a parameter.
    """
    named = [literal(state.value, literal_execute=True) for state in states]
    return column == named[0] if len(named) == 1 else column.in_(named)


def upsert(tx: Tx, table: Table, rows: Sequence[Mapping[str, object]], keys: Sequence[str]) -> None:
    """Insert rows, or overwrite those whose `keys` are there already."""
    if not rows:
        return
    statement = insert(tx, table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    if changed:
        statement = statement.on_conflict_do_update(index_elements=list(keys), set_=changed)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(keys))
    tx.execute(statement, list(rows))


def move(
    tx: Tx,
    table: Table,
    row_id: int,
    change: tuple[StrEnum, Mapping[Any, Iterable[Any]]],
    stamp: Stamp,
    values: Mapping[str, object] | None = None,
) -> None:
    """Change a row's state by compare-and-set, with a journal line in the same transaction.

    `change` is the wanted state and the table of what may follow what.

    Raises:
        NotFoundError: no such row.
        IllegalTransitionError: the present state does not lead there.

    """
    became, allowed = change
    was = tx.execute(select(table.c.state).where(table.c.id == row_id)).scalar()
    if was is None:
        raise NotFoundError(table.name, str(row_id))
    sources = [state.value for state, nexts in allowed.items() if became in nexts]
    changed = tx.execute(
        update(table)
        .where(table.c.id == row_id, table.c.state == was, table.c.state.in_(sources))
        .values(state=became.value, **(values or {}))
    )
    if changed.rowcount != 1:
        raise IllegalTransitionError(table.name, row_id, was, became.value)
    note(tx, table.name, row_id, stamp, was=was, became=became.value)


def reasons_to_json(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """Return stored reasons as JSON."""
    return [{"rule": r.rule, "zh": r.text_zh, "en": r.text_en} for r in reasons]


def reasons_from_json(stored: Iterable[Mapping[str, str]]) -> tuple[Reason, ...]:
    """Return stored reasons as values."""
    return tuple(Reason(r["rule"], r["zh"], r["en"]) for r in stored)
