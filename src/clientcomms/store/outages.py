"""[accounts]: since when the way out of an account fails, and until when it is left alone.

It outlives the process: a daemon that is started again knocks no sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from clientcomms.store.engine import Tx
from clientcomms.store.inbox import pause_account
from clientcomms.store.journal import Stamp, note
from clientcomms.store.schema.inbound import cursors


@dataclass(frozen=True, slots=True)
class Outage:
    """A way out that fails; `since` is None where somebody else let it rest."""

    since: datetime | None
    rests_until: datetime | None


def outage_of(tx: Tx, way: str) -> Outage | None:
    """Return what troubles a way out; None: nothing does."""
    row = tx.execute(
        select(cursors.c.failing_since, cursors.c.paused_until).where(cursors.c.account == way)
    ).first()
    return Outage(*row) if row is not None and any(row) else None


def prolong_outage(tx: Tx, way: str, until: datetime, stamp: Stamp) -> None:
    """Let a way out rest; the first time is when its outage began."""
    pause_account(tx, way, until, stamp)
    tx.execute(
        update(cursors)
        .where(cursors.c.account == way, cursors.c.failing_since.is_(None))
        .values(failing_since=stamp.at)
    )


def end_outage(tx: Tx, way: str, stamp: Stamp) -> None:
    """Say that a way out is open again."""
    ended = tx.execute(
        update(cursors)
        .where(cursors.c.account == way, cursors.c.failing_since.is_not(None))
        .values(failing_since=None, paused_until=None, problem=None, updated_at=stamp.at)
    )
    if ended.rowcount:
        note(tx, "accounts", way, stamp, was="paused", became="open")
