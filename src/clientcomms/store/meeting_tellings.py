"""[tellings]: what each attendee was last told of a series, so that an edit tells only whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select

from clientcomms.domain.flow import contact_audience
from clientcomms.domain.review_times import SeriesTimes
from clientcomms.domain.states import PlanState
from clientcomms.store.engine import Tx
from clientcomms.store.meetings import Series
from clientcomms.store.rows import upsert
from clientcomms.store.schema.meetings import attendees, tellings
from clientcomms.store.schema.outbound import occasions, plans

UNSENT = (PlanState.PLANNED, PlanState.HELD, PlanState.APPROVED)


@dataclass(frozen=True, slots=True)
class Telling:
    """What one attendee knows of a series."""

    address: str
    sequence: int
    facts: Mapping[str, object]


def thread_of(uid: str, address: str) -> str:
    """Return the thread key of all letters on a series to one attendee.

    Each has a thread of their own: a letter never refers to one that its reader did not get.
    """
    return f"meeting:{uid}:{address.lower()}"


def times_of(one: Series) -> SeriesTimes:
    """Return when a series meets."""
    return SeriesTimes(
        rrule=one.rule,
        starts_local=one.starts_local,
        zone=one.zone,
        duration=timedelta(minutes=one.minutes),
        exdates=tuple(one.exdates),
        moved=tuple((move.rule_local, move.starts_local) for move in one.overrides),
    )


def tellings_of(tx: Tx, uid: str) -> dict[str, Telling]:
    """Return what is known to whom, by address."""
    found = tx.execute(select(tellings).where(tellings.c.uid == uid).order_by(tellings.c.address))
    return {row.address: Telling(row.address, row.sequence, row.facts) for row in found}


def keep_tellings(tx: Tx, uid: str, told: Sequence[Telling], now: datetime) -> None:
    """Write what these attendees are being told."""
    rows = [
        {
            "uid": uid,
            "address": one.address,
            "sequence": one.sequence,
            "facts": dict(one.facts),
            "told_at": now,
        }
        for one in told
    ]
    upsert(tx, tellings, rows, ["uid", "address"])


def forget_tellings(tx: Tx, uid: str, addresses: Iterable[str]) -> None:
    """Forget what people were told who are no longer invited."""
    listed = list(addresses)
    tx.execute(delete(tellings).where(tellings.c.uid == uid, tellings.c.address.in_(listed)))


def remove_attendees(tx: Tx, uid: str, addresses: Iterable[str]) -> None:
    """Take people off a series, with all they answered to it."""
    listed = list(addresses)
    if listed:
        tx.execute(delete(attendees).where(attendees.c.uid == uid, attendees.c.address.in_(listed)))


def remove_instance_answers(tx: Tx, uid: str, instances: Iterable[str] | None = None) -> None:
    """Forget answers to single instances (None: to all) that are held at another time now."""
    wanted = delete(attendees).where(attendees.c.uid == uid, attendees.c.instance != "")
    if instances is not None:
        wanted = wanted.where(attendees.c.instance.in_(list(instances)))
    tx.execute(wanted)


def invitation_pending(tx: Tx, uid: str, address: str) -> bool:
    """Return whether an invitation to this attendee waits for planning, a word or its hour.

    Such a letter will be written with the facts of its own hour, so no second one is needed.
    """
    waiting = {None, *(state.value for state in UNSENT)}
    return any(
        row.state in waiting and row.matter.get("change") != "cancelled"
        for row in _invitations(tx, uid, address)
    )


def has_heard(tx: Tx, uid: str, address: str) -> bool:
    """Return whether an attendee was invited: by our letter, or by a person who skipped ours.

    A letter that lapsed because nobody answered its draft has invited nobody.
    """
    for row in _invitations(tx, uid, address):
        if row.state == PlanState.RENDERED.value:
            return True
        dropped = row.state == PlanState.DROPPED.value
        if dropped and row.reasons and row.reasons[-1]["rule"] != "expired":
            return True
    return False


def _invitations(tx: Tx, uid: str, address: str) -> Sequence[Row[Any, Any, Any]]:
    """Return what became of all invitations to one attendee; no state: not planned yet."""
    return tx.execute(
        select(occasions.c.matter, plans.c.state, plans.c.reasons)
        .outerjoin(plans, plans.c.occasion_id == occasions.c.id)
        .where(
            occasions.c.thread_key == thread_of(uid, address),
            occasions.c.kind == "review_invitation",
            occasions.c.audience == contact_audience(address),
        )
    ).all()
