"""[sources]: which rows each source brought when it was last taken in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from clientcomms.domain.book.rows import Identity
from clientcomms.domain.book.spec import SheetKind
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.rows import upsert
from clientcomms.store.schema.state import sources


def rows_brought(tx: Tx, source: str) -> frozenset[Identity]:
    """Return what a source brought last time; nothing where it never came."""
    found = tx.execute(select(sources.c.rows).where(sources.c.name == source)).scalar()
    return frozenset((SheetKind(sheet), project, key) for sheet, project, key in found or ())


def keep_rows_brought(tx: Tx, source: str, rows: Iterable[Identity], stamp: Stamp) -> None:
    """Remember what a source brings now, in place of what it brought before."""
    listed = sorted([kind.value, project, key] for kind, project, key in rows)
    kept = {"name": source, "rows": listed, "taken_at": stamp.at, "taken_by": stamp.by}
    upsert(tx, sources, [kept], ["name"])
