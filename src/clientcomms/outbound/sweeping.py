"""[outbox] → [outbox]: lapsed claims become doubts, doubts are looked up, holds end with their cause."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from clientcomms.domain import plan_reasons
from clientcomms.domain.attempts import Patience, is_over, next_attempt
from clientcomms.domain.flow import OutboxRow
from clientcomms.domain.heard import NewTask
from clientcomms.domain.states import OutboxState
from clientcomms.errors import IllegalTransitionError
from clientcomms.ports.errors import ProviderError, RefusedError
from clientcomms.ports.transport import SentLookup
from clientcomms.store import (
    outbox,
    outbox_claims,
    outbox_looks,
    outbox_recipients,
    overall,
    plans,
    state,
)
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task, finish_task_with_key
from clientcomms.store.journal import Stamp

log = logging.getLogger(__name__)

BY = "sweeping"
Policy = Literal["resend", "ask"]

MOST_COPIES = 8
"""So often at most a letter goes out of which nobody can tell: each time may be another copy."""


def sweep(
    store: Store,
    lookups: Mapping[str, SentLookup],
    policy: Policy,
    now: datetime,
    patience: Patience = Patience(),  # noqa: B008  # a frozen value
) -> int:
    """Return how many entries moved.

    A doubtful letter is looked up by its Message-ID where the account can tell. Found: it is
    settled. Surely not there: the same bytes are sent again, as often and as far apart as
    `patience` says. Cannot be told: `policy` decides between sending again (at least once, yet not
    many times) and asking a person (at most once).
    """
    with store.begin() as tx:
        moved = len(outbox_claims.lapse(tx, now)) + _release_unpaused(tx, now)
        doubtful = outbox_looks.entries_in(tx, [OutboxState.DOUBTFUL])
    for entry in doubtful:
        moved += _settle_doubt(store, (entry, lookups.get(entry.account)), policy, now, patience)
    return moved


def _settle_doubt(
    store: Store,
    doubt: tuple[OutboxRow, SentLookup | None],
    policy: Policy,
    now: datetime,
    patience: Patience,
) -> int:
    entry, lookup = doubt
    try:
        found = None if lookup is None else _look_up(entry, lookup)
    except ProviderError as error:  # the account is down: the doubt waits
        log.warning("letter %s cannot be looked up: %s", entry.id, error)
        return 0
    except Exception:  # one look-up that stumbles stops no other: its doubt waits
        log.exception("letter %s cannot be looked up", entry.id)
        return 0
    try:
        with store.begin() as tx:
            if found is None and policy == "ask":
                return _ask(tx, entry, now)
            return _found(tx, entry, now) if found else _again(tx, entry, found, now, patience)
    except IllegalTransitionError:  # somebody else settled it meanwhile
        return 0


def _look_up(entry: OutboxRow, lookup: SentLookup) -> bool | None:
    try:
        return lookup.find_submitted(entry.message_id)
    except RefusedError as error:  # there is no such folder: nobody can tell
        log.warning("letter %s cannot be looked up: %s", entry.id, error)
        return None


def _found(tx: Tx, entry: OutboxRow, now: datetime) -> int:
    stamp = Stamp(now, BY, "found by its Message-ID: it had been submitted")
    values = {"submitted_at": entry.doubted_at or now}
    outbox.change_entry(tx, entry.id, OutboxState.SUBMITTED, stamp, values)
    outbox_recipients.accept_pending(tx, entry.id)
    finish_task_with_key(tx, f"doubtful:{entry.id}", stamp)
    return 1


def _again(tx: Tx, entry: OutboxRow, found: bool | None, now: datetime, patience: Patience) -> int:
    """Let the same bytes go out again, or give up on a letter that ends in doubt each time."""
    finish_task_with_key(
        tx, f"doubtful:{entry.id}", Stamp(now, BY, "the letter is in doubt no more")
    )
    surely = found is False
    why = "not found by its Message-ID" if surely else "in doubt; sent again by policy"
    most = patience.attempts if surely else min(patience.attempts, MOST_COPIES)
    if is_over(entry.attempts, most, entry.created_at, now):
        stamp = Stamp(now, BY, f"{why}; given up after {entry.attempts} attempts")
        outbox.change_entry(tx, entry.id, OutboxState.DEAD, stamp, {"next_at": None})
        return 1
    stamp = Stamp(now, BY, f"{why}: the same bytes go out")
    first = entry.attempts <= 1
    at = now if first else next_attempt(entry.attempts - 1, now, first=patience.first_wait)
    outbox.change_entry(tx, entry.id, OutboxState.READY, stamp, {"next_at": at})
    return 1


def _ask(tx: Tx, entry: OutboxRow, now: datetime) -> int:
    project = state.project_by_code(tx, entry.project_code) if entry.project_code else None
    readers = ", ".join(entry.to)
    task = NewTask(
        key=f"doubtful:{entry.id}",
        kind="doubtful",
        owner=project.manager if project else "",
        title_zh=f"不确定信件 m{entry.id}（{entry.subject}）是否已送达 {readers}：请在发件箱确认，再选择“重发”或“已发出”",
        title_en=f"it is not certain that letter m{entry.id} ({entry.subject}) left for {readers}: look into Sent, then retry or settle it",
        project_code=entry.project_code,
    )
    added = add_task(tx, task, Stamp(now, BY), again_after=entry.doubted_at)
    return 0 if added is None else 1


def _release_unpaused(tx: Tx, now: datetime) -> int:
    """Let letters go on that a pause held back, once it is over."""
    switches = overall.all_switches(tx)
    if overall.PAUSE_ALL in switches:
        return 0
    moved = 0
    for entry in outbox_looks.entries_in(tx, [OutboxState.HELD]):
        paused = (entry.reason or "").startswith("paused:")
        still = entry.client is not None and overall.pause_of_client(entry.client) in switches
        if paused and not still:
            _let_go_on(tx, entry, now)
            moved += 1
    return moved


def _let_go_on(tx: Tx, entry: OutboxRow, now: datetime) -> None:
    """Send a letter after a pause, or take it back where it has grown stale meanwhile."""
    plan = plans.plan_by_id(tx, entry.plan_id)
    if plan is not None and plan.expires_at < now:
        stamp = Stamp(now, BY, plan_reasons.expired(plan.expires_at).text_en)
        outbox.change_entry(tx, entry.id, OutboxState.WITHDRAWN, stamp, {"next_at": None})
        return
    stamp = Stamp(now, BY, "the pause is over")
    outbox.change_entry(tx, entry.id, OutboxState.READY, stamp, {"next_at": now})
