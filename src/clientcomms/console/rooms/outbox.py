"""The outbox: letters on their way, and each one exactly as it was sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from clientcomms.console.desk import Desk, DeskOf
from clientcomms.console.letters import download, framed, html_of, shown_mail
from clientcomms.console.rooms.numbers import number_in
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.states import OutboxState
from clientcomms.errors import NotFoundError
from clientcomms.outbound import dispatching, expediting
from clientcomms.store.console_looks import journal_of, replies_to
from clientcomms.store.engine import Store
from clientcomms.store.outbox_looks import (
    count_by_state,
    entries_in,
    entry_by_id,
    newest_entries,
    raw_of,
    recipients_of,
)
from clientcomms.store.plans import plan_by_id

router = APIRouter()


@router.get("/outbox")
def outbox(desk: DeskOf, state: str = "") -> Response:
    """Show the newest letters, or those in one state."""
    with desk.store.read() as tx:
        known = {one.value for one in OutboxState}
        chosen = state if state in known else ""
        listed = entries_in(tx, [OutboxState(chosen)], 300)[::-1] if chosen else newest_entries(tx)
        return desk.page(
            "outbox.html", within=tx, listed=listed, chosen=chosen, counts=count_by_state(tx)
        )


@router.get("/outbox/{entry_id}")
def entry(desk: DeskOf, entry_id: str) -> Response:
    """Show one letter exactly as it was sent."""
    number = number_in(Numbered.OUTBOX, entry_id)
    with desk.store.read() as tx:
        found = entry_by_id(tx, number)
        if found is None:
            raise NotFoundError("letter", entry_id)
        plan = plan_by_id(tx, found.plan_id)
        rows: list[tuple[str, int | str]] = [("plans", found.plan_id), ("outbox", number)]
        if plan is not None:
            rows.insert(0, ("occasions", plan.occasion_id))
        return desk.page(
            "letter.html",
            within=tx,
            entry=found,
            mail=shown_mail(raw_of(tx, number) or b""),
            recipients=sorted(recipients_of(tx, number), key=lambda one: one.address in found.cc),
            plan=plan,
            replies=replies_to(tx, number),
            journal=journal_of(tx, rows),
        )


@router.get("/outbox/{entry_id}/letter")
def letter(desk: DeskOf, entry_id: str) -> Response:
    """Show the HTML part alone, for the frame."""
    return framed(html_of(_raw(desk, entry_id)))


@router.get("/outbox/{entry_id}/raw")
def raw(desk: DeskOf, entry_id: str) -> Response:
    """Hand over the bytes."""
    return download(_raw(desk, entry_id), show_id(*_place(entry_id)))


@router.post("/outbox/{entry_id}/hold")
def hold(desk: DeskOf, entry_id: str) -> Response:
    """Keep it back."""
    return _act(desk, entry_id, dispatching.hold_entry, "held")


@router.post("/outbox/{entry_id}/release")
def release(desk: DeskOf, entry_id: str) -> Response:
    """Let it leave."""
    return _act(desk, entry_id, dispatching.release_entry, "released")


@router.post("/outbox/{entry_id}/withdraw")
def withdraw(desk: DeskOf, entry_id: str) -> Response:
    """Take it back."""
    return _act(desk, entry_id, dispatching.withdraw_entry, "withdrawn")


@router.post("/outbox/{entry_id}/retry")
def retry(desk: DeskOf, entry_id: str) -> Response:
    """Try it again."""
    return _act(desk, entry_id, dispatching.retry_entry, "retried")


@router.post("/outbox/{entry_id}/confirm")
def confirm(desk: DeskOf, entry_id: str) -> Response:
    """Say that it did leave."""
    return _act(desk, entry_id, dispatching.confirm_submitted, "confirmed")


@router.post("/outbox/{entry_id}/deny")
def deny(desk: DeskOf, entry_id: str) -> Response:
    """Say that it did not leave."""
    return _act(desk, entry_id, dispatching.deny_submitted, "retried")


@router.post("/outbox/{entry_id}/urgent")
def urgent(desk: DeskOf, entry_id: str) -> Response:
    """Let it go first."""
    return _act(desk, entry_id, expediting.expedite_entry, "urgent")


def _act(
    desk: Desk, entry_id: str, act: Callable[[Store, int, str, datetime], bool], done: str
) -> Response:
    place, number = _place(entry_id)
    act(desk.store, number, desk.context.actor, desk.now)
    return desk.go(f"/outbox/{show_id(place, number)}", done)


def _place(entry_id: str) -> tuple[Numbered, int]:
    return Numbered.OUTBOX, number_in(Numbered.OUTBOX, entry_id)


def _raw(desk: Desk, entry_id: str) -> bytes:
    with desk.store.read() as tx:
        found = raw_of(tx, _place(entry_id)[1])
    if found is None:
        raise NotFoundError("letter", entry_id)
    return found
