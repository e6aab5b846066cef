"""The journal: one row for every change of state, in the transaction that made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from clientcomms.store.engine import Tx
from clientcomms.store.schema.overall import journal


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something was done, by whom (an act or a person's address), and why."""

    at: datetime
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """What changed, when, by whom and why."""

    at: datetime
    place: str
    row: str
    was: str | None
    became: str | None
    actor: str
    note: str


def note(
    tx: Tx,
    place: str,
    row: int | str,
    stamp: Stamp,
    *,
    became: str | None = None,
    was: str | None = None,
) -> None:
    """Write one line."""
    note_all(tx, [JournalLine(stamp.at, place, str(row), was, became, stamp.by, stamp.why)])


def note_all(tx: Tx, lines: Sequence[JournalLine]) -> None:
    """Write many lines at once."""
    if lines:
        tx.execute(
            insert(journal),
            [
                {
                    "at": line.at,
                    "place": line.place,
                    "row": line.row,
                    "was": line.was,
                    "became": line.became,
                    "actor": line.actor,
                    "note": line.note,
                }
                for line in lines
            ],
        )


def history(tx: Tx, place: str, row: int | str) -> list[JournalLine]:
    """Return the lines of one row, oldest first."""
    found = tx.execute(
        select(journal)
        .where(journal.c.place == place, journal.c.row == str(row))
        .order_by(journal.c.at, journal.c.id)
    )
    return [JournalLine(r.at, r.place, r.row, r.was, r.became, r.actor, r.note) for r in found]
