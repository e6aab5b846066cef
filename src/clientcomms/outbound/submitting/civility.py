"""Letters that come late out of a pause, a hold or an outage leave at a civil hour all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from clientcomms.domain.civil import as_zone
from clientcomms.domain.departures import Departure, Lapse, Wait, WriteAnew, is_late, judged
from clientcomms.domain.flow import ClaimedEntry
from clientcomms.domain.send_window import Fitted
from clientcomms.domain.states import OutboxState
from clientcomms.outbound.submitting.courier import Courier
from clientcomms.store import departures, occasions, outbox
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp

BY = "submitting"


def keep_civil(
    tx: Tx, courier: Courier, entries: Sequence[ClaimedEntry], now: datetime
) -> set[int]:
    """Give back claimed letters that must not leave at this hour; return their numbers.

    A letter that is in time costs no question. One that would leave outside its reader's hours
    waits for the next of them, or is withdrawn where it will be worth nothing then; one whose words
    were for another week is withdrawn and asked for anew.
    """
    late = [one for one in entries if is_late(one.created_at, one.attempts, now)]
    if courier.hours is None or not late:
        return set()
    known = departures.departures(tx, [one.id for one in late])
    kept = set()
    for one in late:
        departure = known.get(one.id)
        verdict = None if departure is None else judged(departure, courier.hours, now)
        if departure is not None and verdict is not None:
            _follow(tx, one, departure, verdict, now)
            kept.add(one.id)
    return kept


def _follow(
    tx: Tx,
    entry: ClaimedEntry,
    departure: Departure,
    verdict: Wait | Lapse | WriteAnew,
    now: datetime,
) -> None:
    uncharged = {"attempts": entry.attempts - 1}
    match verdict:
        case Wait(fitted):
            stamp = Stamp(now, BY, f"{_moves(fitted)}; it leaves {_local(fitted, departure)}")
            values = uncharged | {"next_at": fitted.at}
            outbox.change_entry(tx, entry.id, OutboxState.READY, stamp, values)
        case Lapse(why):
            _withdraw(tx, entry, why.text_en, now)
        case WriteAnew(fitted):
            why_anew = (
                f"its words were for another week; written anew for {_local(fitted, departure)}"
            )
            _withdraw(tx, entry, why_anew, now)
            again = replace(departures.asked_anew(tx, entry.id), wanted_at=max(fitted.at, now))
            occasions.add_occasions(tx, [again], now)
        case _:
            assert_never(verdict)


def _withdraw(tx: Tx, entry: ClaimedEntry, why: str, now: datetime) -> None:
    """Take a letter back: by way of ready, since what is claimed may be on its way."""
    stamp = Stamp(now, BY, why)
    uncharged = {"attempts": entry.attempts - 1}
    outbox.change_entry(tx, entry.id, OutboxState.READY, stamp, uncharged)
    outbox.change_entry(tx, entry.id, OutboxState.WITHDRAWN, stamp, {"next_at": None})


def _moves(fitted: Fitted) -> str:
    return "; ".join(reason.text_en for reason in fitted.moves)


def _local(fitted: Fitted, departure: Departure) -> str:
    return f"{fitted.at.astimezone(as_zone(departure.zone)):%a %d %b %H:%M} {departure.zone}"
