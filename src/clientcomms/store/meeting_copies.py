"""[calendar_copies]: what the calendar holds of each series, so that a crash and a hand are told apart.

A put is charged here before it is made; a charge that was never settled is looked up in the
calendar by what it would have written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, select, update

from clientcomms.domain.meeting_answers import CopyState
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp, note
from clientcomms.store.rows import upsert
from clientcomms.store.schema.meetings import calendar_copies
from clientcomms.wire.calendar_event import CalendarEvent
from clientcomms.wire.icalendar_object import build_published


@dataclass(frozen=True, slots=True)
class Copy:
    """What we know of one series in the calendar."""

    uid: str
    revision: str = ""
    """As the calendar gave it; empty: nothing of ours is there."""
    digest: str = ""
    charged: str = ""
    """Digest of a put that was begun; empty: none is under way."""
    state: CopyState = CopyState.KEPT
    problem: str = ""


@lru_cache(maxsize=4096)
def digest_of(event: CalendarEvent) -> str:
    """Return what tells two states of an event apart.

    Raises:
        UnbuildableEventError: no calendar would understand it.

    """
    return sha256(build_published(event)).hexdigest()


def all_copies(tx: Tx) -> dict[str, Copy]:
    """Return what is known of all series, by UID."""
    return {row.uid: _copy(row) for row in tx.execute(select(calendar_copies))}


def copy_of(tx: Tx, uid: str) -> Copy:
    """Return what is known of one series; nothing yet is a copy too."""
    row = tx.execute(select(calendar_copies).where(calendar_copies.c.uid == uid)).first()
    return Copy(uid) if row is None else _copy(row)


def charge_copy(tx: Tx, uid: str, digest: str, stamp: Stamp) -> None:
    """Say that a put of an event with this digest is about to be made."""
    known = copy_of(tx, uid)
    _write(tx, Copy(uid, known.revision, known.digest, digest, known.state, known.problem), stamp)


def settle_copy(tx: Tx, uid: str, revision: str, digest: str, stamp: Stamp) -> None:
    """Say what the calendar holds now; an empty revision: nothing."""
    _write(tx, Copy(uid, revision, digest), stamp)
    note(tx, "calendar_copies", uid, stamp, became=f"revision {revision[:12] or 'none'}")


def mark_copy(tx: Tx, uid: str, became: CopyState, stamp: Stamp) -> None:
    """Say that a person changed what is there, or what a person wants done about it."""
    known = copy_of(tx, uid)
    _write(tx, Copy(uid, known.revision, known.digest, known.charged, became), stamp)
    note(tx, "calendar_copies", uid, stamp, was=known.state.value, became=became.value)


def note_copy_problem(tx: Tx, uid: str, problem: str) -> None:
    """Keep why the calendar did not take it."""
    tx.execute(update(calendar_copies).where(calendar_copies.c.uid == uid).values(problem=problem))


def _write(tx: Tx, one: Copy, stamp: Stamp) -> None:
    row = {
        "uid": one.uid,
        "revision": one.revision,
        "digest": one.digest,
        "charged": one.charged,
        "state": one.state.value,
        "problem": one.problem,
        "updated_at": stamp.at,
    }
    upsert(tx, calendar_copies, [row], ["uid"])


def _copy(row: Row[Any]) -> Copy:
    return Copy(row.uid, row.revision, row.digest, row.charged, CopyState(row.state), row.problem)
