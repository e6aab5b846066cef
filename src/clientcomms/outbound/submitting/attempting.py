"""One attempt: the letter is handed over, and the answer becomes a settlement."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta

from clientcomms.domain.attempts import ACCOUNT_REST, is_over, next_attempt
from clientcomms.domain.flow import ClaimedEntry
from clientcomms.domain.states import OutboxState
from clientcomms.outbound.submitting.courier import Courier, Rest
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
)
from clientcomms.store.outbox_recipients import RecipientResult
from clientcomms.store.settlements import Settlement

log = logging.getLogger(__name__)


def attempt(
    session: Session, entry: ClaimedEntry, courier: Courier
) -> tuple[Settlement, Rest | None]:
    """Submit one letter; return how it ended, and the rest its account needs."""
    try:
        receipt = session.submit(Envelope(entry.reverse_path, entry.forward_paths), entry.raw)
    except UnauthorizedError as error:
        why = f"the account may not send: {error}"
        rest = Rest(ACCOUNT_REST, why, alarm=True)
        return _untouched(entry, error, why, courier), rest
    except DoubtfulError as error:
        why = "the connection died before the answer"
        return _in_doubt(entry, why, courier, error), _rest(error)
    except RefusedError as error:
        return _refused(entry, error), _rest(error)
    except ProviderError as error:
        return _deferred(entry, error, courier), _rest(error)
    except Exception as error:  # one poisoned letter stops no other: in doubt with its evidence
        log.exception("letter %s", entry.id)
        return _in_doubt(entry, f"{type(error).__name__}: {error}", courier), None
    return _received(entry, receipt, courier), None


def _rest(error: ProviderError) -> Rest | None:
    """Leave a server alone that is down or busy, so that not every letter knocks there once."""
    if error.extent is Extent.ITEM:
        return None
    return Rest(error.wait or timedelta(), str(error))


def _untouched(entry: ClaimedEntry, error: ProviderError, why: str, courier: Courier) -> Settlement:
    """Give the letter back uncharged; one that was shown goes behind the others, lest it bar their way."""
    shown = error.extent is not Extent.SERVICE
    return Settlement(
        entry.id,
        OutboxState.READY,
        error.code,
        error.text,
        reason=why,
        next_at=courier.clock() if shown else None,
        refunded=True,
    )


def _in_doubt(
    entry: ClaimedEntry, why: str, courier: Courier, error: ProviderError | None = None
) -> Settlement:
    code, text = (error.code, error.text) if error else ("", "")
    became = OutboxState.DOUBTFUL
    return Settlement(entry.id, became, code, text, reason=why, doubted_at=courier.clock())


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
    if error.extent is Extent.SERVICE:
        return _untouched(entry, error, str(error), courier)
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
