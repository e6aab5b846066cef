"""[outbox]: each letter's recipients, and what became of them one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update
from sqlalchemy import insert as plain_insert

from clientcomms.domain.flow import NewOutboxEntry
from clientcomms.store.engine import Tx
from clientcomms.store.schema.outbound import outbox_recipients


@dataclass(frozen=True, slots=True)
class RecipientResult:
    """What became of one forward path."""

    address: str
    state: str
    code: str
    text: str


def expect(tx: Tx, entries: Iterable[tuple[int, NewOutboxEntry]]) -> None:
    """Write down whom new entries must reach; who stands in To and Cc gets one copy, as To."""
    rows = [
        {
            "entry_id": number,
            "address": address,
            "place": place,
            "position": position,
            "state": "pending",
        }
        for number, one in entries
        for position, (address, place) in enumerate(_places(one).items())
    ]
    if rows:
        tx.execute(plain_insert(outbox_recipients), rows)


def _places(one: NewOutboxEntry) -> dict[str, str]:
    return dict.fromkeys(one.to, "to") | {a: "cc" for a in one.cc if a not in one.to}


def expect_again(tx: Tx, entry_id: int) -> None:
    """Make the recipients that said no pending again; those that have the letter keep theirs."""
    tx.execute(
        update(outbox_recipients)
        .where(
            outbox_recipients.c.entry_id == entry_id,
            outbox_recipients.c.state.in_(["refused", "bounced"]),
        )
        .values(state="pending", code=None, text=None)
    )


def pending_paths(tx: Tx, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return whom each entry must still reach, in the order of its header."""
    found = tx.execute(
        select(outbox_recipients.c.entry_id, outbox_recipients.c.address)
        .where(outbox_recipients.c.entry_id.in_(list(ids)), outbox_recipients.c.state == "pending")
        .order_by(outbox_recipients.c.entry_id, outbox_recipients.c.position)
    )
    paths: dict[int, tuple[str, ...]] = {}
    for row in found:
        paths[row.entry_id] = (*paths.get(row.entry_id, ()), row.address)
    return paths


def record_results(tx: Tx, results: Iterable[tuple[int, RecipientResult]]) -> None:
    """Write what the next hop said about recipients, each with its entry's number."""
    rows = [
        {"entry": number, "who": r.address, "became": r.state, "said": r.code, "words": r.text}
        for number, r in results
    ]
    if rows:
        tx.execute(_ANSWERED, rows)


_ANSWERED = (
    update(outbox_recipients)
    .where(
        outbox_recipients.c.entry_id == bindparam("entry"),
        outbox_recipients.c.address == bindparam("who"),
    )
    .values(state=bindparam("became"), code=bindparam("said"), text=bindparam("words"))
)


def accept_pending(tx: Tx, entry_id: int) -> None:
    """Say that the recipients of a letter that turned out submitted were accepted."""
    tx.execute(
        update(outbox_recipients)
        .where(outbox_recipients.c.entry_id == entry_id, outbox_recipients.c.state == "pending")
        .values(state="accepted")
    )


def mark_recipient(tx: Tx, entry_id: int, result: RecipientResult) -> None:
    """Record later news about one recipient (a delivery report)."""
    tx.execute(
        update(outbox_recipients)
        .where(
            outbox_recipients.c.entry_id == entry_id,
            func.lower(outbox_recipients.c.address) == result.address.lower(),
        )
        .values(state=result.state, code=result.code, text=result.text)
    )
