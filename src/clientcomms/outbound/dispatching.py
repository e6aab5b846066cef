"""What a person does to a frozen letter in the outbox: hold, release, withdraw, retry.

Each function is one transaction, returns False when it was so already, and raises in words when
the state forbids it. A claimed entry is its holder's: nobody else touches it until the attempt
ends or the lease lapses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from clientcomms.domain.flow import OutboxRow
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.states import OutboxState
from clientcomms.errors import IllegalTransitionError, NotFoundError
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import finish_task_with_key
from clientcomms.store.journal import Stamp
from clientcomms.store.occasions import occasion_by_id
from clientcomms.store.outbox import change_entry
from clientcomms.store.outbox_looks import entry_by_id, recipients_of
from clientcomms.store.outbox_recipients import RecipientResult, expect_again, mark_recipient
from clientcomms.store.plans import plan_by_id

_GOING = frozenset(
    {
        OutboxState.READY,
        OutboxState.CLAIMED,
        OutboxState.SUBMITTED,
        OutboxState.DELIVERED,
    }
)


_AHEAD = timedelta(days=1)
"""Letters leave in the order of their hours; an urgent one stands before all of today's."""


def hold_entry(store: Store, entry_id: int, by: str, now: datetime, why: str = "") -> bool:
    """Keep a letter in the outbox until a person releases it."""
    with store.begin() as tx:
        entry = _entry(tx, entry_id)
        if entry.state is OutboxState.HELD:
            return False
        _free(entry, OutboxState.HELD)
        change_entry(tx, entry_id, OutboxState.HELD, Stamp(now, by, why or f"held by {by}"))
    return True


def release_entry(store: Store, entry_id: int, by: str, now: datetime) -> bool:
    """Let a held letter leave now."""
    with store.begin() as tx:
        entry = _entry(tx, entry_id)
        if entry.state in _GOING:
            return False
        if entry.state is not OutboxState.HELD:
            raise IllegalTransitionError("outbox", entry_id, entry.state.value, "ready")
        at = now - _AHEAD if _is_urgent(tx, entry) else now
        change_entry(tx, entry_id, OutboxState.READY, Stamp(now, by), {"next_at": at})
    return True


def withdraw_entry(store: Store, entry_id: int, by: str, now: datetime, why: str = "") -> bool:
    """Take a letter back before it is submitted."""
    with store.begin() as tx:
        if _entry(tx, entry_id).state is OutboxState.WITHDRAWN:
            return False
        stamp = Stamp(now, by, why or f"withdrawn by {by}")
        change_entry(tx, entry_id, OutboxState.WITHDRAWN, stamp, {"next_at": None})
        _settled(tx, entry_id, stamp)
    return True


def retry_entry(store: Store, entry_id: int, by: str, now: datetime) -> bool:
    """Try a dead, refused, doubtful or deferred letter now, with the same bytes and Message-ID.

    Attempts are counted from nought again; recipients that have accepted it are left out.
    """
    with store.begin() as tx:
        entry = _entry(tx, entry_id)
        if entry.state in {OutboxState.READY, OutboxState.CLAIMED}:
            return False
        if entry.state is OutboxState.HELD:
            raise IllegalTransitionError("outbox", entry_id, "held", "retried (release it instead)")
        values: Mapping[str, object] = {"next_at": now, "attempts": 0}
        stamp = Stamp(now, by, f"retried by {by}")
        change_entry(tx, entry_id, OutboxState.READY, stamp, values)
        _settled(tx, entry_id, stamp)
        expect_again(tx, entry_id)
    return True


def confirm_submitted(store: Store, entry_id: int, by: str, now: datetime) -> bool:
    """Say of a doubtful letter that it did leave: the person found it in Sent, or asked the client.

    It counts as submitted at the moment the doubt arose, by all who had not refused it.
    """
    with store.begin() as tx:
        entry = _entry(tx, entry_id)
        if entry.state in {OutboxState.SUBMITTED, OutboxState.DELIVERED}:
            return False
        if entry.state is not OutboxState.DOUBTFUL:
            raise IllegalTransitionError("outbox", entry_id, entry.state.value, "submitted")
        stamp = Stamp(now, by, f"{by} says it was submitted")
        values = {"submitted_at": entry.doubted_at or now, "next_at": None}
        change_entry(tx, entry_id, OutboxState.SUBMITTED, stamp, values)
        _settled(tx, entry_id, stamp)
        for one in recipients_of(tx, entry_id):
            if one.state == "pending":
                mark_recipient(
                    tx, entry_id, RecipientResult(one.address, "accepted", "", stamp.why)
                )
    return True


def deny_submitted(store: Store, entry_id: int, by: str, now: datetime) -> bool:
    """Say of a doubtful letter that it did not leave: the same bytes go out again, at once."""
    with store.begin() as tx:
        entry = _entry(tx, entry_id)
        if entry.state in {OutboxState.READY, OutboxState.CLAIMED}:
            return False
        if entry.state is not OutboxState.DOUBTFUL:
            raise IllegalTransitionError("outbox", entry_id, entry.state.value, "sent again")
        stamp = Stamp(now, by, f"{by} says it did not leave")
        change_entry(tx, entry_id, OutboxState.READY, stamp, {"next_at": now, "attempts": 0})
        _settled(tx, entry_id, stamp)
        expect_again(tx, entry_id)
    return True


def _settled(tx: Tx, entry_id: int, stamp: Stamp) -> None:
    """Tick off the question whether a doubtful letter left: a person has just answered it."""
    finish_task_with_key(tx, f"doubtful:{entry_id}", stamp)


def _is_urgent(tx: Tx, entry: OutboxRow) -> bool:
    plan = plan_by_id(tx, entry.plan_id)
    occasion = occasion_by_id(tx, plan.occasion_id) if plan else None
    return occasion is not None and occasion.urgent


def _entry(tx: Tx, entry_id: int) -> OutboxRow:
    entry = entry_by_id(tx, entry_id)
    if entry is None:
        raise NotFoundError("letter", show_id(Numbered.OUTBOX, entry_id))
    return entry


def _free(entry: OutboxRow, wanted: OutboxState) -> None:
    if entry.state is OutboxState.CLAIMED:
        raise IllegalTransitionError("outbox", entry.id, "claimed", wanted.value)
