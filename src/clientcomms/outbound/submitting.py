"""[outbox] → next hop: claims a batch, submits it in one conversation, settles every attempt.

The attempt is charged before the connection is opened, and no transaction is open while a server
is spoken to. Whatever ends us in between leaves a claim that lapses into doubt.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clientcomms.domain import composing
from clientcomms.domain.attempts import ACCOUNT_REST, is_dead_address, is_over, next_attempt
from clientcomms.domain.flow import ClaimedEntry
from clientcomms.domain.heard import NewTask
from clientcomms.domain.states import OutboxState
from clientcomms.ports.errors import (
    DeferredError,
    DoubtfulError,
    Extent,
    ProviderError,
    RefusedError,
    UnauthorizedError,
)
from clientcomms.ports.transport import (
    Envelope,
    Receipt,
    RecipientOutcome,
    RecipientsDeferredError,
    RecipientsRefusedError,
    Session,
    Transport,
)
from clientcomms.store import inbox, outbox, overall, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.outbox import RecipientResult, Settlement

log = logging.getLogger(__name__)

SETTLE_EVERY = 10
"""So many letters at most are in doubt when the process dies."""


@dataclass(frozen=True, slots=True)
class Courier:
    """One account's way out, and how hard it may be used."""

    account: str
    transport: Transport
    holder: str
    clock: Callable[[], datetime]
    lease: timedelta = timedelta(seconds=120)
    batch: int = 50
    per_minute: int | None = None
    attempts: int = 8
    retry_after: timedelta = timedelta(minutes=30)
    default_mode: str = composing.REDIRECT
    stopping: Callable[[], bool] = lambda: False
    settle_every: int = SETTLE_EVERY


def pause_key(account: str) -> str:
    """Return the name under which the way out of an account rests; its way in goes on."""
    return f"{account}:out"


def submit_due(store: Store, courier: Courier, now: datetime) -> int:
    """Submit what is due for one account; return how many letters were settled.

    Batches follow one another until nothing is due, the rate is used up or the account rests.
    """
    settled = 0
    while not courier.stopping():
        claimed = _claim(store, courier, now)
        if not claimed:
            return settled
        ended, goes_on = _submit_batch(store, courier, claimed, now + courier.lease / 2)
        settled += ended
        if not goes_on:
            return settled
        now = courier.clock()
    return settled


def _claim(store: Store, courier: Courier, now: datetime) -> list[ClaimedEntry]:
    with store.begin() as tx:
        if pause_key(courier.account) in inbox.paused_accounts(tx, now):
            return []
        limit = courier.batch
        if courier.per_minute is not None:
            used = outbox.submitted_between(tx, courier.account, now - timedelta(minutes=1), now)
            limit = min(limit, courier.per_minute - used)
        if limit <= 0:
            return []
        return outbox.claim_batch(
            tx,
            holder=courier.holder,
            now=now,
            lease=courier.lease,
            limit=limit,
            accounts=[courier.account],
        )


def _submit_batch(
    store: Store, courier: Courier, claimed: Sequence[ClaimedEntry], until: datetime
) -> tuple[int, bool]:
    """Return how many were settled, and whether the account may go on.

    Nothing is begun after `until`, so that the lease outlives what was begun.
    """
    stops = _stops(store, courier, claimed)
    pending: list[Settlement] = []
    ended, begun, goes_on = 0, 0, True
    with courier.transport.open() as session:
        for entry in claimed:
            if not goes_on or courier.stopping() or courier.clock() > until:
                break
            begun += 1
            settlement, goes_on = _ended(session, entry, stops.get(entry.id), courier)
            pending.append(settlement)
            if len(pending) >= courier.settle_every:
                ended += _settle(store, courier, pending)
                pending = []
    ended += _settle(store, courier, pending)
    if begun < len(claimed):
        with store.begin() as tx:
            rest = [entry.id for entry in claimed[begun:]]
            outbox.release_claims(tx, courier.holder, rest, courier.clock())
    return ended, goes_on and not courier.stopping()


def _ended(
    session: Session, entry: ClaimedEntry, stop: str | None, courier: Courier
) -> tuple[Settlement, bool]:
    """Return how a letter ended: kept back without an attempt, or attempted."""
    if stop is None:
        return _attempt(session, entry, courier)
    return Settlement(entry.id, OutboxState.HELD, reason=stop, refunded=True), True


def _stops(store: Store, courier: Courier, claimed: Sequence[ClaimedEntry]) -> dict[int, str]:
    """Return why some letters must not leave now although they were made ready earlier."""
    with store.read() as tx:
        switches = overall.all_switches(tx)
        paths = [path for entry in claimed for path in entry.forward_paths]
        dead = {a for a, one in overall.suppressed(tx, paths).items() if one.scope == "all"}
    mode = switches.get(overall.MODE, courier.default_mode)
    found: dict[int, str] = {}
    for entry in claimed:
        why = _why_not(entry, mode, switches)
        if why is None and all(path.lower() in dead for path in entry.forward_paths):
            why = "no recipient is left who may be written to"
        if why is not None:
            found[entry.id] = why
    return found


def _why_not(entry: ClaimedEntry, mode: str, switches: dict[str, str]) -> str | None:
    if mode == composing.REHEARSE:
        return "the sending mode is rehearse"
    if entry.client is None:
        return None
    if overall.PAUSE_ALL in switches:
        return "paused: all sending"
    if overall.pause_of_client(entry.client) in switches:
        return f"paused: {entry.client}"
    if mode == composing.REDIRECT and entry.mode != composing.REDIRECT:
        # A rehearsed letter bears the client's addresses as well.
        return "the sending mode is redirect, and this letter is addressed to the client"
    return None


def _attempt(session: Session, entry: ClaimedEntry, courier: Courier) -> tuple[Settlement, bool]:
    """Submit one letter; return how it ended and whether the account may go on."""
    try:
        receipt = session.submit(Envelope(entry.reverse_path, entry.forward_paths), entry.raw)
    except DoubtfulError as error:
        now = courier.clock()
        return (
            Settlement(
                entry.id,
                OutboxState.DOUBTFUL,
                error.code,
                error.text,
                reason="the connection died before the answer",
                doubted_at=now,
            ),
            error.extent is Extent.ITEM,
        )
    except UnauthorizedError as error:
        return Settlement(
            entry.id,
            OutboxState.READY,
            error.code,
            error.text,
            reason=f"the account may not send: {error}",
            next_at=courier.clock(),
            refunded=True,
        ), False
    except RefusedError as error:
        return _refused(entry, error), error.extent is Extent.ITEM
    except ProviderError as error:
        return _deferred(entry, error, courier), error.extent is Extent.ITEM
    except (
        Exception
    ) as error:  # one poisoned letter must not stop the loop; it is in doubt with its evidence
        log.exception("letter %s", entry.id)
        now = courier.clock()
        why = f"{type(error).__name__}: {error}"
        return Settlement(entry.id, OutboxState.DOUBTFUL, reason=why, doubted_at=now), True
    return _received(entry, receipt, courier), True


def _received(entry: ClaimedEntry, receipt: Receipt, courier: Courier) -> Settlement:
    now = courier.clock()
    waiting = [one for one in receipt.recipients if not one.accepted and not one.permanent]
    results = tuple(_results(receipt.recipients))
    over = is_over(entry.attempts, courier.attempts, entry.created_at, now)
    if waiting and not over:
        return Settlement(
            entry.id,
            OutboxState.DEFERRED,
            waiting[0].code,
            waiting[0].text,
            next_at=next_attempt(entry.attempts, now, first=courier.retry_after),
            submitted_at=now,
            recipients=results,
        )
    return Settlement(
        entry.id,
        OutboxState.SUBMITTED,
        receipt.code,
        receipt.text,
        submitted_at=now,
        recipients=(*results, *_given_up(waiting)),
    )


def _given_up(waiting: Sequence[RecipientOutcome]) -> Iterator[RecipientResult]:
    """Say of those who were asked to wait too often that they did not get it."""
    for one in waiting:
        yield RecipientResult(one.addr_spec, "refused", one.code, one.text)


def _refused(entry: ClaimedEntry, error: RefusedError) -> Settlement:
    outcomes = error.recipients if isinstance(error, RecipientsRefusedError) else ()
    return Settlement(
        entry.id,
        OutboxState.REFUSED,
        error.code,
        error.text,
        recipients=tuple(_results(outcomes)),
    )


def _deferred(entry: ClaimedEntry, error: ProviderError, courier: Courier) -> Settlement:
    now = courier.clock()
    outcomes = error.recipients if isinstance(error, RecipientsDeferredError) else ()
    results = tuple(_results(outcomes))
    if is_over(entry.attempts, courier.attempts, entry.created_at, now):
        why = f"given up after {entry.attempts} attempts"
        return Settlement(
            entry.id, OutboxState.DEAD, error.code, error.text, why, recipients=results
        )
    wait = error.wait if isinstance(error, DeferredError) else None
    at = next_attempt(entry.attempts, now, first=courier.retry_after, asked=wait)
    return Settlement(
        entry.id, OutboxState.DEFERRED, error.code, error.text, next_at=at, recipients=results
    )


def _results(outcomes: Sequence[RecipientOutcome]) -> Iterator[RecipientResult]:
    for one in outcomes:
        if one.accepted:
            yield RecipientResult(one.addr_spec, "accepted", one.code, one.text)
        elif one.permanent:
            yield RecipientResult(one.addr_spec, "refused", one.code, one.text)


def _settle(store: Store, courier: Courier, settlements: Sequence[Settlement]) -> int:
    if not settlements:
        return 0
    now = courier.clock()
    with store.begin() as tx:
        ours = outbox.settle(tx, settlements, holder=courier.holder, now=now)
        for one in settlements:
            _follow_up(tx, one, courier, now)
    return ours


def _follow_up(tx: Tx, one: Settlement, courier: Courier, now: datetime) -> None:
    if one.became is OutboxState.READY:  # the letter is as it was; its account rests
        stamp = Stamp(now, "submitting", one.reason)
        inbox.pause_account(tx, pause_key(courier.account), now + ACCOUNT_REST, stamp)
        for member in state.all_members(tx)[:1]:
            add_task(tx, _account_task(courier.account, member.address, stamp), stamp)
    for result in one.recipients:
        if result.state == "refused" and is_dead_address(result.code, result.text):
            dead_address(tx, result, Stamp(now, "submitting"))


def dead_address(tx: Tx, result: RecipientResult, stamp: Stamp) -> None:
    """Stop writing to an address at which nobody lives, and tell the managers who wrote there."""
    said = f"{result.code} {result.text}".strip()
    overall.suppress(tx, overall.Suppression(result.address, "all", said), stamp)
    for contact in state.contacts_with_address(tx, result.address):
        project = state.project_by_code(tx, contact.project_code)
        if project is None:
            continue
        task = NewTask(
            key=f"bounced:{result.address.lower()}:{project.code}",
            kind="bounced_address",
            owner=project.manager,
            title_zh=f"{contact.name} 的邮箱 {result.address} 收不到信（{said}），请换一种方式联系并更新“联系人”表",
            title_en=f"{contact.name} cannot be reached at {result.address} ({said}): ask for the new address and mend the Contacts sheet",
            project_code=project.code,
        )
        add_task(tx, task, stamp)


def _account_task(account: str, owner: str, stamp: Stamp) -> NewTask:
    day = stamp.at.date().isoformat()  # the same trouble is told anew on another day
    return NewTask(
        key=f"account:{account}:{day}:{stamp.why[:120]}",
        kind="account",
        owner=owner,
        title_zh=f"邮箱账号 {account} 暂停发信：{stamp.why}",
        title_en=f"mail account {account} rests: {stamp.why}",
    )
