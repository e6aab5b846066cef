"""[meetings] → the calendar, and what people did there by hand.

A put is charged before it is made, outside of any transaction; one that was interrupted is found
again by what it would have written. What a person changed or deleted is never undone by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from clientcomms.calendars.booking.telling import Told, tell
from clientcomms.domain.meeting_answers import CopyState
from clientcomms.domain.states import SeriesState
from clientcomms.errors import ClientCommsError
from clientcomms.ports.calendar import ABSENT, Calendar, ChangedElsewhereError, StoredEvent
from clientcomms.ports.errors import Extent, ProviderError
from clientcomms.store import meetings
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.meeting_copies import (
    Copy,
    all_copies,
    charge_copy,
    digest_of,
    mark_copy,
    note_copy_problem,
    settle_copy,
)
from clientcomms.store.meeting_facts import event_of
from clientcomms.store.meetings import Series
from clientcomms.wire.calendar_event import CalendarEvent

BY = "booking"
WAITING = frozenset({CopyState.EDITED, CopyState.REMOVED})

log = logging.getLogger(__name__)


def see_hands(tx: Tx, found: Mapping[str, StoredEvent], now: datetime) -> bool:
    """Mark what people changed in the calendar; False when it is suddenly empty: then stop."""
    copies = all_copies(tx)
    held = [one for one in meetings.all_series(tx) if one.state is SeriesState.ACTIVE]
    kept = [one for one in held if _is_kept(copies.get(one.uid))]
    if kept and not found:
        for one in kept:
            tell(tx, one, Told.EMPTY, now)
        return False
    for one in kept:
        _compare(tx, one, copies[one.uid], found.get(one.uid), now)
    return True


def _is_kept(copy: Copy | None) -> bool:
    return copy is not None and bool(copy.revision) and copy.state is CopyState.KEPT


def _compare(tx: Tx, one: Series, copy: Copy, stored: StoredEvent | None, now: datetime) -> None:
    stamp = Stamp(now, BY)
    if stored is None:
        mark_copy(tx, one.uid, CopyState.REMOVED, stamp)
        tell(tx, one, Told.REMOVED, now)
    elif stored.revision != copy.revision:
        there = _digest_there(stored)
        if there and there in {copy.digest, copy.charged}:
            # Our own put whose end was never recorded, or another program's spelling of it.
            settle_copy(tx, one.uid, stored.revision, there, stamp)
            return
        mark_copy(tx, one.uid, CopyState.EDITED, stamp)
        tell(tx, one, Told.EDITED, now, _difference(one, stored))


def _digest_there(stored: StoredEvent) -> str:
    try:
        return digest_of(stored.event) if stored.event else ""
    except ClientCommsError:
        return ""


def _difference(one: Series, stored: StoredEvent) -> str:
    if stored.event is None:
        return stored.problem
    if stored.event.start_local != one.starts_local:
        return f"{one.starts_local:%Y-%m-%d %H:%M} → {stored.event.start_local:%Y-%m-%d %H:%M}"
    return "" if stored.event.rrule == one.rule else f"{one.rule} → {stored.event.rrule}"


@dataclass(frozen=True, slots=True)
class _Due:
    """One series whose copy is not what it should be; no event: it is to be taken out."""

    one: Series
    copy: Copy
    event: CalendarEvent | None
    digest: str


def put_due(store: Store, calendar: Calendar, now: datetime) -> int:
    """Bring the calendar up to date; return how many series were put or taken out."""
    done = 0
    with store.begin() as tx:
        due = list(_due(tx, now))
    for one in due:
        try:
            _carry_out(store, calendar, one, now)
            done += 1
        except ProviderError as error:
            log.warning("calendar: series %s: %s", one.one.uid, error)
            with store.begin() as tx:
                _failed(tx, one.one, error, now)
            if error.extent is Extent.ACCOUNT:
                break
    return done


def _due(tx: Tx, now: datetime) -> Iterator[_Due]:
    copies = all_copies(tx)
    for one in meetings.all_series(tx):
        copy = copies.get(one.uid, Copy(one.uid))
        if copy.state in WAITING:
            continue
        if one.state is SeriesState.CANCELLED:
            if copy.revision or copy.charged:
                yield _Due(one, copy, None, "")
            continue
        try:
            event = event_of(tx, one)
            digest = digest_of(event)
        except ClientCommsError as error:
            tell(tx, one, Told.UNBUILDABLE, now, str(error))
            continue
        if digest != copy.digest or copy.state is CopyState.OVERWRITING:
            yield _Due(one, copy, event, digest)


def _carry_out(store: Store, calendar: Calendar, due: _Due, now: datetime) -> None:
    uid, stamp = due.one.uid, Stamp(now, BY)
    expected = due.copy.revision or ABSENT
    if due.event is None:
        calendar.remove(uid, expected=None if due.copy.charged else expected)
        revision = ""
    else:
        with store.begin() as tx:
            charge_copy(tx, uid, due.digest, stamp)
        forced = due.copy.state is CopyState.OVERWRITING
        revision = _put(calendar, due.event, due.copy, None if forced else expected)
    with store.begin() as tx:
        settle_copy(tx, uid, revision, due.digest, stamp)


def _put(calendar: Calendar, event: CalendarEvent, copy: Copy, expected: str | None) -> str:
    """Put an event; over an earlier put of ours whose end was never recorded, too."""
    try:
        return calendar.put(event, expected=expected)
    except ChangedElsewhereError as error:
        there = calendar.get(event.uid) if copy.charged and error.found else None
        if there is None or _digest_there(there) != copy.charged:
            raise
        return calendar.put(event, expected=there.revision)


def _failed(tx: Tx, one: Series, error: ProviderError, now: datetime) -> None:
    if isinstance(error, ChangedElsewhereError):
        became = CopyState.EDITED if error.found else CopyState.REMOVED
        mark_copy(tx, one.uid, became, Stamp(now, BY))
        tell(tx, one, Told.EDITED if error.found else Told.REMOVED, now)
        return
    note_copy_problem(tx, one.uid, str(error))
    tell(tx, one, Told.FAILED, now, str(error))
